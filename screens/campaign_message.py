"""What a campaign says to a member: the shop's own words with the member's values, and the way out as the last row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rules.campaign import AdButton, spoken
from rules.campaign_doubt import CAPTION_LIMIT, TEXT_LIMIT
from rules.campaign_notice import CampaignMessage
from rules.placeholder import Filling, filled
from screens.layout import Row, blocks, heading, home
from screens.routes import AD, MARKETING_ASK, action
from screens.screen import Button, Media, Screen
from screens.shortened import seen_length, shortened
from screens.texts import Texts

NO_OCCASION = "-"
LABEL_MAX = 40
BETWEEN = "\n\n"


def show(texts: Texts, notice: CampaignMessage) -> Screen:
    picture, mark = _picture(notice), _mark(texts, notice)
    # One message, so that it goes whole or not at all and can be taken back whole; who starts it is told before.
    most = CAPTION_LIMIT if picture else TEXT_LIMIT
    room = most - (seen_length(mark) + len(BETWEEN) if mark else 0)
    return Screen(blocks(shortened(words(texts, notice), room), mark), _rows(texts, notice), picture=picture)


def words(texts: Texts, notice: CampaignMessage) -> str:
    """The message in the reader's language, or in the programme's, with the values in their places."""
    if notice.message is None:
        return ""
    return filled(_said(texts, notice.message.text), lambda name: _VALUES[name](texts, notice.filling))


def _said(texts: Texts, by_language: Mapping[str, str]) -> str:
    return by_language.get(spoken(by_language, texts.language, texts.default_language), "")


def _mark(texts: Texts, notice: CampaignMessage) -> str:
    """An advertisement says that it is one, and whose, where the law asks for it."""
    if notice.category != "marketing" or not (notice.erid or notice.advertiser):
        return ""
    if not notice.erid:
        mark = texts.gettext("Advertisement. %(advertiser)s", advertiser=notice.advertiser)
    elif not notice.advertiser:
        mark = texts.gettext("Advertisement. erid: %(erid)s", erid=notice.erid)
    else:
        mark = texts.gettext(
            "Advertisement. %(advertiser)s. erid: %(erid)s", advertiser=notice.advertiser, erid=notice.erid
        )
    return f"<i>{mark}</i>"


def _picture(notice: CampaignMessage) -> Media | None:
    media = notice.message.media if notice.message else None
    return None if media is None else Media(media.kind, media.channel, media.reference)


def _rows(texts: Texts, notice: CampaignMessage) -> tuple[Row, ...]:
    def pressed(what: str) -> str:
        return action(AD, notice.campaign, notice.occasion or NO_OCCASION, what)

    rows: list[Row] = []
    if notice.offer:
        rows.append((Button.action(texts.gettext("🎁 My offer"), pressed("offer"), style="primary"),))
    buttons = notice.message.buttons if notice.message else ()
    rows += [(_button(texts, button, pressed(f"b{place}")),) for place, button in enumerate(buttons)]
    if notice.category == "marketing":
        rows.append((Button.action(texts.gettext("🔕 No more of this"), pressed("stop")),))
    return tuple(rows)


def _button(texts: Texts, button: AdButton, pressed: str) -> Button:
    label = texts.plain.safe(_said(texts, button.label))[:LABEL_MAX]
    return Button.link(label, button.url) if button.url is not None else Button.action(label, pressed)


def stopped(texts: Texts) -> Screen:
    """It holds from now on, and there is a way back."""
    html = blocks(
        heading("🔕", texts.gettext("No more advertising")),
        texts.gettext("It holds from now on. Your purchases, points and tier are told of as before."),
        texts.gettext("Whenever you want to hear of offers again, switch them on here or under Settings."),
    )
    back = Button.action(texts.gettext("🔔 Switch on again"), MARKETING_ASK)
    return Screen(html, ((back,), home(texts)))


def tested(texts: Texts) -> Screen:
    """To a colleague, whose message was only to be looked at."""
    html = blocks(
        heading("🧪", texts.gettext("This message is a test")),
        texts.gettext("Its offer and its buttons work for those whom the broadcast is sent to."),
    )
    return Screen(html, (home(texts),))


# ------------------------------------------------------------------ values


def _lacking(texts: Texts, of: Filling) -> str:
    """What is lacking to the next tier; both ways where both are open, as either one is enough."""
    purchases = texts.ngettext("%(n)s purchase", "%(n)s purchases", of.lacking_purchases)
    money = texts.money(of.lacking_minor)
    if of.lacking_purchases and of.lacking_minor:
        return texts.gettext("%(purchases)s or %(sum)s", purchases=purchases, sum=money)
    return purchases if of.lacking_purchases else money if of.lacking_minor else ""


def _points_word(texts: Texts, of: Filling) -> str:
    """The word alone, in the form that goes with the balance."""
    return texts.points_word(of.balance)


def offer_title(texts: Texts, of: Filling) -> str:
    """As it was promised, in the reader's language where it has that one; empty for no offer."""
    today = texts.names.get(f"offer:{of.offer}", "")
    return of.offer_title.get(texts.language) or today or next(iter(of.offer_title.values()), "")


def _quiet(texts: Texts, of: Filling) -> str:
    return "" if of.quiet_days is None else texts.ngettext("%(n)s day", "%(n)s days", of.quiet_days)


_VALUES: dict[str, Callable[[Texts, Filling], str]] = {
    "name": lambda texts, of: texts.person(of.name) if of.name else "",
    "balance": lambda texts, of: texts.points(of.balance),
    "points": _points_word,
    "brand": lambda texts, of: texts.safe(texts.brand.name),
    "tier": lambda texts, of: texts.name(of.tier) if of.tier else "",
    "tier_next": lambda texts, of: texts.name(of.tier_next) if of.tier_next else "",
    "tier_lacking": _lacking,
    "burning": lambda texts, of: texts.points(of.burning) if of.burning else "",
    "burning_day": lambda texts, of: texts.day_month(of.burning_day) if of.burning_day else "",
    "typical": lambda texts, of: texts.money(of.typical_minor) if of.typical_minor else "",
    "favourite": lambda texts, of: texts.safe(of.favourite),
    "quiet_days": _quiet,
    "offer": lambda texts, of: texts.safe(offer_title(texts, of)),
    "offer_from": lambda texts, of: texts.money(of.offer_from_minor) if of.offer_from_minor else "",
    "offer_day": lambda texts, of: texts.day_month(of.offer_day) if of.offer_day else "",
}
