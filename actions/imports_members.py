"""Members of an old base, each with a balance and a tier with its term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from actions import facts, granting, member, tier
from actions.granting import Gift
from actions.imports_batch import Ground, Known, Numbered, Row, Taken, Who, end_of, ground, read, who
from actions.posting import Cause
from rules import cell
from rules.cell import CellInvalid
from rules.tier import Standing, newcomer
from storage import imports as rows
from storage.work import Work

COLUMNS = (
    "phone",
    "name",
    "language",
    "birthday",
    "external_id",
    "points",
    "points_last_day",
    "tier",
    "tier_last_day",
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom a row describes. until: the first instant at which the points cannot be used."""

    who: Who
    name: str
    language: str
    birthday: date | None
    points: int
    until: datetime | None
    standing: Standing


def take(work: Work, client: str, batch: Sequence[Numbered]) -> Taken:
    """Make the members whom these rows describe, with their points and tiers; nobody is welcomed."""
    found = ground(work)
    good, taken = read(batch, partial(_newcomer, found))
    known = Known(work, [one.who for _, one in good])
    newcomers = []
    for row, one in good:
        if why := _here_already(known, one.who, row.cells):
            taken.refuse(row, why)
            continue
        # Whoever comes after them in this file with the same phone or number is refused as well.
        known.phones |= {one.who.phone: ""} if one.who.phone else {}
        known.numbers |= {one.who.external_id: ""} if one.who.external_id else {}
        newcomers.append(one)
    _insert(work, client, found, newcomers)
    taken.points = sum(one.points for one in newcomers)
    return taken


def _insert(work: Work, client: str, found: Ground, newcomers: Sequence[Newcomer]) -> None:
    people = [_values(work, found, one) for one in newcomers]
    rows.insert_members(work, people)
    both = list(zip([person["member_id"] for person in people], newcomers, strict=True))
    facts.changed_many(work, [member_id for member_id, _ in both])
    rows.insert_standings(work, [_standing(member_id, one.standing) for member_id, one in both])
    gifts = [Gift(member_id, one.points, one.until) for member_id, one in both if one.points]
    cause = Cause(client=client, reason="import", program_version=found.in_force.version)
    granting.give(work, gifts, cause, source="import")


def _values(work: Work, found: Ground, one: Newcomer) -> dict[str, Any]:
    values = member.new_row(
        work,
        found.in_force.program,
        name=one.name,
        language=one.language,
        birthday=one.birthday,
        external_id=one.who.external_id or None,
    )
    return {**values, "phone": one.who.phone or None}


def _standing(member_id: str, standing: Standing) -> dict[str, Any]:
    return {
        "member_id": member_id,
        "tier": standing.tier,
        "since": standing.since,
        "until": standing.until,
        "floor": standing.floor or None,
        "due_at": standing.until,
    }


def _here_already(known: Known, one: Who, row: Row) -> str:
    """Why the row is refused, or nothing."""
    for column, said, here in (("external_id", one.external_id, known.numbers), ("phone", one.phone, known.phones)):
        if said and said in here:
            return str(CellInvalid(column=column, said=row[column].strip(), right="a member with it is here already"))
    return ""


def _newcomer(found: Ground, row: Row) -> Newcomer:
    """Raises CellInvalid with what is wrong in which cell."""
    points = cell.points("points", row.get("points", ""))
    named = who(row, "a member needs a phone or an external_id")
    standing = _tier(found, row)
    language = row.get("language", "").strip()
    if language:
        languages = found.in_force.program.languages
        language = cell.one_of("language", language, {one.casefold(): one for one in languages})
    return Newcomer(
        who=named,
        name=row.get("name", ""),
        language=language,
        birthday=_birthday(found, row),
        points=points,
        until=end_of(found, row, "points_last_day") or found.undated,
        standing=standing,
    )


def _tier(found: Ground, row: Row) -> Standing:
    """Where the member stands from now on: to the day that the row names, else for one whole term."""
    program, named = found.in_force.program, row.get("tier", "").strip()
    until = end_of(found, row, "tier_last_day")
    if not named:
        if until is not None:
            raise CellInvalid(column="tier_last_day", said=row["tier_last_day"], right="it needs a tier beside it")
        return newcomer(program, found.now)
    given = tier.given(program, cell.one_of("tier", named, found.tiers), found.now)
    if until is None:
        return given
    if given.until is None:
        right = f"{given.tier} has no end in this programme; leave the cell empty"
        raise CellInvalid(column="tier_last_day", said=row["tier_last_day"], right=right)
    return Standing(given.tier, given.since, until)


def _birthday(found: Ground, row: Row) -> date | None:
    born = cell.day("birthday", row.get("birthday", ""))
    if born is not None and not member.BIRTH_YEAR_MIN <= born.year <= found.today.year:
        raise CellInvalid(column="birthday", said=row["birthday"], right="it is a day of the past, like 1990-12-25")
    return born
