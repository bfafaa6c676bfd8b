"""What members hear of their friends and of their tier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules import notice as facts
from screens.invite import why
from screens.layout import Row, blocks, bullets, heading, home, lines
from screens.routes import BALANCE, CARD, FRIENDS, INVITE, TIER, action
from screens.screen import Button, Screen
from screens.texts import Texts
from screens.tier import gives


def _tier_rose(texts: Texts, notice: facts.TierRose) -> Screen:
    html = blocks(
        heading("🏅", texts.gettext("Your new tier: %(tier)s", tier=texts.name(notice.title))),
        lines(
            gives(texts, notice),
            # A pilot at another shop may give more than the programme whose words these are.
            bullets(*(texts.name(code) for code in notice.privileges if code in texts.names)),
        ),
        texts.gettext("📅 Yours through <b>%(day)s</b>", day=texts.day(notice.until)) if notice.until else "",
    )
    return Screen(html, (_tier(texts), home(texts)))


def _tier_fell(texts: Texts, notice: facts.TierFell) -> Screen:
    html = blocks(
        heading("🏅", texts.gettext("Your tier is now %(tier)s", tier=texts.name(notice.title))),
        lines(
            texts.gettext("The term of %(tier)s has ended.", tier=texts.name(notice.before)),
            texts.gettext("Your balance is untouched, and the way back up is open."),
        ),
    )
    return Screen(html, (_tier(texts), home(texts)))


def _tier_ending(texts: Texts, notice: facts.TierEnding) -> Screen:
    purchases, spend = notice.purchases_lacking, notice.spend_lacking_minor
    html = blocks(
        heading(
            "🏅",
            texts.gettext(
                "%(tier)s is yours through %(day)s", tier=texts.name(notice.title), day=texts.day(notice.last_day)
            ),
        ),
        lines(
            texts.gettext("To keep it:") if purchases or spend else "",
            bullets(
                texts.ngettext("%(n)s more purchase", "%(n)s more purchases", purchases) if purchases else "",
                texts.gettext("purchases for %(sum)s more", sum=texts.money(spend)) if spend else "",
            ),
            texts.gettext("Either one is enough.") if purchases and spend else "",
        ),
    )
    return Screen(html, ((Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),), _tier(texts)))


def _joined(texts: Texts, notice: facts.FriendJoined) -> Screen:
    points = texts.points(notice.points)
    promise = (
        texts.gettext(
            "After their first purchase of %(sum)s or more you get: <b>%(points)s</b>",
            sum=texts.money(notice.purchase_min_minor),
            points=points,
        )
        if notice.purchase_min_minor
        else texts.gettext("After their first purchase you get: <b>%(points)s</b>", points=points)
    )
    html = blocks(
        heading("👋", texts.gettext("A friend joined by your invitation")), lines(_who(texts, notice.name), promise)
    )
    return Screen(html, (_friends(texts),))


def _bought(texts: Texts, notice: facts.FriendBought) -> Screen:
    if notice.invited:
        head = heading("🎁", texts.gettext("Your gift by invitation is on its way"))
    else:
        head = heading("🛍", texts.gettext("Your friend made the first purchase"))
    html = blocks(
        head,
        lines(
            _who(texts, notice.name),
            texts.gettext("⏳ On the way to you: <b>%(points)s</b>", points=texts.points(notice.points)),
            texts.gettext(
                "Usable from %(day)s, unless the purchase is returned", day=texts.local_day(notice.active_at)
            ),
        ),
    )
    return Screen(html, (_friends(texts),))


def _rewarded(texts: Texts, notice: facts.FriendRewarded) -> Screen:
    if notice.invited:
        title = texts.gettext("A gift for your first purchase by invitation")
    else:
        title = texts.gettext("Thank you for inviting a friend!")
    html = blocks(
        heading("🎁", title),
        lines(
            _who(texts, notice.name),
            texts.gettext("➕ Arrived: <b>%(points)s</b>", points=texts.points(notice.points)),
            texts.gettext("📅 Use by %(day)s", day=texts.day(notice.last_day)) if notice.last_day else "",
            texts.gettext("💰 Balance: <b>%(points)s</b>", points=texts.points(notice.available)),
        ),
    )
    return Screen(html, ((Button.action(texts.gettext("💰 Balance"), BALANCE),), _friends(texts)))


def _cancelled(texts: Texts, notice: facts.FriendCancelled) -> Screen:
    if notice.invited:
        title = texts.gettext("Your gift by invitation will not come")
    else:
        title = texts.gettext("A reward for an invitation will not come")
    html = blocks(
        heading("🤝", title),
        lines(
            _who(texts, notice.name),
            texts.gettext("It was: %(points)s", points=texts.points(notice.points)) if notice.points else "",
            _why_yours(texts, notice.reason) if notice.invited else why(texts, notice.reason),
        ),
    )
    return Screen(html, (_friends(texts),))


def _why_yours(texts: Texts, reason: str) -> str:
    """As the friend reads it, of whom `why` speaks."""
    return texts.gettext("You were a member already.") if reason == "not_new" else why(texts, reason)


def _who(texts: Texts, name: str) -> str:
    # On a line of its own, because names do not decline.
    return texts.gettext("👤 <b>%(name)s</b>", name=texts.person(name)) if name else ""


def _friends(texts: Texts) -> Row:
    return (
        Button.action(texts.gettext("👥 My friends"), action(FRIENDS, 0)),
        Button.action(texts.gettext("🤝 Invite"), INVITE),
    )


def _tier(texts: Texts) -> Row:
    return (Button.action(texts.gettext("🏅 My tier"), TIER),)


FRIENDS_AND_TIERS: dict[str, Callable[[Texts, Any], Screen]] = {
    "tier_rose": _tier_rose,
    "tier_fell": _tier_fell,
    "tier_ending": _tier_ending,
    "friend_joined": _joined,
    "friend_bought": _bought,
    "friend_rewarded": _rewarded,
    "friend_cancelled": _cancelled,
}
