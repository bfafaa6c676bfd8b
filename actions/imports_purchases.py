"""Purchases of an old base, each as of its own instant and told to nobody; with the points of that day, or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from actions import facts, member, program, purchase, tier
from actions.imports_batch import Ground, Known, Numbered, Row, Taken, Who, ground, read, who
from actions.purchase import Sale
from rules import cell
from rules.cell import CellInvalid
from rules.cheque import MAX_CHEQUE_MINOR
from rules.money import minor_digits, to_major
from rules.priced import Cheque, Line
from rules.refusal import Refused
from storage import granting as accounts
from storage import imports as rows
from storage.work import Work

COLUMNS = ("phone", "external_id", "at", "amount", "category", "receipt", "location")


@dataclass(frozen=True, slots=True)
class Past:
    """One purchase of an old base, of a member who is known."""

    member_id: str
    at: datetime
    lines: tuple[Line, ...]
    receipt: str = ""
    location: str = ""

    @property
    def amount_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Read:
    who: Who
    at: datetime
    amount_minor: int
    category: str
    receipt: str
    location: str


def take(work: Work, client: str, batch: Sequence[Numbered], *, points: bool = True) -> Taken:
    """Record what these rows say, each once, and then count each buyer's tier of today.

    points: whether the purchases earn by the programme of their day; not where the balances came by themselves.
    """
    found = ground(work)
    good, taken = read(batch, partial(_read, found))
    known = Known(work, [one.who for _, one in good])
    here = set(known.phones.values()) | set(known.numbers.values())
    accounts.lock_accounts(work, here)  # whoever else records of them waits, and is seen by what is asked next
    instants = [one.at for _, one in good] or [work.now]
    alive, same = rows.alive(work, here), rows.same_purchases(work, here, min(instants), max(instants))
    past = []
    for row, one in good:
        try:
            bought = _past(known, one, row.cells, alive, same)
            if points:
                with work.savepoint():
                    record(work, client, bought)
        except Refused as refusal:
            taken.refuse(row, str(refusal))
            continue
        same.add((bought.member_id, bought.at, bought.receipt, bought.amount_minor))
        past.append(bought)
    if not points:
        keep(work, client, past)
    buyers = sorted({one.member_id for one in past})
    facts.changed_many(work, buyers)
    for member_id in buyers:
        # The file has any order, so that the tier of today is known only now.
        tier.recount(work, member_id, quiet=True)
    taken.amount_minor = sum(one.amount_minor for one in past)
    return taken


def record(work: Work, client: str, past: Past) -> None:
    """Record a purchase of the past quietly: points live from its own day; what burned since burns at the next run."""
    sale = Sale(
        member_id=past.member_id,
        cheque=Cheque(past.lines),
        client=client,
        receipt=past.receipt,
        location=past.location,
    )
    purchase.record_past(work.at(past.at), sale)


def keep(work: Work, client: str, past: Sequence[Past]) -> None:
    """Keep purchases that earn nothing, because what they earned is in the balances: nothing is posted."""
    versions = _versions(work, sorted({one.at for one in past})) if past else {}
    rows.insert_purchases(work, [_values(work.at(one.at), client, one, versions[one.at]) for one in past])


def _versions(work: Work, instants: Sequence[datetime]) -> dict[datetime, int]:
    """The programme's version at each of these instants, which are in order; asked only as often as it changes."""
    first, last = (program.of_then(work.at(at)).version for at in (instants[0], instants[-1]))
    if first == last:  # the versions come into force one after the other
        return dict.fromkeys(instants, first)
    middle = len(instants) // 2
    return _versions(work, instants[:middle]) | _versions(work, instants[middle:])


def _values(then: Work, client: str, past: Past, version: int) -> dict[str, Any]:
    return {
        "member_id": past.member_id,
        "purchase_id": then.fresh_id(),
        "at": past.at,
        "gross_minor": past.amount_minor,
        "discount_minor": 0,
        "points_spent": 0,
        "points_minor": 0,
        "net_minor": past.amount_minor,
        "points_earned": 0,
        "lines": [_line(line) for line in past.lines],
        "client": client,
        "location": past.location,
        "receipt": past.receipt,
        "program_version": version,
    }


def _line(line: Line) -> dict[str, object]:
    kept = {"amount_minor": line.amount_minor, "category": line.category, "net_minor": line.amount_minor}
    return {name: value for name, value in kept.items() if value}


def _past(known: Known, one: _Read, row: Row, alive: set[str], same: set[rows.Purchase]) -> Past:
    """Raises CellInvalid for a buyer who is not here, and for a purchase that is; MemberUnknown for one who left."""
    buyer = known.member_id(one.who, row)
    if buyer not in alive:
        raise member.MemberUnknown
    if (buyer, one.at, one.receipt, one.amount_minor) in same:
        right = "this purchase is here already, and a second one like it needs a receipt of its own"
        raise CellInvalid(column="at", said=row["at"], right=right)
    line = Line(one.amount_minor, category=one.category)
    return Past(buyer, one.at, (line,), one.receipt, one.location)


def _read(found: Ground, row: Row) -> _Read:
    """Raises CellInvalid with what is wrong in which cell."""
    in_force = found.in_force.program
    named = who(row, "a purchase names its buyer by phone or external_id")
    at = cell.instant_of("at", row.get("at", ""), in_force.zone)
    if at > found.now:
        raise CellInvalid(column="at", said=row["at"], right="a purchase lies in the past")
    digits = minor_digits(in_force.currency)
    amount_minor = cell.amount_minor("amount", row.get("amount", ""), digits)
    if amount_minor > MAX_CHEQUE_MINOR:
        most = to_major(MAX_CHEQUE_MINOR, digits)
        raise CellInvalid(column="amount", said=row["amount"], right=f"a purchase comes to at most {most:,}")
    cells = (row.get(name, "").strip() for name in ("category", "receipt", "location"))
    return _Read(named, at, amount_minor, *cells)
