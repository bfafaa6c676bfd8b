"""What a member agreed to: which text, which version, when; processing and marketing apart."""

from __future__ import annotations

from typing import Literal

from actions import program, webhook
from storage import members as rows
from storage.work import Work

Kind = Literal["processing", "marketing"]


def record(work: Work, member_id: str, kind: Kind, *, granted: bool, language: str, channel: str) -> None:
    """Keep the answer with the very text that was shown; marketing is switched with it."""
    in_force = program.current(work).program
    asked = in_force.consent if kind == "processing" else in_force.marketing_consent
    rows.insert_consent(
        work,
        {
            "member_id": member_id,
            "consent_id": work.fresh_id(),
            "kind": kind,
            "granted": granted,
            "version": asked.version,
            "text": in_force.text(asked.text, language),
            "language": language,
            "channel": channel,
            "at": work.now,
        },
    )
    if kind == "marketing":
        rows.update(work, member_id, marketing=granted)
        webhook.emit(work, "member.updated", {"member_id": member_id, "changed": ["marketing"]})
