"""How far each imported file was read, what of it is here already, and what a batch of it writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.ledger import POINTS
from storage.members import chance_of
from storage.tables import accounts, imports, lots, members, purchases, standings, transactions
from storage.work import Row, Work

STAMPS = ("stamp:", "stamp;")  # every asset from the first up to the second is a card of stamps
IMPORTED = ("import", "importz")  # and so are clients that are imports

Purchase = tuple[str, datetime, str, int]  # member, instant, receipt, sum

_OPEN = insert(imports).on_conflict_do_nothing()
_GET = select(imports).where(imports.c.sha256 == bindparam("sha256"))
_LOCKED = _GET.with_for_update()
_ADVANCE = (
    imports.update()
    .where(imports.c.sha256 == bindparam("of_file"))
    .values(
        {name: imports.c[name] + bindparam(f"more_{name}") for name in ("rows_done", "rows_rejected")}
        | {name: imports.c[name] + bindparam(f"more_{name}") for name in ("points", "stamps", "amount_minor")}
        | {"finished_at": bindparam("finished_at")}
    )
)
_BY_PHONE = select(members.c.phone, members.c.member_id).where(members.c.phone.in_(bindparam("keys", expanding=True)))
_BY_NUMBER = select(members.c.external_id, members.c.member_id).where(
    members.c.external_id.in_(bindparam("keys", expanding=True))
)
_ALIVE = select(members.c.member_id).where(
    members.c.member_id.in_(bindparam("keys", expanding=True)), members.c.erased_at.is_(None)
)
# Without a word on the client: by an index of that, SQLite would walk through all that was ever imported.
_SAME_PURCHASES = select(
    purchases.c.member_id, purchases.c.at, purchases.c.receipt, purchases.c.gross_minor, purchases.c.client
).where(
    purchases.c.member_id.in_(bindparam("keys", expanding=True)),
    purchases.c.at >= bindparam("since"),
    purchases.c.at <= bindparam("until"),
)
_SAME_BALANCES = select(lots.c.member_id, lots.c.asset, lots.c.expires_at).where(
    lots.c.member_id.in_(bindparam("keys", expanding=True)), lots.c.source == "import"
)
_INSERT_MEMBER = members.insert()
_INSERT_STANDING = standings.insert()
_INSERT_PURCHASE = purchases.insert()

_GIVEN = (
    select(transactions.c.asset, func.sum(transactions.c.amount))
    .where(
        transactions.c.at >= bindparam("since"),
        transactions.c.client == bindparam("client"),
        transactions.c.kind == literal_column("'earn'"),
    )
    .group_by(transactions.c.asset)
)
_BOUGHT = select(
    func.count(),
    func.coalesce(func.sum(purchases.c.gross_minor), 0),
    func.coalesce(func.sum(purchases.c.points_earned), 0),
).where(purchases.c.client == bindparam("client"))
_MEMBERS = select(func.count()).select_from(members).where(members.c.erased_at.is_(None))
_BALANCES = select(func.coalesce(func.sum(accounts.c.balance), 0))
_ALL_BOUGHT = select(func.count(), func.coalesce(func.sum(purchases.c.gross_minor), 0)).where(
    purchases.c.client >= IMPORTED[0], purchases.c.client < IMPORTED[1]
)


def progress(work: Work, sha256: str) -> Row | None:
    return work.one(_GET, sha256=sha256)


def lock(work: Work, sha256: str, kind: str) -> Row:
    """The file's row, made at its first sight and locked to the end of the unit."""
    work.run(_OPEN, sha256=sha256, kind=kind, started_at=work.now)
    row = work.one(_LOCKED, sha256=sha256)
    assert row is not None
    return row


def advance(work: Work, sha256: str, *, finished: bool, **more: int) -> None:
    """more: rows_done, rows_rejected, points, stamps, amount_minor; what is left out is nothing."""
    names = ("rows_done", "rows_rejected", "points", "stamps", "amount_minor")
    values = {f"more_{name}": more.get(name, 0) for name in names}
    work.run(_ADVANCE, of_file=sha256, finished_at=work.now if finished else None, **values)


# ------------------------------------------------------------------ what is here already


def by_phone(work: Work, phones: Collection[str]) -> dict[str, str]:
    """Member ids by those of these phones that somebody has."""
    return _found(work, _BY_PHONE, phones)


def by_external_id(work: Work, numbers: Collection[str]) -> dict[str, str]:
    """Member ids by those of these numbers of an old base that somebody has."""
    return _found(work, _BY_NUMBER, numbers)


def alive(work: Work, member_ids: Collection[str]) -> set[str]:
    """Those of these members who were neither erased nor joined with another."""
    return {row.member_id for row in work.all(_ALIVE, keys=sorted(member_ids))} if member_ids else set()


def same_purchases(work: Work, member_ids: Collection[str], since: datetime, until: datetime) -> set[Purchase]:
    """What was imported of these members from the first to the last of these instants."""
    found = work.all(_SAME_PURCHASES, keys=sorted(member_ids), since=since, until=until) if member_ids else ()
    return {(row[0], row[1], row[2], row[3]) for row in found if IMPORTED[0] <= row[4] < IMPORTED[1]}


def same_balances(work: Work, member_ids: Collection[str]) -> set[tuple[str, str, datetime | None]]:
    """(member, asset, end) of each balance that was imported for these members, spent or not."""
    if not member_ids:
        return set()
    return {(row[0], row[1], row[2]) for row in work.all(_SAME_BALANCES, keys=sorted(member_ids))}


def _found(work: Work, statement: Any, keys: Collection[str]) -> dict[str, str]:
    return {row[0]: row[1] for row in work.all(statement, keys=sorted(keys))} if keys else {}


# ------------------------------------------------------------------ what a batch writes


def insert_members(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    work.run_many(_INSERT_MEMBER, [{**row, "chance": chance_of(row["member_id"])} for row in rows])


def insert_standings(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    work.run_many(_INSERT_STANDING, rows)


def insert_purchases(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    work.run_many(_INSERT_PURCHASE, rows)


# ------------------------------------------------------------------ totals


def given(work: Work, client: str, since: datetime) -> dict[str, int]:
    """By asset: what the ledger gave for this client from this instant on, whatever became of it since."""
    return {row[0]: int(row[1]) for row in work.all(_GIVEN, client=client, since=since)}


def bought(work: Work, client: str) -> tuple[int, int, int]:
    """(purchases, their sum in minor units, points that they earned) of this client."""
    row = work.one(_BOUGHT, client=client)
    assert row is not None
    return int(row[0]), int(row[1]), int(row[2])


def totals(work: Work) -> tuple[int, int, int, int, int]:
    """(members, points, stamps, imported purchases, their sum in minor units) of the whole shop."""
    stamps = _BALANCES.where(accounts.c.asset >= STAMPS[0], accounts.c.asset < STAMPS[1])
    row = work.one(_ALL_BOUGHT)
    assert row is not None
    points = int(work.value(_BALANCES.where(accounts.c.asset == POINTS)))
    return int(work.value(_MEMBERS)), points, int(work.value(stamps)), int(row[0]), int(row[1])
