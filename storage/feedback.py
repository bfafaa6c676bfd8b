"""Questions about purchases, the marks and words that members gave, and what the shop answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select

from storage.tables import addresses, members, purchases, ratings
from storage.work import Row, Work

_R, _P = ratings.c, purchases.c
_AT = bindparam("after", type_=_P.at.type)
_LEFT = _P.returned_minor < _P.gross_minor - _P.discount_minor  # of what was bought; else there is nothing to rate
_REACHABLE = (
    select(addresses.c.user_id).where(addresses.c.member_id == members.c.member_id, addresses.c.reachable).exists()
)
_BOUGHT = (
    select(
        _P.member_id,
        _P.purchase_id,
        _P.at,
        _P.location,
        _P.partner,
        (_P.gross_minor - _P.discount_minor).label("sum_minor"),
        members.c.muted,
        members.c.snoozed_until,
    )
    .join(members, members.c.member_id == _P.member_id)
    .where(
        _P.at >= _AT,
        sa.or_(_P.at > _AT, _P.purchase_id > bindparam("after_id")),
        _P.at <= bindparam("until"),
        _LEFT,
        members.c.erased_at.is_(None),
        _REACHABLE,
    )
    .order_by(_P.at, _P.purchase_id)
    .limit(bindparam("limit"))
)
_OF_THESE: sa.BindParameter[list[str]] = bindparam("ids", expanding=True)
_ASKED = (
    select(
        _R.member_id,
        func.max(_R.asked_at).label("asked_at"),
        func.max(sa.case((_R.kind == "nps", _R.asked_at))).label("nps_asked_at"),
    )
    .where(_R.member_id.in_(_OF_THESE))
    .group_by(_R.member_id)
)
_PURCHASES = (
    select(_P.member_id, func.count().label("purchases"))
    .where(_P.member_id.in_(_OF_THESE), _LEFT)
    .group_by(_P.member_id)
)
_OWN = (
    select(ratings)
    .where(_R.member_id == bindparam("member_id"), _R.rating_id == bindparam("rating_id"))
    .with_for_update()
)
_ANY = (
    select(
        ratings,
        members.c.name,
        _P.at.label("bought_at"),
        (_P.gross_minor - _P.discount_minor).label("sum_minor"),
    )
    .select_from(
        ratings.join(members, members.c.member_id == _R.member_id).outerjoin(
            purchases, sa.and_(_P.member_id == _R.member_id, _P.purchase_id == _R.purchase_id)
        )
    )
    .where(_R.rating_id == bindparam("rating_id"), members.c.erased_at.is_(None))
)
_ANSWER = (
    ratings.update()
    .where(_R.rating_id == bindparam("of_id"), _R.score.is_not(None), _R.answered_at.is_(None))
    .values(answer=bindparam("words_of_shop"), answered_at=bindparam("now"), answered_by=bindparam("who"))
)
_PARTNER = bindparam("partner", type_=_R.partner.type)
_THEIRS = sa.or_(_PARTNER == "", _R.partner == _PARTNER)
_WITHIN = (_R.at >= bindparam("since"), _R.at < bindparam("until"), _THEIRS)
_PAGE = (
    select(ratings)
    .where(*_WITHIN, sa.or_(_R.at > bindparam("since"), _R.rating_id > bindparam("after_id")))
    .order_by(_R.at, _R.rating_id)
    .limit(bindparam("limit"))
)
_COUNTS = (
    select(_R.kind, _R.location, _R.score, func.count().label("times"))
    .where(*_WITHIN)
    .group_by(_R.kind, _R.location, _R.score)
)
_QUESTIONS = select(func.count()).where(_R.asked_at >= bindparam("since"), _R.asked_at < bindparam("until"), _THEIRS)


def bought(work: Work, after: tuple[datetime, str], until: datetime, limit: int) -> Sequence[Row]:
    """Purchases after this place (at, purchase), up to and with this instant, of members who can be asked."""
    return work.all(_BOUGHT, after=after[0], after_id=after[1], until=until, limit=limit)


def asked_before(work: Work, member_ids: Collection[str]) -> dict[str, Row]:
    """When each of them was asked last: anything (asked_at), and whether they recommend us (nps_asked_at)."""
    return {row.member_id: row for row in work.all(_ASKED, ids=list(member_ids))}


def purchases_of(work: Work, member_ids: Collection[str]) -> dict[str, int]:
    """How many purchases each of them made, without those that came back whole."""
    return {row.member_id: row.purchases for row in work.all(_PURCHASES, ids=list(member_ids))}


def insert(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    work.run_many(ratings.insert(), rows)


def own(work: Work, member_id: str, rating_id: str) -> Row | None:
    """A question to this member, locked to the end of the unit."""
    return work.one(_OWN, member_id=member_id, rating_id=rating_id)


def update(work: Work, member_id: str, rating_id: str, **values: Any) -> None:
    work.run(ratings.update().where(_R.member_id == member_id, _R.rating_id == rating_id).values(values))


def get(work: Work, rating_id: str) -> Row | None:
    """A rating with its member's `name` and its purchase's `sum_minor` and `bought_at`; none of one who was erased."""
    return work.one(_ANY, rating_id=rating_id)


def answer(work: Work, rating_id: str, words: str, staff_id: str) -> bool:
    """Keep what the shop says, unless somebody was quicker; whether it was kept."""
    return work.run(_ANSWER, of_id=rating_id, words_of_shop=words, now=work.now, who=staff_id) > 0


def page(work: Work, since: datetime, until: datetime, partner: str, after_id: str, limit: int) -> Sequence[Row]:
    """What was answered from this instant on, oldest first; of that very instant only those with an id beyond.

    partner: whose sales alone; empty for all, here and below.
    """
    return work.all(_PAGE, since=since, until=until, partner=partner, after_id=after_id, limit=limit)


def counts(work: Work, since: datetime, until: datetime, partner: str) -> Sequence[Row]:
    """(kind, location, score, times) of what was answered within this time."""
    return work.all(_COUNTS, since=since, until=until, partner=partner)


def questions(work: Work, since: datetime, until: datetime, partner: str) -> int:
    return int(work.value(_QUESTIONS, since=since, until=until, partner=partner))
