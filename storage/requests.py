"""Remembered answers to requests that carry an idempotency key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import requests
from storage.work import Row, Work

_MINE = (requests.c.client == bindparam("of_client"), requests.c.idempotency_key == bindparam("of_key"))
_CLAIM = insert(requests).on_conflict_do_nothing()
_FOUND = select(requests.c.fingerprint, requests.c.status, requests.c.response).where(*_MINE)
_NAMING = select(requests).where(requests.c.member_id == bindparam("member_id"))
# What an answer that names a member says once they were erased.
_NOBODY: dict[str, Any] = {"name": "", "phone": "", "external_id": "", "birthday": None, "tags": []}
_ANSWER = (
    requests.update()
    .where(*_MINE)
    .values(status=bindparam("status"), response=bindparam("response"), member_id=bindparam("member_id"))
)


def claim(work: Work, client: str, key: str, fingerprint: str) -> bool:
    """Take this key, waiting for whoever holds it; False when it was answered before."""
    values = {"client": client, "idempotency_key": key, "fingerprint": fingerprint, "at": work.now}
    return work.run(_CLAIM, **values) == 1


def found(work: Work, client: str, key: str) -> Row | None:
    return work.one(_FOUND, of_client=client, of_key=key)


def answer(
    work: Work, client: str, key: str, status: int, response: dict[str, Any], member_id: str | None = None
) -> None:
    """member_id: whose name and phone the answer holds."""
    work.run(_ANSWER, of_client=client, of_key=key, status=status, response=response, member_id=member_id)


def erase(work: Work, member_id: str) -> None:
    """Take what names them out of the answers that hold it; for the rest they are repeated as they were."""
    for row in work.all(_NAMING, member_id=member_id):
        response = row.response | {name: value for name, value in _NOBODY.items() if name in row.response}
        work.run(
            _ANSWER,
            of_client=row.client,
            of_key=row.idempotency_key,
            status=row.status,
            response=response,
            member_id=member_id,
        )
