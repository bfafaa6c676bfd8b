"""What a member hears of rewards for what they did, stamps by hand and gifts that were handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules import reward_notice as facts
from screens import stamp
from screens.layout import blocks, heading, home, lines
from screens.routes import BALANCE, CARD, STAMPS, action
from screens.screen import Button, Screen
from screens.texts import Texts


def _rewarded(texts: Texts, notice: facts.ActionRewarded) -> Screen:
    if notice.active_at is not None:
        life = texts.gettext("⏳ Usable from %(day)s", day=texts.local_day(notice.active_at))
    else:
        life = texts.gettext("📅 Use by %(day)s", day=texts.day(notice.last_day)) if notice.last_day else ""
    title = texts.name(notice.action) if texts.names.get(notice.action) else texts.gettext("For what you did")
    html = blocks(
        heading("🌟", title),
        lines(
            texts.gettext("➕ Earned: <b>%(points)s</b>", points=texts.points(notice.points)),
            life,
            texts.gettext("💰 Balance: <b>%(points)s</b>", points=texts.points(notice.available)),
        ),
    )
    return Screen(html, ((Button.action(texts.gettext("💰 Balance"), BALANCE), *home(texts)),))


def _stamped(texts: Texts, notice: facts.Stamped) -> Screen:
    gain = notice.gain
    html = blocks(heading("🎟", texts.gettext("A stamp from the shop")), stamp.gained(texts, gain))
    return Screen(html, (_look(texts, gain.card), home(texts)))


def _handed(texts: Texts, notice: facts.GiftHanded) -> Screen:
    html = blocks(
        heading("🎁", texts.gettext("Your gift: %(gift)s", gift=stamp.gift(texts, notice.card))),
        texts.gettext(
            "It is handed over. On the card now: %(filled)s of %(needed)s",
            filled=notice.stamps,
            needed=notice.needed,
        ),
    )
    return Screen(html, (_look(texts, notice.card), home(texts)))


def _look(texts: Texts, card: str) -> tuple[Button, ...]:
    return (
        Button.action(texts.gettext("🎟 Stamps"), action(STAMPS, card)),
        Button.action(texts.gettext("💳 My card"), CARD),
    )


REWARDS: dict[str, Callable[[Texts, Any], Screen]] = {
    "action_rewarded": _rewarded,
    "stamped": _stamped,
    "gift_handed": _handed,
}
