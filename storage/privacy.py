"""Everything that is kept about one member, and taking away what names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from storage import games, gifts, promos
from storage import offers as personal
from storage.tables import (
    accounts,
    addresses,
    badges,
    card_codes,
    challenges_done,
    consents,
    deeds,
    deliveries,
    draw_entrants,
    events,
    facts_path,
    gift_cards,
    holds,
    lots,
    member_facts,
    member_tags,
    members,
    offers,
    promo_uses,
    promos_waiting,
    purchase_returns,
    purchases,
    ratings,
    referrals,
    standings,
    subscription_payments,
    subscriptions,
    till_requests,
    touches,
    transactions,
    uses,
)
from storage.work import Row, Work

_OPEN_HOLDS = select(holds.c.hold_id).where(holds.c.member_id == bindparam("member_id"), holds.c.state == "open")

# In the order in which a person would read it; the chain's hashes say nothing to them, and others stay out of it.
_SHOWN = (
    (members, members.c.member_id, ()),
    (addresses, addresses.c.member_id, ("dialogue",)),
    (consents, consents.c.member_id, ()),
    (member_tags, member_tags.c.member_id, ()),
    (standings, standings.c.member_id, ("due_at",)),
    (member_facts, member_facts.c.member_id, ("due_at",)),
    (facts_path, facts_path.c.member_id, ()),
    (accounts, accounts.c.member_id, ("head_hash",)),
    (transactions, transactions.c.member_id, ("prev_hash", "hash", "block")),
    (lots, lots.c.member_id, ("pending",)),
    (holds, holds.c.member_id, ()),
    (purchases, purchases.c.member_id, ("cashier",)),
    (purchase_returns, purchase_returns.c.member_id, ()),
    (ratings, ratings.c.member_id, ("answered_by",)),
    (subscriptions, subscriptions.c.member_id, ("due_at",)),
    (subscription_payments, subscription_payments.c.member_id, ()),
    (uses, uses.c.member_id, ()),
    (deeds, deeds.c.member_id, ()),
    (badges, badges.c.member_id, ()),
    (challenges_done, challenges_done.c.member_id, ()),
    (draw_entrants, draw_entrants.c.member_id, ()),
    (gift_cards, gift_cards.c.member_id, ("code_hash",)),
    (promo_uses, promo_uses.c.member_id, ("code_hash",)),
    (promos_waiting, promos_waiting.c.member_id, ("code_hash",)),
    (offers, offers.c.member_id, ()),
    (touches, touches.c.member_id, ()),
    (referrals, referrals.c.inviter_id, ("friend_id",)),
    (till_requests, till_requests.c.member_id, ("staff_id",)),
    (deliveries, deliveries.c.member_id, ("dedupe_key", "leased_by", "leased_until")),
)
_INVITED = select(referrals.c.state, referrals.c.at).where(referrals.c.friend_id == bindparam("member_id"))
# Entries stay under the id they were written with, also after two members became one.
_WAS = select(members.c.member_id).where(members.c.merged_into == bindparam("member_id"))
_STAYED = (accounts, transactions, lots, holds)
# What a campaign is measured by names nobody and stays, so that what became of its message is kept with it.
_OF_TOUCH = (
    select(sa.case((deliveries.c.state.in_(("queued", "leased", "sending")), "skipped"), else_=deliveries.c.state))
    .where(
        deliveries.c.member_id == touches.c.member_id,
        deliveries.c.campaign == touches.c.campaign,
        deliveries.c.dedupe_key.endswith(":" + touches.c.occasion + ":" + sa.cast(touches.c.member_id, sa.Text)),
    )
    .scalar_subquery()
)
_KEEP_OUTCOMES = (
    touches.update()
    .where(touches.c.member_id == bindparam("of_member"))
    .values(state=sa.func.coalesce(_OF_TOUCH, touches.c.state))
)


def everything(work: Work, member_id: str) -> dict[str, list[dict[str, Any]]]:
    """Each table's rows about this member, oldest first."""
    found = {}
    both = [member_id, *(row.member_id for row in work.all(_WAS, member_id=member_id))]
    for table, owner, hidden in _SHOWN:
        columns = [column for column in table.c if column.name not in hidden]
        mine = owner.in_(both) if table in _STAYED else owner == member_id
        rows = work.all(select(*columns).where(mine).order_by(*table.primary_key.columns))
        found[table.name] = [row._asdict() for row in rows]
    found["invited"] = [row._asdict() for row in work.all(_INVITED, member_id=member_id)]
    return found


def open_holds(work: Work, member_id: str) -> Sequence[Row]:
    return work.all(_OPEN_HOLDS, member_id=member_id)


def erase(work: Work, member_id: str) -> None:
    """Take away name, phone, birthday, addresses, dialogues and promised messages."""
    mine: sa.ColumnElement[bool]
    gifts.let_go(work, member_id)
    promos.forget(work, member_id)
    personal.forget(work, member_id)
    games.clear(work, member_id)
    work.run(_KEEP_OUTCOMES, of_member=member_id)
    for table in (addresses, card_codes, deeds, member_tags, till_requests, deliveries, events):
        mine = table.c.member_id == member_id
        work.run(table.delete().where(mine))
    # What they said of a purchase may name anybody; the score is the shop's.
    work.run(ratings.update().where(ratings.c.member_id == member_id).values(words="", answer=""))
    # A consent proves that we were allowed to; it names nobody once the member does not.
    gone = {"name": "", "phone": None, "phone_verified_at": None, "birthday": None, "zone": None, "external_id": None}
    work.run(
        members.update()
        .where(members.c.member_id == member_id)
        .values(
            **gone, marketing=False, muted=[], snoozed_until=None, quiet_start=None, quiet_end=None, erased_at=work.now
        )
    )
