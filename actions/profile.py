"""What a shop notes and corrects about a member at the till or from its own books."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from actions import deed, member, merge, program, webhook
from actions.member import BIRTH_YEAR_MIN, BirthdayInvalid
from rules.member import Member, tidy
from rules.refusal import Refused
from storage import members as rows
from storage import merges
from storage.work import Work


class ExternalIdTaken(Refused):
    code = "external_id_taken"
    sentence = "This number of the shop's own books belongs to another member."


class MembersSame(Refused):
    code = "members_same"
    sentence = "A member cannot be joined with themselves; name another one."


def change(
    work: Work,
    member_id: str,
    *,
    name: str | None = None,
    language: str | None = None,
    birthday: date | None = None,
    external_id: str | None = None,
) -> Member:
    """Keep what is said here and leave the rest as it is; the member after it.

    A member sets a birthday once, the shop may correct it. language: the programme's own where it has none of that.
    external_id: empty takes it away. Raises MemberUnknown, BirthdayInvalid, ExternalIdTaken.
    """
    rows.lock(work, member_id)
    found = member.get(work, member_id)
    changed: dict[str, object] = {}
    if name is not None:
        changed["name"] = tidy(name)
    if language is not None:
        in_force = program.current(work).program
        changed["language"] = language if language in in_force.languages else in_force.default_language
    if birthday is not None:
        changed["birthday"] = born(work, birthday, found.zone)
    if external_id is not None:
        changed["external_id"] = free_number(work, external_id, member_id)
    if changed:
        rows.update(work, member_id, **changed)
        webhook.emit(work, "member.updated", {"member_id": member_id, "changed": sorted(changed)})
    after = member.get(work, member_id)
    deed.profile_changed(work, after)
    return after


def unite(work: Work, from_id: str, into_id: str) -> Member:
    """Let two members be one, for good; the one who stays. Raises MembersSame, MemberUnknown for either."""
    if from_id == into_id:
        raise MembersSame
    merges.lock_both(work, from_id, into_id)
    for member_id in (from_id, into_id):
        member.get(work, member_id)
    merge.merge(work, from_id, into_id)
    return member.get(work, into_id)


def born(work: Work, day: date, zone: str) -> date:
    """The day, if somebody can have been born on it. zone: IANA. Raises BirthdayInvalid."""
    if not date(BIRTH_YEAR_MIN, 1, 1) <= day <= work.now.astimezone(ZoneInfo(zone)).date():
        raise BirthdayInvalid
    return day


def free_number(work: Work, external_id: str, member_id: str = "") -> str | None:
    """The number as it is kept, if it is nobody else's; None for an empty one. Raises ExternalIdTaken."""
    other = rows.by_external_id(work, external_id) if external_id else None
    if other is not None and other.member_id != member_id:
        raise ExternalIdTaken
    return external_id or None
