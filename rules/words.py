"""An owner's own words in each language, and which form of a word a number takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

PluralForms = Mapping[str, str]

# CLDR decides by the last digits; these numbers meet every form that whole numbers take in any language.
_SAMPLE = range(201)


def is_language(code: str) -> bool:
    """Whether this is a language tag that texts and plurals are known for: `ru`, `en`, `pt_BR`."""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def plural_form(count: int, language: str) -> str:
    """The CLDR plural form of a whole number: `one`, `few`, `many`, `other`, …"""
    return str(Locale.parse(language).plural_form(abs(count)))


@lru_cache(maxsize=64)
def plural_forms(language: str) -> tuple[str, ...]:
    """The forms that whole numbers take in a language, in the order they are met: en one, other; ru one, few, many."""
    return tuple(dict.fromkeys(plural_form(count, language) for count in [1, 2, 5, *_SAMPLE]))


def plural(count: int, forms: PluralForms, language: str) -> str:
    """The word itself, without the number: 21 балл, 22 балла, 25 баллов."""
    return forms[plural_form(count, language)]
