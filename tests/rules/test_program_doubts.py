"""Settings that are likely not meant are named with their place."""

from __future__ import annotations

import pytest

from rules.program_check import check
from tests.rules.programs import changed

T = 'title = { ru = "а", en = "a" }'
DISCOUNT = f"[[discounts]]\n{T}\npercent = 10\n"


@pytest.mark.parametrize(
    "more, path, says",
    [
        ('[[rules]]\nname = "a"\nrate = "150%"\n', "rules[0].rate", "more than was paid"),
        ('[[rules]]\nname = "a"\ntimes = 30\n', "rules", "may give back 150 %"),
        ('[[rules]]\nname = "a"\npoints = 5\ncaps = { cheque = 9, day = 5 }\n', "rules[0].caps.cheque", "day = 5"),
        (f'[[actions]]\nname = "a"\n{T}\non = "review"\npoints = 5\n', "actions[0]", "without end"),
        (f'[[discounts]]\nname = "a"\n{T}\npercent = 100\n', "discounts[0].percent", "nothing to pay"),
        (
            f'[discounting]\ncombine = "sum"\n{DISCOUNT}name = "a"\nwhen = {{ weekdays = ["mon"] }}\n'
            f'{DISCOUNT}name = "b"\nwhen = {{ hours = {{ start = 22:00:00, end = 06:00:00 }} }}\n',
            "discounts[1].when",
            "same time as a",
        ),
        (f'[[partners]]\nname = "a"\n{T}\nrate = "500%"\n', "partners[0].rate", "more than was paid"),
        ('[[rules]]\nname = "a"\nrate = "90%"\ninstead = true\n[[rules]]\nname = "b"\ntimes = 3\n', "rules", "270 %"),
        (
            f'[discounting]\ncombine = "sum"\n[[discounts]]\n{T}\nname = "a"\npercent = 60\n'
            f'[[discounts]]\n{T}\nname = "b"\npercent = 60\n',
            "discounting.combine",
            "nothing is left",
        ),
        (f'[[promos]]\nname = "a"\n{T}\ncode = "ABC"\ngives = {{ points = 5 }}\n', "promos[0].code", "nothing ends it"),
        (f'[[stamps]]\nname = "a"\n{T}\nneeded = 1\ngift = {{ {T} }}\n', "stamps[0].needed", "every second"),
        (
            f'[[subscriptions]]\nname = "a"\n{T}\nabout = {{ ru = "а", en = "a" }}\nprice_stars = 5\n',
            "subscriptions[0]",
            "gives nothing",
        ),
        (
            f'[[partners]]\nname = "a"\n{T}\nlocations = ["x"]\n[[partners]]\nname = "b"\n{T}\nlocations = ["x"]\n',
            "partners[1].locations",
            "also a place of a",
        ),
    ],
)  # fmt: skip
def test_what_is_likely_not_meant_is_named(more: str, path: str, says: str) -> None:
    found = [doubt for doubt in check(changed() + "\n" + more) if doubt.path == path]

    assert [doubt.severity for doubt in found] == ["warning"]
    assert says in found[0].message
    assert found[0].line


def test_an_exclusion_that_names_nothing_excludes_everything() -> None:
    old = 'excluded = { categories = ["tobacco", "gift cards"] }'

    assert [doubt.path for doubt in check(changed((old, "excluded = {}")))] == ["redemption.excluded"]


def test_discounts_that_never_meet_are_fine() -> None:
    text = (
        f'[discounting]\ncombine = "sum"\n{DISCOUNT}name = "a"\nwhen = {{ last_day = 2026-12-31 }}\n'
        f'{DISCOUNT}name = "b"\nwhen = {{ first_day = 2027-01-01 }}\n'
    )

    assert check(changed() + "\n" + text) == []


@pytest.mark.parametrize(
    "more, path, says",
    [
        ('[[rules]]\nname = "a"\n', "rules[0]", "exactly one of rate, points"),
        ('[[rules]]\nname = "a"\npoints = 5\nrate = "1%"\n', "rules[0]", "exactly one of"),
        ('[[rules]]\nname = "a"\npoints = 5\nwhen = { tiers = ["glod"] }\n', "rules[0].when.tiers", "mean gold?"),
        ('[[rules]]\nname = "a"\npoints = 5\nwhen = { partners = ["x"] }\n', "rules[0].when.partners", "are none"),
        ('[[rules]]\nname = "a"\ntimes = 1\n', "rules[0].times", "above 1"),
        (f'[[discounts]]\nname = "a"\n{T}\npercent = 101\n', "discounts[0].percent", "more than 100 %"),
        (f'[[discounts]]\nname = "a"\n{T}\npercent = 5\npercnt = 10\n', "discounts[0].percnt", ""),
        (
            f'[[discounts]]\nname = "a"\n{T}\npercent = 5\nwhen = {{first_day = 2026-02-01, last_day = 2026-01-31}}\n',
            "discounts[0].when.last_day",
            "before first_day",
        ),
        (
            f'[[subscriptions]]\nname = "a"\n{T}\nabout = {{ ru = "а", en = "a" }}\nprice_stars = 5\nperiod_days = 7\n',
            "subscriptions[0].period_days",
            "must be 30",
        ),
        (f'[gift_cards]\n{T}\nminimum = 500\nmaximum = 100\n', "gift_cards.maximum", "below minimum"),
        (f'[[promos]]\nname = "a"\n{T}\ngives = {{}}\n', "promos[0].gives", "exactly one of points, percent"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_format_is_named_with_its_place(more: str, path: str, says: str) -> None:
    found = [one for one in check(changed() + "\n" + more) if one.severity == "error"]

    assert [one.path for one in found][:1] == [path]
    assert says in found[0].message
    assert found[0].line
