"""Saved segments, who uses them, and the members of one: counted, sampled, a page at a time, as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.segments import Condition, source
from storage.tables import addresses, campaigns, member_facts, member_tags, members, segments, standings
from storage.work import Row, Work

_ALL = select(segments).order_by(segments.c.name)
_ONE = select(segments).where(segments.c.name == bindparam("name"))
_LOCKED = select(segments.c.name).order_by(segments.c.name).with_for_update()
_INSERT = insert(segments)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["name"], set_={name: _INSERT.excluded[name] for name in ("expression", "created_by", "created_at")}
)
_DELETE = segments.delete().where(segments.c.name == bindparam("of_name"))
_OPEN = ("draft", "scheduled", "running", "paused")
_AUDIENCES = select(
    campaigns.c.name,
    campaigns.c.document["title"].as_string().label("title"),
    campaigns.c.document["audience"].as_string().label("audience"),
).where(campaigns.c.state.in_(_OPEN), campaigns.c.document["audience"].as_string().is_not(None))
_CAMPAIGNS = select(campaigns.c.name).distinct()
_TABLE = (
    members.c.member_id,
    members.c.external_id,
    members.c.phone,
    members.c.name,
    members.c.language,
    members.c.birthday,
    standings.c.tier,
    func.coalesce(member_facts.c.purchases, 0).label("purchases"),
    func.coalesce(member_facts.c.spend_minor, 0).label("spend_minor"),
    member_facts.c.last_at.label("last_purchase_at"),
    member_facts.c.cell,
    member_facts.c.stage,
    members.c.marketing,
)
COLUMNS = tuple(column.name for column in _TABLE)

_HEARD = select(addresses.c.member_id).where(addresses.c.reachable).distinct().subquery("heard")

_KEYS: sa.BindParameter[Any] = bindparam("keys", expanding=True)
_ALIVE = members.c.erased_at.is_(None) & members.c.merged_into.is_(None)
_LISTED = {
    name: select(members.c[name].label("key"), members.c.member_id).where(members.c[name].in_(_KEYS), _ALIVE)
    for name in ("phone", "external_id", "referral_code")
}
_LOCK = select(members.c.member_id).where(members.c.member_id.in_(_KEYS)).order_by(members.c.member_id)
_TAGS = (
    select(member_tags.c.member_id, func.count().label("tags"))
    .where(member_tags.c.member_id.in_(_KEYS), member_tags.c.tag != bindparam("tag"))
    .group_by(member_tags.c.member_id)
    .having(func.count() >= bindparam("most", type_=sa.Integer))
)
_TAG = insert(member_tags).on_conflict_do_nothing()


# ------------------------------------------------------------------ saved ones


def saved(work: Work) -> Sequence[Row]:
    """By name."""
    return work.all(_ALL)


def get(work: Work, name: str) -> Row | None:
    return work.one(_ONE, name=name)


def lock_all(work: Work) -> None:
    """Nobody else changes one before the end of the unit."""
    work.all(_LOCKED)


def put(work: Work, name: str, expression: str, created_by: str) -> None:
    work.run(_PUT, name=name, expression=expression, created_by=created_by, created_at=work.now)


def delete(work: Work, name: str) -> None:
    work.run(_DELETE, of_name=name)


def audiences(work: Work) -> Sequence[Row]:
    """(name, title or None, audience) of the campaigns that are not over and have one."""
    return work.all(_AUDIENCES)


def campaign_names(work: Work) -> frozenset[str]:
    return frozenset(row.name for row in work.all(_CAMPAIGNS))


# ------------------------------------------------------------------ who is in one


def counts(work: Work, conditions: Sequence[Condition]) -> list[tuple[int, int, int]]:
    """For each (members, of them reachable, of those who agreed to advertising), all of them in one pass."""
    if not conditions:
        return []
    # A single one is what is looked for anyway, and need not be said twice: long ones take a second to make.
    asked_for = conditions if len(conditions) > 1 else [sa.true()]
    means = [sa.case((condition, 1), else_=0).label(f"means_{at}") for at, condition in enumerate(asked_for)]
    heard = sa.case((_HEARD.c.member_id.is_not(None), 1), else_=0).label("heard")
    marketing = sa.case((members.c.marketing, 1), else_=0).label("marketing")
    asked = source().outerjoin(_HEARD, _HEARD.c.member_id == members.c.member_id)
    found = select(*means, heard, marketing).select_from(asked).where(sa.or_(*conditions))
    inner = found.offset(sa.literal_column("0")).subquery()  # or each condition were asked once for each of the sums
    zero: sa.ColumnElement[int] = sa.literal_column("0")
    sums = [
        func.coalesce(func.sum(column), zero)
        for one in (inner.c[mean.name] for mean in means)
        for column in (one, one * inner.c.heard, one * inner.c.heard * inner.c.marketing)
    ]
    row = work.one(select(*sums))
    assert row is not None
    return [(int(row[at]), int(row[at + 1]), int(row[at + 2])) for at in range(0, len(row), 3)]


def sample(work: Work, condition: Condition, limit: int) -> list[str]:
    """Members by their chance: the same ones each time, and none likelier than another."""
    ordered = _ids(condition).order_by(members.c.chance, members.c.member_id).limit(limit)
    return [row.member_id for row in work.all(ordered)]


def page(work: Work, condition: Condition, after: str, limit: int) -> list[str]:
    """Members after this id, by id."""
    found = _ids(condition).where(members.c.member_id > after).order_by(members.c.member_id).limit(limit)
    return [row.member_id for row in work.all(found)]


def _ids(condition: Condition) -> sa.Select[Any]:
    return select(members.c.member_id).select_from(source()).where(condition)


def table(work: Work, condition: Condition, limit: int | None) -> Iterator[Row]:
    """One row a member, of COLUMNS, a few at a time; at most so many."""
    found = select(*_TABLE).select_from(source()).where(condition).order_by(members.c.member_id)
    yield from work.stream(found.limit(limit))


# ------------------------------------------------------------------ lists that become a tag


def listed(work: Work, column: str, keys: Collection[str]) -> dict[str, str]:
    """Living members by this key of theirs. column: phone | external_id | referral_code."""
    return {row.key: row.member_id for row in work.all(_LISTED[column], keys=list(keys))} if keys else {}


def lock_members(work: Work, member_ids: Collection[str]) -> None:
    """Make whoever else changes them wait; in one order, so that two lists do not wait for each other."""
    work.all(_LOCK.with_for_update(), keys=list(member_ids))


def full(work: Work, member_ids: Collection[str], tag: str, most: int) -> set[str]:
    """Of these, who has no room for one more tag."""
    return {row.member_id for row in work.all(_TAGS, keys=list(member_ids), tag=tag, most=most)}


def tag(work: Work, member_ids: Collection[str], name: str) -> None:
    work.run_many(_TAG, [{"member_id": one, "tag": name} for one in member_ids])
