"""An old base by its files: batch by batch, each good row in, each bad one named, safe to repeat, and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from actions import imports_balances, imports_members, imports_purchases, member
from actions.imports_batch import Numbered as Numbered
from actions.imports_batch import Reject as Reject
from actions.imports_batch import Row as Row
from actions.imports_batch import Taken, client_of
from actions.imports_purchases import Past as Past
from rules.ledger import POINTS
from rules.refusal import Refused
from storage import imports as rows
from storage import ledger as accounts
from storage.work import Work

BATCH_ROWS = 500
CLOCK_SET_BACK = timedelta(days=1)  # between two runs, at most; only what the ledger need not look through
MEMBERS, BALANCES, PURCHASES, PURCHASES_ALONE = "members", "balances", "purchases", "purchases without points"

COLUMNS = {
    MEMBERS: imports_members.COLUMNS,
    BALANCES: imports_balances.COLUMNS,
    PURCHASES: imports_purchases.COLUMNS,
    PURCHASES_ALONE: imports_purchases.COLUMNS,
}
_TAKE: dict[str, Callable[[Work, str, Sequence[Numbered]], Taken]] = {
    MEMBERS: imports_members.take,
    BALANCES: imports_balances.take,
    PURCHASES: imports_purchases.take,
    PURCHASES_ALONE: partial(imports_purchases.take, points=False),
}


class ImportUnderWay(Refused):
    code = "import_under_way"
    sentence = "This file is being imported by another command just now; nothing was taken twice."


class ImportDiffers(Refused):
    """begun, asked: kinds."""

    code = "import_differs"
    sentence = "This very file was imported as {begun} before, so it is not imported as {asked}; nothing has changed."


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done of a file so far."""

    rows_done: int
    rows_rejected: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """What one file brought, by the file alone (points, stamps, amount_minor of its good rows) and by the ledger.

    earned: points that its purchases earned by the programme.
    """

    rows_taken: int
    points: int
    stamps: int
    amount_minor: int
    ledger_points: int
    ledger_stamps: int
    ledger_amount_minor: int
    purchases: int
    earned: int

    @property
    def is_true(self) -> bool:
        """Whether the ledger came to what the file says."""
        kept = (self.ledger_points, self.ledger_stamps, self.ledger_amount_minor)
        return kept == (self.points, self.stamps, self.amount_minor)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the whole shop. purchases, amount_minor: of those that were imported."""

    members: int
    points: int
    stamps: int
    purchases: int
    amount_minor: int


def progress(work: Work, sha256: str, kind: str = "") -> Progress:
    """How far this very file was read before. kind: as what it would be imported. Raises ImportDiffers."""
    found = rows.progress(work, sha256)
    if found is None:
        return Progress(0, 0, finished=False)
    _agree(found.kind, kind or found.kind)
    return Progress(found.rows_done, found.rows_rejected, found.finished_at is not None)


def take(work: Work, sha256: str, kind: str, rows_done: int, batch: Sequence[Numbered], *, last: bool) -> list[Reject]:
    """Take the rows that follow the first rows_done of a file, and note it in the same unit; those that were refused.

    kind: of COLUMNS. Raises ImportUnderWay when another command took them meanwhile, ImportDiffers.
    """
    _lock(work, sha256, kind, rows_done)
    taken = _TAKE[kind](work, client_of(sha256), batch)
    taken.rejects.sort(key=lambda one: one.line)
    rows.advance(
        work,
        sha256,
        finished=last,
        rows_done=len(batch),
        rows_rejected=len(taken.rejects),
        points=taken.points,
        stamps=taken.stamps,
        amount_minor=taken.amount_minor,
    )
    return taken.rejects


def take_past(work: Work, sha256: str, kind: str, rows_done: int, batch: Sequence[Past], *, last: bool) -> None:
    """Record the purchases that follow the first rows_done, and note it in the same unit. Raises ImportUnderWay."""
    _lock(work, sha256, kind, rows_done)
    accounts.lock_points(work, {past.member_id for past in batch})
    for past in batch:
        imports_purchases.record(work, client_of(sha256), past)
    amount_minor = sum(past.amount_minor for past in batch)
    rows.advance(work, sha256, finished=last, rows_done=len(batch), amount_minor=amount_minor)


def join(work: Work, since: datetime, names: Mapping[str, str]) -> dict[str, str]:
    """Make the households that are not here yet, as of this instant; member ids by external id.

    names: by external id.
    """
    then, client = work.at(since), "import"
    known = rows.by_external_id(then, names)
    new = {
        external_id: member.create(then, name=name, client=client, external_id=external_id, welcome=False).member_id
        for external_id, name in names.items()
        if external_id not in known
    }
    return {external_id: known.get(external_id) or new[external_id] for external_id in names}


def brought(work: Work, sha256: str) -> Brought:
    """What this file brought so far; the file was begun."""
    found = rows.progress(work, sha256)
    assert found is not None, "somebody imported it"
    client = client_of(sha256)
    purchases, amount_minor, earned = rows.bought(work, client)
    since = found.started_at - CLOCK_SET_BACK
    given = rows.given(work, client, since) if found.kind in (MEMBERS, BALANCES) else {}
    return Brought(
        rows_taken=found.rows_done - found.rows_rejected,
        points=found.points,
        stamps=found.stamps,
        amount_minor=found.amount_minor,
        ledger_points=given.get(POINTS, 0),
        ledger_stamps=sum(points for asset, points in given.items() if asset != POINTS),
        ledger_amount_minor=amount_minor,
        purchases=purchases,
        earned=earned,
    )


def totals(work: Work) -> Totals:
    return Totals(*rows.totals(work))


def _agree(begun: str, asked: str) -> None:
    if begun != asked:
        raise ImportDiffers(begun=begun, asked=asked)


def _lock(work: Work, sha256: str, kind: str, rows_done: int) -> None:
    found = rows.lock(work, sha256, kind)
    _agree(found.kind, kind)
    if found.rows_done != rows_done or found.finished_at is not None:
        raise ImportUnderWay
