"""A pilot: a programme tried on some locations, tags or a share of the members, and ended with nothing taken back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from actions import program
from actions.program import InForce, NoProgram
from rules.pilot import Scope, in_share, may_meet, scope_of
from rules.program import Program, parse
from rules.refusal import Refused
from storage import programs as rows
from storage.work import Row, Work

PILOTS_MAX = 20  # at a time
CUSTOMER_DAYS = 365  # who bought at a pilot's locations within so many days is its customer
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)


class PilotNameInvalid(Refused):
    code = "pilot_name_invalid"
    sentence = "{name!r} is no name for a pilot: take small letters, digits, - and _, a letter first, up to 32."


class PilotUnlimited(Refused):
    code = "pilot_unlimited"
    sentence = "A pilot is for some members: limit it to locations, to tags or to a share from 1 to 99 percent."


class PilotTooShort(Refused):
    code = "pilot_too_short"
    sentence = "The pilot would be over at {until}, before it begins at {begins}."


class PilotsMeet(Refused):
    code = "pilots_meet"
    sentence = (
        "The pilot {other} could serve the same purchases as {name}, so that nobody could tell what each of them did: "
        "give them different locations, or end {other} first."
    )


class PilotsTooMany(Refused):
    code = "pilots_too_many"
    sentence = "There are {count} pilots already, and more at a time are not allowed: end one first."


class PilotUnknown(Refused):
    code = "pilot_unknown"
    sentence = "No pilot {name} is running or planned; there is {known}."


def begin(
    work: Work,
    text: str,
    name: str,
    scope: Scope,
    in_force_from: datetime | None = None,
    until: datetime | None = None,
    message: Mapping[str, str] | None = None,
) -> InForce:
    """Let a document serve this scope beside the main one; begun anew under its name, it replaces what it was.

    until: the first instant at which it serves nobody; None until it is ended. message: as of `program.apply`, for
    those whom it serves. Raises ProgramInvalid, MessageInvalid, NoProgram, PilotDiffers and what this module has.
    """
    tried, at = parse(text), in_force_from or work.now
    main = check(work, tried, name, scope, at, until, message)
    rows.end_pilot(work, name, at)
    version = rows.insert(
        work,
        text,
        hashlib.sha256(text.encode()).hexdigest(),
        at,
        has_offers=bool(tried.offers),
        pilot=name,
        scope=scope.dump(),
        **({"until": until} if until else {}),
        **program.news(work, tried, main, message),
    )
    return InForce(version, tried)


def check(
    work: Work,
    tried: Program,
    name: str,
    scope: Scope,
    begins: datetime,
    until: datetime | None,
    message: Mapping[str, str] | None,
) -> Program:
    """Raise whatever `begin` would raise; the main programme of that instant."""
    _check_own(name, scope, begins, until)
    main = rows.in_force(work, begins)
    if main is None:
        raise NoProgram
    served_now = program.read(work, *main).program
    program.agree(served_now, tried, name)
    program.check_message(tried, message)
    others = [row for row in rows.open_pilots(work) if row.pilot != name]
    _keep_apart(name, scope, (begins, until), others)
    return served_now


def end(work: Work, name: str) -> None:
    """Let the pilot serve nobody from now on; what it gave stays given. Raises PilotUnknown."""
    if not rows.end_pilot(work, name, work.now):
        known = ", ".join(dict.fromkeys(row.pilot for row in rows.open_pilots(work))) or "none"
        raise PilotUnknown(name=name, known=known)


def _check_own(name: str, scope: Scope, begins: datetime, until: datetime | None) -> None:
    if not _NAME.fullmatch(name):
        raise PilotNameInvalid(name=name)
    if scope.is_everybody or not 1 <= scope.share_percent <= 100:
        raise PilotUnlimited
    if until is not None and until <= begins:
        raise PilotTooShort(until=until.isoformat(), begins=begins.isoformat())


def _keep_apart(name: str, scope: Scope, life: tuple[datetime, datetime | None], others: list[Row]) -> None:
    begins, until = life
    for row in others:
        at_one_time = (until is None or row.in_force_from < until) and (row.until is None or begins < row.until)
        if at_one_time and may_meet(scope, scope_of(row.scope)):
            raise PilotsMeet(name=name, other=row.pilot)
    if len({row.pilot for row in others}) >= PILOTS_MAX:
        raise PilotsTooMany(count=PILOTS_MAX)


def served(work: Work, name: str, kept_scope: Mapping[str, Any] | None, member_ids: Sequence[str]) -> set[str]:
    """Those of these members whom a version concerns: a pilot's customers, or whom no pilot takes from the main one.

    name, kept_scope: of the version, empty for the main programme's.
    """
    if kept_scope is not None:
        return _customers(work, name, scope_of(kept_scope), member_ids)
    theirs: set[str] = set()
    for row in rows.serving(work):
        scope = scope_of(row.scope) if row.pilot else None
        if scope is not None and not scope.locations:
            theirs |= _customers(work, row.pilot, scope, member_ids)
    return set(member_ids) - theirs


def _customers(work: Work, name: str, scope: Scope, member_ids: Sequence[str]) -> set[str]:
    found = {member_id for member_id in member_ids if in_share(scope, name, member_id)}
    if scope.tags and found:
        found = rows.tagged(work, found, scope.tags)
    if scope.locations and found:
        found = rows.customers(work, found, scope.locations, work.now - timedelta(days=CUSTOMER_DAYS))
    return found
