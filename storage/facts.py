"""What is counted of members: who is to be counted, what it is counted from, and what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.facts import FAVOURITES_OF, Bought
from storage.tables import facts_due, facts_path, marks, member_facts, members, purchases, referrals
from storage.work import Row, Work

BEFORE_ALL = "00000000-0000-0000-0000-000000000000"
AFTER = "after"  # in the state: the last member of a count of everybody that is under way
STATE = "facts"  # the mark that the counting goes by, and that it holds while it counts

PLACE = ("recency", "frequency", "monetary", "cell", "stage")

_P, _F = purchases.c, member_facts.c
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_VALUE = _P.gross_minor - _P.discount_minor - _P.returned_minor
_PAID = _P.net_minor - _P.refunded_minor
# As for the tiers: what was taken back whole does not count; a part lowers the sum alone.
_COUNTS = _P.returned_minor < _P.gross_minor - _P.discount_minor
_WITHIN = _P.at > bindparam("since", type_=_P.at.type)

_MARK = facts_due.insert()
_STATE = select(marks.c.value).where(marks.c.name == STATE).with_for_update()
_NEW_STATE = insert(marks).on_conflict_do_nothing()
_MARKED = (
    select(facts_due.c.mark_id, facts_due.c.member_id)
    .where(facts_due.c.mark_id > BEFORE_ALL)
    .order_by(facts_due.c.mark_id)
    .limit(bindparam("limit"))
)
_UNMARK = facts_due.delete().where(facts_due.c.mark_id.in_(_IDS))
_DUE = select(_F.member_id).where(_F.due_at <= bindparam("now")).order_by(_F.due_at).limit(bindparam("limit"))
_AFTER = (
    select(members.c.member_id)
    .where(members.c.member_id > bindparam("after"), members.c.erased_at.is_(None))
    .order_by(members.c.member_id)
    .limit(bindparam("limit"))
)
_LIVING = select(members.c.member_id).where(members.c.member_id.in_(_IDS), members.c.erased_at.is_(None))
_KEPT = select(member_facts).where(_F.member_id.in_(_IDS))
_SUMS = (
    select(
        _P.member_id,
        func.count().label("purchases"),
        func.sum(_PAID).label("spend_minor"),
        func.min(_P.at).label("first_at"),
        func.max(_P.at).label("last_at"),
        func.count(case((_WITHIN, 1))).label("window_purchases"),
        func.coalesce(func.sum(case((_WITHIN, _PAID))), 0).label("window_spend_minor"),
        func.min(case((_WITHIN, _P.at))).label("window_first_at"),
    )
    .where(_P.member_id.in_(_IDS), _COUNTS)
    .group_by(_P.member_id)
)
_ONE_BY_ONE = (_P.member_id, _P.at, _VALUE.label("value_minor"), _PAID.label("paid_minor"), _P.location, _P.lines)
_BOUGHT = select(*_ONE_BY_ONE).where(_P.member_id.in_(_IDS), _COUNTS).order_by(_P.member_id)
# Of somebody with a great many, only the last are looked at one by one.
_NUMBERED = (
    select(
        *_ONE_BY_ONE,
        func.row_number().over(partition_by=_P.member_id, order_by=(_P.at.desc(), _P.purchase_id)).label("place"),
    )
    .where(_P.member_id.in_(_IDS), _COUNTS)
    .subquery()
)
_LAST_BOUGHT = (
    select(*(column for column in _NUMBERED.c if column.name != "place"))
    .where(_NUMBERED.c.place <= FAVOURITES_OF)
    .order_by(_NUMBERED.c.member_id)
)
_FRIENDS = (
    select(
        referrals.c.inviter_id,
        func.count().label("joined"),
        func.count(case((referrals.c.state.in_(("pending", "rewarded")), 1))).label("bought"),
    )
    .where(referrals.c.inviter_id.in_(_IDS), referrals.c.state != "refused")
    .group_by(referrals.c.inviter_id)
)
_INSERT = insert(member_facts)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["member_id"],
    set_={column.name: _INSERT.excluded[column.name] for column in member_facts.c if column.name != "member_id"},
)
_PLACE = (
    member_facts.update()
    .where(_F.member_id == bindparam("of_member"))
    .values({name: bindparam(name) for name in (*PLACE, "due_at")})
)
_INSERT_STEP = insert(facts_path)
_PUT_STEP = _INSERT_STEP.on_conflict_do_update(
    index_elements=["member_id", "at"],
    set_={name: _INSERT_STEP.excluded[name] for name in PLACE},
)
_PATH = select(facts_path).where(facts_path.c.member_id == bindparam("member_id")).order_by(facts_path.c.at)
_COUNTED_UPTO = select(func.count()).where(members.c.member_id <= bindparam("upto"), members.c.erased_at.is_(None))
_FROM = select(member_facts).where(_F.member_id > bindparam("after")).order_by(_F.member_id).limit(bindparam("limit"))
_BUYERS = select(func.count()).where(_F.last_at > bindparam("since"))


# ------------------------------------------------------------------ who is to be counted


def mark(work: Work, member_id: str) -> None:
    work.run(_MARK, mark_id=work.fresh_id(), member_id=member_id)


def mark_many(work: Work, member_ids: Iterable[str]) -> None:
    work.run_many(_MARK, [{"mark_id": work.fresh_id(), "member_id": member_id} for member_id in member_ids])


def hold(work: Work) -> dict[str, Any]:
    """What the counting goes by, held to the end of the unit: two countings at once would overtake each other."""
    value = work.value(_STATE)
    if value is None:
        work.run(_NEW_STATE, name=STATE, value={})
        value = work.value(_STATE)
    assert isinstance(value, dict)
    return value


def take_marked(work: Work, limit: int, marks_max: int) -> list[str]:
    """At most so many of the members who were marked first; their marks that were read are taken away.

    Purchases are to be read in later statements: whatever made a mark that is seen here is seen by those too.
    """
    rows = work.all(_MARKED, limit=marks_max)
    taken = dict.fromkeys(row.member_id for row in rows)
    ids = list(taken)[:limit]
    chosen = set(ids)
    if rows:
        work.run(_UNMARK, ids=[row.mark_id for row in rows if row.member_id in chosen])
    return ids


def due(work: Work, limit: int) -> list[str]:
    """Members of whom something changes by now without their doing anything."""
    return [row.member_id for row in work.all(_DUE, now=work.now, limit=limit)]


def after(work: Work, member_id: str, limit: int) -> list[str]:
    """The members that follow this id, by id."""
    return [row.member_id for row in work.all(_AFTER, after=member_id, limit=limit)]


# ------------------------------------------------------------------ what it is counted from


def living(work: Work, ids: Collection[str]) -> set[str]:
    """Those of these who were neither erased nor joined with another."""
    return {row.member_id for row in work.all(_LIVING, ids=list(ids))}


def kept(work: Work, ids: Collection[str]) -> dict[str, Row]:
    """What was found of these members when they were counted last."""
    return {row.member_id: row for row in work.all(_KEPT, ids=list(ids))}


def sums(work: Work, ids: Collection[str], since: datetime) -> dict[str, Row]:
    """Of each who ever bought: all purchases that count, and those after `since`."""
    return {row.member_id: row for row in work.all(_SUMS, ids=list(ids), since=since)}


def bought(work: Work, counted: dict[str, Row]) -> Iterator[tuple[str, list[Bought]]]:
    """The purchases that count of each of these members; of many, the last FAVOURITES_OF. counted: as `sums` says."""
    few = [member_id for member_id, row in counted.items() if row.purchases <= FAVOURITES_OF]
    many = [member_id for member_id, row in counted.items() if row.purchases > FAVOURITES_OF]
    for statement, ids in ((_BOUGHT, few), (_LAST_BOUGHT, many)):
        rows: Sequence[Row] = work.all(statement, ids=ids) if ids else ()
        for member_id, mine in groupby(rows, key=lambda row: row[0]):
            yield member_id, [Bought(*row[1:]) for row in mine]


def friends(work: Work, ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """(friends who joined, friends whose purchase counted) of each of these who invited anybody."""
    return {row.inviter_id: (row.joined, row.bought) for row in work.all(_FRIENDS, ids=list(ids))}


# ------------------------------------------------------------------ what was found


def put(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    work.run_many(_PUT, rows)


def place(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Put members elsewhere by the figures that are kept of them. rows: of_member, the scores, cell, stage, due_at."""
    work.run_many(_PLACE, rows)


def put_steps(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    work.run_many(_PUT_STEP, rows)


def path(work: Work, member_id: str) -> Sequence[Row]:
    """Oldest first."""
    return work.all(_PATH, member_id=member_id)


def forget(work: Work, ids: Collection[str]) -> None:
    """Take away what was found of these members, and how it changed."""
    for table in (member_facts, facts_path):
        work.run(table.delete().where(table.c.member_id.in_(list(ids))))


def unmark(work: Work, member_id: str) -> None:
    work.run(facts_due.delete().where(facts_due.c.member_id == member_id))


# ------------------------------------------------------------------ the whole base


def page(work: Work, member_id: str, limit: int) -> Sequence[Row]:
    """What was found of the members that follow this id, by id."""
    return work.all(_FROM, after=member_id, limit=limit)


def counted_upto(work: Work, member_id: str) -> int:
    """How many members there are up to this id."""
    return int(work.value(_COUNTED_UPTO, upto=member_id))


def buyers(work: Work, since: datetime) -> int:
    """How many members bought after this instant."""
    return int(work.value(_BUYERS, since=since))


def at_rank(work: Work, column: str, since: datetime, rank: int) -> Any:
    """The value of this column at a place from 0 among those who bought after an instant, from the least up."""
    value = _F[column]
    return work.value(select(value).where(_F.last_at > since).order_by(value).offset(rank).limit(1))
