"""How single values of the programme document are written: money, rates, texts in each language, clock times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictStr,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from rules.money import MAX_AMOUNT_MINOR, Rate, is_currency, minor_digits, parse_rate, to_minor
from rules.words import is_language, plural_forms
from rules.zone import zone_of

MAX_TEXT = 3000
MAX_LINES_IN_LIST = 10
MAX_LINE = 120
MAX_TIMES = 100
HUNDRED_PERCENT = 100_00  # in hundredths of a percent

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What parts of the document need to know of its head before they can be read."""

    digits: int = 2
    point_value_minor: int = 100
    languages: tuple[str, ...] = ()


def context(data: Mapping[str, Any]) -> Context:
    """Look ahead for currency, point value and languages; where one is wrong a usual value stands in, as the wrong one
    is reported by its own field."""
    currency = data.get("currency")
    digits = minor_digits(currency) if isinstance(currency, str) and is_currency(currency) else 2
    languages = data.get("languages")
    known = [code for code in languages if isinstance(code, str)] if isinstance(languages, list) else []
    try:
        value = to_minor(data["redemption"]["point_value"], digits)
    except (KeyError, TypeError, ValueError):
        value = 0
    return Context(digits, value or 10**digits, tuple(code for code in known if is_language(code)))


def _context(info: ValidationInfo) -> Context:
    return info.context if isinstance(info.context, Context) else Context()


def _raise(message: str) -> None:
    raise PydanticCustomError("rule", "{message}", {"message": message})


def refuse(value: object, found: Sequence[tuple[Place, Any, str]]) -> None:
    """Report several mistakes, each at its own place below the value that is being read."""
    if found:
        raise ValidationError.from_exception_data(
            type(value).__name__,
            [
                InitErrorDetails(
                    type=PydanticCustomError("rule", "{message}", {"message": message}), loc=place, input=written
                )
                for place, written, message in found
            ],
        )


def _money(written: object, info: ValidationInfo) -> int:
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        raise PydanticCustomError("rule", "is not a sum of money")
    try:
        return to_minor(written, _context(info).digits)
    except ValueError as error:
        raise PydanticCustomError("rule", "{message}", {"message": str(error)}) from error


def _rate(written: object, info: ValidationInfo) -> Rate:
    if not isinstance(written, str):
        raise PydanticCustomError("rule", "must be written in quotes, with its unit")
    head = _context(info)
    try:
        return parse_rate(written, head.digits, head.point_value_minor)
    except ValueError as error:
        raise PydanticCustomError("rule", "{message}", {"message": str(error)}) from error


def _percent(written: object) -> Decimal:
    text = written[:-1].strip() if isinstance(written, str) and written.endswith("%") else written
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise PydanticCustomError("rule", "is not a percent")
    try:
        hundredths = to_minor(text, 2)
    except ValueError as error:
        raise PydanticCustomError("rule", "is not a percent with at most 2 digits after the point") from error
    if hundredths > HUNDRED_PERCENT:
        raise PydanticCustomError("rule", "is more than 100 %")
    return Decimal(hundredths).scaleb(-2)


def _times(written: object) -> Decimal:
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        raise PydanticCustomError("rule", "is not a multiplier")
    try:
        hundredths = to_minor(written, 2)
    except ValueError as error:
        raise PydanticCustomError("rule", "is not a number with at most 2 digits after the point") from error
    if not 100 < hundredths <= 100 * MAX_TIMES:
        raise PydanticCustomError("rule", "{message}", {"message": f"must be above 1 and at most {MAX_TIMES}"})
    return Decimal(hundredths).scaleb(-2)


def _day(written: object) -> date:
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    if isinstance(written, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    raise PydanticCustomError("rule", "is not a day such as 2026-12-31")


def _clock_time(written: object) -> time:
    if isinstance(written, time) and written.tzinfo is None:
        return written
    if isinstance(written, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", written):
        return time.fromisoformat(written)
    raise PydanticCustomError("rule", "is not a time of day")


def _zone(name: object) -> ZoneInfo:
    found = zone_of(name) if isinstance(name, str) else None
    if found is None:
        raise PydanticCustomError("zone", "is not a time zone")
    return found


def _currency(code: str) -> str:
    if not is_currency(code):
        _raise("is not a currency in use")
    return code


def _language(code: str) -> str:
    if not is_language(code):
        _raise("is not a known language")
    return code


def _in_each_language(texts: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    languages = _context(info).languages
    if not languages:
        return texts  # the list of languages is wrong itself, and is named as such
    found: list[tuple[Place, Any, str]] = [
        ((language,), written, "is not one of the programme's languages")
        for language, written in texts.items()
        if language not in languages
    ]
    found += [((), None, f"has no text in {language}") for language in languages if language not in texts]
    refuse(texts, found)
    return texts


def _in_each_form(words: dict[str, dict[str, str]], info: ValidationInfo) -> dict[str, dict[str, str]]:
    found: list[tuple[Place, Any, str]] = []
    for language, forms in _in_each_language(words, info).items():
        needed = plural_forms(language)
        found += [((language,), None, f"has no form {form!r}") for form in needed if form not in forms]
        # CLDR's `other` is for parts of a whole where a language has no such whole numbers.
        found += [
            ((language, form), written, f"is not a plural form of {language}; it has {', '.join(needed)}")
            for form, written in forms.items()
            if form not in needed and form != "other"
        ]
    refuse(words, found)
    return words


_MONEY_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d[\d _]*(\.\d+)?$"},
        {"type": "number", "minimum": 0, "maximum": MAX_AMOUNT_MINOR},
    ],
}
_TIME_SCHEMA = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}

Money = Annotated[int, BeforeValidator(_money), WithJsonSchema(_MONEY_SCHEMA)]
RateText = Annotated[Rate, PlainValidator(_rate), WithJsonSchema({"type": "string", "pattern": "%$| per "})]
Percent = Annotated[
    Decimal,
    PlainValidator(_percent),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "%$"}, {"type": "number", "minimum": 0, "maximum": 100}]}),
]
Times = Annotated[Decimal, PlainValidator(_times), WithJsonSchema({"type": ["number", "string"]})]
Day = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
ClockTime = Annotated[
    time,
    PlainValidator(_clock_time),
    PlainSerializer(time.isoformat, return_type=str, when_used="json"),
    WithJsonSchema(_TIME_SCHEMA),
]
Zone = Annotated[ZoneInfo, PlainValidator(_zone), WithJsonSchema({"type": "string", "format": "zoneinfo"})]
Currency = Annotated[StrictStr, AfterValidator(_currency)]
Language = Annotated[StrictStr, AfterValidator(_language)]
Category = Annotated[
    StrictStr, Field(min_length=1, max_length=128), AfterValidator(lambda name: name.strip().casefold())
]

_Text = Annotated[StrictStr, Field(min_length=1, max_length=MAX_TEXT)]
_ShortLine = Annotated[StrictStr, Field(min_length=1, max_length=MAX_LINE)]
Texts = Annotated[dict[str, _Text], AfterValidator(_in_each_language)]
TextLists = Annotated[
    dict[str, Annotated[tuple[_ShortLine, ...], Field(max_length=MAX_LINES_IN_LIST)]], AfterValidator(_in_each_language)
]
PluralWords = Annotated[
    dict[str, dict[str, Annotated[StrictStr, Field(min_length=1, max_length=32)]]], AfterValidator(_in_each_form)
]
