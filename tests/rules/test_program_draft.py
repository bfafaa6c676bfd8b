"""A ready-made programme with a shop's own answers in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.program import parse
from rules.program_check import check
from rules.program_diff import diff
from rules.program_draft import Answers, draft, left_over, rate_path, sums, written
from rules.toml_places import spans
from tests.rules.programs import BONUS_TEXT, FOLDER, changed

READY_MADE = sorted(FOLDER.glob("*.toml"))
WORDS = {"ru": ("боб", "боба", "бобов"), "en": ("bean", "beans")}


@pytest.mark.parametrize("file", READY_MADE, ids=lambda file: file.stem)
def test_every_ready_made_programme_takes_a_shops_answers(file: Path) -> None:
    text = file.read_text("utf-8")
    where = rate_path(parse(text))
    rate = "" if where is None else "7" if where[-1] == "needed" else "4%"
    answers = Answers(name='Кафе "Друзья"', currency="EUR", zone="Europe/Berlin", language="en", rate=rate, words=WORDS)

    made = draft(text, answers)

    program = parse(made)
    assert (program.brand.name, program.currency, program.zone.key) == ('Кафе "Друзья"', "EUR", "Europe/Berlin")
    assert program.default_language == "en"
    assert program.brand.points["ru"] == {"one": "боб", "few": "боба", "many": "бобов"}
    assert not [mistake for mistake in check(made) if mistake.severity == "error"]
    if where is not None:
        assert written(made, where) == rate
    assert made.count("#") == text.count("#"), "comments stay"


@pytest.mark.parametrize("file", READY_MADE, ids=lambda file: file.stem)
def test_without_answers_nothing_changes(file: Path) -> None:
    text = file.read_text("utf-8")

    assert draft(text, Answers()) == text


def test_only_what_was_answered_changes() -> None:
    made = draft(BONUS_TEXT, Answers(name="Зерно", rate="2%"))

    assert [change.path for change in diff(BONUS_TEXT, made)] == [
        "brand.name",
        "brand.greeting.ru",
        "tiers.base.rate",
    ]
    assert "программа «Зерно»" in parse(made).brand.greeting["ru"]


@pytest.mark.parametrize("file", READY_MADE, ids=lambda file: file.stem)
def test_no_ready_made_words_promise_the_old_number(file: Path) -> None:
    text = file.read_text("utf-8")
    where = rate_path(parse(text))
    if where is None:
        return
    was = written(text, where)
    made = draft(
        text, Answers(rate="7" if where[-1] == "needed" else was.replace(was.partition(" ")[0].rstrip("%"), "37"))
    )

    assert written(made, where) != was
    assert left_over(text, made) == []


def test_comments_and_texts_follow_a_percent() -> None:
    made = draft((FOLDER / "cashback.toml").read_text("utf-8"), Answers(rate="2.5%"))

    assert "# 2.5 % of what was paid comes back" in made
    assert "10 % за товары нашей марки" in made, "the number of something else"

    own = changed(("баллы за каждую покупку", "1 % от покупки и 11 % в праздник"))
    assert "Копилка»: 2,5 % от покупки и 11 % в праздник" in draft(own, Answers(rate="2.5%"))


def test_a_number_that_something_else_has_too_is_left_and_named() -> None:
    own = changed(('rate = "3%"', 'rate = "1%"'), ("баллы за каждую покупку", "1 % от покупки"))

    made = draft(own, Answers(rate="2%"))

    ((line, words),) = left_over(own, made)
    assert made.split("\n")[line - 1] == words
    assert words.startswith('ru = "Здравствуйте! Это бонусная программа «Копилка»: 1 % от покупки')


def test_words_that_may_tell_the_old_number_are_named() -> None:
    own = (FOLDER / "stamps.toml").read_text("utf-8")
    own = own.replace("Collect a stamp with every visit", "Five visits, and the sixth is on us")
    own = own.replace("# Some visits, and then a free one", "# 5 visits, the 6th is free")
    own = own.replace('ru = "Визит в подарок"', 'ru = "Каждый шестой визит в подарок"')

    made = draft(own, Answers(rate="7"))

    assert [words.partition(",")[0] for _, words in left_over(own, made)] == [
        "# 5 visits",
        'en = "Hello! Five visits',
        'title = { ru = "Каждый шестой визит в подарок"',
    ]
    assert left_over(own, draft(own, Answers(name="Cut"))) == [], "the number is as it was"


def test_the_number_that_says_most_is_the_formats_own() -> None:
    places = {file.stem: rate_path(parse(file.read_text("utf-8"))) for file in READY_MADE}

    assert places["retail-bonus"] == ("tiers", 0, "rate")
    assert places["discount-card"] == ("tiers", 0, "discount")
    assert places["stamps"] == ("stamps", 0, "needed")


def test_words_of_another_number_are_named() -> None:
    with pytest.raises(ValueError, match="ru needs 3 words, for one, few, many"):
        draft(BONUS_TEXT, Answers(words={"ru": ("боб", "бобы")}))
    with pytest.raises(ValueError, match="de is not one of the file's languages: ru, en"):
        draft(BONUS_TEXT, Answers(words={"de": ("Bohne", "Bohnen")}))


def test_sums_of_money_are_listed_with_their_places() -> None:
    assert sums(BONUS_TEXT) == [
        "redemption.point_value: 1.00",
        "redemption.minimum_cheque: 0",
        "tiers.silver.spend: 10 000",
        "tiers.gold.spend: 25 000",
        "referral.purchase_min: 500",
    ]


def test_a_values_place_is_found_however_it_is_written() -> None:
    text = 'a = 1  # one\nb = { c = "x", d = [1, 2] }  \n[[t]]\ne = """\nlong"""\n[t.f]\ng = 1979-05-27\n'

    found = {path: text[start:end] for path, (start, end) in spans(text).items()}

    assert found == {
        ("a",): "1",
        ("b",): '{ c = "x", d = [1, 2] }',
        ("b", "c"): '"x"',
        ("b", "d"): "[1, 2]",
        ("b", "d", 0): "1",
        ("b", "d", 1): "2",
        ("t", 0, "e"): '"""\nlong"""',
        ("t", 0, "f", "g"): "1979-05-27",
    }
