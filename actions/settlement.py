"""What a coalition's partners owe each other for a period: looked at, closed by an entry of its own, checked again.

A closed period is a set of sealed entries, so that nothing can come into it later (docs/adr/0017).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from actions import program
from actions.settlement_sums import settled_of, titles_of
from rules.refusal import Refused
from rules.settlement import Closed, Pair, Settled, Statement, of_figures, period_hash
from rules.settlement import figures as plain
from storage import settlements as rows
from storage.columns import micros
from storage.work import Row, Work

HISTORY_MAX = 500
BY_MAX = 64


class PeriodInvalid(Refused):
    code = "period_invalid"
    sentence = "A period begins before it ends; this one goes from {since} until {until}."


class PeriodNotOver(Refused):
    code = "period_not_over"
    sentence = "The period until {until} is not over yet; close it when it is."


class PeriodClosed(Refused):
    code = "period_closed"
    sentence = "Everything before {since} is closed already; the next period ends after that."


class EntriesNotSealed(Refused):
    code = "entries_not_sealed"
    sentence = "Some entries before {until} are not sealed yet; close the period again in a quarter of an hour."


class SettlementUnknown(Refused):
    code = "settlement_unknown"
    sentence = "There is no closed period {number}; kopilka settlement list shows those there are."


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """since: None for the first one, which begins with the ledger. until: the first instant that is not in it.

    titles: of each partner, by name, in the default language. number, closed_at, closed_by, hash: of a closed one.
    """

    since: datetime | None
    until: datetime
    currency: str
    statements: tuple[Statement, ...]
    pairs: tuple[Pair, ...]
    titles: Mapping[str, str]
    number: int | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    hash: str = ""

    def of(self, partner: str) -> Period:
        """What concerns this partner alone."""
        statements = tuple(one for one in self.statements if one.partner == partner)
        pairs = tuple(one for one in self.pairs if partner in (one.debtor, one.creditor))
        return replace(self, statements=statements, pairs=pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A period added up and not closed yet; its entries are sealed, so its figures stay right."""

    number: int
    since: datetime | None
    until: datetime
    block: int
    currency: str
    settled: Settled
    prev_hash: str


def statement(work: Work, since: datetime, until: datetime) -> Period:
    """What everybody owes for [since, until), by the ledger as it stands; a closed period is as it was closed.

    Of a period that follows the closed ones: with what came late to those. Raises NoProgram, PeriodInvalid.
    """
    if since >= until:
        raise PeriodInvalid(since=_said(work, since), until=_said(work, until))
    closed = rows.that_ends(work, until)
    if closed is not None and closed.since == since:
        return _kept(work, closed)
    sums = rows.within(work, since, until)
    before = rows.that_ends(work, since)
    if before is not None and before.number == last_number(work):
        sums = rows.both(sums, rows.late(work, since, before.block))
    settled = settled_of(work, sums)
    return Period(
        since=since,
        until=until,
        currency=program.current(work).program.currency,
        statements=settled.statements,
        pairs=settled.pairs,
        titles=titles_of(work, settled),
    )


def draft(work: Work, until: datetime) -> Draft:
    """Add up the period from the end of the one closed last until this instant.

    Raises NoProgram, PeriodNotOver, PeriodClosed, EntriesNotSealed.
    """
    before = rows.last(work)
    if until > work.now:
        raise PeriodNotOver(until=_said(work, until))
    if before is not None and until <= before.until:
        raise PeriodClosed(since=_said(work, before.until))
    if rows.has_unsealed(work, until):
        raise EntriesNotSealed(until=_said(work, until))
    block = rows.last_block(work)
    since = before.until if before else None
    sums = rows.sealed(work, since, until, before.block if before else 0, block)
    return Draft(
        number=_number(before) + 1,
        since=since,
        until=until,
        block=block,
        currency=program.current(work).program.currency,
        settled=settled_of(work, sums),
        prev_hash=before.hash if before else "",
    )


def _said(work: Work, at: datetime) -> str:
    """The instant by the shop's own clock, as the owner named it. Raises NoProgram."""
    return f"{at.astimezone(program.current(work).program.zone):%Y-%m-%d %H:%M}"


def close(work: Work, until: datetime, by: str, drafted: Draft | None = None) -> Period:
    """Close the period from the end of the one closed last until this instant, for good.

    by: who closes it. drafted: by `draft` in a unit before, so that no till waits while a long period is added up.
    Raises what `draft` raises.
    """
    assert 0 < len(by) <= BY_MAX, "the edge checks who closes"
    new = drafted or draft(work, until)
    before = rows.last(work)
    if _number(before) + 1 != new.number or (before is not None and before.hash != new.prev_hash):
        assert before is not None, "periods are never taken away"
        raise PeriodClosed(since=_said(work, before.until))
    values = {
        "number": new.number,
        "since": new.since,
        "until": new.until,
        "block": new.block,
        "currency": new.currency,
        "figures": plain(new.settled),
        "closed_by": by,
        "closed_at": work.now,
        "prev_hash": new.prev_hash,
    }
    rows.insert(work, {**values, "hash": period_hash(new.prev_hash, _closed(values))})
    return get(work, new.number)


def open_since(work: Work) -> datetime:
    """Where the period begins that is not closed yet: the end of the last one, or else the first entry."""
    before = rows.last(work)
    if before is not None:
        return before.until  # type: ignore[no-any-return]
    return rows.first_at(work) or work.now - timedelta(days=1)


def get(work: Work, number: int) -> Period:
    """A closed period. Raises SettlementUnknown."""
    row = rows.get(work, number)
    if row is None:
        raise SettlementUnknown(number=number)
    return _kept(work, row)


def history(work: Work, limit: int = HISTORY_MAX) -> list[Period]:
    """Closed periods, the newest first."""
    return [_kept(work, row) for row in rows.newest(work, limit)]


def last_number(work: Work) -> int:
    """Of the period closed last; 0 when none is."""
    return _number(rows.last(work))


def faults(work: Work, number: int) -> Iterator[str]:
    """What is wrong with this closed period: its place in the chain, its hash, or figures that do not follow."""
    row, before = rows.get(work, number), rows.get(work, number - 1)
    if row is None:
        yield "it is missing"
        return
    if row.prev_hash != (before.hash if before else "") or row.since != (before.until if before else None):
        yield "it does not follow from the one before it"
    if period_hash(row.prev_hash, _closed(row._asdict())) != row.hash:
        yield "it was changed after it was closed"
    settled = settled_of(work, rows.sealed(work, row.since, row.until, before.block if before else 0, row.block))
    if _told(of_figures(row.figures)) != _told(settled):
        yield "its figures do not follow from the ledger"


def _kept(work: Work, row: Row) -> Period:
    settled = of_figures(row.figures)
    return Period(
        since=row.since,
        until=row.until,
        currency=row.currency,
        statements=settled.statements,
        pairs=settled.pairs,
        titles=titles_of(work, settled),
        number=row.number,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        hash=row.hash,
    )


def _closed(values: Mapping[str, object]) -> Closed:
    since, until, closed_at = (values[name] for name in ("since", "until", "closed_at"))
    assert isinstance(until, datetime)
    assert isinstance(closed_at, datetime)
    rest = {name: values[name] for name in ("number", "block", "currency", "figures", "closed_by")}
    return Closed(
        **rest,  # type: ignore[arg-type]
        since_micros=micros(since) if isinstance(since, datetime) else None,
        until_micros=micros(until),
        closed_at_micros=micros(closed_at),
    )


def _number(row: Row | None) -> int:
    return int(row.number) if row else 0


def _told(settled: Settled) -> Settled:
    """Without those lines that say nothing: who of the partners had a line is not the ledger's to say."""
    return replace(settled, statements=tuple(one for one in settled.statements if one.says_something))
