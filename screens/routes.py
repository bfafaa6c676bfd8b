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
GIFT_CARDS = "gift_cards"
GIFT_CARD = "gift_card"  # `gift_card:<id>` one of them, `gift_card:<id>:code` a fresh code of it
# Subscriptions.
SUBSCRIPTION = "subscription"  # the list, or the only one; `subscription:vip` one of them
UNSUBSCRIBE = "unsubscribe"  # `unsubscribe:vip` asks, `unsubscribe:vip:yes` lets it renew no more
# Wishes.
SETTINGS = "settings"
SETTINGS_BACK = "settings:back"  # out of a question of theirs, which is waited for no more
KINDS = "kinds"
MUTE = "mute"  # `mute:warnings` turns one kind of messages off or on; kinds are rules.member.MUTABLE
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
# The owner.
DIGEST = "digest"
CLOCK = "clock"  # `clock:right`: after a jump the clock is right, points may burn again


def action(name: str, *values: str | int) -> str:
    """Return the action's text; one longer than 64 bytes is our own mistake."""
    text = ":".join((name, *map(str, values)))
    assert len(text.encode()) <= ACTION_LIMIT_BYTES, f"the action {text!r} is longer than {ACTION_LIMIT_BYTES} bytes"
    return text
