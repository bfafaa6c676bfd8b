"""A marketer reads in the chat what a campaign sold, who brings friends, and how the programme does."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest

from screens.screen import Chart, File
from storage.tables import referrals
from tests.actions.campaigned import a_document, a_member, buy, running, touch
from tests.handlers.chat import Town
from tests.make import NOON, Clock


def table(file: File) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))


def sold(town: Town, *, each: int = 40) -> int:
    """A campaign of which everybody bought, and nobody of the control."""
    number = running(town.work, a_document(title="Весна"))
    for variant in ("a", "b", ""):
        for _ in range(each):
            who = a_member(town.work)
            touch(town.work, number, who, variant, NOON)
            if variant:
                buy(town.work, who, NOON, 500_00)
    return number


def test_a_marketer_reads_the_verdict_first_and_takes_the_table(town: Town, clock: Clock) -> None:
    number = sold(town)
    clock.pass_(days=2)
    masha = town.cashier("Маша", role="marketer")

    masha.forges(f"report:{number}")
    assert masha.text.split("\n")[2] == "✅ Продаёт больше"
    assert "контрольная группа: купили 0 %" in masha.text
    assert "Счёт идёт до 16 марта" in masha.text
    assert isinstance(masha.screen.picture, Chart)
    assert [bar.value for bar in masha.screen.picture.bars] == [100, 100, 0]

    masha.press(f"report:{number}:of:b")
    assert "Вариант b" in masha.text
    masha.press(f"report:{number}")
    masha.press(f"report:{number}:csv")
    rows = table(masha.files[0])
    assert [(row["group"], row["members"], row["buyers"]) for row in rows] == [
        ("a", "40", "40"), ("b", "40", "40"), ("(control)", "40", "0"), ("(all variants)", "80", "80"),
    ]  # fmt: skip
    assert rows[0]["uplift_points"] == "100.00"


def test_a_report_says_in_words_why_it_cannot_tell(town: Town) -> None:
    oleg = town.cashier("Олег", role="owner")
    number = running(town.work, a_document(title="Весна"))
    oleg.forges(f"report:{number}")
    assert "Пока никому не отправляли" in oleg.text

    touch(town.work, number, a_member(town.work), "a", NOON)
    oleg.press(f"report:{number}")
    assert "контрольной группы нет" in oleg.text

    touch(town.work, number, a_member(town.work), "", NOON)
    oleg.press(f"report:{number}")
    assert "Данных пока мало: нужно ещё примерно" in oleg.text


@pytest.mark.parametrize("action", ["report:1", "report:1:csv", "referrers", "figures"])
def test_reports_are_for_marketers_and_the_owner(town: Town, action: str) -> None:
    sold(town, each=1)
    for who in (town.joined(), town.cashier()):
        who.forges(action)
        assert who.files == ()
        assert who.actions == ["menu"]


@pytest.mark.parametrize(
    "action", ["report:77", "report:x", "report:1:of:c", "report:1:of", "report:1:all", "figures:31"]
)
def test_a_report_that_there_is_not_is_said_in_words(town: Town, action: str) -> None:
    sold(town, each=1)
    masha = town.cashier("Маша", role="marketer")

    masha.forges(action)

    assert "📈" not in masha.text
    assert "📊" not in masha.text


def test_whoever_brought_friends_is_shown_by_month_with_the_name_in_full(town: Town, clock: Clock) -> None:
    anna, masha = town.joined("=Анна Иванова"), town.cashier("Маша", role="marketer")
    for state, days in (("joined", 0), ("rewarded", 0), ("refused", 0), ("rewarded", -5)):
        at = town.work.now + timedelta(days=days)
        row = {"inviter_id": anna.member.member_id, "referral_id": town.work.fresh_id(), "at": at, "state": state}
        bought = {"rewarded_at": at, "points": 300} if state == "rewarded" else {}
        town.work.run(referrals.insert(), **row, **bought, friend_id=a_member(town.work), program_version=1)

    masha.forges("referrers")
    assert "1. =Анна Иванова: пришли 2, купили 1, получено 300 баллов" in masha.text
    masha.press("referrers:0:csv")
    assert [(row["name"], row["bought"]) for row in table(masha.files[0])] == [("'=Анна Иванова", "1")]
    masha.press("referrers:1")
    assert "пришли 1, купили 1" in masha.text


def test_the_programme_in_figures(town: Town, clock: Clock) -> None:
    anna, boris, vera = (a_member(town.work) for _ in range(3))
    for who, days, minor in (
        (anna, -40, 100_00),
        (boris, -40, 100_00),
        (anna, -5, 300_00),
        (anna, -4, 100_00),
        (vera, -1, 200_00),
    ):
        buy(town.work, who, NOON + timedelta(days=days), minor)
    buy(town.work, vera, NOON - timedelta(days=2), 900_00, returned_minor=900_00, refunded_minor=900_00)
    masha = town.cashier("Маша", role="marketer")

    masha.says("/figures")

    assert "3 покупки на 600 ₽" in masha.text
    assert "Средний чек: 200 ₽" in masha.text
    assert "Покупок на покупателя: 1,5" in masha.text
    assert "Из 2 покупателей прошлого периода вернулись 50 %" in masha.text
    masha.press("figures:90")
    assert "5 покупок" in masha.text
