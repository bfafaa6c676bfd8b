"""How often and how much the programme's rules gave, by member and day, and what is spent of their budgets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import budgets, uses
from storage.work import Work

_OF_MEMBER = (
    select(
        uses.c.rule,
        sa.func.sum(sa.case((uses.c.day == bindparam("day"), uses.c.points), else_=0)).label("today"),
        sa.func.sum(uses.c.points).label("ever"),
    )
    .where(uses.c.member_id == bindparam("member_id"))
    .group_by(uses.c.rule)
)
_TIMES = select(sa.func.coalesce(sa.func.sum(uses.c.times), 0)).where(
    uses.c.member_id == bindparam("member_id"), uses.c.rule == bindparam("rule"), uses.c.day >= bindparam("since")
)
_INSERT_USE = insert(uses)
_NOTE = _INSERT_USE.on_conflict_do_update(
    index_elements=[uses.c.member_id, uses.c.rule, uses.c.day],
    set_={"times": uses.c.times + _INSERT_USE.excluded.times, "points": uses.c.points + _INSERT_USE.excluded.points},
)
_MOVE = (
    _INSERT_USE.from_select(
        ["member_id", "rule", "day", "times", "points"],
        select(
            bindparam("to_member", type_=uses.c.member_id.type), uses.c.rule, uses.c.day, uses.c.times, uses.c.points
        ).where(uses.c.member_id == bindparam("from_member")),
    )
).on_conflict_do_update(
    index_elements=[uses.c.member_id, uses.c.rule, uses.c.day],
    set_={"times": uses.c.times + _INSERT_USE.excluded.times, "points": uses.c.points + _INSERT_USE.excluded.points},
)
_CLEAR = uses.delete().where(uses.c.member_id == bindparam("of_member"))
_SPENT = select(budgets.c.used).where(budgets.c.rule == bindparam("rule"))
_LOCKED = _SPENT.with_for_update()
_OPEN_BUDGET = insert(budgets).on_conflict_do_nothing()
_SPEND = (
    budgets.update()
    .where(budgets.c.rule == bindparam("of_rule"))
    .values(used=budgets.c.used + bindparam("spent", type_=sa.BigInteger))
)


def of_member(work: Work, member_id: str, day: date) -> dict[str, tuple[int, int]]:
    """(points on this day, points ever) by rule; of the rules that ever gave this member something."""
    return {row.rule: (int(row.today), int(row.ever)) for row in work.all(_OF_MEMBER, member_id=member_id, day=day)}


def times(work: Work, member_id: str, rule: str, since: date) -> int:
    """How often this rule was used by the member since the start of that day."""
    return int(work.value(_TIMES, member_id=member_id, rule=rule, since=since))


def note(work: Work, member_id: str, rule: str, day: date, points: int, count: int = 1) -> None:
    work.run(_NOTE, member_id=member_id, rule=rule, day=day, times=count, points=points)


def move(work: Work, from_member: str, to_member: str) -> None:
    """Count what the one was given as the other's too, so that no limit begins anew for two who became one."""
    work.run(_MOVE, from_member=from_member, to_member=to_member)
    work.run(_CLEAR, of_member=from_member)


def spent(work: Work, rule: str) -> int:
    """What is spent of a rule's budget."""
    found = work.one(_SPENT, rule=rule)
    return int(found.used) if found else 0


def lock_budgets(work: Work, rules: Iterable[str]) -> dict[str, int]:
    """What is spent of each budget, under its lock to the end of the unit; in one order, so that none waits forever."""
    found = {}
    for rule in sorted(rules):
        work.run(_OPEN_BUDGET, rule=rule, used=0)
        found[rule] = int(work.value(_LOCKED, rule=rule))
    return found


def spend(work: Work, rule: str, amount: int) -> None:
    """Count against a budget that is locked."""
    work.run(_SPEND, of_rule=rule, spent=amount)
