"""What one programme promises otherwise than another."""

from __future__ import annotations

from rules.program_diff import Change, diff
from tests.rules.programs import BONUS_TEXT, changed


def test_a_programme_does_not_differ_from_itself() -> None:
    assert diff(BONUS_TEXT, BONUS_TEXT) == []


def test_how_a_value_is_written_makes_no_difference() -> None:
    rewritten = changed(('spend = "10 000"', "spend = 10000"), ('rate = "3%"', 'rate = "3.0 %"'))

    assert diff(BONUS_TEXT, rewritten) == []


def test_the_usual_value_written_out_makes_no_difference() -> None:
    left_out = changed(("step = 1  ", "# step = 1"))

    assert diff(BONUS_TEXT, left_out) == []


def test_each_difference_is_named_by_its_path_as_it_is_written() -> None:
    other = changed(
        ('rate = "3%"', 'rate = "4%"'),
        ("share_percent = 50", "share_percent = 30"),
        ('spend = "25 000"', 'spend = "30 000"'),
    )

    assert diff(BONUS_TEXT, other) == [
        Change("redemption.share_percent", "50", "30"),
        Change("tiers.silver.rate", '"3%"', '"4%"'),
        Change("tiers.gold.spend", '"25 000"', '"30 000"'),
    ]


def test_a_life_is_one_value() -> None:
    other = changed(
        (
            'life = { kind = "end_of_month", after_days = 365 }\n\n\n# -',
            'life = { kind = "days", days = 90 }\n\n\n# -',
        )
    )

    (found,) = diff(BONUS_TEXT, other)

    assert found == Change(
        "earning.life", '{ kind = "end_of_month", after_days = 365 }', '{ kind = "days", days = 90 }'
    )


def test_a_section_that_comes_or_goes_is_told_whole() -> None:
    without = BONUS_TEXT.replace(
        '[welcome]\npoints = 200\non = "registration"\nlife = { kind = "days", days = 14 }', ""
    )

    (gone,) = diff(BONUS_TEXT, without)
    (come,) = diff(without, BONUS_TEXT)

    shown = '{ points = 200, on = "registration", life = { kind = "days", days = 14 } }'
    assert (gone.path, gone.before, gone.after) == ("welcome", shown, None)
    assert (come.path, come.before, come.after) == ("welcome", None, shown)


def test_a_tier_is_known_by_its_name_and_not_by_its_place() -> None:
    start, end = BONUS_TEXT.index('[[tiers]]\nname = "silver"'), BONUS_TEXT.index('[[tiers]]\nname = "gold"')
    without_silver = BONUS_TEXT[:start] + BONUS_TEXT[end:]

    (gone,) = diff(BONUS_TEXT, without_silver)

    assert (gone.path, gone.after) == ("tiers.silver", None)
    assert gone.before is not None
    assert 'rate = "3%"' in gone.before


def test_another_order_of_tiers_is_said() -> None:
    start, end = BONUS_TEXT.index('[[tiers]]\nname = "silver"'), BONUS_TEXT.index('[[tiers]]\nname = "gold"')
    stop = BONUS_TEXT.index("# -----", end)
    swapped = BONUS_TEXT[:start] + BONUS_TEXT[end:stop] + BONUS_TEXT[start:end] + BONUS_TEXT[stop:]

    assert diff(BONUS_TEXT, swapped) == [Change("tiers", "base, silver, gold", "base, gold, silver")]


def test_a_text_is_told_by_its_language() -> None:
    other = changed(('title = { ru = "Серебряный", en = "Silver" }', 'title = { ru = "Серебряный", en = "Sterling" }'))

    assert diff(BONUS_TEXT, other) == [Change("tiers.silver.title.en", '"Silver"', '"Sterling"')]


def test_promises_are_told_apart_from_wording() -> None:
    groups = {
        "earning.life": "lives",
        "rules.coffee.life": "lives",
        "tiers.silver.rate": "rates",
        "tiers.silver.discount": "rates",
        "rules.coffee.points": "rates",
        "tiers.silver.spend": "tiers",
        "tiers.platinum": "tiers",
        "tier_terms.term_months": "tiers",
        "redemption.share_percent": "redemption",
        "subscriptions.club.price": "prices",
        "tiers.silver.title.en": "words",
        "brand.name": "words",
        "referral.inviter_points": "referral",
        "referral.life": "referral",
        "welcome.points": "welcome",
        "default_language": "language",
        "hold.minutes": "other",
    }

    assert {path: Change(path, "1", "2").group for path in groups} == groups


def test_of_two_long_texts_the_place_where_they_part_is_shown() -> None:
    other = changed(("после /forget личные данные стираются", "после /forget личные данные остаются"))

    (found,) = diff(BONUS_TEXT, other)

    assert found.path == "privacy.text.ru"
    for shown, word in ((found.before, "стираются"), (found.after, "остаются")):
        assert shown is not None
        assert shown.startswith("…")
        assert f"личные данные {word}" in shown
        assert len(shown) <= 200


def test_another_end_of_a_long_text_is_shown() -> None:
    other = changed(("отозвать согласие на рекламу (настройки).", "отозвать согласие на рекламу."))

    (found,) = diff(BONUS_TEXT, other)

    assert (found.before or "").endswith('согласие на рекламу (настройки)."')
    assert (found.after or "").endswith('согласие на рекламу."')


def test_other_lines_of_the_same_words_are_seen() -> None:
    (found,) = diff(
        changed(("баллы за каждую покупку, без", "баллы,\\nбез")),
        changed(("баллы за каждую покупку, без", "баллы, без")),
    )

    assert (found.path, found.before != found.after) == ("brand.greeting.ru", True)
