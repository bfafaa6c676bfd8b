"""Who does what only one may do at a time: leases with an epoch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import leases
from storage.work import Row, Work

_LOCKED = select(leases).where(leases.c.name == bindparam("name")).with_for_update()
_INSERT = insert(leases).on_conflict_do_nothing()
_TAKE = (
    leases.update()
    .where(leases.c.name == bindparam("of_name"))
    .values(holder=bindparam("holder"), epoch=bindparam("epoch"), until=bindparam("until"))
)
_RENEW = (
    leases.update()
    .where(
        leases.c.name == bindparam("of_name"),
        leases.c.holder == bindparam("of_holder"),
        leases.c.epoch == bindparam("of_epoch"),
    )
    .values(until=bindparam("until"))
)


def lock(work: Work, name: str) -> Row | None:
    """The lease's row, locked to the end of the unit."""
    return work.one(_LOCKED, name=name)


def open_first(work: Work, name: str, holder: str, until: datetime) -> bool:
    """Make the lease's first row; False when somebody else was quicker."""
    return work.run(_INSERT, name=name, holder=holder, epoch=1, until=until) == 1


def take(work: Work, name: str, holder: str, epoch: int, until: datetime) -> None:
    work.run(_TAKE, of_name=name, holder=holder, epoch=epoch, until=until)


def renew(work: Work, name: str, holder: str, epoch: int, until: datetime) -> bool:
    """Prolong one's own lease; False when the epoch is not one's own any more."""
    return work.run(_RENEW, of_name=name, of_holder=holder, of_epoch=epoch, until=until) == 1
