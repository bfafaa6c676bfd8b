"""What all files of an old base share: a row and its place, why it is refused, what a batch of rows brought."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from actions import member, program
from actions.program import InForce
from rules import cell
from rules.cell import CellInvalid
from rules.ledger import POINTS
from rules.lifetime import expires_at
from rules.refusal import Refused
from rules.schedule import MIDNIGHT, instant, local_day
from storage import imports as rows
from storage.work import Work

T = TypeVar("T")

CLIENT = "import"
FILE_LETTERS = 12  # of a file's SHA-256: names the file that an entry came from
EXTERNAL_ID_MAX = 128
FAR_DAY = date(2200, 1, 1)  # a later last day is a slip of the pen

_PARTED = str.maketrans("", "", " ()-")
_MOBILE = re.compile(r"(?:\+7|8)(9\d{9})", re.ASCII)

Row = Mapping[str, str]


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


@dataclass(slots=True)
class Taken:
    """What a batch brought. points, stamps, amount_minor: as its good rows say."""

    rejects: list[Reject] = field(default_factory=list)
    points: int = 0
    stamps: int = 0
    amount_minor: int = 0

    def refuse(self, row: Numbered, reason: str) -> None:
        self.rejects.append(Reject(row.line, row.cells, reason))


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows of one batch are read against. undated: the end of points that name none, by the programme."""

    in_force: InForce
    now: datetime
    today: date
    tiers: Mapping[str, str]
    assets: Mapping[str, str]
    undated: datetime | None


def client_of(sha256: str) -> str:
    """How entries and purchases name the file that they came from."""
    return f"{CLIENT}:{sha256[:FILE_LETTERS]}"


def ground(work: Work) -> Ground:
    """Raises NoProgram."""
    in_force = program.current(work)
    own = in_force.program
    titles = {title: tier.name for tier in own.tiers for title in (*tier.title.values(), tier.name)}
    cards = [f"stamp:{card.name}" for card in own.stamps]
    return Ground(
        in_force=in_force,
        now=work.now,
        today=local_day(work.now, own.zone),
        tiers={title.casefold(): name for title, name in titles.items()},
        assets={asset: asset for asset in (POINTS, *cards)},
        undated=expires_at(own.earning.life, work.now, own.zone),
    )


def read(batch: Sequence[Numbered], reading: Callable[[Row], T]) -> tuple[list[tuple[Numbered, T]], Taken]:
    """The rows that can be read, with what they say; the others are refused."""
    good: list[tuple[Numbered, T]] = []
    taken = Taken()
    for row in batch:
        if row.broken:
            taken.refuse(row, row.broken)
            continue
        try:
            good.append((row, reading(row.cells)))
        except Refused as refusal:
            taken.refuse(row, str(refusal))
    return good, taken


# ------------------------------------------------------------------ who


@dataclass(frozen=True, slots=True)
class Who:
    """phone: +79123456789. external_id: the number in the old base. One of them may be empty."""

    phone: str
    external_id: str


def who(row: Row, lacking: str) -> Who:
    """Whom a row names. lacking: what would be right where it names nobody. Raises CellInvalid."""
    phone, external_id = row.get("phone", "").strip(), row.get("external_id", "").strip()
    if not phone and not external_id:
        raise CellInvalid(column="phone", said="", right=lacking)
    if len(external_id) > EXTERNAL_ID_MAX:
        raise CellInvalid(column="external_id", said=external_id, right=f"it has at most {EXTERNAL_ID_MAX} characters")
    try:
        return Who(_e164(phone) if phone else "", external_id)
    except member.PhoneInvalid as refusal:
        raise CellInvalid(column="phone", said=phone, right="write it like +7 912 345-67-89") from refusal


def _e164(phone: str) -> str:
    """As `member.e164` has it, which asks the world's numbering plans; a mobile phone of here needs none of them."""
    digits = phone.translate(_PARTED)
    mobile = _MOBILE.fullmatch(digits)
    return f"+7{mobile[1]}" if mobile else member.e164(phone)


class Known:
    """The members whom the rows of a batch name, asked for together."""

    def __init__(self, work: Work, named: Sequence[Who]) -> None:
        self.phones = rows.by_phone(work, {one.phone for one in named if one.phone})
        self.numbers = rows.by_external_id(work, {one.external_id for one in named if one.external_id})

    def member_id(self, one: Who, row: Row) -> str:
        """By the number of the old base, else by the phone. Raises CellInvalid for somebody who is not here."""
        if one.external_id:
            column, said, found = "external_id", row["external_id"], self.numbers.get(one.external_id)
        else:
            column, said, found = "phone", row["phone"], self.phones.get(one.phone)
        if found is None:
            raise CellInvalid(column=column, said=said.strip(), right="import its member first")
        return found


# ------------------------------------------------------------------ days


def end_of(ground: Ground, row: Row, column: str) -> datetime | None:
    """The first instant after a last day that is still to come; None for an empty cell. Raises CellInvalid."""
    last_day = cell.day(column, row.get(column, ""))
    if last_day is None:
        return None
    if not ground.today <= last_day < FAR_DAY:
        raise CellInvalid(column=column, said=str(last_day), right="it is a day that is still to come")
    return instant(last_day + timedelta(days=1), MIDNIGHT, ground.in_force.program.zone)
