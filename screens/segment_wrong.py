"""What is wrong with an expression, in words, and with a mark under the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rules.segment_mistake import CONDITION, END, KINDS, MONEY, NUMBER, SHOWN_MAX, TEXT, TRUTH
from screens.texts import Html, Texts

Facts = Mapping[str, Any]
Sentence = Callable[[Texts, Facts], str]

BEFORE, AFTER = 22, 12  # letters that are shown about a place
MARK, WAY, GLUE = "▲", "─", "\u00a0"


def told(texts: Texts, facts: Facts, *, with_place: bool = True) -> str:
    """The mistake in words. with_place: by its number, where no mark shows it."""
    said = [_SENTENCES[str(facts["problem"])](texts, facts)]
    if facts["segment"]:
        said.insert(0, texts.gettext("In the saved segment %(name)s:", name=str(facts["segment"])))
    elif with_place:
        said.insert(0, texts.gettext("Character %(n)s:", n=int(facts["letter"])))
    if facts["suggestion"]:
        said.append(texts.gettext("Perhaps %(word)s was meant.", word=_of(texts, facts, "suggestion")))
    return " ".join(said)


def pointed(texts: Texts, typed: str, facts: Facts) -> str:
    """The words about the place, with a mark under it; nothing where it is in the text of a saved segment."""
    if facts["segment"]:
        return ""
    plain = "".join(letter if letter.isprintable() else " " for letter in typed).rstrip()
    place = min(int(facts["place"]), len(plain))
    start = max(0, place - BEFORE)
    left = "…" if start else ""
    right = "…" if place + AFTER < len(plain) else ""
    shown = f"{left}{plain[start : place + AFTER]}{right}".replace(" ", GLUE)
    return f"<code>{texts.safe(shown)}</code>\n<code>{WAY * (len(left) + place - start)}{MARK}</code>"


def _allowed(texts: Texts, facts: Facts) -> str:
    """All of what may stand there, or the first of it."""
    choices = [_KINDS[each](texts) if each in KINDS else _code(texts, each) for each in facts["allowed"]]
    shown = ", ".join([*choices[:SHOWN_MAX], *(["…"] if len(choices) > SHOWN_MAX else [])])
    return Html(shown) if texts.escapes else shown


def _of(texts: Texts, facts: Facts, name: str) -> str:
    return _code(texts, facts[name])


def _code(texts: Texts, word: object) -> str:
    """What is typed in an expression, which is the same in every language."""
    safe = texts.safe(str(word))
    return Html(f"<code>{safe}</code>") if texts.escapes else safe


_KINDS: dict[str, Callable[[Texts], str]] = {
    CONDITION: lambda texts: texts.gettext("a condition"),
    NUMBER: lambda texts: texts.gettext("a whole number"),
    MONEY: lambda texts: texts.gettext("a sum of money"),
    TEXT: lambda texts: texts.gettext("a text in quotes"),
    TRUTH: lambda texts: f"{_code(texts, 'true')}, {_code(texts, 'false')}",
    END: lambda texts: texts.gettext("the end"),
}


def _expected(texts: Texts, facts: Facts) -> str:
    if not facts["found"]:
        return texts.gettext("Something is missing here: %(allowed)s.", allowed=_allowed(texts, facts))
    return texts.gettext(
        "%(found)s cannot stand here. What can: %(allowed)s.",
        found=_of(texts, facts, "found"),
        allowed=_allowed(texts, facts),
    )


def _wrong_type(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "%(about)s is compared with this: %(allowed)s.",
        about=_of(texts, facts, "about"),
        allowed=_allowed(texts, facts),
    )


_SENTENCES: dict[str, Sentence] = {
    "expected": _expected,
    "unknown_field": lambda texts, facts: texts.gettext(
        "There is no field %(found)s.", found=_of(texts, facts, "found")
    ),
    "unknown_value": lambda texts, facts: texts.gettext(
        "%(about)s is never %(found)s. What it can be: %(allowed)s.",
        about=_of(texts, facts, "about"),
        found=_of(texts, facts, "found"),
        allowed=_allowed(texts, facts),
    ),
    "unknown_segment": lambda texts, facts: texts.gettext(
        "There is no saved segment %(found)s.", found=_of(texts, facts, "found")
    ),
    "unknown_campaign": lambda texts, facts: texts.gettext(
        "There is no campaign %(found)s.", found=_of(texts, facts, "found")
    ),
    "unknown_argument": lambda texts, facts: texts.gettext(
        "%(about)s does not go by %(found)s. What it goes by: %(allowed)s.",
        about=_of(texts, facts, "about"),
        found=_of(texts, facts, "found"),
        allowed=_allowed(texts, facts),
    ),
    "argument_twice": lambda texts, facts: texts.gettext("%(found)s is said twice.", found=_of(texts, facts, "found")),
    "wrong_type": _wrong_type,
    "wrong_operator": lambda texts, facts: texts.gettext(
        "%(about)s cannot be compared by %(found)s. What works: %(allowed)s.",
        about=_of(texts, facts, "about"),
        found=_of(texts, facts, "found"),
        allowed=_allowed(texts, facts),
    ),
    "out_of_range": lambda texts, facts: texts.gettext(
        "%(about)s goes from %(least)s to %(most)s.",
        about=_of(texts, facts, "about"),
        least=int(facts["least"]),
        most=int(facts["most"]),
    ),
    "unclosed": lambda texts, _: texts.gettext("The text that begins here has no closing quote."),
    "text_invalid": lambda texts, facts: texts.ngettext(
        "A text in quotes has at most %(n)s visible letter, and is not empty.",
        "A text in quotes has at most %(n)s visible letters, and is not empty.",
        int(facts["most"]),
    ),
    "unreadable": lambda texts, facts: texts.gettext(
        "%(found)s is no part of an expression.", found=_of(texts, facts, "found")
    ),
    "too_long": lambda texts, facts: texts.ngettext(
        "The expression is longer than %(n)s letter. Save a part of it under a name.",
        "The expression is longer than %(n)s letters. Save a part of it under a name.",
        int(facts["most"]),
    ),
    "too_deep": lambda texts, _: texts.gettext("There are too many brackets within brackets."),
    "too_many": lambda texts, _: texts.gettext("There are too many conditions. Save a part of them under a name."),
    "loop": lambda texts, facts: texts.gettext(
        "The segment %(found)s leads back to itself.", found=_of(texts, facts, "found")
    ),
}


def _invalid(texts: Texts, facts: Facts) -> str:
    if "problem" not in facts:
        return texts.gettext("This expression cannot be read.")
    return told(texts, facts)


SEGMENT_REFUSALS: dict[str, Sentence] = {
    "segment_invalid": _invalid,
    "segment_unknown": lambda texts, _: texts.gettext("There is no such segment any more."),
    "segment_name_invalid": lambda texts, facts: texts.ngettext(
        "A name of a segment has at most %(n)s letter, and no quotes.",
        "A name of a segment has at most %(n)s letters, and no quotes.",
        int(facts["most"]),
    ),
    "segments_too_many": lambda texts, facts: texts.ngettext(
        "There is %(n)s saved segment already. Delete one first.",
        "There are %(n)s saved segments already. Delete one first.",
        int(facts["most"]),
    ),
    "segment_used": lambda texts, facts: texts.gettext(
        "This segment is used by: %(used)s. Change these first.", used=str(facts["used"])
    ),
    "segment_breaks": lambda texts, facts: texts.gettext(
        "With this expression these would have too many conditions: %(used)s. Write less, or change these first.",
        used=str(facts["used"]),
    ),
}
"""Each a sentence of screens.errors."""
