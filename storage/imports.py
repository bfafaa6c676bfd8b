"""How far each imported file was read, and whether what it says is here already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import imports, members, purchases
from storage.work import Row, Work

_OPEN = insert(imports).on_conflict_do_nothing()
_GET = select(imports).where(imports.c.sha256 == bindparam("sha256"))
_LOCKED = _GET.with_for_update()
_BY_EXTERNAL = select(members.c.member_id).where(members.c.external_id == bindparam("external_id"))
_SAME_PURCHASE = select(purchases.c.purchase_id).where(
    purchases.c.member_id == bindparam("member_id"),
    purchases.c.at == bindparam("at"),
    purchases.c.client == bindparam("client"),
    purchases.c.receipt == bindparam("receipt"),
    purchases.c.gross_minor == bindparam("gross_minor"),
)


def progress(work: Work, sha256: str) -> Row | None:
    return work.one(_GET, sha256=sha256)


def lock(work: Work, sha256: str, kind: str) -> Row:
    """The file's row, made at its first sight and locked to the end of the unit."""
    work.run(_OPEN, sha256=sha256, kind=kind)
    row = work.one(_LOCKED, sha256=sha256)
    assert row is not None
    return row


def advance(work: Work, sha256: str, *, rows_done: int, rows_rejected: int, finished: bool) -> None:
    work.run(
        imports.update()
        .where(imports.c.sha256 == sha256)
        .values(
            rows_done=imports.c.rows_done + rows_done,
            rows_rejected=imports.c.rows_rejected + rows_rejected,
            finished_at=work.now if finished else None,
        )
    )


def member_by_external_id(work: Work, external_id: str) -> str | None:
    found: str | None = work.value(_BY_EXTERNAL, external_id=external_id)
    return found


def has_purchase(work: Work, member_id: str, at: datetime, client: str, receipt: str, gross_minor: int) -> bool:
    """Whether this very purchase was imported before."""
    same = {"member_id": member_id, "at": at, "client": client, "receipt": receipt, "gross_minor": gross_minor}
    return work.one(_SAME_PURCHASE, **same) is not None
