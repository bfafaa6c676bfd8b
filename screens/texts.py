"""Words, numbers, days and money in one reader's language, time zone and brand."""

from __future__ import annotations

import gettext as gnu
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from html import escape, unescape
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from rules.program_parts import USUAL, Parts
from rules.words import plural_form

LOCALES = Path(__file__).resolve().parent.parent / "locales"
DOMAIN = "kopilka"
FALLBACK = "en"
TEXT_LIMIT = 300
PROSE_LIMIT = 3000
NAME_LIMIT = 48

# One that is left open inside a name would swallow the mark that closes ours.
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
_TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF"})
_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_MINUS = "\u2212"
_GLUE = "\u00a0"
# Letters that neither break a line nor turn it need no closer look.
_QUIET = re.compile(r"[ -~\u00a0-\u024f\u0400-\u052f\u2010-\u2027\u20a0-\u20bf\u2212]*")


def N_(msgid: str) -> str:  # noqa: N802 - the name by which extractors know it
    """Mark words that are translated later, where the reader's language is known."""
    return msgid


class Html(str):
    """Text that is already safe inside html."""

    __slots__ = ()


class Brand(Protocol):
    """points: words by language and plural form: {"ru": {"one": "балл", "few": "балла", "many": "баллов"}}."""

    @property
    def name(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def logo(self) -> str: ...
    @property
    def points(self) -> Mapping[str, Mapping[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Texts:
    """names: the programme's own words by code (tiers, privileges, offers). escapes: results go into html.

    parts: what the programme has, so that no screen speaks of points or friends where there are none. default_language:
    of the programme, for what is not said in the reader's.
    """

    language: str
    brand: Brand
    currency: str
    zone: str
    names: Mapping[str, str] = field(default_factory=dict)
    escapes: bool = True
    parts: Parts = USUAL
    default_language: str = ""

    @property
    def plain(self) -> Texts:
        """The same words for places that take no html: labels, copied and shared texts, alerts."""
        return replace(self, escapes=False)

    def gettext(self, msgid: str, **values: object) -> str:
        """Translate, then put in the values: strings are escaped and isolated, whole numbers written as people do."""
        return self._filled(_catalogue(self.language).gettext(msgid), values)

    def ngettext(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Translate in the form that goes with n, which is also the value `%(n)s`."""
        return self._filled(_catalogue(self.language).ngettext(singular, plural, n), {"n": n, **values})

    def safe(self, text: str) -> str:
        """Return words from outside so that they can neither mark up, nor turn round, nor flood ours."""
        if isinstance(text, Html):
            return text if self.escapes else unescape(text)
        return self._safe(text, TEXT_LIMIT)

    def person(self, name: str) -> str:
        """Return somebody's name, cut when it is no name any more; one that cannot be seen is a dot row."""
        return self._safe(name, NAME_LIMIT) or "…"

    def prose(self, text: str) -> str:
        """Return the owner's own words of several lines."""
        tidy = text.translate(_ISOLATES).strip()[:PROSE_LIMIT]
        return Html(escape(tidy)) if self.escapes else tidy

    def name(self, code: str) -> str:
        """Return the programme's own words for a code; words that are no code are shown as they are."""
        return self.safe(self.names.get(code, code))

    def points(self, n: int) -> str:
        """`1,200 points` in the brand's words, in the form that goes with the number."""
        return self.safe(f"{self.number(n)}{_GLUE}{self._word(n)}")

    def points_word(self, n: int) -> str:
        """`points`, in the form that goes with the number."""
        return self.safe(self._word(n))

    def change(self, n: int) -> str:
        """`+120 points`, `−50 points`."""
        written = self.points(n)
        return type(written)("+" + written) if n > 0 else written

    def number(self, n: int | Decimal) -> str:
        return _number(self.language, n)

    def money(self, minor: int) -> str:
        """Write an amount of minor units; whole amounts without their zeros."""
        return _money(self.language, self.currency, minor)

    def percent(self, percent: Decimal | int) -> str:
        """Write a number of percents: Decimal("3.5") is `3.5%`."""
        return _percent(self.language, Decimal(percent))

    def day(self, day: date) -> str:
        """`30 November 2026` as the language writes it."""
        return _date(self.language, day, "long")

    def day_month(self, day: date) -> str:
        return _date(self.language, day, "MMMMd")

    def month(self, day: date) -> str:
        """`November 2026`, as a title has it."""
        return _date(self.language, day, "yMMMM")

    def instant(self, at: datetime) -> str:
        """`30 November, 14:32` in the reader's zone."""
        return self.gettext("%(day)s, %(time)s", day=self.local_day(at), time=self.clock(at))

    def local_day(self, at: datetime) -> str:
        return self.day_month(at.astimezone(ZoneInfo(self.zone)).date())

    def clock(self, at: datetime) -> str:
        """The time of day in the reader's zone."""
        return self.hour(at.astimezone(ZoneInfo(self.zone)).time())

    def hour(self, at: time) -> str:
        return _hour(self.language, at.replace(second=0, microsecond=0))

    def in_days(self, days: int) -> str:
        """`today`, `tomorrow`, `in 3 days`."""
        if days <= 0:
            return self.gettext("today")
        if days == 1:
            return self.gettext("tomorrow")
        return _in_days(self.language, days)

    def city(self, zone: str) -> str:
        return dates.get_timezone_location(zone, locale=_locale(self.language), return_city=True)

    def _word(self, n: int) -> str:
        language = self.language if self.language in self.brand.points else next(iter(self.brand.points))
        forms = self.brand.points[language]
        return forms.get(_plural(language, abs(n))) or forms.get("other") or next(iter(forms.values()))

    def _safe(self, text: str, limit: int) -> str:
        tidy = _isolated(text, limit)
        return Html(escape(tidy)) if self.escapes else tidy

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        shown = {key: self._shown(value) for key, value in values.items()}
        filled = text % shown if shown else text
        return Html(filled) if self.escapes else filled

    def _shown(self, value: object) -> str:
        if isinstance(value, int):
            return self.number(value)
        assert isinstance(value, str), f"{value!r} must be put in words by Texts first"
        return self.safe(value)


def load(
    language: str,
    brand: Brand,
    currency: str,
    zone: str,
    names: Mapping[str, str] | None = None,
    parts: Parts = USUAL,
    default_language: str = "",
) -> Texts:
    """Return the texts for a BCP 47 language (an unknown one reads English), an ISO 4217 currency and an IANA zone."""
    return Texts(known(language), brand, currency, zone, names or {}, parts=parts, default_language=default_language)


def known(language: str) -> str:
    """Return the language whose catalogue serves this BCP 47 tag: `ru-RU` is `ru`, what is unknown is `en`."""
    main = language.replace("_", "-").partition("-")[0].lower()
    return main if main in languages() else FALLBACK


@cache
def languages() -> dict[str, str]:
    """Return each catalogue's language and its own name for itself: one more language is one more folder."""
    folders = sorted(folder.parent.parent.name for folder in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return {code: str(Locale.parse(code).get_display_name()).capitalize() for code in folders}


@cache
def _catalogue(language: str) -> gnu.NullTranslations:
    return gnu.translation(DOMAIN, str(LOCALES), [language], fallback=language == FALLBACK)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


# Babel reads its patterns anew each time; people see the same few numbers, days and sums again and again.
@lru_cache(maxsize=4096)
def _plural(language: str, n: int) -> str:
    return plural_form(n, language)


@lru_cache(maxsize=256)
def _percent(language: str, percent: Decimal) -> str:
    return numbers.format_percent(percent / 100, locale=_locale(language), decimal_quantization=False)


@lru_cache(maxsize=2048)
def _hour(language: str, at: time) -> str:
    return _wide(dates.format_time(at, "short", locale=_locale(language)))


@lru_cache(maxsize=1024)
def _in_days(language: str, days: int) -> str:
    delta, locale = timedelta(days=days), _locale(language)
    return dates.format_timedelta(delta, granularity="day", threshold=1e9, add_direction=True, locale=locale)


@lru_cache(maxsize=4096)
def _number(language: str, n: int | Decimal) -> str:
    return numbers.format_decimal(n, locale=_locale(language)).replace("-", _MINUS)


@lru_cache(maxsize=4096)
def _date(language: str, day: date, form: str) -> str:
    if form == "long":
        return _wide(dates.format_date(day, "long", locale=_locale(language)))
    return _wide(dates.format_skeleton(form, day, locale=_locale(language)))


def _wide(text: str) -> str:
    """CLDR's narrow space is a box in some fonts."""
    return text.replace("\u202f", _GLUE)


@lru_cache(maxsize=4096)
def _money(language: str, currency: str, minor: int) -> str:
    locale, digits = _locale(language), numbers.get_currency_precision(currency)
    pattern = locale.currency_formats["standard"].pattern
    parts = "" if minor % 10**digits == 0 else f".{'0' * digits}"
    pattern = pattern.replace("0.00", f"0{parts}")
    if numbers.get_currency_symbol(currency, locale=locale)[-1].isalpha():
        pattern = pattern.replace("¤#", f"¤{_GLUE}#")  # CLDR parts letters from figures: RUB 1,250
    amount = Decimal(minor).scaleb(-digits)
    written = numbers.format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    return written.replace("-", _MINUS)


def _isolated(text: str, limit: int) -> str:
    """Return the text on one line, closed in itself when it may turn the direction of ours."""
    if len(text) <= limit and _QUIET.fullmatch(text):
        return text.strip(" ")
    spaced = "".join(" " if unicodedata.category(c) in _BREAKS else c for c in text.translate(_ISOLATES)).strip()
    short = spaced if len(spaced) <= limit else spaced[: limit - 1] + "…"
    turns = any(unicodedata.bidirectional(c) in _TURNING for c in short)
    return f"\u2068{short}\u2069" if turns else short
