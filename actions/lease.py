"""Elect the one process that sends, or ticks; whoever was replaced writes nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import leases
from storage.work import Work


class LeaseLost(Exception):
    """Another process holds the lease now: nothing of this unit is kept."""


@dataclass(frozen=True, slots=True)
class Lease:
    """holder: unique for one run of one process. epoch: grows whenever the holder changes."""

    name: str
    holder: str
    epoch: int
    seconds: int


def acquire(work: Work, name: str, holder: str, seconds: int) -> Lease | None:
    """Take the lease when it is free, one's own or run out; None while another holds it."""
    until = work.now + timedelta(seconds=seconds)
    if leases.open_first(work, name, holder, until):
        return Lease(name, holder, 1, seconds)
    row = leases.lock(work, name)
    assert row is not None
    if row.holder != holder and not run_out(row.until, seconds, work.now):
        return None
    epoch = row.epoch + (row.holder != holder)
    leases.take(work, name, holder, epoch, until)
    return Lease(name, holder, epoch, seconds)


def renew(work: Work, lease: Lease) -> None:
    """Prolong the lease within a unit that only its holder may run. Raises LeaseLost."""
    if not leases.renew(work, lease.name, lease.holder, lease.epoch, work.now + timedelta(seconds=lease.seconds)):
        raise LeaseLost(lease.name)


def release(work: Work, lease: Lease) -> None:
    """Let the next one in at once."""
    leases.renew(work, lease.name, lease.holder, lease.epoch, work.now)


def run_out(until: datetime, seconds: int, now: datetime) -> bool:
    # An end that no lease could have given comes from a clock that was set back since.
    return until <= now or until > now + timedelta(seconds=2 * seconds)
