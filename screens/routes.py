"""The actions that buttons carry, one table: screens press them, handlers answer to the same names.

An action is `name` or `name:value[:value]`, stateless, at most 64 bytes, and still works after a restart.
"""

from __future__ import annotations

ACTION_LIMIT_BYTES = 64

MENU = "menu"
MORE = "more"  # what the menu has no room for
# Registration.
LANGUAGE = "language"  # pick one; `language:ru` takes it
CONSENT = "consent"  # `consent:yes`, `consent:no`; bare: show it again
MARKETING = "marketing"  # `marketing:on`, `marketing:off`
MARKETING_ASK = "marketing:ask"  # what is agreed to, before `marketing:on`
PHONE = "phone"  # ask for it; `phone:later` leaves it out
BIRTHDAY = "birthday"  # ask for it; `birthday:later` leaves it out
# What a member looks at.
BALANCE = "balance"
CARD = "card"
TIER = "tier"
HISTORY = "history"  # `history:2`, from 0
INVITE = "invite"
INVITE_QR = "invite_qr"
FRIENDS = "friends"  # `friends:1`, from 0
STAMPS = "stamps"  # the first card; `stamps:coffee` one of them
PRIVILEGES = "privileges"
GAMES = "games"
BADGES = "badges"  # `badges:1`, from 0
DRAW = "draw"  # `draw:winter`
PARTNERS = "partners"  # `partners:1`, from 0
PROMO = "promo"  # ask for a code; `promo:drop` puts aside what waits for the next purchase
OFFERS = "offers"
OFFER = "offer"  # `offer:<id>` one of them, `offer:<id>:on` switches it on
GIFT_CARDS = "gift_cards"
GIFT_CARD = "gift_card"  # `gift_card:<id>` one of them, `gift_card:<id>:code` a fresh code of it
# Subscriptions.
SUBSCRIPTION = "subscription"  # the list, or the only one; `subscription:vip` one of them
UNSUBSCRIBE = "unsubscribe"  # `unsubscribe:vip` asks, `unsubscribe:vip:yes` lets it renew no more
AD = "ad"  # `ad:12:-:offer`: what is pressed under the message of a campaign and an occasion
# Wishes.
SETTINGS = "settings"
SETTINGS_BACK = "settings:back"  # out of a question of theirs, which is waited for no more
KINDS = "kinds"
MUTE = "mute"  # `mute:warnings` turns one kind of messages off or on; kinds are rules.member.MUTABLE
SNOOZE = "snooze"  # pick; `snooze:30` keeps advertising away for so many days, `snooze:off` ends it
HEARING = "hearing"  # all of it in words
ZONE = "zone"  # pick one; `zone:Europe/Moscow` takes it
QUIET = "quiet"  # pick; `quiet:22-09` takes hours, `quiet:off` none
# One's own data.
PRIVACY = "privacy"
MYDATA = "mydata"  # `mydata:json`, `mydata:csv`
FORGET = "forget"  # ask; `forget:yes` does it
HELP = "help"
# The till.
TILL = "till"
SALE = "till:sale"  # ask for the member's code
PAY = "till:pay"  # `till:pay:150` asks the member to pay with 150 points; `till:pay:0` withdraws the question
GIFT = "till:gift"  # `till:gift:<card>` asks how; `:sale` takes it off this cheque; `:give:<gifts ready>` hands it over
STAMP = "till:stamp"  # `till:stamp:<card>` asks; `till:stamp:<card>:<stamps on it>` gives one by hand
RECORD = "till:record"  # with the points that the member confirmed, or with none
CANCEL = "till:cancel"
SELL_CARD = "till:sell_card"  # asks the sum, `till:sell_card:yes` sells a gift card
TOP_UP = "till:top_up"  # `till:top_up:<id>` asks the sum, `till:top_up:<id>:yes` puts it on the gift card
RETURNS = "till:returns"
RETURN = "till:return"  # `till:return:<purchase id>` asks, `till:return:<purchase id>:yes` does it
ANSWER = "pay"  # the member's answer: `pay:<request id>:yes`, `pay:<request id>:no`
# What members think of it.
RATE = "rate"  # `rate:<id>` asks anew, `rate:<id>:4` takes the mark, `rate:<id>:few` asks which of 0, 1 and 2
RATED = "rated"  # no words to it
NO_SURVEYS = "no_surveys"
ANSWER_LOW = "answer_low"  # `answer_low:<id>` waits for the shop's words to a low mark, `answer_low:no` no more
BOARD = "board"  # `board:1`: of so many months ago
BOARD_NAME = "board_name"  # hides one's name on it, or shows it again
# The owner.
DIGEST = "digest"
CLOCK = "clock"  # `clock:right`: after a jump the clock is right, points may burn again
# Marketing. The number of the campaign comes first, then the variant's name.
MARKETER = "marketing"  # the marketer's menu; `marketing:on` and `marketing:off` are a member's
CAMPAIGNS = "campaigns"  # `campaigns:1`, from 0
CAMPAIGN = "campaign"  # `campaign:12`: the draft, or how far it is
CAMPAIGN_NEW = "campaign:new"  # asks for the message
CAMPAIGN_COPY = "campaign:copy"
CAMPAIGN_DELETE = "campaign:delete"  # asks; `campaign:delete:12:yes` does it, as do the others that ask
CAMPAIGN_WORDS = "campaign:words"  # the variants, or the only one; `campaign:words:12:b` one of them
CAMPAIGN_TEXT = "campaign:text"  # `campaign:text:12:a:ru` asks for the text in Russian
CAMPAIGN_LANGUAGES = "campaign:languages"
CAMPAIGN_UNSAY = "campaign:unsay"  # `campaign:unsay:12:a:ru` takes the language away, `campaign:unsay:12:a` the file
CAMPAIGN_HINTS = "campaign:hints"  # what may be filled in
CAMPAIGN_VARIANT = "campaign:variant"  # asks for the message of one more; `campaign:variant:12:b` takes it away
CAMPAIGN_SHARES = "campaign:shares"
CAMPAIGN_WHO = "campaign:who"  # `campaign:who:12:1` a page of segments with their counts, from 0
CAMPAIGN_PICK = "campaign:pick"  # `campaign:pick:12:<mark>` takes a segment of the list
CAMPAIGN_ASK = "campaign:ask"  # asks for an expression
CAMPAIGN_LEAVE = "campaign:leave"  # out of a question, which is waited for no more: `campaign:leave:12:who`
CAMPAIGN_BUTTONS = "campaign:buttons"
CAMPAIGN_OPENS = "campaign:opens"  # `campaign:opens:12:a:card` adds a button
CAMPAIGN_UNBUTTON = "campaign:unbutton"  # `campaign:unbutton:12:a:0` takes the first away
CAMPAIGN_OFFER = "campaign:offer"  # `campaign:offer:12:a:coffee` takes it, `campaign:offer:12:a:-` none
CAMPAIGN_MORE = "campaign:more"  # how it is measured, and when it comes
CAMPAIGN_CONTROL = "campaign:control"  # `campaign:control:12:10`
CAMPAIGN_DAYS = "campaign:days"  # asks; `campaign:days:12:14`
CAMPAIGN_CLOCK = "campaign:clock"  # asks; `campaign:clock:12:off`
CAMPAIGN_MARK = "campaign:mark"  # asks for the mark of an advertisement; `campaign:mark:12:off`
CAMPAIGN_TITLE = "campaign:title"
CAMPAIGN_PREVIEW = "campaign:preview"  # `campaign:preview:12:a:3` as the fourth of the members that were picked
CAMPAIGN_SEEN = "campaign:seen"  # a button of a preview, which does nothing
CAMPAIGN_TEST = "campaign:test"  # to whom; `campaign:test:12:<staff id>`, `campaign:test:12:all`
CAMPAIGN_GO = "campaign:go"  # asks once more
CAMPAIGN_START = "campaign:start"
CAMPAIGN_AT = "campaign:at"  # `campaign:at:12:<seconds since 1970>` asks once more, with the time in words
CAMPAIGN_LATER = "campaign:later"  # asks for the time; `campaign:later:12:<seconds since 1970>` schedules
CAMPAIGN_PAUSE = "campaign:pause"
CAMPAIGN_RESUME = "campaign:resume"
CAMPAIGN_STOP = "campaign:stop"  # asks
CAMPAIGN_RECALL = "campaign:recall"  # asks
CAMPAIGN_TAKE_BACK = "campaign:unsend"
SEGMENTS = "segments"  # `segments:1`, from 0
SEGMENT = "segment"  # `segment:<mark>`
SEGMENT_ASK = "segment:ask"  # asks for an expression
SEGMENT_NAME = "segment:name"  # asks for the name of what was typed
SEGMENT_DELETE = "segment:delete"  # asks; `segment:delete:<mark>:yes` does it
SEGMENT_TABLE = "segment:table"  # with the file
REPORT = "report"  # `report:12`; `report:12:csv` with its table, `report:12:of:a` one variant
REFERRERS = "referrers"  # `referrers:1` of so many months ago, `referrers:1:csv` with its table
FIGURES = "figures"  # `figures:90`: of so many days


def action(name: str, *values: str | int) -> str:
    """Return the action's text; one longer than 64 bytes is our own mistake."""
    text = ":".join((name, *map(str, values)))
    assert len(text.encode()) <= ACTION_LIMIT_BYTES, f"the action {text!r} is longer than {ACTION_LIMIT_BYTES} bytes"
    return text
