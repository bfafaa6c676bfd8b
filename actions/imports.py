"""Members and purchases of an old base: row by row, each good one in, each bad one named, safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions import ledger, member, program, purchase, tier
from actions.ledger import Cause
from actions.program import InForce
from actions.purchase import Sale
from rules.cheque import Cheque, Line
from rules.ledger import POINTS_MAX
from rules.lifetime import expires_at
from rules.money import minor_digits, to_minor
from rules.refusal import Refused
from rules.schedule import MIDNIGHT, instant
from storage import imports as rows
from storage import members, standings
from storage.work import Work

CLIENT = "import"
BATCH_ROWS = 200

MEMBER_COLUMNS = ("phone", "name", "language", "birthday", "external_id", "points", "points_last_day", "tier")
PURCHASE_COLUMNS = ("phone", "external_id", "at", "amount", "category", "receipt", "location")

Row = Mapping[str, str]


class RowInvalid(Refused):
    """column: which cell; said: what is in it; right: what would be right there."""

    code = "row_invalid"
    sentence = "{column}: {said!r} is wrong here; {right}."


@dataclass(frozen=True, slots=True)
class Reject:
    """line: of the file, the header being 1. row: as it stood there."""

    line: int
    row: Row
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done of a file so far."""

    rows_done: int
    rows_rejected: int
    finished: bool


def progress(work: Work, sha256: str, kind: str) -> Progress:
    """How far this very file was read before."""
    found = rows.progress(work, sha256, kind)
    return Progress(found.rows_done, found.rows_rejected, found.finished_at is not None)


def take(
    work: Work, sha256: str, kind: str, first_line: int, batch: Sequence[Row], *, last: bool
) -> list[Reject]:
    """Take a batch of one file's rows, and note in the same unit how far it went; the rows that were refused."""
    one = {"members": take_member, "purchases": take_purchase}[kind]
    before = rows.progress(work, sha256, kind)
    assert first_line == before.rows_done + 2, "a file is read in order, each row once"
    rejects = [
        Reject(first_line + place, row, reason)
        for place, row in enumerate(batch)
        if (reason := _refused(work, one, row))
    ]
    rows.advance(work, sha256, rows_done=len(batch), rows_rejected=len(rejects), finished=last)
    return rejects


def take_member(work: Work, row: Row) -> None:
    """One member with their balance and tier. Raises Refused with what is wrong in which cell."""
    in_force = program.current(work)
    points = _points(row.get("points", ""))
    external_id = row.get("external_id", "").strip() or None
    if external_id and rows.member_by_external_id(work, external_id):
        raise RowInvalid(column="external_id", said=external_id, right="a member with it is here already")
    if not row.get("phone", "").strip() and not external_id:
        raise RowInvalid(column="phone", said="", right="a member needs a phone or an external_id")
    named = row.get("tier", "").strip()
    if named and named not in [each.name for each in in_force.program.tiers]:
        known = ", ".join(each.name for each in in_force.program.tiers)
        raise RowInvalid(column="tier", said=named, right=f"it is one of {known}")
    birthday, last_day = _day(row, "birthday"), _day(row, "points_last_day")
    until = _until(work, in_force, last_day)
    joined = member.create(
        work,
        name=row.get("name", ""),
        language=row.get("language", "").strip(),
        phone=row.get("phone", ""),
        birthday=birthday,
        client=CLIENT,
        external_id=external_id,
        welcome=False,
    )
    if points:
        cause = Cause(client=CLIENT, reason="import", program_version=in_force.version)
        ledger.earn(work, joined.member_id, points, cause, source="import", expires_at=until)
    if named:
        standings.put(work, joined.member_id, tier.given(in_force.program, named, work.now))


def take_purchase(work: Work, row: Row) -> None:
    """One purchase as of its own instant, told to nobody. Raises Refused with what is wrong in which cell."""
    in_force = program.current(work)
    buyer = _buyer(work, row)
    at = _instant(row.get("at", ""), in_force.program.zone)
    if at > work.now:
        raise RowInvalid(column="at", said=row.get("at", ""), right="a purchase lies in the past")
    try:
        amount_minor = to_minor(row.get("amount", ""), minor_digits(in_force.program.currency))
    except ValueError as error:
        raise RowInvalid(column="amount", said=row.get("amount", ""), right="write it like 1250.50") from error
    line = Line(amount_minor, category=row.get("category", "").strip())
    record_past(work, buyer, at, (line,), row.get("receipt", "").strip(), row.get("location", "").strip())


def record_past(
    work: Work, member_id: str, at: datetime, lines: tuple[Line, ...], receipt: str = "", location: str = ""
) -> None:
    """Record a purchase of the past quietly: points live from its own day; what has burned since burns at the next run."""
    sale = Sale(
        member_id=member_id,
        cheque=Cheque(lines),
        client=CLIENT,
        receipt=receipt,
        location=location,
        quiet=True,
    )
    purchase.record(work.at(at), sale)


def _refused(work: Work, one: Callable[[Work, Row], None], row: Row) -> str:
    try:
        with work.savepoint():
            one(work, row)
    except Refused as refusal:
        return str(refusal)
    return ""


def _buyer(work: Work, row: Row) -> str:
    external_id = row.get("external_id", "").strip()
    if external_id:
        found = rows.member_by_external_id(work, external_id)
        if found is None:
            raise RowInvalid(column="external_id", said=external_id, right="import its member first")
        return found
    phone = row.get("phone", "").strip()
    known = members.by_phone(work, member.e164(phone))
    if known is None:
        raise RowInvalid(column="phone", said=phone, right="import its member first")
    return known.member_id


def _points(cell: str) -> int:
    written = cell.strip() or "0"
    if not written.isascii() or not written.isdigit() or int(written) > POINTS_MAX:
        raise RowInvalid(column="points", said=cell, right="a whole number from 0 up")
    return int(written)


def _day(row: Row, column: str) -> date | None:
    written = row.get(column, "").strip()
    if not written:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise RowInvalid(column=column, said=written, right="write a day like 1990-12-25")


def _until(work: Work, in_force: InForce, last_day: date | None) -> datetime | None:
    if last_day is None:
        return expires_at(in_force.program.earning.life, work.now, in_force.program.zone)
    until = instant(last_day + timedelta(days=1), MIDNIGHT, in_force.program.zone)
    if until <= work.now:
        raise RowInvalid(column="points_last_day", said=str(last_day), right="a day that is still to come")
    return until


def _instant(cell: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(cell.strip())
    except ValueError as error:
        raise RowInvalid(column="at", said=cell, right="write it like 2026-05-31 18:20") from error
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


