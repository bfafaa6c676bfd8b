"""The programme file says exactly what the field publishes, and holds it exactly."""

from __future__ import annotations

import json
import tomllib
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from rules.lifetime import Endless, ForDays, ToEndOf
from rules.program import ProgramInvalid, parse, schema
from rules.program_check import check
from rules.toml_places import places
from rules.words import plural_forms
from tests.rules.programs import BONUS, BONUS_TEXT, DOLLARS, FOLDER, a_program, changed


@pytest.mark.parametrize(
    "tier, percent, purchases, spend_minor",
    [("base", 1, None, None), ("silver", 3, 5, 10_000_00), ("gold", 5, 10, 25_000_00)],
)
def test_tiers_are_the_published_ones(tier: str, percent: int, purchases: int | None, spend_minor: int | None) -> None:
    found = BONUS.tier(tier)

    assert (int(found.rate.percent), found.purchases, found.spend_minor) == (percent, purchases, spend_minor)


def test_the_rest_of_the_published_programme() -> None:
    assert [tier.name for tier in BONUS.tiers] == ["base", "silver", "gold"]
    assert (BONUS.currency, BONUS.redemption.share_percent, BONUS.redemption.point_value_minor) == ("RUB", 50, 100)
    assert BONUS.earning.life == ToEndOf(kind="end_of_month", after_days=365)
    assert BONUS.welcome is not None
    assert BONUS.welcome.life == ForDays(kind="days", days=14)
    assert BONUS.warnings.days_before == (30, 3)
    assert BONUS.warnings.at == time(10)
    assert BONUS.hold.minutes == 30
    assert (BONUS.returns.policy, BONUS.returns.grace_days) == ("debt", 14)
    assert BONUS.tier("silver").privileges["en"] == ("Early access to promotions",)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_ready_made_programme_is_without_a_doubt(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert check(text) == []
    assert (FOLDER / parse(text).brand.logo).is_file()


def test_the_same_shape_in_dollars_counts_in_cents() -> None:
    assert (DOLLARS.currency, DOLLARS.redemption.point_value_minor) == ("USD", 1)
    assert [tier.name for tier in DOLLARS.tiers] == [tier.name for tier in BONUS.tiers]
    assert DOLLARS.tier("gold").rate.earned(30_00, "floor") == 150


def test_a_yen_has_no_smaller_part() -> None:
    yen = a_program(('currency = "RUB"', 'currency = "JPY"'), ('point_value = "1.00"', 'point_value = "1"'))

    assert yen.tier("gold").spend_minor == 25_000
    assert yen.redemption.point_value_minor == 1


def test_money_may_be_a_bare_number_and_is_still_exact() -> None:
    assert a_program(('purchase_min = "500"', "purchase_min = 500.10")).referral.purchase_min_minor == 500_10  # type: ignore[union-attr]


def test_parts_that_are_left_out_mean_the_quiet_default() -> None:
    start, end = (
        BONUS_TEXT.index("[referral]"),
        BONUS_TEXT.index("# ---------------------------------------------------------------- messages"),
    )
    program = parse(BONUS_TEXT[:start] + BONUS_TEXT[end:])

    assert program.referral is None
    assert a_program(('life = { kind = "end_of_month", after_days = 365 }', "")).earning.life == Endless(kind="none")


def test_a_program_cannot_be_changed_after_it_was_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        BONUS.redemption.share_percent = 100  # type: ignore[misc]


def test_an_unknown_language_reads_the_default_one() -> None:
    assert BONUS.text(BONUS.tier("gold").title, "de") == "Золотой"
    assert BONUS.text(BONUS.tier("gold").title, "en") == "Gold"
    assert BONUS.text({}, "en") == ""


def test_plural_forms_are_those_of_the_language() -> None:
    assert plural_forms("ru") == ("one", "few", "many")
    assert plural_forms("en") == ("one", "other")
    assert plural_forms("ja") == ("other",)


def test_a_tier_that_the_programme_no_longer_has_counts_as_the_first() -> None:
    assert BONUS.tier("platinum").name == "base"
    assert (BONUS.rank("platinum"), BONUS.rank("gold")) == (0, 2)


def test_quiet_hours_are_ready_for_the_schedule() -> None:
    assert BONUS.quiet_hours.hours.holds(time(23))
    assert not BONUS.quiet_hours.hours.holds(time(12))


def test_the_schema_describes_the_file_as_it_is_written() -> None:
    published = schema()
    tier = published["$defs"]["Tier"]["properties"]

    assert json.loads(json.dumps(published)) == published
    assert {"spend", "rate", "title", "privileges"} <= set(tier)
    assert "spend_minor" not in tier
    assert published["additionalProperties"] is False
    assert all("description" in field for field in tier.values())


def test_a_refused_programme_names_its_mistakes() -> None:
    with pytest.raises(ProgramInvalid, match=r"programme: 2; the first: line \d+: error: tiers") as refused:
        parse(changed(('rate = "1%"', 'rate = "1"'), ("minutes = 30", "minutes = 0")))

    assert refused.value.code == "program_invalid"
    assert [mistake.path for mistake in refused.value.mistakes] == ["tiers[0].rate", "hold.minutes"]


def test_every_value_of_a_file_has_its_place() -> None:
    found = places(BONUS_TEXT)
    lines = BONUS_TEXT.splitlines()

    def walk(value: object, path: tuple[str | int, ...]) -> None:
        assert path in found or not path
        if isinstance(value, dict):
            for key, inner in value.items():
                line, column = found[*path, key]
                assert str(key) in lines[line - 1][column - 1 :]
                walk(inner, (*path, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                walk(inner, (*path, index))

    walk(tomllib.loads(BONUS_TEXT, parse_float=Decimal), ())


def test_places_are_found_in_every_shape_that_toml_has() -> None:
    text = "\n".join([
        "# a = 0",
        'a."b c".d = 1  # [x]',
        "[t]",
        'many = """',
        "k = 1 ",
        'quoted \\""" inside""""',
        "raw = '''[no]'''",
        'list = [ # "x"',
        "  1, { y = [2], z = 'q' },",
        "]",
        "[[t.rows]]",
        "[t.rows.inner]",
        "v = 2026-11-21T10:00:00Z",
        "[[t.rows]]",
        "v = 1.5",
    ])  # fmt: skip
    tomllib.loads(text)

    found = {path: line for path, (line, _) in places(text).items()}

    assert found["a", "b c", "d"] == 2
    assert found["t", "raw"] == 7
    assert found["t", "list", 1, "y", 0] == 9
    assert found["t", "list", 1, "z"] == 9
    assert found["t", "rows", 0, "inner", "v"] == 13
    assert found["t", "rows", 1, "v"] == 15
    assert ("t", "k") not in found
