"""Updates of messengers that were done."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import updates
from storage.work import Work

_DONE = insert(updates).on_conflict_do_nothing()


def record(work: Work, channel: str, update_id: str) -> bool:
    """Note an update as done; False when it was done before (a twin under way is waited for)."""
    return work.run(_DONE, channel=channel, update_id=update_id, at=work.now) == 1
