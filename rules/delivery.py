"""When a promised message may go, and what becomes of it after a try: decisions as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from rules.member import Category as Category
from rules.member import Mutable
from rules.schedule import QuietHours, next_allowed

Lane = Literal["interactive", "service", "marketing"]
State = Literal["queued", "leased", "sending", "sent", "failed", "unknown", "skipped", "recalled"]

LANES: tuple[Lane, ...] = ("interactive", "service", "marketing")  # the first goes first
ATTEMPTS_MAX = 12
BACKOFF_SECONDS_MAX = 1_800
RESEND_SECONDS = 5  # a messenger that answered nothing gets a moment before the one resending

# Somebody stands at the till or has just pressed a button: these go at once, at night too.
_AWAITED = frozenset(
    {"welcomed", "purchased", "purchase_returned", "payment_asked", "payment_answered", "clock_jumped"}
)

# To everybody at once, which may take hours: what concerns one member goes before.
_TO_MANY = frozenset({"program_changed"})


def lane(kind: str, category: Category = "service") -> Lane:
    if category == "marketing" or kind in _TO_MANY:
        return "marketing"
    return "interactive" if kind in _AWAITED else "service"


# ------------------------------------------------------------------ before a try


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a message is for, as they are at this instant. quiet: None for those who have no quiet hours (staff).

    snoozed: they want no advertising and no questions for now. heard_enough: of advertising, within the days that the
    programme counts.
    """

    zone: ZoneInfo
    reachable: bool = True
    erased: bool = False
    marketing: bool = False
    muted: frozenset[str] = frozenset()
    quiet: QuietHours | None = None
    snoozed: bool = False
    heard_enough: bool = False


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now."""


@dataclass(frozen=True, slots=True)
class Later:
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Skip:
    reason: str


def permit(
    mutes: Mutable | None,
    category: Category,
    lane: Lane,
    stale_at: datetime | None,
    recipient: Recipient,
    now: datetime,
) -> Go | Later | Skip:
    """Decide at the claim, so that a wish of a minute ago counts. mutes: the kind of messages by which it is muted."""
    if stale_at is not None and stale_at <= now:
        return Skip("stale")
    if recipient.erased or not recipient.reachable:
        return Skip("erased" if recipient.erased else "unreachable")
    if category == "marketing" and not recipient.marketing:
        return Skip("no consent")
    if mutes in recipient.muted:
        return Skip("muted")
    # What waited till then would come all at once.
    if recipient.snoozed and (category == "marketing" or mutes == "surveys"):
        return Skip("snoozed")
    if category == "marketing" and recipient.heard_enough:
        return Skip("heard enough")
    if lane == "interactive":
        return Go()
    allowed = next_allowed(now, recipient.zone, recipient.quiet)
    return Go() if allowed <= now else Later(allowed, "quiet hours")


# ------------------------------------------------------------------ after a try


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one try, as the row will say it.

    attempts, unknowns: the row's new counts. again_seconds: until the next try, None when this was the last one.
    gone: the address cannot be reached until the person returns.
    """

    state: State
    reason: str = ""
    message_id: str | None = None
    attempts: int = 0
    unknowns: int = 0
    again_seconds: float | None = None
    gone: bool = False


def not_sent(attempts: int, unknowns: int, reason: str) -> Result:
    """It surely did not go: tried again, ever more rarely, ATTEMPTS_MAX times in all."""
    attempts += 1
    if attempts >= ATTEMPTS_MAX:
        return Result(state="failed", reason=reason, attempts=attempts, unknowns=unknowns)
    again = min(2**attempts, BACKOFF_SECONDS_MAX)
    return Result(state="queued", reason=reason, attempts=attempts, unknowns=unknowns, again_seconds=again)


def unknown(category: Category, attempts: int, unknowns: int, reason: str) -> Result:
    """Nobody knows whether it arrived: a service message is sent once more, an advertisement never."""
    again = RESEND_SECONDS if category == "service" and unknowns == 0 else None
    return Result(state="unknown", reason=reason, attempts=attempts + 1, unknowns=unknowns + 1, again_seconds=again)
