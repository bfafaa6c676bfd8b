"""What a member agreed to: which text, which version, when; processing and marketing apart."""

from __future__ import annotations

from typing import Literal

from actions import erased, program, webhook
from rules.refusal import Refused
from storage import members as rows
from storage.work import Work

Kind = Literal["processing", "marketing"]


class MarketingSuppressed(Refused):
    code = "marketing_suppressed"
    sentence = "Whoever has this phone was erased once: only they themselves can agree to advertising, in their chat."


def record(work: Work, member_id: str, kind: Kind, *, granted: bool, language: str, channel: str) -> None:
    """Keep the answer with the very text that was shown; marketing is switched with it.

    channel: where they answered. Raises MarketingSuppressed for a yes that somebody else brings.
    """
    if kind == "marketing" and granted and _suppressed(work, member_id, channel):
        raise MarketingSuppressed
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


def _suppressed(work: Work, member_id: str, channel: str) -> bool:
    """Whether this phone was erased once and nobody speaks for it from this channel: a till, an import, a shop's API.

    A mark outlives the member whom it was made of, and says nothing to who does not have the phone.
    """
    if any(address.channel == channel for address in rows.addresses_of(work, member_id)):
        return False
    found = rows.get(work, member_id)
    return found is not None and bool(found.phone) and erased.was_here(work, erased.phone(found.phone))
