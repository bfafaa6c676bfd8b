"""The member's history: every entry says in words what it was for, by which rule, and how long it lasts."""

from __future__ import annotations

from collections.abc import Callable

from rules.history import Entry, Page
from screens.layout import blocks, heading, home, lines, pager, pages_line
from screens.routes import BALANCE, CARD, HISTORY
from screens.screen import Button, Screen
from screens.texts import Texts


def show(texts: Texts, page: Page) -> Screen:
    if not page.entries:
        return _empty(texts)
    html = blocks(
        heading("📜", texts.gettext("History")),
        *(_entry(texts, entry) for entry in page.entries),
        pages_line(texts, page.page, page.pages),
    )
    turn = pager(texts, HISTORY, page.page, page.pages)
    return Screen(html, (*turn, (Button.action(texts.gettext("💰 Balance"), BALANCE), *home(texts))))


def _empty(texts: Texts) -> Screen:
    html = blocks(
        heading("📜", texts.gettext("History")),
        texts.gettext("Nothing yet. It starts with your first purchase: show the card at the till."),
    )
    return Screen(html, ((Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),), home(texts)))


def _entry(texts: Texts, entry: Entry) -> str:
    first = texts.gettext("<b>%(change)s</b> · %(at)s", change=texts.change(entry.points), at=texts.instant(entry.at))
    details = " · ".join(part for part in (_rule(texts, entry), _place(texts, entry), _life(texts, entry)) if part)
    return lines(first, WHAT[entry.kind](texts, entry), f"<i>{details}</i>" if details else "")


def _rule(texts: Texts, entry: Entry) -> str:
    title = _title(texts, entry)
    if entry.rate_percent is None:
        return title
    percent = texts.percent(entry.rate_percent)
    if not title:
        return texts.gettext("%(percent)s of the purchase", percent=percent)
    return texts.gettext("%(rule)s, %(percent)s", rule=title, percent=percent)


def _title(texts: Texts, entry: Entry) -> str:
    """How the programme called it when it gave; a tier by what it is called now, if there are several."""
    if entry.titles:
        return texts.safe(entry.titles.get(texts.language) or next(iter(entry.titles.values())))
    return texts.name(entry.rule) if ":" not in entry.rule and "tiers" in texts.parts else ""


def _place(texts: Texts, entry: Entry) -> str:
    return texts.gettext("📍 %(place)s", place=entry.place) if entry.place else ""


def _life(texts: Texts, entry: Entry) -> str:
    if entry.active_at is not None:
        return texts.gettext("usable from %(day)s", day=texts.local_day(entry.active_at))
    if entry.last_day is not None:
        return texts.gettext("use by %(day)s", day=texts.day(entry.last_day))
    return ""


def _earned(texts: Texts, entry: Entry) -> str:
    if entry.purchase_minor is None:
        return texts.gettext("For a purchase")
    return texts.gettext("For a purchase of %(sum)s", sum=texts.money(entry.purchase_minor))


def _spent(texts: Texts, entry: Entry) -> str:
    if entry.purchase_minor is None:
        return texts.gettext("Paid for a purchase")
    return texts.gettext("Paid for a purchase of %(sum)s", sum=texts.money(entry.purchase_minor))


def _referral(texts: Texts, entry: Entry) -> str:
    if not entry.note:
        return texts.gettext("For inviting a friend")
    return texts.gettext("For inviting a friend: %(name)s", name=texts.person(entry.note))


def _clawed(texts: Texts, entry: Entry) -> str:
    if entry.purchase_minor is None:
        return texts.gettext("A purchase was returned: what it gave is taken back")
    return texts.gettext("A return of %(sum)s: what it gave is taken back", sum=texts.money(entry.purchase_minor))


def _refunded(texts: Texts, entry: Entry) -> str:
    if entry.purchase_minor is None:
        return texts.gettext("A purchase was returned: what it took is back with you")
    return texts.gettext("A return of %(sum)s: what it took is back with you", sum=texts.money(entry.purchase_minor))


def _adjusted(texts: Texts, entry: Entry) -> str:
    if not entry.note:
        return texts.gettext("Corrected by the shop")
    return texts.gettext("Corrected by the shop: %(reason)s", reason=entry.note)


def _transferred(texts: Texts, entry: Entry) -> str:
    if entry.purchase_minor is None:
        return texts.gettext("Came along when your two cards became one")
    return texts.gettext(
        "For a purchase of %(sum)s, came along when your two cards became one", sum=texts.money(entry.purchase_minor)
    )


def _action(texts: Texts, entry: Entry) -> str:
    return texts.gettext("For what you did") if not entry.titles else texts.gettext("A reward")


def _gift(texts: Texts, entry: Entry) -> str:
    return texts.gettext("A gift: %(reason)s", reason=entry.note) if entry.note else texts.gettext("A gift")


WHAT: dict[str, Callable[[Texts, Entry], str]] = {
    "welcome": lambda texts, _: texts.gettext("A welcome gift"),
    "friend_welcome": lambda texts, _: texts.gettext("For your first purchase by invitation"),
    "earned": _earned,
    "spent": _spent,
    "referral": _referral,
    "clawed": _clawed,
    "refunded": _refunded,
    "burned": lambda texts, _: texts.gettext("Burned: the last usable day has passed"),
    "adjusted": _adjusted,
    "imported": lambda texts, _: texts.gettext("Brought over from your earlier card"),
    "cancelled": lambda texts, _: texts.gettext("A reward on its way was cancelled"),
    "debt": lambda texts, _: texts.gettext("Repaid what was owed after a return"),
    "transferred": _transferred,
    "action": _action,
    "promo": lambda texts, _: texts.gettext("By a promo code"),
    "badge": lambda texts, _: texts.gettext("For a badge"),
    "challenge": lambda texts, _: texts.gettext("For a challenge"),
    "gift": _gift,
}
