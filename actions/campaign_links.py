"""Addresses in drafts of campaigns: which are to be asked, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping

from actions.campaign_doubting import OK as OK
from actions.campaign_doubting import urls
from rules.campaign import campaign_of
from storage import campaigns as rows
from storage.work import Work


def unasked(work: Work) -> tuple[int, dict[str, object], list[str]] | None:
    """A draft whose addresses nobody asked since it was changed: its number, its document, they; or None."""
    row = rows.with_links_unasked(work)
    return None if row is None else (row.campaign, row.document, urls(campaign_of(row.document)))


def note(work: Work, number: int, document: Mapping[str, object], answers: Mapping[str, str]) -> None:
    """Keep the answers, unless the draft was changed meanwhile. answers: by address, OK or why it does not open."""
    row = rows.lock(work, number)
    if row is not None and row.document == document:
        rows.update(work, number, links=dict(answers))
