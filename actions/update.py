"""Each update of a messenger is done once."""

from __future__ import annotations

from storage import updates as rows
from storage.work import Work


def first_time(work: Work, channel: str, update_id: str) -> bool:
    """Note in this very unit that the update is done; False when it was done before."""
    return rows.record(work, channel, update_id)
