"""Delete what has served: updates that no messenger repeats any more, old codes, told events, finished runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from actions import card, guess, webhook
from storage import deliveries, events, jobs, staff
from storage.work import Work

ROWS_MAX = 1_000  # of each kind in one unit
UPDATES_HOURS = 48  # a messenger repeats an update within a day
EVENTS_DAYS = 30
DELIVERIES_DAYS = 90  # long enough for somebody to ask what they were told
RUNS_DAYS = 30
QUESTIONS_DAYS = 30
LINKS_DAYS = 30  # after which nobody asks any more why an invitation is too old


def purge(work: Work) -> Mapping[str, int]:
    """Delete some of what is old; nothing when nothing is left of it."""
    gone = {
        "updates": jobs.purge_updates(work, work.now - timedelta(hours=UPDATES_HOURS), ROWS_MAX),
        "events": events.purge(work, work.now - timedelta(days=EVENTS_DAYS), ROWS_MAX),
        "deliveries": deliveries.purge(work, work.now - timedelta(days=DELIVERIES_DAYS), ROWS_MAX),
        "card_codes": card.purge(work, ROWS_MAX),
        "runs": jobs.purge_runs(work, work.now - timedelta(days=RUNS_DAYS), ROWS_MAX),
        "questions": jobs.purge_questions(work, work.now - timedelta(days=QUESTIONS_DAYS), ROWS_MAX),
        "guesses": guess.purge(work, ROWS_MAX),
        "webhook_messages": webhook.purge(work, ROWS_MAX),
        "staff_links": staff.purge_links(work, work.now - timedelta(days=LINKS_DAYS), ROWS_MAX),
    }
    return {name: count for name, count in gone.items() if count}
