"""Every refusal is one clear sentence with a way on, in both languages; none hides behind another mistake."""

from __future__ import annotations

import pkgutil
import string
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

import actions
import rules
from rules.refusal import Refused
from screens import errors
from tests.screens import facts, floor

LANGUAGES = ("ru", "en")
TEXT_FACTS = {"zone": "Mars/<Base>", "reason": "own", "state": "void", "phone": "+7", "at": "x", "what": "x"}


def _known(root: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for one in root.__subclasses__():
        yield one
        yield from _known(one)


def _refusals() -> list[type[Refused]]:
    packages: tuple[ModuleType, ...] = (rules, actions)
    for package in packages:
        for module in pkgutil.iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    # What only handlers refuse has screens of its own.
    ours = [one for one in _known() if one.__module__.split(".")[0] in ("rules", "actions")]
    return sorted(ours, key=lambda one: one.code)


def _facts(refusal: type[Refused]) -> dict[str, object]:
    names = [name for _, name, _, _ in string.Formatter().parse(refusal.sentence) if name]
    return {name: TEXT_FACTS.get(name, 3) for name in names}


@pytest.mark.parametrize("refusal", _refusals(), ids=lambda refusal: refusal.code)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_that_people_can_meet_has_its_own_sentence(language: str, refusal: type[Refused]) -> None:
    texts = facts.the_texts(language)
    general = errors.sentence(texts, "never heard of", {})

    said = errors.sentence(texts, refusal.code, _facts(refusal))

    assert (said == general) == (refusal.code in errors.UNSPOKEN), (
        f"give {refusal.code} a sentence in screens/errors.py"
    )
    assert list(floor.faults(errors.refused(texts, refusal.code, _facts(refusal)))) == []


def test_no_sentence_is_kept_for_a_refusal_that_is_gone() -> None:
    codes = {refusal.code for refusal in _refusals()}

    assert set(errors.SENTENCES) <= codes
    assert set(errors.WAYS) <= codes
    assert not set(errors.SENTENCES) & errors.UNSPOKEN


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_without_its_facts_says_what_is_surely_true(language: str) -> None:
    texts = facts.the_texts(language)

    for code in errors.SENTENCES:
        assert errors.sentence(texts, code, {}), code
    assert errors.sentence(texts, "debt_open", {"debt": "many"}) == errors.sentence(texts, "?", {})


def test_a_refusal_in_an_alert_carries_no_html() -> None:
    plain = facts.the_texts("en").plain

    assert "Mars/<Base>" in errors.sentence(plain, "zone_invalid", {"zone": "Mars/<Base>"})
