"""Personal offers as they were given, switched on and used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.offer import nice_steps
from storage.columns import Id
from storage.tables import member_facts, members, offers
from storage.work import Row, Work

OPEN = ("given", "on")

_IDS: sa.BindParameter[list[str]] = bindparam("member_ids", expanding=True)
_HAVE = (
    select(sa.literal(1))
    .where(
        offers.c.campaign == bindparam("campaign"),
        offers.c.member_id == members.c.member_id,
        offers.c.offer == bindparam("offer"),
        offers.c.occasion == bindparam("occasion"),
    )
    .exists()
)
_KEY = ("campaign", "member_id", "offer", "occasion")
_OF_OCCASION = select(offers).where(
    offers.c.campaign == 0,
    offers.c.member_id == bindparam("member_id"),
    offers.c.offer == bindparam("offer"),
    offers.c.occasion == bindparam("occasion"),
)


# What each usually pays, raised; nought for who is not known to have bought.
_RAISED = (
    (sa.func.coalesce(member_facts.c.typical_minor, 0) * bindparam("hundredths", type_=sa.BigInteger) + 99) // 100
).label("raised_minor")


def give(
    work: Work,
    member_ids: Sequence[str],
    values: dict[str, Any],
    *,
    times: Decimal | None,
    otherwise_minor: int,
    at_most: int | None,
) -> int:
    """Give these members the same offer, those who have it of this campaign and occasion aside; how many.

    values: of the columns that are alike for all. times: of what each usually pays, for a threshold of their own;
    otherwise_minor: of who is not known to have bought. at_most: the first so many members by their ids.
    """
    to = _to_whom(times, at_most)
    # The start differs from call to call and the end from member to member, so that one statement makes all of them.
    offer_id = sa.literal(work.fresh_id()[:24]) + sa.func.substr(sa.cast(to.c.member_id, sa.Text), 25)
    from_minor = sa.literal(0) if times is None else _nice(to.c.raised_minor, otherwise_minor)
    alike = [sa.literal(value, offers.c[name].type) for name, value in values.items()]
    new = select(to.c.member_id, sa.cast(offer_id, Id), from_minor, *alike)
    columns = ["member_id", "offer_id", "from_minor", *values]
    statement = insert(offers).from_select(columns, new.where(sa.true())).on_conflict_do_nothing(index_elements=_KEY)
    key = {name: values[name] for name in _KEY if name != "member_id"}
    more = {} if times is None else {"hundredths": int(times.scaleb(2))}
    more |= {} if at_most is None else {"at_most": at_most}
    return work.run(statement, member_ids=list(member_ids), **key, **more)


def _to_whom(times: Decimal | None, at_most: int | None) -> sa.Subquery:
    found = select(members.c.member_id).where(members.c.member_id.in_(_IDS), members.c.erased_at.is_(None), ~_HAVE)
    if times is not None:
        its = member_facts.c.member_id == members.c.member_id
        found = found.add_columns(_RAISED).select_from(members.outerjoin(member_facts, its))
    if at_most is not None:
        found = found.order_by(members.c.member_id).limit(bindparam("at_most"))
    return found.subquery()


def _nice(minor: sa.ColumnElement[int], otherwise_minor: int) -> sa.ColumnElement[int]:
    """`rules.offer.nice`, where the members are."""
    steps = [(minor < below, (minor + (step - 1)) // step * step) for below, step in nice_steps()]
    return sa.case((minor == 0, sa.literal(otherwise_minor, sa.BigInteger)), *steps, else_=minor)


def of_occasion(work: Work, member_id: str, offer: str, occasion: str) -> Row:
    """What was given to one member outside of campaigns just now."""
    row = work.one(_OF_OCCASION, member_id=member_id, offer=offer, occasion=occasion)
    assert row is not None
    return row
