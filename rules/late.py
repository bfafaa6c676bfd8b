"""A sale that a till which was offline records late: what it gave lives from its own day, and is not dead at birth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.earning import life_of
from rules.lifetime import Life, activates_at, expires_at
from rules.priced import Earning, Quote
from rules.program import Program
from rules.program_formats import EarningRule


def living(program: Program, quoted: Quote, now: datetime) -> Quote:
    """The quote of a late sale: points whose life would be over by now begin it now instead.

    now: of the record, not of the sale.
    """
    its = quoted.offer.granted.offer.rule if quoted.offer else None
    rules = [*program.rules, its] if its else program.rules
    earnings = tuple([_living(program, one, rules, now) for one in quoted.earnings])
    if not _is_over(quoted.expires_at, now):
        return replace(quoted, earnings=earnings)
    active_at = activates_at(program.earning.pending_days, now, program.zone)
    until = expires_at(program.earning.life, active_at, program.zone)
    return replace(quoted, earnings=earnings, active_at=active_at, expires_at=until)


def lives_until(life: Life, sold_at: datetime, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The first unusable instant of what a sale of that instant gives, recorded now; None where it never burns."""
    until = expires_at(life, sold_at, zone)
    return expires_at(life, now, zone) if _is_over(until, now) else until


def _living(program: Program, one: Earning, rules: Sequence[EarningRule], now: datetime) -> Earning:
    if not _is_over(one.expires_at, now):
        return one
    rule = next((rule for rule in rules if rule.name == one.rule), None)
    active_at, until = life_of(program, rule, now)
    return replace(one, active_at=active_at, expires_at=until)


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is not None and until <= now
