"""The monthly board of those whose friends bought for the first time, for members to look at."""

from __future__ import annotations

from actions import program
from actions.referral import masked
from rules.board import MONTHS_MAX, ROWS_MAX, BoardFacts, Placed, month_before
from rules.member import OFF_BOARD, Member
from rules.schedule import MIDNIGHT, instant, local_day
from storage import boards as rows
from storage.work import Row, Work


def of(work: Work, member: Member, ago: int = 0) -> BoardFacts:
    """The board of the month so many months ago, by the shop's own calendar. ago: held within 0 and MONTHS_MAX."""
    zone = program.current(work).program.zone
    ago = min(max(ago, 0), MONTHS_MAX)
    month = month_before(local_day(work.now, zone), ago)
    since, until = instant(month, MIDNIGHT, zone), instant(month_before(month, -1), MIDNIGHT, zone)
    found = [_placed(row, member) for row in rows.board(work, member.member_id, since, until, ROWS_MAX)]
    return BoardFacts(
        month=month,
        ago=ago,
        rows=tuple(one for one in found if one.place <= ROWS_MAX),
        mine=next((one for one in found if one.is_mine), None),
        hidden=OFF_BOARD in member.muted,
    )


def _placed(row: Row, member: Member) -> Placed:
    hidden = OFF_BOARD in row.muted
    return Placed(
        place=row.place,
        name="" if hidden else masked(row.name),
        friends=row.friends,
        is_mine=row.inviter_id == member.member_id,
    )
