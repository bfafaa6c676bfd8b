"""What a campaign would do wrong, said before it starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rules import placeholder
from rules.campaign import Campaign, Message

Code = Literal[
    "placeholder_unknown",
    "placeholder_bare",
    "too_long",
    "nobody",
    "offer_unknown",
    "offer_loses",
    "link_dead",
    "link_unasked",
    "language_missing",
    "expression_wrong",
    "nobody_consents",
    "html_wrong",
]
# What nobody should be sent; all others are the marketer's own to decide.
BLOCKING: frozenset[Code] = frozenset(
    {"placeholder_unknown", "too_long", "nobody", "offer_unknown", "expression_wrong", "nobody_consents", "html_wrong"}
)
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


@dataclass(frozen=True, slots=True)
class Doubt:
    """facts, by code: placeholder_unknown (variant, language, name, at, nearest); placeholder_bare (variant, language,
    name); too_long (variant, language, found, most); offer_unknown (variant, offer, nearest); offer_loses (variant,
    offer, cost_minor, typical_minor); link_dead (url, why); language_missing (variant, language); expression_wrong
    (sentence and those of SegmentInvalid); html_wrong (variant, language, what); nobody (members: whom the segment
    has, reachable: of them)."""

    code: Code
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        return self.code in BLOCKING


def of_words(document: Campaign, languages: Iterable[str]) -> Iterator[Doubt]:
    """What can be seen of the texts alone. languages: of the programme."""
    languages = tuple(languages)
    for variant in document.variants:
        where = {"variant": variant.name}
        for language, text in variant.message.text.items():
            here = where | {"language": language}
            for one in placeholder.unknown(text):
                facts = here | {"name": one.name, "at": one.at, "nearest": one.nearest}
                yield Doubt("placeholder_unknown", facts)
            for slot in placeholder.without_fallback(text):
                yield Doubt("placeholder_bare", here | {"name": slot.name})
        missing = [language for language in languages if language not in variant.message.text]
        yield from (Doubt("language_missing", where | {"language": language}) for language in missing)


def limit_of(message: Message) -> int:
    """How many letters fit, as a messenger counts them."""
    return CAPTION_LIMIT if message.media is not None else TEXT_LIMIT
