"""Places in a message: named, filled, and closed naturally where a value is missing."""

from __future__ import annotations

import pytest

from rules.placeholder import Unknown, filled, names, unknown, without_fallback

VALUES = {"name": "Anna", "balance": "120 points"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello, {name}!", "Hello, Anna!"),
        ("Hello, { Name | friend }!", "Hello, Anna!"),
        ("Use it by {burning_day|Friday}.", "Use it by Friday."),
        ("Hello, {tier}!", "Hello!"),
        ("{tier}, we miss you", "We miss you"),
        ("<b>{tier}, come in</b>", "<b>Come in</b>"),
        ("You have {burning} left", "You have left"),
        ("Take {offer}. It waits.", "Take. It waits."),
        ("{nobody|x} {not a place} {}", "x {not a place} {}"),
        ("{name|{x}", "{name|"),
    ],
)
def test_a_value_or_what_stands_in_for_it(text: str, said: str) -> None:
    assert filled(text, lambda name: VALUES.get(name, "")) == said


def test_a_value_is_never_read_as_a_place() -> None:
    assert filled("{name} {balance}", lambda name: "{balance}" if name == "name" else "7") == "{balance} 7"


def test_what_no_placeholder_has_is_named_with_its_place() -> None:
    assert unknown("Hi {nmae}, {balance} {имя|x}") == [Unknown("nmae", 3, "name"), Unknown("имя", 21, "")]
    assert names("Hi {Name} {tier|x}") == {"name", "tier"}


def test_a_value_that_may_be_missing_wants_something_in_its_place() -> None:
    assert [slot.name for slot in without_fallback("{name|friend} {tier} {balance} {offer_day}")] == [
        "tier",
        "offer_day",
    ]
