"""What is wrong with a segment's expression: where, what stands there, what may, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from rules.refusal import Refused

FOUND_MAX = 40  # letters that are shown of what stands there
SHOWN_MAX = 12  # choices that the sentence names

# Kinds of things that may stand somewhere; whatever else is allowed is a word or a sign as it is typed.
CONDITION = "a condition"
NUMBER = "a whole number"
MONEY = "a sum of money"
TEXT = "a text in quotes"
TRUTH = "true or false"
END = "the end"
KINDS = frozenset({CONDITION, NUMBER, MONEY, TEXT, TRUTH, END})

_SENTENCES = {
    "expected": "{found} stands where {allowed} is wanted",
    "unknown_field": "there is no field {found}",
    "unknown_value": "{about} is never {found}; it is {allowed}",
    "unknown_segment": "there is no saved segment {found}",
    "unknown_campaign": "there is no campaign {found}",
    "unknown_argument": "{about} does not go by {found}, but by {allowed}",
    "argument_twice": "{found} is said twice",
    "wrong_type": "{about} is compared with {allowed}, not with {found}",
    "wrong_operator": "{about} cannot be compared by {found}, but by {allowed}",
    "out_of_range": "{about} goes from {least} to {most}; {found} is outside",
    "unclosed": "the text that begins with {found} is not closed by a quote",
    "text_invalid": "a text has 1 to {most} letters, and none that cannot be seen",
    "unreadable": "{found} is no part of an expression",
    "too_long": "the expression is longer than {most} letters",
    "too_deep": "brackets stand within brackets more than {most} deep",
    "too_many": "there are more than {most} conditions or values",
    "loop": "the segment {found} goes round to itself",
}
PROBLEMS = frozenset(_SENTENCES)


class SegmentInvalid(Refused):
    """place: the 0-based offset in the text. problem: one of PROBLEMS. found: what stands there, shortened.

    allowed: what may stand there: words and signs as they are typed, or one of KINDS. suggestion: the nearest of what
    is known, or empty. about: the field or question that it is about. segment: the saved one in whose text it is; empty
    for the text that was given.
    """

    code = "segment_invalid"
    sentence = "The expression, at letter {letter}: {what}{meant}."

    def __init__(
        self,
        problem: str,
        place: int,
        *,
        found: str = "",
        allowed: Sequence[str] = (),
        suggestion: str = "",
        about: str = "",
        least: int = 0,
        most: int = 0,
        segment: str = "",
    ) -> None:
        facts = {"found": shortened(found) or "the end", "about": about, "least": least, "most": most}
        what = _SENTENCES[problem].format(**facts, allowed=listed(allowed))
        super().__init__(
            problem=problem,
            place=place,
            letter=place + 1,
            found=shortened(found),
            allowed=tuple(allowed),
            suggestion=suggestion,
            about=about,
            least=least,
            most=most,
            segment=segment,
            what=f"{what} (in the segment {segment})" if segment else what,
            meant=f"; did you mean {suggestion}?" if suggestion else "",
        )

    @property
    def place(self) -> int:
        place = self.facts["place"]
        assert isinstance(place, int)
        return place

    @property
    def allowed(self) -> tuple[str, ...]:
        allowed = self.facts["allowed"]
        assert isinstance(allowed, tuple)
        return allowed

    def within(self, segment: str) -> SegmentInvalid:
        """The same mistake, found in the text of a saved segment."""
        kept = {name: value for name, value in self.facts.items() if name not in ("letter", "what", "meant")}
        return SegmentInvalid(**{**kept, "segment": segment})  # type: ignore[arg-type]


def listed(choices: Sequence[str], last: str = "or", more: str = "…") -> str:
    shown = list(choices[:SHOWN_MAX])
    if len(choices) > SHOWN_MAX:
        return f"{', '.join(shown)}, {more}"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {last} {shown[-1]}" if shown else ""


def shortened(text: str) -> str:
    # What cannot be seen is shown as a sign of its own: no database keeps a NUL, and a mark may turn a line round.
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[: FOUND_MAX + 1])
    return text if len(text) <= FOUND_MAX else text[: FOUND_MAX - 1] + "…"


def nearest(written: str, known: Sequence[str]) -> str:
    """The nearest of these names, capitals aside, or nothing."""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(written[:FOUND_MAX].casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""
