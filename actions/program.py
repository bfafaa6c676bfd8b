"""Which programme is in force, and how a new version comes into force."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from rules.pilot import holds_at, holds_for, in_share, scope_of
from rules.program import Program, parse
from rules.refusal import Refused
from storage import programs as rows
from storage.work import Row, Work

VERSIONS_CACHED = 32

_parsed: dict[str, Program] = {}  # by the text's SHA-256: a document never changes


class NoProgram(Refused):
    code = "no_program"
    sentence = "No programme is in force yet: kopilka program apply FILE."


class InForce(NamedTuple):
    """A parsed programme and its number, which every transaction names."""

    version: int
    program: Program


def current(work: Work) -> InForce:
    """The main programme of this instant. Raises NoProgram before the first one was applied."""
    found = rows.in_force(work, work.now)
    if found is None:
        raise NoProgram
    return _read(work, *found)


def serving(work: Work, member_id: str, location: str = "", tags: Collection[str] | None = None) -> InForce:
    """The programme that serves this member at this location: a pilot's whose scope they meet, else the main one.

    location: of the purchase; where it is not known, only pilots that are not bound to locations count. tags: the
    member's, where the caller has them; they are asked for only if a pilot goes by them. Raises NoProgram.
    """
    main, *pilots = rows.serving(work) or (None,)
    if main is None or main.pilot:
        raise NoProgram
    for pilot in pilots:
        if _takes_part(work, pilot, member_id, location, tags):
            return _read(work, pilot.version, pilot.sha256)
    return _read(work, main.version, main.sha256)


def _takes_part(work: Work, pilot: Row, member_id: str, location: str, tags: Collection[str] | None) -> bool:
    scope = scope_of(pilot.scope)
    if not holds_at(scope, location) or not in_share(scope, pilot.pilot, member_id):
        return False
    if not scope.tags:
        return True
    return holds_for(scope, rows.tags_of(work, member_id) if tags is None else tags)


def of_then(work: Work) -> InForce:
    """The programme of this instant, or the first one for what was before it. Raises NoProgram."""
    found = rows.in_force(work, work.now) or rows.first(work)
    if found is None:
        raise NoProgram
    return _read(work, *found)


def of_version(work: Work, version: int) -> Program:
    """The programme that something was promised under. version: of one that was applied."""
    return _read(work, version, rows.sha256(work, version)).program


def first_in_force(work: Work) -> datetime | None:
    """Since when there is a programme at all, or None."""
    return rows.first_in_force_from(work)


def apply(work: Work, text: str, in_force_from: datetime | None = None) -> InForce:
    """Put a document into force; the one that is in force already is not applied again. Raises ProgramInvalid."""
    program = parse(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    found = rows.in_force(work, in_force_from or work.now)
    if found is not None and found[1] == sha256:
        return InForce(found[0], program)
    return InForce(rows.insert(work, text, sha256, in_force_from or work.now), program)


def _read(work: Work, version: int, sha256: str) -> InForce:
    if sha256 not in _parsed:
        if len(_parsed) >= VERSIONS_CACHED:
            _parsed.clear()
        _parsed[sha256] = parse(rows.text(work, version))
    return InForce(version, _parsed[sha256])
