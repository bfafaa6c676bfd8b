"""What one till sold and took back within a time, so that its books and ours can be compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rules.refusal import Refused
from storage import takings as rows
from storage.work import Row, Work

DAYS_MAX = 92

Query = Callable[[Work, str, datetime, datetime, str, int], Sequence[Row]]


class SpanInvalid(Refused):
    code = "span_invalid"
    sentence = "The time from {since} to {until} is not one of 1 second to {days} days."


@dataclass(frozen=True, slots=True, kw_only=True)
class Takings:
    """Sums of a time: money in minor units, points as integers. due_minor and refund_minor: in money alone.

    cards_sold, cards_topped_up, cards_paid_back: money for gift cards, in and out. captured: points of holds that were
    spent without a purchase.
    """

    purchases: int
    total_minor: int
    discount_minor: int
    spent: int
    gift_minor: int
    due_minor: int
    earned: int
    returns: int
    returned_minor: int
    refund_minor: int
    gift_back_minor: int
    clawed: int
    restored: int
    cards_sold_minor: int
    cards_topped_up_minor: int
    cards_paid_back_minor: int
    captured: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the instant and the id of its last row."""

    at: datetime
    row_id: str


def of(work: Work, client: str, since: datetime, until: datetime) -> Takings:
    """Of sales and returns at since <= at < until. Raises SpanInvalid."""
    check(since, until)
    sold, back = rows.sums(work, client, since, until)
    apart = rows.apart(work, client, since, until)
    return Takings(
        purchases=sold[0],
        total_minor=sold[1],
        discount_minor=sold[2],
        spent=sold[3],
        gift_minor=sold[4],
        due_minor=sold[5] - sold[4],
        earned=sold[6],
        returns=back[0],
        returned_minor=back[1],
        refund_minor=back[2],
        gift_back_minor=back[3],
        clawed=back[4],
        restored=back[5],
        cards_sold_minor=apart[0],
        cards_topped_up_minor=apart[1],
        cards_paid_back_minor=apart[2],
        captured=apart[3],
    )


def purchases(
    work: Work, client: str, since: datetime, until: datetime, after: Place | None, limit: int
) -> tuple[Sequence[Row], Place | None]:
    """One page of rows, oldest first, and where it ended if there are more. Raises SpanInvalid."""
    check(since, until)
    found = _from(rows.bought, work, client, since, until, after, limit)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], Place(last.at, last.purchase_id) if last is not None else None


def returns(
    work: Work, client: str, since: datetime, until: datetime, after: Place | None, limit: int
) -> tuple[Sequence[Row], Place | None]:
    """As `purchases`, of returns. Raises SpanInvalid."""
    check(since, until)
    found = _from(rows.returned, work, client, since, until, after, limit)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], Place(last.at, last.return_id) if last is not None else None


def _from(
    query: Query, work: Work, client: str, since: datetime, until: datetime, after: Place | None, limit: int
) -> Sequence[Row]:
    if after is None or after.at < since:
        return query(work, client, since, until, rows.NIL_ID, limit + 1)
    return query(work, client, after.at, until, after.row_id, limit + 1)


def check(since: datetime, until: datetime) -> None:
    """Raises SpanInvalid for a time that is not one of 1 second to DAYS_MAX days."""
    if not timedelta(seconds=1) <= until - since <= timedelta(days=DAYS_MAX):
        raise SpanInvalid(since=_said(since), until=_said(until), days=DAYS_MAX)


def _said(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
