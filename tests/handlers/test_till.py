"""A sale in the cashier's chat, from the code to the record, and everything that may go wrong on the way."""

from __future__ import annotations

import pytest

from actions import ledger, member, staff, timeout, verify
from storage.tables import holds, purchases, till_requests
from tests.handlers.chat import Chat, Town, link
from tests.make import Clock, cause


@pytest.fixture
def anna(town: Town) -> Chat:
    """A member with 200 points."""
    return town.joined("Анна", phone="79161234501")


@pytest.fixture
def vera(town: Town) -> Chat:
    return town.cashier("Вера")


def quoted(vera: Chat, anna: Chat, amount: str = "1 000") -> None:
    vera.forges("till:sale")
    vera.says(anna.card_code)
    vera.says(amount)


def agreed(vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.press("till:pay:200")
    anna.press("pay:*:yes")


def test_a_whole_sale_with_points(town: Town, vera: Chat, anna: Chat) -> None:
    vera.press("till")
    vera.press("till:sale")
    vera.says(anna.card_code)
    assert "Анна" in vera.text
    vera.says("1 250,50")
    assert "1 250,50" in vera.text
    vera.press("till:pay:200")
    assert "625" not in anna.text
    assert "1 050,50" in anna.text
    anna.press("pay:*:yes")
    vera.press("till:record")

    assert "1 050,50" in vera.text
    assert anna.points == 10
    [bought] = town.rows(purchases)
    assert (bought.gross_minor, bought.points_spent, bought.net_minor) == (1_250_50, 200, 1_050_50)
    assert (bought.cashier, bought.location) == ("Вера", "Арбат, 1")
    assert not verify.verify(town.work)


@pytest.mark.parametrize("typed", ["1_000", "_1000", "1000_", "1 00_0"])
def test_a_sum_with_a_low_line_is_a_slip_and_not_a_sum(vera: Chat, anna: Chat, typed: str) -> None:
    quoted(vera, anna, typed)

    assert not [each for each in vera.actions if each.startswith("till:pay")]
    vera.says("1 000")
    assert "till:pay:200" in vera.actions


def test_a_scanned_card_opens_the_sale_at_once(vera: Chat, anna: Chat) -> None:
    code = anna.card_code
    assert f'"{link(f"c_{code}")}"' in repr(anna.screen.picture).replace("'", '"')

    vera.start(f"c_{code}")

    assert "Анна" in vera.text


def test_a_code_typed_anywhere_begins_a_sale(vera: Chat, anna: Chat) -> None:
    code = anna.card_code

    vera.says(f" {code[:3]} {code[3:]} ")

    assert "Анна" in vera.text


def test_a_phone_typed_in_any_spelling_will_do(vera: Chat, anna: Chat) -> None:
    for typed in ["+7 916 123-45-01", "8 (916) 123-45-01", "9161234501", "79161234501"]:
        vera.forges("till:sale")

        vera.says(typed)

        assert "Анна" in vera.text


def test_a_sum_that_is_none_is_refused_in_words_and_asked_again(vera: Chat, anna: Chat) -> None:
    for typed in ["0", "-5", "сто", "1e5", "1.234", "5️⃣", "²", "①②③", "٣", "NaN", "9" * 900, "1000000001", "1,2,3", "%"]:
        vera.forges("till:sale")
        vera.says(anna.card_code)

        vera.says(typed)

        assert "сумма" in vera.text.lower()
        vera.says("500")
        assert "500" in vera.text


def test_the_largest_cheque_is_taken(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna, "1 000 000 000")

    vera.press("till:record")

    assert anna.points == 200 + 10_000_000
    assert anna.member.tier == "gold"


def test_points_that_are_no_number_are_refused_in_words(vera: Chat, anna: Chat) -> None:
    for typed in ["двести", "²", "①", "-1", "1.5", "9" * 40, "9" * 13]:
        quoted(vera, anna)

        vera.says(typed)

        assert "целое число" in vera.text
        vera.says("50")
        assert "950" in vera.text


def test_more_points_than_there_are_or_than_may_be_paid_are_refused(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.says("201")
    assert "200" in vera.text
    ledger.earn(town.work, anna.member.member_id, 1000, cause(), source="gift")
    vera.says("501")
    assert "50 %" in vera.text
    assert town.rows(till_requests) == []


def test_the_member_may_say_no(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.press("till:pay:200")

    anna.press("pay:*:no")

    vera.press("till:record")
    assert anna.points == 210
    assert town.rows(holds) == []


def test_a_question_that_is_too_old_takes_nothing(town: Town, vera: Chat, anna: Chat, clock: Clock) -> None:
    quoted(vera, anna)
    vera.press("till:pay:200")
    clock.pass_(minutes=5)

    anna.press("pay:*:yes")

    assert anna.points == 200
    assert town.rows(holds) == []
    timeout.questions(town.work)
    vera.press("till:pay:0")
    vera.press("till:record")
    assert anna.points == 210


def test_a_cancelled_sale_lets_go_of_the_points(town: Town, vera: Chat, anna: Chat) -> None:
    agreed(vera, anna)
    assert anna.points == 0

    vera.press("till:cancel")

    assert anna.points == 200
    assert [hold.state for hold in town.rows(holds)] == ["void"]
    vera.forges("till:record")
    assert town.rows(purchases) == []


def test_the_next_customer_ends_the_sale_before(town: Town, vera: Chat, anna: Chat) -> None:
    agreed(vera, anna)
    boris = town.joined("Борис")

    vera.start(f"c_{boris.card_code}")

    assert anna.points == 200
    vera.says("100")
    vera.press("till:record")
    assert [row.member_id for row in town.rows(purchases)] == [boris.member.member_id]


def test_points_are_not_recorded_while_the_member_has_not_answered(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.press("till:pay:200")

    vera.forges("till:record")

    assert town.rows(purchases) == []
    assert anna.points == 200


def test_pressing_record_twice_records_once(town: Town, vera: Chat, anna: Chat) -> None:
    agreed(vera, anna)
    vera.press("till:record")
    shown = vera.screen

    vera.forges("till:record")

    assert vera.screen == shown
    assert vera.reply.notice == "Покупка записана"
    assert len(town.rows(purchases)) == 1
    assert anna.points == 8


def test_pressing_yes_twice_keeps_the_points_once(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.press("till:pay:200")
    yes = anna.button("pay:*:yes").target

    anna.forges(yes)
    agreed_once = anna.screen
    anna.forges(yes)
    assert anna.screen == agreed_once
    anna.forges(yes.replace("yes", "no"))

    assert [hold.state for hold in town.rows(holds)] == ["open"]
    assert [request.state for request in town.rows(till_requests)] == ["agreed"]


def test_a_question_asked_anew_closes_the_one_before(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.says("50")
    first = anna.button("pay:*:yes").target
    vera.says("100")

    anna.forges(first)

    assert town.rows(holds) == []
    anna.press("pay:*:yes")
    assert [hold.amount for hold in town.rows(holds)] == [100]


def test_a_customer_without_a_chat_is_not_asked(town: Town, vera: Chat) -> None:
    known = member.create(town.work, name="Без чата", phone="+79160000001", client="till-1")
    vera.forges("till:sale")
    vera.says("+79160000001")
    vera.says("1000")

    vera.press("till:pay:200")

    assert "деньгами" in vera.text
    vera.press("till:record")
    assert ledger.available(town.work, known.member_id) == 210


def test_a_debt_is_shown_to_the_cashier(town: Town, vera: Chat, anna: Chat) -> None:
    ledger.claw_back(town.work, anna.member.member_id, None, 250, "debt", cause())

    quoted(vera, anna)

    assert "50 баллов" in vera.text
    assert "till:record" in vera.actions


def test_a_card_code_works_once_and_for_a_minute(vera: Chat, anna: Chat, clock: Clock) -> None:
    code = anna.card_code
    clock.pass_(seconds=60)
    vera.says(code)
    assert "минут" in vera.text
    fresh = anna.card_code
    vera.says(fresh)
    assert "Анна" in vera.text
    vera.press("till:cancel")
    vera.says(fresh)
    assert "уже" in vera.text
    vera.says("000000" if fresh != "000000" else "111111")
    assert "минут" not in vera.text
    assert "till:sale" in vera.actions


def test_an_erased_customer_is_refused_in_the_middle_of_a_sale(town: Town, vera: Chat, anna: Chat) -> None:
    agreed(vera, anna)
    anna.forges("forget:yes")

    vera.press("till:record")

    assert town.rows(purchases) == []
    assert "till:sale" in vera.actions
    assert not verify.verify(town.work)
    vera.press("till:sale")
    assert "till:cancel" in vera.actions


def test_a_purchase_is_taken_back_by_its_number(town: Town, vera: Chat, anna: Chat) -> None:
    agreed(vera, anna)
    vera.press("till:record")
    vera.press("till")
    vera.press("till:returns")
    assert "Анна" in vera.text
    vera.press("till:return:*")
    vera.press("till:return:*:yes")

    assert anna.points == 200
    assert "800" in vera.text
    vera.press("till")
    vera.press("till:returns")
    assert vera.actions == ["till"]


def test_a_purchase_is_taken_back_once(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.press("till:record")
    [bought] = town.rows(purchases)

    for _ in range(2):
        vera.forges(f"till:return:{bought.purchase_id}:yes")

    assert anna.points == 200
    assert "Покупка возвращена" in vera.text or "Возврат" in vera.text
    assert vera.reply.notice


def test_an_old_button_takes_nothing_back_after_a_month(town: Town, vera: Chat, anna: Chat, clock: Clock) -> None:
    quoted(vera, anna)
    vera.press("till:record")
    [bought] = town.rows(purchases)
    clock.pass_(days=31, seconds=1)

    for word in ("", ":yes"):
        vera.forges(f"till:return:{bought.purchase_id}{word}")

    [still] = town.rows(purchases)
    assert still.returned_minor == 0
    assert "till:returns" in vera.actions


def test_another_cashier_cannot_take_it_back(town: Town, vera: Chat, anna: Chat) -> None:
    quoted(vera, anna)
    vera.press("till:record")
    [bought] = town.rows(purchases)
    other = town.cashier("Зоя")

    for word in ("", ":yes"):
        other.forges(f"till:return:{bought.purchase_id}{word}")
        assert "🙅" in other.text

    assert anna.points == 210


def test_a_cashier_who_is_a_member_buys_from_themselves_in_one_chat(town: Town, anna: Chat) -> None:
    anna.start(staff.invite(town.work, "cashier", "Анна", "Арбат, 1"))
    quoted(anna, anna)
    anna.press("till:pay:200")
    anna.press("pay:*:yes")
    anna.press("till:record")

    assert anna.points == 8


def test_the_till_is_for_the_staff_alone(town: Town, anna: Chat) -> None:
    for forged in ("till", "till:sale", "till:pay:1", "till:record", "till:cancel", "till:returns", "digest"):
        anna.forges(forged)
        assert anna.actions == ["menu"], forged
    anna.says("123456")
    assert "card" in anna.actions, "no dialogue of the till was begun"
    anna.start("c_123456")
    assert anna.actions == ["menu"]


def test_words_of_somebody_who_was_dismissed_in_the_middle_of_a_sale_are_just_words(town: Town, vera: Chat) -> None:
    vera.press("till")
    vera.press("till:sale")
    staff.remove(town.work, "Вера")

    vera.says("123456")

    assert vera.actions == ["consent", "language"]
