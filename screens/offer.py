"""Personal offers in the chat: what a member has, one of them, how it is switched on, what was used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rules.offer_facts import OfferDone, OfferFacts
from screens import routes
from screens.layout import Row, bar, blocks, heading, home, lines
from screens.routes import CARD, action
from screens.screen import Button, Screen
from screens.texts import Texts

OPEN_MAX = 6
PAST_MAX = 3


def show(texts: Texts, offers: Sequence[OfferFacts]) -> Screen:
    """What can be used, what ends first before the rest; then what was used last."""
    there = [one for one in offers if one.is_open][:OPEN_MAX]
    past = [one for one in offers if one.state == "used"][:PAST_MAX]
    if not there and not past:
        return _none(texts)
    html = blocks(
        heading("🎁", texts.gettext("Your offers")),
        *(_numbered(texts, number, one) for number, one in enumerate(there, start=1)),
        texts.gettext("Nothing to use just now. New offers come by themselves.") if not there else "",
        lines(texts.gettext("Used:"), *(past_line(texts, one) for one in past)) if past else "",
        texts.gettext("One offer goes into one purchase: the till takes the one that is worth most to you.")
        if len(there) > 1
        else "",
    )
    card = (Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),)
    return Screen(html, (*_choices(texts, there), card, home(texts)))


def one(texts: Texts, facts: OfferFacts) -> Screen:
    """One offer with all its terms."""
    about = _said(texts, facts.words.about, f"offer_about:{facts.offer}")
    html = blocks(
        heading("🎁", title(texts, facts)),
        texts.prose(about) if about else "",
        lines(gives(texts, facts), *terms(texts, facts)),
        _state(texts, facts),
    )
    on = Button.action(texts.gettext("✅ Switch it on"), action(routes.OFFER, facts.offer_id, "on"), "success")
    card = Button.action(texts.gettext("💳 Show my card"), CARD, style="primary")
    first = {"given": ((on,),), "on": ((card,),)}.get(facts.state, ())
    return Screen(html, (*first, (Button.action(texts.gettext("🎁 All offers"), routes.OFFERS), *home(texts))))


def _none(texts: Texts) -> Screen:
    html = blocks(
        heading("🎁", texts.gettext("Your offers")),
        texts.gettext(
            "No offers just now. When there is one for you, it will be here, with its terms and its last day."
        ),
    )
    return Screen(html, (home(texts),))


def title(texts: Texts, of: OfferFacts | OfferDone) -> str:
    """How the programme called it that promised it; a word that is always true where that is not known."""
    return texts.person(_said(texts, of.words.title, f"offer:{of.offer}") or texts.gettext("A personal offer"))


def gives(texts: Texts, facts: OfferFacts) -> str:
    """What it gives, in one line."""
    return GIVES[facts.kind](texts, facts)


def terms(texts: Texts, facts: OfferFacts) -> tuple[str, ...]:
    """From which sum, for how many purchases, until when."""
    least, several = facts.least_minor, facts.purchases > 1
    return (
        texts.gettext("🧾 For a purchase from %(sum)s", sum=texts.money(least)) if least and not several else "",
        _several(texts, facts) if several else "",
        texts.gettext("📅 Through %(day)s", day=texts.day(facts.last_day)) if facts.is_open else "",
    )


def used(texts: Texts, done: OfferDone) -> str:
    """What an offer did to a purchase, as the member reads it."""
    if done.is_gift:
        return texts.gettext("🎁 Your gift: %(gift)s", gift=_words(texts, done))
    return texts.gettext("🎁 Your offer: %(title)s", title=title(texts, done))


def at_till(texts: Texts, facts: OfferFacts) -> str:
    """An offer in one or two lines, as the cashier reads it."""
    least = facts.least_minor
    said = gives(texts, facts)
    if facts.purchases > 1:
        return lines(said, _several(texts, facts))
    return texts.gettext("%(offer)s, from %(sum)s", offer=said, sum=texts.money(least)) if least else said


def till_done(texts: Texts, done: OfferDone | None) -> str:
    """What the cashier has to know of the offer that this purchase uses; what is taken off stands there already."""
    if done is None:
        return ""
    if done.is_gift:
        return texts.gettext("🎁 Hand over: <b>%(gift)s</b>", gift=_words(texts, done))
    named = title(texts, done)
    if done.points:
        return texts.gettext("🎁 %(title)s: %(points)s", title=named, points=texts.change(done.points))
    return "" if done.off_minor else texts.gettext("🎁 %(title)s", title=named)


def past_line(texts: Texts, facts: OfferFacts) -> str:
    """What was used, and what it gave."""
    values = {"title": title(texts, facts), "day": texts.day_month(facts.used_on or facts.last_day)}
    if facts.off_minor:
        return texts.gettext("• %(title)s, %(day)s: −%(sum)s", **values, sum=texts.money(facts.off_minor))
    if facts.given_points:
        return texts.gettext("• %(title)s, %(day)s: %(points)s", **values, points=texts.change(facts.given_points))
    return texts.gettext("• %(title)s, %(day)s", **values)


def _numbered(texts: Texts, number: int, facts: OfferFacts) -> str:
    head = texts.gettext("<b>%(number)s. %(title)s</b>", number=number, title=title(texts, facts))
    wait = texts.gettext("⚪️ Switch it on before you buy") if facts.state == "given" else ""
    return lines(head, gives(texts, facts), *terms(texts, facts), wait)


def _choices(texts: Texts, there: Sequence[OfferFacts]) -> tuple[Row, ...]:
    """A button for each: its title alone, or by numbers where there are several."""
    if len(there) == 1:
        facts = there[0]
        if facts.state == "given":
            on = action(routes.OFFER, facts.offer_id, "on")
            return ((Button.action(texts.gettext("✅ Switch it on"), on, "success"),),)
        return ((Button.action(texts.gettext("More about it"), action(routes.OFFER, facts.offer_id)),),)
    buttons = [
        Button.action(f"{'⚪️' if facts.state == 'given' else '🎁'} {number}", action(routes.OFFER, facts.offer_id))
        for number, facts in enumerate(there, start=1)
    ]
    return tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))


def _state(texts: Texts, facts: OfferFacts) -> str:
    match facts.state:
        case "given":
            return texts.gettext("It is off. Switch it on, and the next purchase counts.")
        case "on" if facts.kind == "privilege":
            return texts.gettext("It is yours: show your card at the till.")
        case "on":
            return texts.gettext("It is on: show your card at the till, and it is used by itself.")
        case "used":
            return lines(texts.gettext("It is used:"), past_line(texts, facts))
        case "withdrawn":
            return texts.gettext("The shop has taken it back.")
        case _:
            return texts.gettext("Its term is over.")


def _several(texts: Texts, facts: OfferFacts) -> str:
    done, least = facts.progress, facts.least_minor
    asked = texts.ngettext("🧾 For %(n)s purchase", "🧾 For %(n)s purchases", facts.purchases)
    if least:
        asked = texts.ngettext(
            "🧾 For %(n)s purchase from %(sum)s",
            "🧾 For %(n)s purchases from %(sum)s each",
            facts.purchases,
            sum=texts.money(least),
        )
    come = texts.gettext("%(done)s of %(all)s", done=done, all=facts.purchases)
    return lines(asked, f"{bar(done * 100 // facts.purchases)} {come}")


def _words(texts: Texts, of: OfferFacts | OfferDone) -> str:
    """What a gift or privilege is, in the programme's words."""
    return texts.safe(_said(texts, of.words.gives, f"offer_gives:{of.offer}") or texts.gettext("A personal offer"))


def _said(texts: Texts, promised: Mapping[str, str], code: str) -> str:
    """The words that were promised, in the reader's language where they are in it; or else those of today."""
    return promised.get(texts.language) or texts.names.get(code) or next(iter(promised.values()), "")


def _times(texts: Texts, facts: OfferFacts) -> str:
    return texts.gettext("✨ Points × %(times)s", times=f"{facts.times.normalize():f}")


def _stamps(texts: Texts, facts: OfferFacts) -> str:
    card = texts.name(f"stamp:{facts.card}")
    return texts.ngettext("🎟 %(n)s more stamp: %(card)s", "🎟 %(n)s more stamps: %(card)s", facts.stamps, card=card)


GIVES: dict[str, Callable[[Texts, OfferFacts], str]] = {
    "points": lambda texts, facts: texts.gettext("🎁 %(points)s", points=texts.points(facts.points)),
    "times": _times,
    "percent": lambda texts, facts: texts.gettext("🎁 %(percent)s off", percent=texts.percent(facts.percent)),
    "sum": lambda texts, facts: texts.gettext("🎁 %(sum)s off", sum=texts.money(facts.sum_minor)),
    "gift": lambda texts, facts: texts.gettext("🎁 %(gift)s", gift=_words(texts, facts)),
    "stamps": _stamps,
    "privilege": lambda texts, facts: texts.gettext("🎖 %(privilege)s", privilege=_words(texts, facts)),
}

OFFER_REFUSALS: dict[str, Callable[[Texts, Mapping[str, Any]], str]] = {
    "offer_over": lambda texts, _: texts.gettext("This offer is over, or was used already."),
    "offer_unknown": lambda texts, _: texts.gettext("The programme has no such offer any more."),
    "offer_gone": lambda texts, _: texts.gettext("This offer is out: as many members as may have it have it."),
}
