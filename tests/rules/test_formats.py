"""The field's published numbers, read from the ready-made files as a shop would run them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rules.cheque import price
from rules.lifetime import last_usable_day
from rules.priced import Cheque, Line, MemberState, Quote, Used
from rules.program import Program, parse
from rules.program_check import check
from rules.refusal import PointsAboveLimit, PromoNotForThis, StampGiftNotHere, StampsMissing
from rules.tier import Counters, qualify
from tests.rules.programs import FOLDER

MONDAY_EVENING = datetime(2026, 11, 23, 16, tzinfo=UTC)  # 19:00 in Moscow
MONDAY_NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOBODY = MemberState("")
FILES = sorted(FOLDER.glob("*.toml"))


def read(name: str) -> Program:
    return parse((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def sell(
    program: Program, *lines: Line, now: datetime = MONDAY_EVENING, to: MemberState = NOBODY, **how: object
) -> Quote:
    return price(program, Cheque(lines, **how), to, now)  # type: ignore[arg-type]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_ready_made_programme_is_without_a_mistake_or_a_doubt(file: object) -> None:
    assert check(file.read_text(encoding="utf-8")) == []  # type: ignore[attr-defined]


# ------------------------------------------------------------------ bonus points, cashback


@pytest.mark.parametrize("paid, points", [("99.99", 0), ("100", 5), ("199.99", 5), ("1234.56", 60), ("10000", 500)])
def test_bonus_points_are_five_for_each_whole_hundred(paid: str, points: int) -> None:
    assert sell(read("bonus-points"), Line(int(float(paid) * 100 + 0.5))).earn_points == points


@pytest.mark.parametrize("file, most", [("bonus-points", 500), ("bonus-points-30", 300)])
def test_up_to_a_half_or_thirty_percent_of_the_next_cheque_is_paid_with_points(file: str, most: int) -> None:
    program, rich = read(file), MemberState("", available_points=10_000)

    assert sell(program, Line(1000_00), to=rich).points_max == most
    assert sell(program, Line(1000_00), to=rich, pay_points=most).net_minor == 1000_00 - most * 100
    with pytest.raises(PointsAboveLimit):
        sell(program, Line(1000_00), to=rich, pay_points=most + 1)


def test_hundreds_are_counted_of_what_is_paid_in_money() -> None:
    found = sell(read("bonus-points"), Line(1000_00), to=MemberState("", available_points=30), pay_points=30)

    assert (found.net_minor, found.earn_points) == (970_00, 45)


def test_cashback_waits_for_the_return_period_and_pays_cheques_whole() -> None:
    program = read("cashback")
    found = sell(program, Line(2000_00))

    assert found.earn_points == 100
    assert last_usable_day(found.active_at, program.zone) == date(2026, 12, 6)
    assert sell(program, Line(100_00), to=MemberState("", available_points=100), pay_points=100).due_minor == 0


def test_cashback_has_a_cap_for_the_cheque_and_for_the_day() -> None:
    program = read("cashback")
    busy = MemberState("", used={"*": Used(today=9_000)})

    assert sell(program, Line(100_000_00)).earn_points == 3_000
    assert sell(program, Line(100_000_00), to=busy).earn_points == 1_000


def test_cashback_of_the_house_brand_is_instead_and_gift_cards_give_none() -> None:
    found = sell(
        read("cashback"),
        Line(1000_00),
        Line(1000_00, brand="Kopilka"),
        Line(1000_00, category="Gift cards"),
    )

    assert [line.earn_points for line in found.lines] == [50, 100, 0]
    assert "never_earns" in [why.rule for why in found.lines[2].why]


# ------------------------------------------------------------------ tiers, club, discount card


@pytest.mark.parametrize(
    "purchases, spend, tier, percent",
    [(4, 9_999, "base", 1), (5, 0, "silver", 3), (0, 10_000, "silver", 3), (9, 24_999, "silver", 3),
     (10, 0, "gold", 5), (0, 25_000, "gold", 5)],
)  # fmt: skip
def test_retail_tiers_are_reached_by_purchases_or_by_spend(purchases: int, spend: int, tier: str, percent: int) -> None:
    program = read("retail-bonus")

    assert qualify(program, Counters(purchases, spend * 100)).name == tier
    assert sell(program, Line(1000_00), to=MemberState(tier)).earn_points == 10 * percent


@pytest.mark.parametrize("status, percent", [("standard", 3), ("silver", 5), ("gold", 7), ("platinum", 10)])
def test_the_club_gives_each_status_its_percent(status: str, percent: int) -> None:
    assert sell(read("club"), Line(1000_00), to=MemberState(status)).earn_points == 10 * percent


@pytest.mark.parametrize(
    "day, points", [(date(1990, 11, 23), 140), (date(1990, 11, 26), 140), (date(1990, 11, 27), 70)]
)
def test_the_club_doubles_points_around_the_birthday(day: date, points: int) -> None:
    assert sell(read("club"), Line(1000_00), to=MemberState("gold", birthday=day)).earn_points == points


@pytest.mark.parametrize("card, percent", [("card", 3), ("plus", 5), ("vip", 10)])
def test_the_discount_card_takes_its_percent_off(card: str, percent: int) -> None:
    found = sell(read("discount-card"), Line(1000_00), to=MemberState(card))

    assert (found.discount_minor, found.net_minor, found.earn_points) == (percent * 10_00, (100 - percent) * 10_00, 0)


@pytest.mark.parametrize(
    "ever, year, card",
    [(9_999, 9_999, "card"), (10_000, 0, "plus"), (60_000, 49_999, "plus"), (60_000, 50_000, "vip")],
)
def test_the_discount_card_counts_all_purchases_for_plus_and_a_year_for_vip(ever: int, year: int, card: str) -> None:
    counted = Counters(spend_minor=ever * 100, own={"vip": Counters(spend_minor=year * 100)})

    assert qualify(read("discount-card"), counted).name == card


# ------------------------------------------------------------------ stamps, hours, birthday


def test_five_visits_make_the_sixth_free() -> None:
    program, haircut = read("stamps"), Line(1500_00, category="haircut")

    assert ("visits", 1) in sell(program, haircut).stamps
    with pytest.raises(StampsMissing, match=": 4; a gift takes 5"):
        sell(program, haircut, to=MemberState("", stamps={"visits": 4}), stamp_gift="visits")
    free = sell(program, haircut, to=MemberState("", stamps={"visits": 5}), stamp_gift="visits")
    assert (free.due_minor, free.stamps) == (0, ())


def test_a_gift_coffee_takes_one_piece_of_the_dearest_off_and_stamps_the_others() -> None:
    program, regular = read("stamps"), MemberState("", stamps={"coffee": 6})
    cups = Line(600_00, quantity=3, category="coffee")

    found = sell(program, cups, Line(150_00, category="Coffee"), to=regular, stamp_gift="coffee")

    assert found.net_minor == 550_00
    with pytest.raises(StampGiftNotHere):
        sell(program, Line(100_00, category="cake"), to=regular, stamp_gift="coffee")


def test_a_second_visit_on_one_day_gets_no_stamp() -> None:
    again = MemberState("", used={"stamp:visits": Used(today=1)})

    assert sell(read("stamps"), Line(100_00), to=again).stamps == ()


@pytest.mark.parametrize(
    "now, born, percent",
    [
        (MONDAY_EVENING, None, 0),
        (MONDAY_NOON, None, 15),
        (MONDAY_EVENING, date(1990, 11, 23), 20),
        (MONDAY_NOON, date(1990, 11, 23), 20),  # the better one alone
        (datetime(2026, 11, 22, 9, tzinfo=UTC), None, 0),  # a Sunday
        (datetime(2026, 11, 23, 13, tzinfo=UTC), None, 0),  # 16:00 itself is outside
    ],
)
def test_the_salon_is_cheaper_off_peak_and_on_the_birthday(now: datetime, born: date | None, percent: int) -> None:
    found = sell(read("stamps"), Line(1000_00), now=now, to=MemberState("", birthday=born))

    assert found.discount_minor == percent * 10_00


@pytest.mark.parametrize(
    "today, is_it", [(date(2027, 2, 28), True), (date(2028, 2, 28), False), (date(2028, 2, 29), True)]
)
def test_who_was_born_on_a_leap_day_has_a_birthday_every_year(today: date, is_it: bool) -> None:
    now = datetime(today.year, today.month, today.day, 16, tzinfo=UTC)
    found = sell(read("stamps"), Line(1000_00), now=now, to=MemberState("", birthday=date(2000, 2, 29)))

    assert (found.discount_minor == 200_00) is is_it


# ------------------------------------------------------------------ subscription, coalition, privileges


def test_a_subscription_earns_ten_percent_instead_of_three() -> None:
    program, plus = read("subscription"), MemberState("", subscriptions=frozenset({"plus"}))

    assert sell(program, Line(1000_00)).earn_points == 30
    assert sell(program, Line(1000_00), to=plus).earn_points == 100


@pytest.mark.parametrize("partner, points", [("cafe", 50), ("books", 30), ("pharmacy", 10), ("", 30)])
def test_each_partner_of_the_coalition_has_its_own_rate(partner: str, points: int) -> None:
    assert sell(read("coalition"), Line(1000_00), partner=partner).earn_points == points


def test_a_privileged_price_goes_by_the_tag() -> None:
    program = read("privileges")

    assert sell(program, Line(1000_00), to=MemberState("", tags=frozenset({"press"}))).discount_minor == 300_00
    assert sell(program, Line(1000_00)).discount_minor == 0
    assert program.tier("family").privileges["en"][-1] == "Personal manager"


def test_both_sides_of_a_referral_are_rewarded() -> None:
    referral = read("referral").referral
    assert referral is not None
    assert (referral.inviter_points, referral.friend_points, referral.purchase_min_minor) == (500, 300, 1000_00)


# ------------------------------------------------------------------ codes and cards


def test_a_promo_code_takes_a_percent_or_a_sum_off() -> None:
    program = read("codes")

    assert sell(program, Line(2000_00), promo="spring").discount_minor == 200_00
    assert sell(program, Line(2000_00), promo="leaflet").discount_minor == 300_00
    with pytest.raises(PromoNotForThis):
        sell(program, Line(999_00), promo="spring")


def test_a_gift_card_pays_in_parts_and_its_money_earns_in_full() -> None:
    found = sell(read("codes"), Line(1000_00), gift_minor=700_00)

    assert (found.gift_minor, found.due_minor, found.earn_points) == (700_00, 300_00, 30)
    assert sell(read("codes"), Line(100_00), gift_minor=700_00).gift_minor == 100_00
