"""Which programme is in force, how a new version comes into force, and which versions there were."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from rules.pilot import Scope, disagreement, holds_at, holds_for, in_share, scope_of
from rules.program import Program, parse
from rules.refusal import Refused
from storage import programs as rows
from storage import tags as member_tags
from storage.work import Row, Work

VERSIONS_CACHED = 32
HISTORY_MAX = 200
MESSAGE_MAX = 2000
State = Literal["planned", "in force", "over", "replaced"]
_LEAST = timedelta(microseconds=1)  # what instants in the store tell apart

_parsed: dict[str, Program] = {}  # by the text's SHA-256: a document never changes


class NoProgram(Refused):
    code = "no_program"
    sentence = "No programme is in force yet: kopilka program apply FILE."


class VersionUnknown(Refused):
    code = "version_unknown"
    sentence = "There is no version {version}; kopilka program history lists them."


class MessageInvalid(Refused):
    code = "message_invalid"
    sentence = "The message in {language} {wrong}."


class PilotDiffers(Refused):
    code = "pilot_differs"
    sentence = (
        "The pilot {pilot} and the main programme have other {what}: what one gives could not be used in the other. "
        "Keep them the same, or end the pilot first."
    )


class InForce(NamedTuple):
    """A parsed programme and its number, which every transaction names.

    offered: whether members may have offers of this or another version; True also where nobody looked.
    """

    version: int
    program: Program
    offered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """state: over, for the main programme as for a pilot, means that another serves in its place.

    replaced: it never served, nor will it, as `replaced_by` has its instant. pilot: its name, empty for the main
    programme. scope: whom a pilot serves. until: the first instant at which a pilot serves nobody, when that is known.
    tells: whether members are told of it, or were; never of what did not serve.
    """

    number: int
    state: State
    in_force_from: datetime
    applied_at: datetime
    sha256: str
    pilot: str
    scope: Scope | None
    until: datetime | None
    tells: bool
    replaced_by: int | None


def current(work: Work) -> InForce:
    """The main programme of this instant. Raises NoProgram before the first one was applied."""
    found = rows.in_force(work, work.now)
    if found is None:
        raise NoProgram
    return read(work, *found)


def serving(
    work: Work,
    member_id: str,
    location: str = "",
    tags: Collection[str] | None = None,
    at: datetime | None = None,
) -> InForce:
    """The programme that serves this member at this location: a pilot's whose scope they meet, else the main one.

    location: of the purchase; where it is not known, only pilots that are not bound to locations count. tags: the
    member's, where the caller has them; they are asked for only if a pilot goes by them. at: of a sale that is recorded
    late, None for now; what was sold before the first programme goes by today's. Raises NoProgram.
    """
    main, *pilots = rows.serving(work, at or work.now) or (None,)
    if at is not None and (main is None or main.pilot):
        return serving(work, member_id, location, tags)
    if main is None or main.pilot:
        raise NoProgram
    for pilot in pilots:
        if _takes_part(work, pilot, member_id, location, tags):
            return read(work, pilot.version, pilot.sha256)._replace(offered=pilot.offered)
    return read(work, main.version, main.sha256)._replace(offered=main.offered)


def any_pilot(work: Work) -> bool:
    """Whether somebody may be served by another programme than the main one."""
    return any(row.pilot for row in rows.serving(work))


def _takes_part(work: Work, pilot: Row, member_id: str, location: str, tags: Collection[str] | None) -> bool:
    scope = scope_of(pilot.scope)
    if not holds_at(scope, location) or not in_share(scope, pilot.pilot, member_id):
        return False
    if not scope.tags:
        return True
    return holds_for(scope, member_tags.of(work, member_id) if tags is None else tags)


def of_then(work: Work) -> InForce:
    """The main programme of this instant, or the first one for what was before it. Raises NoProgram."""
    found = rows.in_force(work, work.now) or rows.first(work)
    if found is None:
        raise NoProgram
    return read(work, *found)


def of_version(work: Work, version: int) -> Program:
    """The programme that something was promised under. version: of one that was applied."""
    return read(work, version, rows.sha256(work, version)).program


def first_in_force(work: Work) -> datetime | None:
    """Since when there is a programme at all, or None."""
    return rows.first_in_force_from(work)


def read(work: Work, version: int, sha256: str) -> InForce:
    """A version that was applied, parsed once."""
    if sha256 not in _parsed:
        if len(_parsed) >= VERSIONS_CACHED:
            _parsed.clear()
        _parsed[sha256] = parse(rows.text(work, version))
    return InForce(version, _parsed[sha256])


# ------------------------------------------------------------------ a new version


def apply(
    work: Work, text: str, in_force_from: datetime | None = None, message: Mapping[str, str] | None = None
) -> InForce:
    """Put a document into force, now or at an instant; the one that is in force then already is not applied again.

    message: what members are told from that instant on, in each language; None tells them nothing.
    Raises ProgramInvalid, MessageInvalid, PilotDiffers.
    """
    program, at = parse(text), in_force_from or work.now
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    found = rows.in_force(work, at)
    if found is not None and found[1] == sha256:
        return InForce(found[0], program)
    check(work, program, message)
    follows = followed(work, at)
    before = None if follows is None else read(work, *follows).program
    values = news(work, program, before, message)
    return InForce(rows.insert(work, text, sha256, at, has_offers=bool(program.offers), **values), program)


def followed(work: Work, at: datetime) -> tuple[int, str] | None:
    """(version, SHA-256) of what serves until this instant, or None; a plan for the instant itself gives way."""
    return rows.in_force(work, at - _LEAST if at > work.now else at)


def check(work: Work, program: Program, message: Mapping[str, str] | None) -> None:
    """Raise whatever `apply` would raise of a programme that can be read."""
    check_message(program, message)
    for pilot in rows.open_pilots(work):
        agree(program, of_version(work, pilot.version), pilot.pilot)


def take_up(work: Work, text: str) -> InForce:
    """Apply the document of a starting program, unless it was applied before: an older one does not come back so.

    Whoever applied another file meanwhile, or one that takes force later, finds it as they left it. Raises
    ProgramInvalid, PilotDiffers.
    """
    parse(text)
    was_applied = rows.was_applied(work, hashlib.sha256(text.encode()).hexdigest())
    return current(work) if was_applied and rows.in_force(work, work.now) else apply(work, text)


def news(work: Work, program: Program, before: Program | None, message: Mapping[str, str] | None) -> dict[str, Any]:
    """What is kept with a version of how it reaches members one by one. before: the one that it follows."""
    if message:
        return {"message": dict(message)}
    lifts = before is not None and (before.tiers != program.tiers or before.tier_terms != program.tier_terms)
    return {} if lifts else {"reached_at": work.now}


def check_message(program: Program, message: Mapping[str, str] | None) -> None:
    """What members are told must be told in each of the programme's languages. Raises MessageInvalid."""
    if message is None:
        return
    for language in program.languages:
        if not message.get(language, "").strip():
            raise MessageInvalid(language=language, wrong="is missing: write one in each of the programme's languages")
    for language, words in message.items():
        if language not in program.languages:
            raise MessageInvalid(language=language, wrong="is in a language that the programme does not have")
        if len(words) > MESSAGE_MAX:
            raise MessageInvalid(language=language, wrong=f"has more than {MESSAGE_MAX} characters")


def agree(program: Program, other: Program, pilot: str) -> None:
    """What a pilot and the main programme must have in common. Raises PilotDiffers."""
    what = disagreement(program, other)
    if what:
        raise PilotDiffers(pilot=pilot, what=what)


# ------------------------------------------------------------------ what there was


def history(work: Work, limit: int = HISTORY_MAX) -> list[Version]:
    """Versions, the newest first."""
    serving_now = {row.version for row in rows.serving(work)}
    found = rows.newest(work, limit)
    # The newest of those that were to begin at one instant: it alone does.
    begins = {(row.pilot, row.in_force_from): row.version for row in reversed(found)}
    return [_version(row, serving_now, begins[row.pilot, row.in_force_from], work.now) for row in found]


def _version(row: Row, serving_now: Collection[int], begins: int, now: datetime) -> Version:
    never_serves = row.until is not None and row.until <= row.in_force_from
    is_replaced = begins != row.version
    state: State = "planned" if row.in_force_from > now and not never_serves else "over"
    if row.version in serving_now:
        state = "in force"
    elif is_replaced:
        state = "replaced"
    return Version(
        number=row.version,
        state=state,
        in_force_from=row.in_force_from,
        applied_at=row.applied_at,
        sha256=row.sha256,
        pilot=row.pilot,
        scope=scope_of(row.scope) if row.scope else None,
        until=row.until,
        tells=bool(row.message) and not is_replaced and not never_serves,
        replaced_by=begins if is_replaced else None,
    )


def document(work: Work, version: int) -> str:
    """The text of a version, as its owner wrote it. Raises VersionUnknown."""
    if rows.get(work, version) is None:
        raise VersionUnknown(version=version)
    return rows.text(work, version)


def message(work: Work, version: int) -> Mapping[str, str]:
    """What members are told of a version, by language; empty when nothing is."""
    found = rows.get(work, version)
    words: Mapping[str, str] = (found.message or {}) if found else {}
    return words
