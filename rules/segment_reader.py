"""How a segment's expression is read, word by word, into its tree."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NoReturn

from rules import segment_fields
from rules.segment_fields import BY_MEASURE, BY_NAME, KNOWN, OUTCOMES, PERIOD_DAYS_MAX, SEGMENT, Field, Measure
from rules.segment_mistake import CONDITION, MONEY, NUMBER, TEXT, TRUTH, SegmentInvalid, nearest
from rules.segment_tree import (
    Compare,
    Flag,
    Known,
    Measured,
    Named,
    Not,
    OneOf,
    Outcome,
    Tree,
    both,
    either,
    negated,
    quoted,
)
from rules.segment_words import Word

DEPTH_MAX = 12  # brackets and nots within each other
VALUES_MAX = 50  # of one list

_OPERATORS = frozenset(segment_fields.ORDER)
_SOMETIMES = tuple(one.name for one in segment_fields.FIELDS if not one.is_known_always)
_BEGINNINGS = (*BY_NAME, *BY_MEASURE, *OUTCOMES, KNOWN, SEGMENT, "not")


class Reader:
    """Recursive descent over the words; `word` is the one that is looked at."""

    def __init__(self, found: Sequence[Word]) -> None:
        self._found = found
        self._at = 0

    @property
    def word(self) -> Word:
        return self._found[self._at]

    def at_end(self) -> bool:
        return self.word.kind == "end"

    def next(self) -> Word:
        word = self.word
        self._at += word.kind != "end"
        return word

    def passed(self, text: str) -> bool:
        """Step over this word if it stands here."""
        here = self.word.is_(text)
        self._at += here
        return here

    def expected(self, *allowed: str, about: str = "", problem: str = "expected") -> NoReturn:
        word, known = self.word, [one for one in allowed if one.isidentifier()]
        close = nearest(word.text, known) if word.kind == "name" else ""
        if word.kind == "name" and TEXT in allowed:
            close = quoted(word.text)
        raise SegmentInvalid(problem, word.at, found=word.text, allowed=allowed, suggestion=close, about=about)

    def sign(self, text: str) -> None:
        if not self.passed(text):
            self.expected(text)

    # -------------------------------------------------------------- and, or, not

    def either(self, depth: int) -> Tree:
        parts = [self.both(depth)]
        while self.passed("or"):
            parts.append(self.both(depth))
        return either(*parts)

    def both(self, depth: int) -> Tree:
        parts = [self.one(depth)]
        while self.passed("and"):
            parts.append(self.one(depth))
        return both(*parts)

    def one(self, depth: int) -> Tree:
        if depth > DEPTH_MAX:
            raise SegmentInvalid("too_deep", self.word.at, found=self.word.text, most=DEPTH_MAX)
        if self.passed("not"):
            return negated(self.one(depth + 1))
        if self.passed("("):
            tree = self.either(depth + 1)
            if not self.passed(")"):
                self.expected(")", "and", "or")
            return tree
        return self.condition()

    # -------------------------------------------------------------- one condition

    def condition(self) -> Tree:
        if self.word.kind != "name":
            self.expected(CONDITION, "not", "(")
        word = self.next()
        name = word.text.casefold()
        if name in BY_NAME:
            return self.of_field(BY_NAME[name], word.at)
        if name in BY_MEASURE:
            return self.measured(BY_MEASURE[name], word.at)
        if name in OUTCOMES:
            value_at, campaign = self.in_brackets()
            return Outcome(name, campaign, word.at, value_at)
        if name == SEGMENT:
            value_at, segment = self.in_brackets() if self.word.is_("(") else self.text(SEGMENT)
            return Named(segment, value_at)
        if name == KNOWN:
            return self.known(word.at)
        raise SegmentInvalid(
            "unknown_field", word.at, found=word.text, allowed=_BEGINNINGS, suggestion=nearest(word.text, _BEGINNINGS)
        )

    def of_field(self, field: Field, at: int) -> Tree:
        if field.kind == "flag":
            return self.flag(field, at)
        operator = self.operator(field)
        if operator == "in":
            return self.one_of(field, at)
        value_at = self.word.at
        return Compare(field.name, operator, self.value(field), at, value_at)

    def operator(self, field: Field) -> str:
        word = self.word
        if word.text.casefold() not in (*_OPERATORS, "in"):
            self.expected(*field.operators)
        if word.text.casefold() not in field.operators:
            self.expected(*field.operators, about=field.name, problem="wrong_operator")
        return self.next().text.casefold()

    def flag(self, field: Field, at: int) -> Tree:
        """`reachable`, or `reachable = false`."""
        operator = next((one for one in ("=", "!=") if self.passed(one)), "")
        if not operator:
            return Flag(field.name, at)
        truth = next((one for one in ("true", "false") if self.passed(one)), "")
        if not truth:
            self.expected(TRUTH, about=field.name, problem="wrong_type")
        return Flag(field.name, at) if (truth == "true") == (operator == "=") else Not(Flag(field.name, at))

    def one_of(self, field: Field, at: int) -> Tree:
        self.sign("(")
        value_at, values = self.word.at, [self.text_of(field)]
        while self.passed(","):
            values.append(self.text_of(field))
            if len(values) > VALUES_MAX:
                raise SegmentInvalid("too_many", self.word.at, most=VALUES_MAX)
        if not self.passed(")"):
            self.expected(",", ")")
        return OneOf(field.name, tuple(values), at, value_at)

    def known(self, at: int) -> Tree:
        self.sign("(")
        word = self.word
        if word.text.casefold() not in _SOMETIMES:
            problem = "unknown_field" if word.kind == "name" else "expected"
            close = nearest(word.text, _SOMETIMES)
            raise SegmentInvalid(problem, word.at, found=word.text, allowed=_SOMETIMES, suggestion=close)
        self.next()
        self.sign(")")
        return Known(word.text.casefold(), at)

    # -------------------------------------------------------------- values

    def value(self, field: Field) -> str | int | Decimal:
        if field.is_text:
            return self.text_of(field)
        return self.number(field.name, field.kind == "money", field.least, field.most)

    def number(self, about: str, is_money: bool, least: int, most: int) -> int | Decimal:
        word = self.word
        wanted = MONEY if is_money else NUMBER
        if not isinstance(word.value, Decimal) or not (is_money or word.value == int(word.value)):
            self.expected(wanted, about=about, problem="wrong_type")
        if not least <= word.value <= most:
            raise SegmentInvalid("out_of_range", word.at, found=word.text, about=about, least=least, most=most)
        self.next()
        return word.value.normalize() if is_money else int(word.value)

    def text(self, about: str) -> tuple[int, str]:
        word = self.word
        if word.kind != "text" or not isinstance(word.value, str):
            self.expected(TEXT, about=about, problem="wrong_type")
        self.next()
        return word.at, word.value

    def text_of(self, field: Field) -> str:
        word = self.word
        _, text = self.text(field.name)
        if field.kind != "text" or field.name in ("language", "favourite_category"):
            text = text.casefold()
        if field.choices and text not in field.choices:
            raise SegmentInvalid(
                "unknown_value",
                word.at,
                found=word.text,
                allowed=field.choices,
                suggestion=nearest(text, field.choices),
                about=field.name,
            )
        return text

    def in_brackets(self) -> tuple[int, str]:
        self.sign("(")
        found = self.text(CONDITION)
        self.sign(")")
        return found

    # -------------------------------------------------------------- measures

    def measured(self, measure: Measure, at: int) -> Tree:
        self.sign("(")
        texts: dict[str, str] = {}
        days: int | None = None
        while not self.passed(")"):
            name = self.argument(measure, {*texts, *(() if days is None else ("days",))})
            if name == "days":
                days = int(self.number("days", is_money=False, least=1, most=PERIOD_DAYS_MAX))
            else:
                texts[name] = self.text(name)[1]
            if not self.word.is_(")") and not self.passed(","):
                self.expected(",", ")")
        operator, value = self.compared(measure)
        ordered = tuple((one.name, texts[one.name]) for one in measure.arguments if one.name in texts)
        return Measured(measure.name, ordered, days, operator, value, at)

    def argument(self, measure: Measure, said: set[str]) -> str:
        word, allowed = self.word, [one.name for one in measure.arguments]
        if word.kind != "name":
            self.expected(*allowed, ")")
        name = word.text.casefold()
        if name not in allowed or name in said:
            problem = "argument_twice" if name in said else "unknown_argument"
            self.expected(*allowed, about=measure.name, problem=problem)
        self.next()
        self.sign("=")
        return name

    def compared(self, measure: Measure) -> tuple[str, int | Decimal]:
        """Compared with nothing, it is compared with nought."""
        is_money = measure.unit == "money"
        if self.word.text not in _OPERATORS:
            return ">", Decimal(0) if is_money else 0
        operator = self.next().text
        most = segment_fields.MONEY_MAX if is_money else segment_fields.COUNT_MAX
        return operator, self.number(measure.name, is_money, 0, most)
