"""What people hear of without asking: one screen for each kind of rules.notice, each with a way on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rules import notice as facts
from screens import campaign_message, gift_card, offer, owner, payment, promo, stamp, till
from screens.feedback import FEEDBACK
from screens.friend_notices import FRIENDS_AND_TIERS
from screens.game_notices import GAMES
from screens.layout import Row, blocks, heading, home, lines
from screens.reward_notices import REWARDS
from screens.routes import BALANCE, CARD, HISTORY, KINDS, STAMPS
from screens.screen import Button, Screen
from screens.subscription import SUBSCRIPTIONS
from screens.texts import Texts
from screens.welcome import gift


def show(texts: Texts, notice: facts.Notice) -> Screen:
    """Put a notice in words; called at sending, so that the language is the reader's of that moment."""
    return KNOWN[notice.kind](texts, notice)


def _welcomed(texts: Texts, notice: facts.Welcomed) -> Screen:
    html = blocks(
        heading("🎉", texts.gettext("Welcome to %(brand)s!", brand=texts.brand.name)),
        gift(texts, notice.points, notice.last_day),
    )
    return Screen(html, (_card(texts), home(texts)))


def _purchased(texts: Texts, notice: facts.Purchased) -> Screen:
    html = blocks(
        heading("🛍", texts.gettext("A purchase of %(sum)s", sum=texts.money(notice.purchase_minor))),
        lines(
            texts.gettext("📍 %(place)s", place=notice.place) if notice.place else "",
            texts.gettext("🎁 Your gift: %(gift)s", gift=stamp.gift(texts, notice.gift)) if notice.gift else "",
            offer.used(texts, notice.offer) if notice.offer else "",
            texts.gettext("🏷 You saved %(sum)s", sum=texts.money(notice.discount_minor))
            if notice.discount_minor
            else "",
            texts.gettext("➖ From the balance: <b>%(points)s</b>", points=texts.points(notice.spent))
            if notice.spent
            else "",
            texts.gettext("💳 By gift card: %(sum)s", sum=texts.money(notice.gift_card_minor))
            if notice.gift_card_minor
            else "",
            _earned(texts, notice),
            texts.gettext("↩️ Repaid of what was owed: %(points)s", points=texts.points(notice.debt_repaid))
            if notice.debt_repaid
            else "",
            _balance(texts, notice.available),
        ),
        lines(*(stamp.gained(texts, one) for one in notice.stamps)),
        texts.gettext("🏅 And a new tier: <b>%(tier)s</b>!", tier=texts.name(notice.tier_risen))
        if notice.tier_risen
        else "",
    )
    return Screen(html, (_look(texts),))


def _earned(texts: Texts, notice: facts.Purchased) -> str:
    if not notice.earned:
        return ""
    earned = texts.gettext("➕ Earned: <b>%(points)s</b>", points=texts.points(notice.earned))
    if notice.active_at is not None:
        return lines(earned, texts.gettext("⏳ Usable from %(day)s", day=texts.local_day(notice.active_at)))
    return lines(earned, _use_by(texts, notice.last_day))


def _activated(texts: Texts, notice: facts.Activated) -> Screen:
    html = blocks(
        heading("✨", texts.gettext("Ready to spend")),
        lines(
            texts.gettext("➕ Arrived: <b>%(points)s</b>", points=texts.points(notice.points)),
            _use_by(texts, notice.last_day),
            _balance(texts, notice.available),
        ),
    )
    return Screen(html, (_card(texts), _look(texts)))


def _expiring(texts: Texts, notice: facts.Expiring) -> Screen:
    """The sum, the last usable day, and a way to use it."""
    html = blocks(
        heading("🔥", _expiring_head(texts, notice)),
        lines(
            texts.gettext(
                "Last usable day: <b>%(day)s</b>, %(when)s",
                day=texts.day(notice.last_day),
                when=texts.in_days(notice.days),
            ),
            _balance(texts, notice.available),
        ),
        texts.gettext(
            "How to use it: show your card at the till and pay up to %(share)s of a purchase.",
            share=texts.percent(notice.share_percent),
        ),
    )
    mute = Button.action(texts.gettext("🔔 Messages"), KINDS)
    return Screen(html, (_card(texts), (Button.action(texts.gettext("💰 Balance"), BALANCE), mute)))


def _expiring_head(texts: Texts, notice: facts.Expiring) -> str:
    points = texts.points(notice.points)
    if notice.days <= 0:
        return texts.gettext("Today is the last day: %(points)s", points=points)
    return texts.gettext("Soon to burn: %(points)s", points=points)


def _burned(texts: Texts, notice: facts.Burned) -> Screen:
    html = blocks(
        heading("💨", texts.gettext("Burned: %(points)s", points=texts.points(notice.points))),
        lines(
            texts.gettext("Their last usable day has passed."),
            _balance(texts, notice.available),
        ),
        texts.gettext("The next purchase brings new ones."),
    )
    return Screen(html, (_card(texts), _look(texts)))


def _returned(texts: Texts, notice: facts.PurchaseReturned) -> Screen:
    html = blocks(
        heading("↩️", texts.gettext("A return of %(sum)s", sum=texts.money(notice.money_minor))),
        lines(
            texts.gettext("📍 %(place)s", place=notice.place) if notice.place else "",
            texts.gettext("➖ Taken back: %(points)s", points=texts.points(notice.clawed)) if notice.clawed else "",
            texts.gettext("➕ Back on the balance: %(points)s", points=texts.points(notice.refunded))
            if notice.refunded
            else "",
            texts.gettext("💳 Back on the gift card: %(sum)s", sum=texts.money(notice.gift_card_minor))
            if notice.gift_card_minor
            else "",
            _balance(texts, notice.available),
        ),
        lines(*(stamp.line(texts, one) for one in notice.stamps)),
        _debt(texts, notice.debt),
    )
    return Screen(html, (_look(texts),))


def _debt(texts: Texts, debt: int) -> str:
    if not debt:
        return ""
    return lines(
        texts.gettext("↩️ Owed after a return: <b>%(points)s</b>", points=texts.points(debt)),
        texts.gettext("The next purchases repay it first; until then the balance cannot be spent."),
    )


def _released(texts: Texts, notice: facts.HoldReleased) -> Screen:
    html = blocks(
        heading("🔓", texts.gettext("The purchase did not happen")),
        lines(
            texts.gettext("Back on the balance: <b>%(points)s</b>", points=texts.points(notice.points)),
            texts.gettext("🔥 Burned meanwhile: %(points)s", points=texts.points(notice.burned))
            if notice.burned
            else "",
            _balance(texts, notice.available),
        ),
    )
    return Screen(html, (_look(texts),))


def _answered(texts: Texts, notice: facts.PaymentAnswered) -> Screen:
    return till.agreed(texts, notice.request) if notice.agreed else till.declined(texts, notice.request)


def _program_changed(texts: Texts, notice: facts.ProgramChanged) -> Screen:
    """The owner's own words, in the reader's language or the first that there is."""
    words = notice.words.get(texts.language) or next(iter(notice.words.values()), "")
    html = blocks(
        heading("📣", texts.gettext("The programme of %(brand)s has changed", brand=texts.brand.name)),
        texts.prose(words),
        texts.gettext("Your points and your tier stay as they were promised."),
    )
    return Screen(html, (_look(texts), home(texts)))


def _balance(texts: Texts, available: int) -> str:
    if not available and "points" not in texts.parts:
        return ""
    return texts.gettext("💰 Balance: <b>%(points)s</b>", points=texts.points(available))


def _use_by(texts: Texts, last_day: date | None) -> str:
    return texts.gettext("📅 Use by %(day)s", day=texts.day(last_day)) if last_day else ""


def _card(texts: Texts) -> Row:
    return (Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),)


def _look(texts: Texts) -> Row:
    if "points" not in texts.parts:
        stamps = (Button.action(texts.gettext("🎟 Stamps"), STAMPS),) if "stamps" in texts.parts else ()
        return (*stamps, *home(texts))
    return (
        Button.action(texts.gettext("💰 Balance"), BALANCE),
        Button.action(texts.gettext("📜 History"), HISTORY),
    )


KNOWN: dict[str, Callable[[Texts, Any], Screen]] = {
    "welcomed": _welcomed,
    "purchased": _purchased,
    "activated": _activated,
    "expiring": _expiring,
    "burned": _burned,
    "purchase_returned": _returned,
    "hold_released": _released,
    "payment_asked": lambda texts, notice: payment.ask(texts, notice.request),
    "payment_answered": _answered,
    "digested": lambda texts, notice: owner.digest(texts, notice.digest),
    "clock_jumped": owner.clock_jumped,
    "program_changed": _program_changed,
    "campaign": campaign_message.show,
    "gift_card_received": gift_card.received,
    "promo_given": lambda texts, notice: promo.used(texts, notice.promo),
    **FRIENDS_AND_TIERS,
    **REWARDS,
    **GAMES,
    **FEEDBACK,
    **SUBSCRIPTIONS,
}
