"""What goes over when a chat's new member turns out to be one whom the shop knew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from storage import deeds, draws, games, gifts, offers, promos, tags, touches, uses
from storage.tables import (
    accounts,
    addresses,
    card_codes,
    consents,
    deliveries,
    events,
    lots,
    members,
    purchase_returns,
    purchases,
    ratings,
    referrals,
    requests,
    till_requests,
    transactions,
)
from storage.work import Row, Work

_MEMBERS = (
    select(members)
    .where(members.c.member_id.in_((bindparam("one"), bindparam("other"))))
    .order_by(members.c.member_id)
    .with_for_update()
)
_HAD = (
    select(lots.c.lot_id)
    .where(lots.c.member_id == bindparam("member_id"), lots.c.source == bindparam("source"))
    .limit(1)
)
_LAST_ANSWER = (
    select(consents.c.granted)
    .where(consents.c.member_id == bindparam("member_id"), consents.c.kind == "marketing")
    .order_by(consents.c.at.desc(), consents.c.consent_id.desc())
    .limit(1)
)
_ASSETS = select(accounts.c.asset).where(accounts.c.member_id == bindparam("member_id")).order_by(accounts.c.asset)
# With the reason and the programme of the entry that opened each, so that it is explained as it always was.
_LEFT = (
    select(lots, transactions.c.reason, transactions.c.program_version)
    .join(transactions, sa.and_(transactions.c.member_id == lots.c.member_id, transactions.c.tx_id == lots.c.tx_id))
    .where(lots.c.member_id == bindparam("member_id"), lots.c.asset == bindparam("asset"), lots.c.remaining > 0)
    .order_by(lots.c.lot_id)
)
_OWNED = (
    (addresses, addresses.c.member_id),
    (consents, consents.c.member_id),
    (purchase_returns, purchase_returns.c.member_id),
    (ratings, ratings.c.member_id),
    (referrals, referrals.c.inviter_id),
    (deliveries, deliveries.c.member_id),
    (events, events.c.member_id),
    (requests, requests.c.member_id),
)


def lock_both(work: Work, one: str, other: str) -> dict[str, Row]:
    """Both rows, locked in the order of their ids, so that two merges never wait for each other."""
    return {row.member_id: row for row in work.all(_MEMBERS, one=one, other=other)}


def had(work: Work, member_id: str, source: str) -> bool:
    """Whether points of this source were ever given."""
    return work.one(_HAD, member_id=member_id, source=source) is not None


def refused_marketing(work: Work, member_id: str) -> bool:
    """Whether this member's last word about marketing was a no; who was never asked refused nothing."""
    return work.value(_LAST_ANSWER, member_id=member_id) is False


def assets(work: Work, member_id: str) -> list[str]:
    """Everything that the member has, or had, an account of."""
    return [row.asset for row in work.all(_ASSETS, member_id=member_id)]


def lots_left(work: Work, member_id: str, asset: str) -> Sequence[Row]:
    """Every lot with something in it, with the `reason` and `program_version` it was given for."""
    return work.all(_LEFT, member_id=member_id, asset=asset)


def move(work: Work, from_member: str, to_member: str) -> None:
    """Give the one's chats, consents, purchases, friends and promised messages to the other; entries stay."""
    touches.move(work, from_member, to_member)
    for table, owner in _OWNED:
        work.run(table.update().where(owner == from_member).values({owner.name: to_member}))
    bought = purchases.c.member_id == from_member
    # Their entries are in the other chain, where nothing can be put back any more.
    work.run(purchases.update().where(bought).values(member_id=to_member, earn_tx_id=None, spend_tx_id=None))
    tags.move(work, from_member, to_member)
    uses.move(work, from_member, to_member)
    deeds.move(work, from_member, to_member)
    games.move(work, from_member, to_member)
    draws.move(work, from_member, to_member)
    gifts.move(work, from_member, to_member)
    promos.move(work, from_member, to_member)
    offers.move(work, from_member, to_member)
    work.run(card_codes.delete().where(card_codes.c.member_id == from_member))
    asked = (till_requests.c.member_id == from_member, till_requests.c.state.in_(("asked", "agreed")))
    work.run(till_requests.update().where(*asked).values(state="cancelled"))


def blank(work: Work, member_id: str, into: str, referral_code: str) -> None:
    """Leave of the member only where they went. referral_code: one that nobody was ever given."""
    gone: dict[str, Any] = {"name": "", "phone": None, "phone_verified_at": None, "birthday": None, "zone": None}
    gone |= {"snoozed_until": None}
    gone |= {"muted": [], "quiet_start": None, "quiet_end": None, "marketing": False, "external_id": None}
    work.run(
        members.update()
        .where(members.c.member_id == member_id)
        .values(**gone, referral_code=referral_code, merged_into=into, erased_at=work.now)
    )
