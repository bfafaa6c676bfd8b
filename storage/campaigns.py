"""Campaigns as they are kept: their documents, their states, and how far each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select

from storage import marks
from storage.tables import campaigns, offers
from storage.work import Row, Work

_C = campaigns.c
_MINE = _C.campaign == bindparam("of_campaign", type_=sa.BigInteger)
# Those with something to do: what is not over, or is and still has rows to be skipped or taken back. Word for word as
# their indexes say it: SQLite does not look into bound values.
_OPEN: sa.ColumnElement[bool] = sa.literal_column("campaigns.state != 'draft' AND campaigns.ended_at IS NULL")
_SHOWN: sa.ColumnElement[bool] = sa.literal_column("campaigns.progress_message != ''")

_GET = select(campaigns).where(_MINE)
_LOCK = _GET.with_for_update()
_HIGHEST = select(func.coalesce(func.max(_C.campaign), 0))
DROPPED = "campaign_dropped"  # the highest number of those that are no more
_NAMED = select(_C.campaign).where(_C.source == bindparam("source"), _C.name == bindparam("name"))
_NEWEST = (
    select(campaigns)
    .order_by(_C.campaign.desc())
    .limit(bindparam("limit", type_=sa.Integer))
    .offset(bindparam("offset", type_=sa.Integer))
)
_COUNT = select(func.count()).select_from(campaigns)
_OPEN_ONES = select(campaigns).where(_OPEN).order_by(_C.campaign)
_ANY_OPEN = select(
    sa.or_(sa.exists().select_from(campaigns).where(_OPEN), sa.exists().select_from(campaigns).where(_SHOWN))
)
_OF_PROGRAM = select(campaigns).where(_C.source == "program").order_by(_C.campaign)
_WATCHED = select(campaigns).where(_SHOWN).order_by(_C.campaign)
_RECALLING = select(_C.campaign).where(_OPEN, _C.recalled_at.is_not(None)).order_by(_C.campaign)
_DOCUMENTS = select(_C.campaign, _C.document).where(_C.campaign.in_(bindparam("numbers", expanding=True)))
_POINTS_GIVEN = select(func.coalesce(func.sum(offers.c.points), 0)).where(
    offers.c.campaign == bindparam("of_campaign", type_=sa.BigInteger), sa.literal_column("offers.points > 0")
)
_UNASKED = (
    select(_C.campaign, _C.document).where(_C.state.in_(("draft", "scheduled")), _C.links.is_(sa.null())).limit(1)
)
_COUNTED = ("audience", "controls", "sent", "failed", "blocked", "unknown", "skipped", "recalled")
_ADD = (
    campaigns.update()
    .where(_MINE)
    .values({name: _C[name] + bindparam(f"more_{name}", type_=sa.BigInteger) for name in _COUNTED})
)


def lock_names(work: Work) -> None:
    """Nobody else gives a name or a number before the end of the unit."""
    marks.lock(work, DROPPED, 0)


def insert(work: Work, values: dict[str, Any]) -> int:
    """Keep a new campaign; its number, which no other ever had: buttons of one that was dropped mean no other.

    Its name was chosen after `lock_names`.
    """
    number = max(int(work.value(_HIGHEST)), marks.get(work, DROPPED) or 0) + 1
    work.run(campaigns.insert(), campaign=number, created_at=work.now, **values)
    return number


def get(work: Work, number: int) -> Row | None:
    return work.one(_GET, of_campaign=number)


def lock(work: Work, number: int) -> Row | None:
    """The campaign, which nobody else changes before the end of the unit."""
    return work.one(_LOCK, of_campaign=number)


def named(work: Work, source: str, name: str) -> int | None:
    """Its number, or None."""
    found: int | None = work.value(_NAMED, source=source, name=name)
    return found


def redraft(work: Work, number: int, document: Mapping[str, Any]) -> None:
    """Change what a draft says; its addresses are to be asked anew."""
    update(work, number, document=document, links=sa.null())


def with_links_unasked(work: Work) -> Row | None:
    """One that has not begun whose addresses nobody asked since it was changed."""
    return work.one(_UNASKED)


def update(work: Work, number: int, **values: Any) -> None:
    work.run(campaigns.update().where(_C.campaign == number).values(values))


def newest(work: Work, limit: int, offset: int) -> Sequence[Row]:
    return work.all(_NEWEST, limit=limit, offset=offset)


def count(work: Work) -> int:
    return int(work.value(_COUNT))


def any_open(work: Work) -> bool:
    """Whether one may have something to do, or to show; all that is asked where there are no campaigns."""
    return bool(work.value(_ANY_OPEN))


def open_ones(work: Work) -> Sequence[Row]:
    return work.all(_OPEN_ONES)


def of_program(work: Work) -> Sequence[Row]:
    return work.all(_OF_PROGRAM)


def watched(work: Work) -> Sequence[Row]:
    """Those of which somebody looks at a message that shows their progress."""
    return work.all(_WATCHED)


def recalling(work: Work) -> list[int]:
    """Those whose messages are being taken back."""
    return [row.campaign for row in work.all(_RECALLING)]


def documents(work: Work, numbers: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    return {row.campaign: row.document for row in work.all(_DOCUMENTS, numbers=list(numbers))}


def add(work: Work, number: int, more: Mapping[str, int]) -> None:
    """Count what became of some. more: by counter, those of `Progress`."""
    if any(more.values()):
        work.run(_ADD, of_campaign=number, **{f"more_{name}": more.get(name, 0) for name in _COUNTED})


def points_given(work: Work, number: int) -> int:
    """What its offers gave so far; only those that gave are looked at."""
    return int(work.value(_POINTS_GIVEN, of_campaign=number))


def delete(work: Work, number: int) -> None:
    marks.put(work, DROPPED, max(number, marks.get(work, DROPPED) or 0))
    work.run(campaigns.delete().where(_C.campaign == number))
