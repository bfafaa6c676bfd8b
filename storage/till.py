"""Questions of cashiers to members: pay a part with points?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from storage.tables import till_requests
from storage.work import Row, Work

_GET = select(till_requests).where(till_requests.c.request_id == bindparam("request_id")).with_for_update()
_OVERDUE = (
    select(till_requests)
    .where(till_requests.c.state == "asked", till_requests.c.expires_at <= bindparam("now"))
    .limit(bindparam("limit"))
)


def get(work: Work, request_id: str) -> Row | None:
    """The question, locked to the end of the unit."""
    return work.one(_GET, request_id=request_id)


def insert(work: Work, values: dict[str, Any]) -> None:
    work.run(till_requests.insert(), **values)


def update(work: Work, request_id: str, **values: Any) -> None:
    work.run(till_requests.update().where(till_requests.c.request_id == request_id).values(values))


def withdraw(work: Work, request_ids: Sequence[str]) -> None:
    """Cancel those of them that are not answered at this very moment."""
    unanswered = (till_requests.c.request_id.in_(request_ids), till_requests.c.state == "asked")
    work.run(till_requests.update().where(*unanswered).values(state="cancelled"))


def overdue(work: Work, limit: int) -> Sequence[Row]:
    return work.all(_OVERDUE, now=work.now, limit=limit)
