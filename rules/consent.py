"""The consent to data processing: who asks, which version of the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """operator: the legal name. contact: where to write. policy_url: the full text or empty. version: of the text."""

    operator: str
    version: str
    contact: str = ""
    policy_url: str = ""
