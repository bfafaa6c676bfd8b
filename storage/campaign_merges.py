"""Of two members who become one: what campaigns would tell that person twice, or although they left the other alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from storage.tables import deliveries, touches
from storage.work import Row, Work

_D = deliveries.c
_BEGUN = ("sending", "sent", "unknown", "recalled")
_WAITING = ("queued", "leased")
_TOUCHES = select(touches.c.campaign, touches.c.occasion).where(touches.c.member_id == bindparam("member_id"))
_DELIVERIES = select(_D.delivery_id, _D.campaign, _D.facts, _D.state).where(
    _D.member_id == bindparam("member_id"), _D.campaign > 0, _D.state.in_((*_BEGUN, *_WAITING))
)
# Also what a sender has in its hands: it begins nothing that is no longer its.
_SKIP = (
    deliveries.update()
    .where(_D.delivery_id.in_(bindparam("ids", expanding=True)), _D.state.in_(_WAITING))
    .values(
        state="skipped",
        reason="merged",
        ended_at=bindparam("at", type_=_D.ended_at.type),
        leased_by=None,
        leased_until=None,
    )
    .returning(_D.member_id, _D.campaign, _D.facts)
)


def skip_twice(work: Work, from_member: str, to_member: str) -> Sequence[Row]:
    """Skip of what both were meant for the one's message, or the other's where the one's has begun to be sent.

    (member_id, campaign, facts) of each that was skipped. To be called while both have their touches.
    """
    own = {(row.campaign, row.occasion) for row in work.all(_TOUCHES, member_id=to_member)}
    theirs = {(row.campaign, row.facts["occasion"]): row for row in work.all(_DELIVERIES, member_id=from_member)}
    both = {key: row for key, row in theirs.items() if key in own}
    if not both:
        return ()
    ids = [row.delivery_id for row in both.values() if row.state in _WAITING]
    begun = {key for key, row in both.items() if row.state in _BEGUN}
    if begun:
        told = work.all(_DELIVERIES, member_id=to_member)
        ids += [row.delivery_id for row in told if (row.campaign, row.facts["occasion"]) in begun]
    return work.all(_SKIP, ids=ids, at=work.now) if ids else ()
