"""Say that something happened which a person should hear of; the promise to tell them is made from it after commit."""

from __future__ import annotations

from datetime import datetime

from rules import notice as notices
from rules.notice import Notice
from storage import events
from storage.work import Work


def announce(
    work: Work,
    member_id: str | None,
    notice: Notice,
    *,
    key: str,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
    staff_id: str | None = None,
) -> None:
    """Keep the event in this unit; a pump turns it into one delivery to the member or to the member of staff.

    key: what makes it unique. However often the same key is announced, its address hears of it once.
    due_at: nobody is told before (None: at once). stale_at: from then on it says nothing useful and is left out.
    """
    assert (member_id is None) != (staff_id is None), "a notice goes to one member or to one of the staff"
    assert key, "a notice has a key"
    events.insert(
        work,
        {
            "key": key,
            "kind": notice.kind,
            "member_id": member_id,
            "staff_id": staff_id,
            "facts": notices.dump(notice),
            "due_at": due_at or work.now,
            "stale_at": stale_at,
        },
    )
