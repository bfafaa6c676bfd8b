"""A consent that is asked for: the programme's own words and which version of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """text: the programme's, in the reader's language. version: kept with the answer. contact: the shop's."""

    text: str
    version: str
    contact: str = ""
