"""What a campaign would do wrong, said before it starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from html.parser import HTMLParser
from typing import Any, Literal

from rules import placeholder
from rules.campaign import Campaign, Message
from rules.campaign_edit import letters
from rules.program import Program

Code = Literal[
    "placeholder_unknown",
    "placeholder_bare",
    "placeholder_wrong",
    "too_long",
    "nobody",
    "offer_unknown",
    "offer_loses",
    "offer_short",
    "link_dead",
    "link_unasked",
    "language_missing",
    "expression_wrong",
    "nobody_consents",
    "html_wrong",
]
# What nobody should be sent; all others are the marketer's own to decide.
BLOCKING: frozenset[Code] = frozenset(
    {
        "placeholder_unknown",
        "placeholder_wrong",
        "too_long",
        "nobody",
        "offer_unknown",
        "expression_wrong",
        "nobody_consents",
        "html_wrong",
    }
)
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
TAGS = frozenset({"b", "i", "u", "a", "code"})

# The most letters that a value takes, where it does not depend on the programme.
_MOST = {
    "name": 50,
    "balance": 34,
    "points": 32,
    "tier_lacking": 44,
    "burning": 34,
    "burning_day": 20,
    "typical": 24,
    "favourite": 130,
    "quiet_days": 12,
    "offer_from": 24,
    "offer_day": 20,
}
_MARK = 40  # the words of an advertisement's mark, beside its number and its advertiser


@dataclass(frozen=True, slots=True)
class Doubt:
    """facts, by code: placeholder_unknown (variant, language, name, at, nearest); placeholder_bare (variant, language,
    name); placeholder_wrong (variant, language, what: as it is written); offer_short (variant, offer, left: to how many
    it can still be given, members: whom the variant may reach); too_long (variant, language, found, most);
    offer_unknown (variant, offer, nearest); offer_loses (variant, offer, cost_minor, typical_minor); link_dead (url,
    why); link_unasked (url); language_missing (variant, language); expression_wrong (those of SegmentInvalid);
    html_wrong (variant, language, what); nobody, nobody_consents (members: whom the segment has, reachable: of
    them)."""

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
            bare = dict.fromkeys(slot.name for slot in placeholder.without_fallback(text))
            yield from (Doubt("placeholder_bare", here | {"name": name}) for name in bare)
            yield from (Doubt("placeholder_wrong", here | {"what": what}) for what in _misplaced(variant.message, text))
            wrong = next(filter(None, map(html_wrong, _either_way(text))), "")
            if wrong:
                yield Doubt("html_wrong", here | {"what": wrong})
        missing = [language for language in languages if language not in variant.message.text]
        yield from (Doubt("language_missing", where | {"language": language}) for language in missing)


def _either_way(text: str) -> tuple[str, str, str]:
    """As it is written, of whom everything is known, and of whom nothing is."""
    return text, placeholder.filled(text, lambda _: "x"), placeholder.filled(text, lambda _: "")


def _misplaced(message: Message, text: str) -> list[str]:
    """Placeholders that cannot be where they are, the only words of a message among them."""
    found = list(dict.fromkeys(placeholder.wrong(text)))
    if not found and message.media is None and not letters(_either_way(text)[2]):
        found = [f"{{{slot.name}}}" for slot in placeholder.without_fallback(text)][:1]
    return found


def of_program(document: Campaign, program: Program) -> Iterator[Doubt]:
    """What the programme makes of it: offers that there are not, and how long a text can become."""
    offers = [offer.name for offer in program.offers]
    for variant in document.variants:
        if variant.offer is not None and variant.offer not in offers:
            near = next(iter(get_close_matches(variant.offer, offers, 1)), "")
            yield Doubt("offer_unknown", {"variant": variant.name, "offer": variant.offer, "nearest": near})
        most = limit_of(variant.message)
        for language, text in variant.message.text.items():
            found = longest(text, document, program)
            if found > most:
                facts = {"variant": variant.name, "language": language, "found": found, "most": most}
                yield Doubt("too_long", facts)


def limit_of(message: Message) -> int:
    """How many letters fit, as a messenger counts them."""
    return CAPTION_LIMIT if message.media is not None else TEXT_LIMIT


def longest(text: str, document: Campaign, program: Program) -> int:
    """How many letters the message can have, each value as long as it can be for any member."""
    titles = [words for tier in program.tiers for words in tier.title.values()]
    offers = [words for offer in program.offers for words in offer.title.values()]
    most = _MOST | {
        "brand": letters(program.brand.name),
        "tier": max(map(letters, titles)),
        "tier_next": max(map(letters, titles)),
        "offer": max(map(letters, offers), default=0),
    }
    filled = placeholder.filled(text, lambda name: "x" * most[name])
    advertiser = document.advertiser or program.marketing.advertiser
    mark = _MARK + letters(document.erid + advertiser) if document.erid or advertiser else 0
    return letters(filled) + mark


# ------------------------------------------------------------------ tags


class _Tags(HTMLParser):
    """Finds the first tag that a messenger would not take."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.wrong = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if tag not in TAGS or names != (["href"] if tag == "a" else []):
            self.wrong = self.wrong or f"<{tag}>"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong = self.wrong or f"</{tag}>"

    def handle_comment(self, data: str) -> None:
        self.wrong = self.wrong or "<!-- -->"

    def handle_decl(self, decl: str) -> None:
        self.wrong = self.wrong or f"<!{decl}>"

    def handle_pi(self, data: str) -> None:
        self.wrong = self.wrong or f"<?{data}>"

    def handle_data(self, data: str) -> None:
        if "<" in data:
            self.wrong = self.wrong or "<"


def html_wrong(text: str) -> str:
    """The first mark that is none of `b i u a code`, or is not closed; empty where all is well."""
    tags = _Tags()
    tags.feed(text)
    tags.close()
    return tags.wrong or (f"<{tags.open[-1]}>" if tags.open else "")
