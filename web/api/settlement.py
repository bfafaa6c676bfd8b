"""GET /v1/settlement: what the partners of a coalition owe each other for a period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import settlement
from actions.key import Client
from actions.settlement import PeriodInvalid
from storage.work import Work
from web.api.fields import ANSWER, Body, Instant, instant
from web.operation import Operation, never
from web.refusals import Mistake, RequestInvalid

DAYS_MAX = 366
YEAR_MIN, YEAR_MAX = 2000, 2200

_Instant = Annotated[
    Instant,
    Field(ge=datetime(YEAR_MIN, 1, 1, tzinfo=UTC), lt=datetime(YEAR_MAX, 1, 1, tzinfo=UTC)),
]


class PeriodIn(Body):
    # A query has no instants of its own: it is all text.
    model_config = ConfigDict(strict=False)

    since: Annotated[_Instant, Field(alias="from")]
    """The first instant, with its offset from UTC; it counts when an entry was made, not when its goods were sold."""
    until: _Instant
    """The first instant that is not meant any more; at most 366 days later."""


@with_config(ANSWER)
class StatementOut(TypedDict):
    partner: str
    """As the programme's file names it; empty for the programme itself."""
    title: str
    issued_points: int
    """Given at its tills, less what returns took back."""
    redeemed_points: int
    """Paid with at its tills, whoever gave them, less what came back."""
    gift_sold_minor: int
    gift_used_minor: int
    owes_minor: int
    owed_minor: int
    net_minor: int
    """What it gets; below zero, what it pays. The lines of all add up to zero."""


@with_config(ANSWER)
class PairOut(TypedDict):
    debtor: str
    creditor: str
    points: int
    """Of the debtor, redeemed at the creditor's tills."""
    minor: int
    """Below zero where more came back than was spent."""


@with_config(ANSWER)
class SettlementOut(TypedDict):
    since: str
    until: str
    currency: str
    closed: int | None
    """The number under which this very period was closed; null while it can still change."""
    statements: list[StatementOut]
    pairs: list[PairOut]


def read(work: Work, till: Client, wish: PeriodIn) -> SettlementOut:
    if wish.until - wish.since > timedelta(days=DAYS_MAX):
        raise RequestInvalid([Mistake(field="until", message=f"must be at most {DAYS_MAX} days after from")])
    period = settlement.statement(work, wish.since, wish.until)
    seen = period.of(till.partner) if till.partner else period
    return {
        "since": instant(wish.since),
        "until": instant(wish.until),
        "currency": seen.currency,
        "closed": seen.number,
        "statements": [
            {
                "partner": one.partner,
                "title": seen.titles[one.partner],
                "issued_points": one.issued_points,
                "redeemed_points": one.redeemed_points,
                "gift_sold_minor": one.gift_sold_minor,
                "gift_used_minor": one.gift_used_minor,
                "owes_minor": one.owes_minor,
                "owed_minor": one.owed_minor,
                "net_minor": one.net_minor,
            }
            for one in seen.statements
        ],
        "pairs": [
            {"debtor": one.debtor, "creditor": one.creditor, "points": one.points, "minor": one.minor}
            for one in seen.pairs
        ],
    }


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/settlement",
        scope="reports",
        do=read,
        takes=PeriodIn,
        gives=SettlementOut,
        writes=never,
        summary="Read what the partners of a coalition owe each other",
        about=(
            "To the minor unit, adding up to zero. A closed period says what it said when it was closed. The key of a "
            "partner sees its own line and its own pairs."
        ),
        refusals=(PeriodInvalid,),
    ),
)
