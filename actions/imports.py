"""Members and purchases of an old base: row by row, each good one in, each bad one named, safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions import ledger, member, program, purchase, tier
from actions.ledger import Cause
from actions.program import InForce
from actions.purchase import Sale
from rules import cell
from rules.cell import CellInvalid
from rules.lifetime import expires_at
from rules.money import minor_digits
from rules.priced import Cheque, Line
from rules.refusal import Refused
from rules.schedule import MIDNIGHT, instant, local_day
from storage import imports as rows
from storage import members, standings
from storage.work import Work

CLIENT = "import"
BATCH_ROWS = 200
EXTERNAL_ID_MAX = 128

MEMBER_COLUMNS = ("phone", "name", "language", "birthday", "external_id", "points", "points_last_day", "tier")
PURCHASE_COLUMNS = ("phone", "external_id", "at", "amount", "category", "receipt", "location")
FAR_DAY = date(2200, 1, 1)  # a later last day of points is a slip of the pen

Row = Mapping[str, str]


class ImportUnderWay(Refused):
    code = "import_under_way"
    sentence = "This file is being imported by another command just now; nothing was taken twice."


@dataclass(frozen=True, slots=True)
class Numbered:
    """One row of a file. line: where it starts, the header being 1. broken: why it could not even be read, or empty."""

    line: int
    cells: Row
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    line: int
    cells: Row
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done of a file so far."""

    rows_done: int
    rows_rejected: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Past:
    """One purchase of an old base, of a member who is known."""

    member_id: str
    at: datetime
    lines: tuple[Line, ...]
    receipt: str = ""
    location: str = ""


def progress(work: Work, sha256: str) -> Progress:
    """How far this very file was read before."""
    found = rows.progress(work, sha256)
    if found is None:
        return Progress(0, 0, finished=False)
    return Progress(found.rows_done, found.rows_rejected, found.finished_at is not None)


def take(work: Work, sha256: str, kind: str, rows_done: int, batch: Sequence[Numbered], *, last: bool) -> list[Reject]:
    """Take the rows that follow the first rows_done of a file, and note it in the same unit; those that were refused.

    kind: members | purchases. Raises ImportUnderWay when another command took them meanwhile.
    """
    _lock(work, sha256, kind, rows_done)
    touched: set[str] = set()
    rejects = [Reject(row.line, row.cells, why) for row in batch if (why := _refused(work, kind, row, touched))]
    for member_id in sorted(touched):
        # The file has any order, so that the tier of today is known only now.
        tier.recount(work, member_id, quiet=True)
    rows.advance(work, sha256, rows_done=len(batch), rows_rejected=len(rejects), finished=last)
    return rejects


def take_past(work: Work, sha256: str, kind: str, rows_done: int, batch: Sequence[Past], *, last: bool) -> None:
    """Record the purchases that follow the first rows_done, and note it in the same unit. Raises ImportUnderWay."""
    _lock(work, sha256, kind, rows_done)
    for past in batch:
        record_past(work, past)
    rows.advance(work, sha256, rows_done=len(batch), rows_rejected=0, finished=last)


def join(work: Work, since: datetime, names: Mapping[str, str]) -> dict[str, str]:
    """Make the households that are not here yet, as of this instant; member ids by external id.

    names: by external id.
    """
    then = work.at(since)
    return {external_id: _household(then, external_id, name) for external_id, name in names.items()}


def record_past(work: Work, past: Past) -> None:
    """Record a purchase of the past quietly: points live from its own day; what burned since burns at the next run."""
    sale = Sale(
        member_id=past.member_id,
        cheque=Cheque(past.lines),
        client=CLIENT,
        receipt=past.receipt,
        location=past.location,
    )
    purchase.record_past(work.at(past.at), sale)


def take_member(work: Work, row: Row) -> str:
    """One member with their balance and tier; the member's id. Raises Refused with what is wrong in which cell."""
    in_force = program.current(work)
    points = cell.points("points", row.get("points", ""))
    phone, external_id = _who_is_new(work, row)
    named = row.get("tier", "").strip()
    if named and named not in [each.name for each in in_force.program.tiers]:
        known = ", ".join(each.name for each in in_force.program.tiers)
        raise CellInvalid(column="tier", said=named, right=f"it is one of {known}")
    language = row.get("language", "").strip()
    if language and language not in in_force.program.languages:
        raise CellInvalid(
            column="language", said=language, right=f"it is one of {', '.join(in_force.program.languages)}"
        )
    birthday, until = _birthday(work, row), _until(work, in_force, row)
    joined = member.create(
        work,
        name=row.get("name", ""),
        language=language,
        phone=phone,
        birthday=birthday,
        client=CLIENT,
        external_id=external_id or None,
        welcome=False,
    )
    if points:
        cause = Cause(client=CLIENT, reason="import", program_version=in_force.version)
        ledger.earn(work, joined.member_id, points, cause, source="import", expires_at=until)
    if named:
        standings.put(work, joined.member_id, tier.given(in_force.program, named, work.now))
    return joined.member_id


def take_purchase(work: Work, row: Row) -> str:
    """One purchase as of its own instant, told to nobody; the buyer's id. Raises Refused with what is wrong where."""
    in_force = program.current(work).program
    buyer = _buyer(work, row)
    at = cell.instant_of("at", row.get("at", ""), in_force.zone)
    if at > work.now:
        raise CellInvalid(column="at", said=row.get("at", ""), right="a purchase lies in the past")
    amount_minor = cell.amount_minor("amount", row.get("amount", ""), minor_digits(in_force.currency))
    receipt = row.get("receipt", "").strip()
    if rows.has_purchase(work, buyer, at, CLIENT, receipt, amount_minor):
        right = "this purchase is here already, and a second one like it needs a receipt of its own"
        raise CellInvalid(column="at", said=row.get("at", ""), right=right)
    line = Line(amount_minor, category=row.get("category", "").strip())
    record_past(work, Past(buyer, at, (line,), receipt, row.get("location", "").strip()))
    return buyer


_ONE: dict[str, Callable[[Work, Row], str]] = {"members": take_member, "purchases": take_purchase}


def _lock(work: Work, sha256: str, kind: str, rows_done: int) -> None:
    found = rows.lock(work, sha256, kind)
    if found.rows_done != rows_done or found.finished_at is not None:
        raise ImportUnderWay


def _refused(work: Work, kind: str, row: Numbered, touched: set[str]) -> str:
    """Why the row was refused, or nothing."""
    if row.broken:
        return row.broken
    try:
        with work.savepoint():
            member_id = _ONE[kind](work, row.cells)
    except Refused as refusal:
        return str(refusal)
    if kind == "purchases":
        touched.add(member_id)
    return ""


def _household(then: Work, external_id: str, name: str) -> str:
    known = rows.member_by_external_id(then, external_id)
    if known is not None:
        return known
    return member.create(then, name=name, client=CLIENT, external_id=external_id, welcome=False).member_id


# ------------------------------------------------------------------ cells


def _who_is_new(work: Work, row: Row) -> tuple[str, str]:
    """The phone as +79123456789 and the external id of somebody who is not here yet; one of them may be empty."""
    phone, external_id = row.get("phone", "").strip(), row.get("external_id", "").strip()
    if not phone and not external_id:
        raise CellInvalid(column="phone", said="", right="a member needs a phone or an external_id")
    if len(external_id) > EXTERNAL_ID_MAX:
        raise CellInvalid(column="external_id", said=external_id, right=f"it has at most {EXTERNAL_ID_MAX} characters")
    if external_id and rows.member_by_external_id(work, external_id):
        raise CellInvalid(column="external_id", said=external_id, right="a member with it is here already")
    if not phone:
        return "", external_id
    number = _phone(phone)
    if members.by_phone(work, number) is not None:
        raise CellInvalid(column="phone", said=phone, right="a member with it is here already")
    return number, external_id


def _buyer(work: Work, row: Row) -> str:
    phone, external_id = row.get("phone", "").strip(), row.get("external_id", "").strip()
    if not phone and not external_id:
        raise CellInvalid(column="phone", said="", right="a purchase names its buyer by phone or external_id")
    if external_id:
        found = rows.member_by_external_id(work, external_id)
        if found is None:
            raise CellInvalid(column="external_id", said=external_id, right="import its member first")
        return found
    known = members.by_phone(work, _phone(phone))
    if known is None:
        raise CellInvalid(column="phone", said=phone, right="import its member first")
    return known.member_id


def _phone(cell: str) -> str:
    try:
        return member.e164(cell)
    except member.PhoneInvalid as refusal:
        raise CellInvalid(column="phone", said=cell, right="write it like +7 912 345-67-89") from refusal


def _birthday(work: Work, row: Row) -> date | None:
    born = cell.day("birthday", row.get("birthday", ""))
    if born is not None and not member.BIRTH_YEAR_MIN <= born.year <= work.now.year:
        raise CellInvalid(column="birthday", said=row["birthday"], right="it is a day of the past, like 1990-12-25")
    return born


def _until(work: Work, in_force: InForce, row: Row) -> datetime | None:
    """The first instant at which an imported balance cannot be used: after its own last day, else by the programme."""
    zone = in_force.program.zone
    last_day = cell.day("points_last_day", row.get("points_last_day", ""))
    if last_day is None:
        return expires_at(in_force.program.earning.life, work.now, zone)
    if not local_day(work.now, zone) <= last_day < FAR_DAY:
        raise CellInvalid(column="points_last_day", said=str(last_day), right="it is a day that is still to come")
    return instant(last_day + timedelta(days=1), MIDNIGHT, zone)
