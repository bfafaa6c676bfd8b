"""Every reason that pricing gives has its words, by the programme's own titles, in each language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules.cheque import price
from rules.priced import Cheque, Earning, Line, MemberState, Reduction, Why
from rules.program import parse
from screens import why
from screens.speech import texts_for
from tests.rules.programs import FOLDER

EVENING = datetime(2026, 3, 2, 17, tzinfo=UTC)
KEYS = set(re.findall(r'Why\(\s*"(\w+)"', "".join(path.read_text("utf-8") for path in Path("rules").glob("*.py"))))
STAMPS = parse((FOLDER / "stamps.toml").read_text("utf-8"))

SAID = {
    "discount": ({}, "Скидка на кассе", "The till's own discount"),
    "stamp_gift": ({"card": "coffee"}, "Подарок за штампы: Кофе в подарок", "A gift for stamps: A free coffee"),
    "tier_discount": ({"tier": "guest", "percent": "3"}, "Скидка 3 % за уровень", "3% off for the tier"),
    "programme_discount": (
        {"discount": "birthday", "percent": "20"},
        "20 % в день рождения: скидка 20 %",
        "20 % off on your birthday: 20% off",
    ),
    "promo": ({"promo": "spring"}, "Промокод: spring", "Promo code: spring"),
    "offer": ({"offer": "back"}, "Ваше предложение", "Your offer"),
    "paid_with_points": ({}, "Часть оплачена с баланса", "Paid in part from the balance"),
    "never_paid_with_points": (
        {"category": "tobacco"},
        "Нельзя оплатить с баланса: tobacco",
        "Never paid from the balance: tobacco",
    ),
    "earned": ({"tier": "guest", "rate": "3.5%"}, "Начислим 3,5 %: уровень", "Earns 3.5% by the tier"),
    "earned_at_partner": (
        {"partner": "cafe", "rate": "5 per full 1 000.00"},
        "за каждые 1 000 ₽: покупка у партнёра «cafe»",
        "per RUB 1,000 at cafe",
    ),
    "earned_by_rule": ({"rule": "night"}, "Начислим по правилу: Правило программы", "Earns by the rule: A rule of the"),
    "never_earns": ({}, "По условиям программы не начисляем", "Earns nothing by the programme's terms"),
    "earns_nothing_with_points": (
        {},
        "Не начисляем, когда часть оплачена с баланса",
        "Earns nothing when a part is paid from the balance",
    ),
    "capped": ({"rule": ""}, "Достигнут предел начислений", "The most that can be earned is reached"),
}


def test_every_reason_has_words_and_no_words_are_left_over() -> None:
    assert set(why.SAID) == KEYS == set(SAID)


@pytest.mark.parametrize("key", sorted(SAID))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_reason_is_said_in_the_readers_language(key: str, language: str) -> None:
    facts, russian, english = SAID[key]

    said = why.say(texts_for(STAMPS, language).plain, Why(key, facts))

    assert (russian if language == "ru" else english) in said.replace("\u00a0", " ")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_ready_made_programme_explains_its_cheques(path: Path, language: str) -> None:
    program = parse(path.read_text("utf-8"))
    member = MemberState(program.tiers[-1].name, 10_000, birthday=date(1990, 3, 2), is_new=True)
    cheque = Cheque((Line(5_000_00, 2, "coffee"), Line(1_000_00, category="tobacco", discount_minor=5_00)))

    quoted = price(program, cheque, member, EVENING)

    texts = texts_for(program, language)
    said = [why.say(texts, one) for line in quoted.lines for one in line.why]
    said += [why.reduction(texts, one) for one in quoted.reductions]
    said += [why.earning(texts, one, quoted.tier) for one in quoted.earnings]
    assert all(said)
    assert not any("%(" in one or "{" in one for one in said)


def test_reductions_and_earnings_bear_the_programmes_titles() -> None:
    texts = texts_for(STAMPS, "en").plain
    gave = Earning("", 5, EVENING, None)

    assert why.reduction(texts, Reduction("discount", "birthday", 1)) == "20 % off on your birthday"
    assert why.reduction(texts, Reduction("stamp_gift", "visits", 1)) == "A gift for stamps: A free visit"
    assert why.reduction(texts, Reduction("promo", "spring", 1)) == "Promo code: spring"
    assert why.earning(texts, gave, STAMPS.tiers[0].name).startswith("Tier: ")
