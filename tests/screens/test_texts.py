"""Numbers, plurals, days and money read as a native would write them; words from outside stay words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from screens import texts
from screens.texts import Html
from tests.screens.facts import ABrand, the_texts

RU, EN = the_texts("ru"), the_texts("en")


@pytest.mark.parametrize(
    "n, russian, english",
    [
        (0, "0 баллов", "0 points"),
        (1, "1 балл", "1 point"),
        (2, "2 балла", "2 points"),
        (5, "5 баллов", "5 points"),
        (11, "11 баллов", "11 points"),
        (12, "12 баллов", "12 points"),
        (21, "21 балл", "21 points"),
        (24, "24 балла", "24 points"),
        (111, "111 баллов", "111 points"),
        (1_001, "1 001 балл", "1,001 points"),
        (1_250_000, "1 250 000 баллов", "1,250,000 points"),
        (-1, "−1 балл", "−1 point"),
    ],
)
def test_points_take_the_form_that_goes_with_their_number(n: int, russian: str, english: str) -> None:
    assert _spaced(RU.points(n)) == russian
    assert _spaced(EN.points(n)) == english


def test_a_change_of_the_balance_carries_its_sign() -> None:
    assert _spaced(RU.change(42)) == "+42 балла"
    assert _spaced(RU.change(-300)) == "−300 баллов"
    assert _spaced(EN.change(0)) == "0 points"


def test_a_brand_that_has_no_words_in_a_language_lends_those_it_has_in_their_own_form() -> None:
    brand = ABrand(points={"ru": {"one": "зерно", "few": "зерна", "many": "зёрен"}})

    assert _spaced(the_texts("en", brand=brand).points(22)) == "22 зерна"


@pytest.mark.parametrize(
    "currency, minor, russian, english",
    [
        ("RUB", 1_250_00, "1 250 ₽", "RUB 1,250"),
        ("RUB", 1_250_50, "1 250,50 ₽", "RUB 1,250.50"),
        ("RUB", 1, "0,01 ₽", "RUB 0.01"),
        ("RUB", 0, "0 ₽", "RUB 0"),
        ("RUB", -90_05, "−90,05 ₽", "−RUB 90.05"),
        ("USD", 1_250_00, "1 250 $", "$1,250"),
        ("USD", 99, "0,99 $", "$0.99"),
        ("JPY", 1_250, "1 250 ¥", "¥1,250"),
        ("KWD", 1_250, "1,250 KWD", "KWD 1.250"),
    ],
)
def test_money_is_written_with_its_own_minor_digits(currency: str, minor: int, russian: str, english: str) -> None:
    assert _spaced(the_texts("ru", currency=currency).money(minor)) == russian
    assert _spaced(the_texts("en", currency=currency).money(minor)) == english


def test_days_are_written_as_the_language_does() -> None:
    day = date(2026, 11, 30)

    assert _spaced(RU.day(day)) == "30 ноября 2026 г."
    assert EN.day(day) == "November 30, 2026"
    assert _spaced(RU.day_month(day)) == "30 ноября"
    assert EN.day_month(day) == "November 30"


def test_an_instant_is_told_in_the_readers_own_zone() -> None:
    at = datetime(2026, 11, 30, 21, 30, tzinfo=UTC)

    assert RU.instant(at) == "1 декабря, 00:30"
    assert _spaced(the_texts("en", zone="America/New_York").instant(at)) == "November 30, 4:30 PM"
    assert the_texts("ru", zone="Asia/Vladivostok").clock(at) == "07:30"
    assert _spaced(EN.hour(time(9))) == "9:00 AM"


@pytest.mark.parametrize(
    "days, russian, english",
    [
        (0, "сегодня", "today"),
        (1, "завтра", "tomorrow"),
        (2, "через 2 дня", "in 2 days"),
        (5, "через 5 дней", "in 5 days"),
        (21, "через 21 день", "in 21 days"),
        (30, "через 30 дней", "in 30 days"),
    ],
)
def test_days_ahead_are_counted_in_days(days: int, russian: str, english: str) -> None:
    assert (RU.in_days(days), EN.in_days(days)) == (russian, english)


def test_percents_keep_their_parts() -> None:
    assert (_spaced(RU.percent(Decimal("3.5"))), EN.percent(Decimal("3.5"))) == ("3,5 %", "3.5%")
    assert (_spaced(RU.percent(50)), EN.percent(100)) == ("50 %", "100%")


def test_russian_counts_in_three_forms() -> None:
    counted = [_days(n) for n in (1, 2, 5, 11, 21, 22)]

    assert counted == ["1 день", "2 дня", "5 дней", "11 дней", "21 день", "22 дня"]


def _days(n: int) -> str:
    said = RU.ngettext(
        "🎁 For joining: <b>%(points)s</b>, good for %(n)s day",
        "🎁 For joining: <b>%(points)s</b>, good for %(n)s days",
        n,
        points="",
    )
    return said.partition(" на ")[2]


@pytest.mark.parametrize(
    "asked, given", [("ru", "ru"), ("ru-RU", "ru"), ("RU_ru", "ru"), ("en-GB", "en"), ("tlh", "en"), ("", "en")]
)
def test_an_unknown_language_reads_english(asked: str, given: str) -> None:
    assert texts.load(asked, ABrand(), "RUB", "UTC").language == given


def test_each_language_names_itself() -> None:
    assert texts.languages() == {"en": "English", "ru": "Русский"}


def test_values_are_escaped_once() -> None:
    inner = EN.gettext("Hello, %(name)s!", name="<Tom & Jerry>")

    assert EN.gettext("📍 %(place)s", place=inner) == "📍 Hello, &lt;Tom &amp; Jerry&gt;!"
    assert EN.plain.gettext("📍 %(place)s", place=inner) == "📍 Hello, <Tom & Jerry>!"


def test_a_label_takes_no_html() -> None:
    assert EN.plain.gettext("Hello, %(name)s!", name="R&D") == "Hello, R&D!"
    assert not isinstance(EN.plain.gettext("Hello!"), Html)


def test_a_word_that_turns_direction_is_closed_in_itself() -> None:
    assert EN.person("שלום") == "\u2068שלום\u2069"
    assert EN.person("a\u202eb") == "\u2068a\u202eb\u2069"


def test_a_name_cannot_close_our_isolate() -> None:
    assert EN.person("\u2069\u2069שלום\u2067") == "\u2068שלום\u2069"


def test_a_plain_name_is_left_alone() -> None:
    assert EN.person("Анна-Мария О’Нил 💥") == "Анна-Мария О’Нил 💥"


def test_a_name_stays_on_one_line_and_is_cut_when_it_is_no_name_any_more() -> None:
    assert EN.person(" Anna\nSmith\x00 ") == "Anna Smith"
    assert EN.person("x" * 100) == "x" * 47 + "…"


def test_a_name_that_cannot_be_seen_is_still_somebody() -> None:
    assert EN.person("\u2067\n\u2069") == "…"


def test_a_code_is_shown_in_the_programmes_words_and_words_as_they_are() -> None:
    assert (RU.name("silver"), RU.name("Клуб & Ко")) == ("Серебряный", "Клуб &amp; Ко")


def test_a_value_that_nobody_put_in_words_is_our_bug() -> None:
    with pytest.raises(AssertionError, match="put in words"):
        EN.gettext("Hello, %(name)s!", name=date(2026, 1, 1))


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ")
