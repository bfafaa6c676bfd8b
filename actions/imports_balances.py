"""Balances of an old base: several for one member, each with its own life, of points or of stamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from actions import granting
from actions.granting import Gift
from actions.imports_batch import Ground, Known, Numbered, Row, Taken, Who, end_of, ground, read, who
from actions.posting import Cause
from rules import cell
from rules.cell import CellInvalid
from rules.ledger import POINTS
from rules.lifetime import expires_at
from storage import granting as accounts
from storage import imports as rows
from storage.work import Work

COLUMNS = ("phone", "external_id", "asset", "points", "points_last_day")
UNKNOWN = "import its member first"


@dataclass(frozen=True, slots=True)
class Balance:
    """until: the first instant at which it cannot be used, None for never."""

    who: Who
    asset: str
    points: int
    until: datetime | None


def take(work: Work, client: str, batch: Sequence[Numbered]) -> Taken:
    """Give what these rows say to members who are here already, each once."""
    found = ground(work)
    good, taken = read(batch, partial(_balance, found))
    known = Known(work, [one.who for _, one in good])
    here = set(known.phones.values()) | set(known.numbers.values())
    accounts.lock_accounts(work, here)  # whoever else gives to them waits, and is seen by what is asked next
    alive, same = rows.alive(work, here), rows.same_balances(work, here)
    gifts = []
    for row, one in good:
        try:
            gift = _gift(known, one, row.cells, alive, same)
        except CellInvalid as refusal:
            taken.refuse(row, str(refusal))
            continue
        same.add((gift.member_id, gift.asset, gift.expires_at))
        gifts.append(gift)
    cause = Cause(client=client, reason="import", program_version=found.in_force.version)
    granting.give(work, gifts, cause, source="import")
    taken.points = sum(gift.points for gift in gifts if gift.asset == POINTS)
    taken.stamps = sum(gift.points for gift in gifts if gift.asset != POINTS)
    return taken


def _gift(known: Known, one: Balance, row: Row, alive: set[str], same: set[tuple[str, str, datetime | None]]) -> Gift:
    """Raises CellInvalid for a member who is not here, and for a balance that is."""
    member_id = known.member_id(one.who, row)
    if member_id not in alive:
        column = "external_id" if one.who.external_id else "phone"
        raise CellInvalid(column=column, said=row[column], right=UNKNOWN)
    if (member_id, one.asset, one.until) in same:
        right = "this member has an imported balance with the same end already; add the two up in one row"
        raise CellInvalid(column="points_last_day", said=row.get("points_last_day", ""), right=right)
    return Gift(member_id, one.points, one.until, one.asset)


def _balance(found: Ground, row: Row) -> Balance:
    """Raises CellInvalid with what is wrong in which cell."""
    named = who(row, "a balance names its member by phone or external_id")
    asset = cell.one_of("asset", row.get("asset", "").strip() or POINTS, found.assets)
    points = cell.points("points", row.get("points", ""))
    if points == 0:
        raise CellInvalid(column="points", said=row.get("points", ""), right="a balance comes to more than nothing")
    until = end_of(found, row, "points_last_day") or _undated(found, asset)
    return Balance(named, asset, points, until)


def _undated(found: Ground, asset: str) -> datetime | None:
    if asset == POINTS:
        return found.undated
    card = found.in_force.program.stamp_card(asset.partition(":")[2])
    assert card is not None, "only stamps of a card that the programme has are read"
    return expires_at(card.life, found.now, found.in_force.program.zone)
