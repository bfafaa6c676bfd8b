"""Who subscribes to what and until when; orders, payments, and what the messenger is still to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.subscription import RENEWAL_GRACE
from storage.tables import members, payment_tasks, subscription_orders, subscription_payments, subscriptions
from storage.work import Row, Work

_MINE = subscriptions.c.member_id == bindparam("member_id")
_OF_MEMBER = select(subscriptions).where(_MINE).order_by(subscriptions.c.name)
_GET = select(subscriptions).where(_MINE, subscriptions.c.name == bindparam("name"))
_LOCK_MEMBER = select(members.c.member_id).where(members.c.member_id == bindparam("member_id")).with_for_update()
_ACTIVE = select(subscriptions.c.name).where(
    _MINE,
    subscriptions.c.began_at <= bindparam("now"),
    or_(
        subscriptions.c.ends_at > bindparam("now"),
        and_(subscriptions.c.renews, subscriptions.c.ends_at > bindparam("graced")),
    ),
)
_INSERT = insert(subscriptions)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["member_id", "name"],
    set_={
        column.name: _INSERT.excluded[column.name]
        for column in subscriptions.c
        if column.name not in ("member_id", "name")
    },
)
_DUE = (
    select(subscriptions)
    .where(subscriptions.c.due_at <= bindparam("now"))
    .order_by(subscriptions.c.due_at)
    .limit(bindparam("limit"))
)

_ORDER = select(subscription_orders).where(subscription_orders.c.order_id == bindparam("order_id"))
_ORDER_FOR = (
    select(subscription_orders.c.order_id)
    .where(
        subscription_orders.c.member_id == bindparam("member_id"),
        subscription_orders.c.name == bindparam("name"),
        subscription_orders.c.stars == bindparam("stars"),
    )
    .order_by(subscription_orders.c.order_id)
    .limit(1)
)

_PAYMENT = select(subscription_payments).where(
    subscription_payments.c.member_id == bindparam("member_id"),
    subscription_payments.c.channel == bindparam("channel"),
    subscription_payments.c.charge_id == bindparam("charge_id"),
)
_PAYMENTS = (
    select(subscription_payments)
    .where(subscription_payments.c.member_id == bindparam("member_id"))
    .order_by(subscription_payments.c.at.desc(), subscription_payments.c.charge_id.desc())
    .limit(bindparam("limit"))
)
_INSERT_PAYMENT = insert(subscription_payments).on_conflict_do_nothing()

_INSERT_TASK = insert(payment_tasks).on_conflict_do_nothing()
_TASK = select(payment_tasks.c.kind).where(
    payment_tasks.c.channel == bindparam("channel"),
    payment_tasks.c.charge_id == bindparam("charge_id"),
    payment_tasks.c.kind == bindparam("kind"),
)
_TASKS_DUE = (
    select(payment_tasks)
    .where(payment_tasks.c.channel == bindparam("channel"), payment_tasks.c.due_at <= bindparam("now"))
    .order_by(payment_tasks.c.due_at)
    .limit(bindparam("limit"))
)


def active(work: Work, member_id: str, at: datetime) -> frozenset[str]:
    """Names of what is in force at this instant, which may be past."""
    rows = work.all(_ACTIVE, member_id=member_id, now=at, graced=at - RENEWAL_GRACE)
    return frozenset(row.name for row in rows)


def of_member(work: Work, member_id: str) -> Sequence[Row]:
    return work.all(_OF_MEMBER, member_id=member_id)


def get(work: Work, member_id: str, name: str) -> Row | None:
    return work.one(_GET, member_id=member_id, name=name)


def lock(work: Work, member_id: str, name: str) -> Row | None:
    """The row, which nobody else makes or changes until the unit ends."""
    # The member is there before their first subscription is; the row is read by the next statement, after the wait.
    work.one(_LOCK_MEMBER, member_id=member_id)
    return work.one(_GET, member_id=member_id, name=name)


def put(work: Work, values: dict[str, Any]) -> None:
    """values: every column."""
    work.run(_PUT, **values)


def update(work: Work, member_id: str, name: str, **values: Any) -> None:
    mine = (subscriptions.c.member_id == member_id, subscriptions.c.name == name)
    work.run(subscriptions.update().where(*mine).values(values))


def delete(work: Work, member_id: str, name: str) -> None:
    mine = (subscriptions.c.member_id == member_id, subscriptions.c.name == name)
    work.run(subscriptions.delete().where(*mine))


def due(work: Work, limit: int) -> Sequence[Row]:
    return work.all(_DUE, now=work.now, limit=limit)


# ---------------------------------------------------------------------- orders and payments


def order(work: Work, order_id: str) -> Row | None:
    return work.one(_ORDER, order_id=order_id)


def order_for(work: Work, member_id: str, name: str, stars: int) -> str:
    """The one order of this member for this price, made when it is first shown."""
    values = {"member_id": member_id, "name": name, "stars": stars}
    found = work.value(_ORDER_FOR, **values)
    if found is None:
        # Two of one moment do no harm: each says the same.
        found = work.fresh_id()
        work.run(subscription_orders.insert(), order_id=found, at=work.now, **values)
    return str(found)


def insert_payment(work: Work, values: dict[str, Any]) -> bool:
    """False when it is known already."""
    return work.run(_INSERT_PAYMENT, **values) > 0


def payment(work: Work, member_id: str, channel: str, charge_id: str) -> Row | None:
    return work.one(_PAYMENT, member_id=member_id, channel=channel, charge_id=charge_id)


def payments(work: Work, member_id: str, limit: int) -> Sequence[Row]:
    """Newest first."""
    return work.all(_PAYMENTS, member_id=member_id, limit=limit)


def advance_payment(work: Work, row: Row, state: str) -> bool:
    """Change a payment that is still in the state in which it was read; whether it was."""
    mine = (
        subscription_payments.c.member_id == row.member_id,
        subscription_payments.c.channel == row.channel,
        subscription_payments.c.charge_id == row.charge_id,
        subscription_payments.c.state == row.state,
    )
    return work.run(subscription_payments.update().where(*mine).values(state=state)) > 0


# ---------------------------------------------------------------------- what the messenger is to do


def insert_task(work: Work, channel: str, charge_id: str, kind: str, user_id: str, member_id: str | None) -> None:
    """However often it is asked for, it is one task."""
    work.run(
        _INSERT_TASK,
        channel=channel,
        charge_id=charge_id,
        kind=kind,
        user_id=user_id,
        member_id=member_id,
        due_at=work.now,
    )


def tasks_due(work: Work, channel: str, limit: int) -> Sequence[Row]:
    return work.all(_TASKS_DUE, now=work.now, channel=channel, limit=limit)


def waits(work: Work, channel: str, charge_id: str, kind: str) -> bool:
    """Whether this is still to be done."""
    return work.one(_TASK, channel=channel, charge_id=charge_id, kind=kind) is not None


def finish_task(work: Work, channel: str, charge_id: str, kind: str) -> None:
    work.run(payment_tasks.delete().where(*_task(channel, charge_id, kind)))


def postpone_task(work: Work, channel: str, charge_id: str, kind: str, until: datetime) -> None:
    put_off = {"due_at": until, "attempts": payment_tasks.c.attempts + 1}
    work.run(payment_tasks.update().where(*_task(channel, charge_id, kind)).values(put_off))


def _task(channel: str, charge_id: str, kind: str) -> tuple[Any, ...]:
    return (
        payment_tasks.c.channel == channel,
        payment_tasks.c.charge_id == charge_id,
        payment_tasks.c.kind == kind,
    )


# ---------------------------------------------------------------------- members who become one, or go


def move_papers(work: Work, from_member: str, to_member: str) -> None:
    """Orders, payments and what is still to do about these go to the other: what renews names its order for ever."""
    for table in (subscription_orders, subscription_payments, payment_tasks):
        work.run(table.update().where(table.c.member_id == from_member).values(member_id=to_member))


def erase(work: Work, member_id: str) -> None:
    """Payments stay under an id that leads to nobody: the shop's books need them."""
    work.run(subscriptions.delete().where(subscriptions.c.member_id == member_id))
    work.run(subscription_orders.delete().where(subscription_orders.c.member_id == member_id))
