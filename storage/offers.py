"""Personal offers as they were given, switched on and used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.offer import nice_steps
from storage.columns import Id
from storage.tables import member_facts, members, offers
from storage.work import Row, Work

_OPEN = offers.c.state.in_(("given", "on"))
_MINE = (offers.c.member_id == bindparam("member_id"), offers.c.offer_id == bindparam("offer_id"))
_OF = (offers.c.member_id == bindparam("of_member"), offers.c.offer_id == bindparam("of_offer"))

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
# As many as a till looks at; who has more has been given too many.
USABLE_MAX = 20
_USABLE = (
    select(offers)
    .where(
        offers.c.member_id == bindparam("member_id"),
        offers.c.state == "on",
        offers.c.granted_at <= bindparam("at"),
        offers.c.expires_at > bindparam("at"),
    )
    .order_by(offers.c.expires_at, offers.c.offer_id)
    .limit(USABLE_MAX)
)
_SHOWN = offers.c.state != "waiting"  # what no message brought yet is nobody's
_GET = select(offers).where(*_MINE, _SHOWN)
_OF_PURCHASE = select(offers).where(
    offers.c.member_id == bindparam("member_id"), offers.c.purchase_id == bindparam("purchase_id")
)
_NEWEST = (
    select(offers)
    .where(offers.c.member_id == bindparam("member_id"), _SHOWN)
    .order_by(offers.c.granted_at.desc(), offers.c.offer_id.desc())
    .limit(bindparam("limit"))
)
_USE = (
    offers.update()
    .where(*_OF, offers.c.state == "on")
    .values({name: bindparam(name) for name in ("state", "used_at", "purchase_id", "points", "off_minor")})
)
_COUNT = (
    offers.update()
    .where(*_OF, offers.c.state.in_(("on", "used")))
    .values(progress=offers.c.progress + bindparam("more", type_=sa.BigInteger))
)
_SWITCH_ON = (
    offers.update()
    .where(*_OF, offers.c.state == "given", offers.c.expires_at > bindparam("at"))
    .values(state="on", on_at=bindparam("at"))
)
_WITHDRAW = offers.update().where(*_OF, _OPEN).values(state="withdrawn")

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


# ------------------------------------------------------------------ used


def usable(work: Work, member_id: str, at: datetime) -> Sequence[Row]:
    """What is on and within its term at this instant, what ends first before the rest."""
    return work.all(_USABLE, member_id=member_id, at=at)


def get(work: Work, member_id: str, offer_id: str) -> Row | None:
    return work.one(_GET, member_id=member_id, offer_id=offer_id)


def newest(work: Work, member_id: str, limit: int) -> Sequence[Row]:
    """What was given last, whatever became of it."""
    return work.all(_NEWEST, member_id=member_id, limit=limit)


def of_purchase(work: Work, member_id: str, purchase_id: str) -> Row | None:
    """What this purchase used."""
    return work.one(_OF_PURCHASE, member_id=member_id, purchase_id=purchase_id)


def use(work: Work, member_id: str, offer_id: str, purchase_id: str, *, points: int, off_minor: int) -> None:
    gave = {"points": points, "off_minor": off_minor}
    used = {"state": "used", "used_at": work.now, "purchase_id": purchase_id}
    done = work.run(_USE, of_member=member_id, of_offer=offer_id, **used, **gave)
    assert done == 1, "it was on under the lock of the member's account"


def count(work: Work, member_id: str, offer_ids: Sequence[str], more: int) -> None:
    """Count a purchase for these, or one that came back (-1)."""
    for offer_id in sorted(offer_ids):
        work.run(_COUNT, of_member=member_id, of_offer=offer_id, more=more)


def note_left(work: Work, member_id: str, offer_id: str, *, points: int, off_minor: int) -> None:
    """What an offer gave that did not come back."""
    mine = (offers.c.member_id == member_id, offers.c.offer_id == offer_id)
    work.run(offers.update().where(*mine).values(points=points, off_minor=off_minor))


def undo(work: Work, member_id: str, offer_id: str) -> None:
    """Let an offer be on again, as if its purchase never was."""
    mine = (offers.c.member_id == member_id, offers.c.offer_id == offer_id)
    fresh = {"state": "on", "used_at": None, "purchase_id": None, "points": 0, "off_minor": 0}
    work.run(offers.update().where(*mine).values(**fresh))


# ------------------------------------------------------------------ chosen by members and staff


def switch_on(work: Work, member_id: str, offer_id: str) -> bool:
    """Whether it was off, within its term, and is on from now."""
    return work.run(_SWITCH_ON, of_member=member_id, of_offer=offer_id, at=work.now) == 1


def withdraw(work: Work, member_id: str, offer_id: str) -> bool:
    """Whether it was there to be used, and is not any more."""
    return work.run(_WITHDRAW, of_member=member_id, of_offer=offer_id) == 1


# ------------------------------------------------------------------ members who become one, and who go


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let the one's offers be the other's. What both were given alike is one; the one that was used stays."""
    same = offers.alias("same")
    again = (
        select(sa.literal(1)).where(*(same.c[name] == offers.c[name] for name in _KEY if name != "member_id")).exists()
    )
    for dropped, kept in ((to_member, from_member), (from_member, to_member)):
        its = again.where(same.c.member_id == kept)
        unused = offers.c.state != "used" if dropped == to_member else sa.true()
        used = its.where(same.c.state == "used") if dropped == to_member else its
        work.run(offers.delete().where(offers.c.member_id == dropped, unused, used))
    work.run(offers.update().where(offers.c.member_id == from_member).values(member_id=to_member))


def forget(work: Work, member_id: str) -> None:
    """Let go of what nobody will use; what was used stays, for campaigns count it, and names nobody."""
    work.run(offers.delete().where(offers.c.member_id == member_id, _OPEN))
