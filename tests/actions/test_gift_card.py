"""A gift card is money: sold, topped up, spent in parts, given on, given back; nobody spends or loses it twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actions import expiry, gift_card, guess, ledger, member, merge, privacy, program, purchase, returns
from actions.gift_card import GiftCardClosed, GiftCardUnknown, GiftCodeInvalid, GiftSumInvalid
from actions.guess import CodesLocked
from actions.purchase import Sale
from actions.sale import GiftCardShort
from actions.verify import verify
from rules.code import LETTERS, is_gift
from rules.gift_card import GIFT, GiftCardFacts
from rules.member import Member
from rules.priced import Cheque, Line
from storage.store import Store
from storage.work import CODE_LETTERS, Work
from tests.actions.racing import meanwhile
from tests.make import Clock
from tests.rules.programs import FOLDER

CODES = (FOLDER / "codes.toml").read_text("utf-8")
WHO = "till-1"


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, CODES)
    return work


def join(work: Work, name: str = "Анна") -> Member:
    return member.create(work, name=name, client="test", welcome=False)


def sell(work: Work, amount_minor: int = 1_000_00, member_id: str = "") -> GiftCardFacts:
    return gift_card.sell(work, amount_minor, client=WHO, location="Арбат, 1", member_id=member_id)


def a_sale(member_id: str, card_id: str, amount_minor: int, gift_minor: int | None = None) -> Sale:
    cheque = Cheque((Line(amount_minor),))
    return Sale(member_id=member_id, cheque=cheque, client=WHO, gift_card_id=card_id, gift_minor=gift_minor)


def test_a_code_has_letters_that_are_not_taken_for_others_and_is_kept_as_a_hash(shop: Work) -> None:
    card = sell(shop)

    code = gift_card.fresh_code(shop, card.card_id)

    assert is_gift(code)
    assert code.endswith(card.last4)
    assert LETTERS == CODE_LETTERS
    assert gift_card.look(shop, code.lower().replace("-", " "), who=WHO).card_id == card.card_id


def test_a_fresh_code_ends_the_one_before(shop: Work) -> None:
    card = sell(shop)
    first = gift_card.fresh_code(shop, card.card_id)

    second = gift_card.fresh_code(shop, card.card_id)

    assert gift_card.look(shop, second, who=WHO) == card
    with pytest.raises(GiftCodeInvalid):
        gift_card.look(shop, first, who=WHO)


@pytest.mark.parametrize("amount_minor", [499_99, 15_000_01])
def test_a_card_is_sold_within_the_programmes_sums(shop: Work, amount_minor: int) -> None:
    with pytest.raises(GiftSumInvalid):
        sell(shop, amount_minor)


def test_a_card_is_topped_up_as_far_as_it_may_hold(shop: Work) -> None:
    card = sell(shop, 14_700_00)

    assert gift_card.top_up(shop, card.card_id, 300_00, client=WHO).balance_minor == 15_000_00
    with pytest.raises(GiftSumInvalid):
        gift_card.top_up(shop, card.card_id, 1, client=WHO)


def test_a_card_pays_in_parts_and_its_money_earns_in_full(shop: Work) -> None:
    anna, card = join(shop), sell(shop, 1_000_00)

    first = purchase.record(shop, a_sale(anna.member_id, card.card_id, 600_00))
    second = purchase.record(shop, a_sale(anna.member_id, card.card_id, 600_00))

    assert (first.quote.gift_minor, first.quote.due_minor, first.quote.earn_points) == (600_00, 0, 18)
    assert (second.quote.gift_minor, second.quote.due_minor, second.quote.earn_points) == (400_00, 200_00, 18)
    with pytest.raises(GiftCardShort):
        purchase.record(shop, a_sale(anna.member_id, card.card_id, 600_00))
    assert verify(shop) == ()


def test_a_part_that_the_buyer_named_is_taken_and_no_more(shop: Work) -> None:
    anna, card = join(shop), sell(shop, 1_000_00)

    done = purchase.record(shop, a_sale(anna.member_id, card.card_id, 600_00, gift_minor=250_00))

    assert (done.quote.gift_minor, done.quote.due_minor) == (250_00, 350_00)
    with pytest.raises(GiftCardShort):
        purchase.quote(shop, a_sale(anna.member_id, card.card_id, 600_00, gift_minor=750_01))


def test_a_return_gives_the_cards_part_back_to_the_card(shop: Work) -> None:
    anna, card = join(shop), sell(shop, 1_000_00)
    sold = purchase.record(shop, a_sale(anna.member_id, card.card_id, 2_000_00))

    half = returns.take_back(shop, sold.purchase_id, 1_000_00, client=WHO)
    rest = returns.take_back(shop, sold.purchase_id, None, client=WHO)

    assert (half.refund_minor, rest.refund_minor) == (500_00, 500_00)
    assert gift_card.get(shop, card.card_id).balance_minor == 1_000_00
    assert verify(shop) == ()


def test_a_return_to_a_card_that_was_paid_back_lets_it_be_used_again(shop: Work) -> None:
    anna, card = join(shop), sell(shop, 1_000_00)
    code = gift_card.fresh_code(shop, card.card_id)
    sold = purchase.record(shop, a_sale(anna.member_id, card.card_id, 400_00))
    assert gift_card.pay_back(shop, card.card_id, client=WHO) == 600_00

    returns.take_back(shop, sold.purchase_id, None, client=WHO)

    assert gift_card.look(shop, code, who=WHO).balance_minor == 400_00


def test_a_card_that_was_paid_back_or_blocked_opens_nothing(shop: Work) -> None:
    anna, card, other = join(shop), sell(shop), sell(shop)
    code, other_code = (gift_card.fresh_code(shop, one.card_id) for one in (card, other))
    gift_card.pay_back(shop, card.card_id, client=WHO)
    gift_card.block(shop, other.card_id)

    for each in (code, other_code):
        with pytest.raises(GiftCodeInvalid):
            gift_card.look(shop, each, who=WHO)
    for closed in (card, other):
        with pytest.raises(GiftCardClosed):
            purchase.record(shop, a_sale(anna.member_id, closed.card_id, 100_00))
    gift_card.block(shop, other.card_id, blocked=False)
    assert gift_card.look(shop, other_code, who=WHO).balance_minor == 1_000_00
    with pytest.raises(GiftCardClosed):
        gift_card.block(shop, card.card_id, blocked=False)


def test_each_sum_on_a_card_burns_on_its_own_day_and_no_member_is_told(shop: Work, clock: Clock) -> None:
    card = sell(shop)
    clock.pass_(days=180)
    gift_card.top_up(shop, card.card_id, 500_00, client=WHO)
    clock.pass_(days=190)

    assert gift_card.get(shop, card.card_id).balance_minor == 500_00
    swept = expiry.sweep(shop)

    assert swept["accounts"] == 1
    assert ledger.balance(shop, card.card_id, GIFT) == 500_00
    found = gift_card.get(shop, card.card_id)
    assert found.last_day is not None
    assert found.burns_minor == 500_00
    assert verify(shop) == ()


# ------------------------------------------------------------------ whose it is


def test_a_card_that_was_given_on_is_shown_by_its_new_holder_alone(shop: Work) -> None:
    anna, boris, card = join(shop), join(shop, "Борис"), sell(shop)
    paper = gift_card.fresh_code(shop, card.card_id)

    gift_card.bind(shop, anna.member_id, paper, who=guess.member(anna.member_id))

    assert [one.card_id for one in gift_card.of_member(shop, anna.member_id)] == [card.card_id]
    with pytest.raises(GiftCodeInvalid):
        gift_card.look(shop, paper, who=WHO)
    with pytest.raises(GiftCardUnknown):
        gift_card.own(shop, boris.member_id, card.card_id)
    given = gift_card.fresh_code(shop, gift_card.own(shop, anna.member_id, card.card_id).card_id)
    gift_card.bind(shop, boris.member_id, given, who=guess.member(boris.member_id))
    assert gift_card.of_member(shop, anna.member_id) == []


def test_the_cards_of_a_member_who_becomes_another_go_over(shop: Work) -> None:
    anna, old = join(shop), member.create(shop, phone="+79123456789", client="test")
    card = sell(shop, member_id=anna.member_id)

    merge.merge(shop, anna.member_id, old.member_id, "+79123456789")

    assert [one.card_id for one in gift_card.of_member(shop, old.member_id)] == [card.card_id]


def test_the_card_of_a_member_who_goes_stays_whose_code_one_has(shop: Work) -> None:
    anna = join(shop)
    card = sell(shop, member_id=anna.member_id)
    code = gift_card.fresh_code(shop, card.card_id)
    assert [row["card_id"] for row in privacy.copy(shop, anna)["gift_cards"]] == [card.card_id]

    privacy.forget(shop, anna)

    assert gift_card.look(shop, code, who=WHO) == replace(card, holder_id="")
    assert verify(shop) == ()


def test_guessing_at_a_till_is_locked_and_one_answer_serves_every_miss(shop: Work) -> None:
    said = set()
    for code in ("AAAABBBBCCCCDDDD", "nonsense", "", "1" * 200, "AAAA-BBBB-CCCC-DDDE"):
        with pytest.raises(GiftCodeInvalid) as missed:
            gift_card.look(shop, code, who=WHO)
        guess.remember(shop, missed.value)
        said.add(str(missed.value))

    card = sell(shop)
    with pytest.raises(CodesLocked):
        gift_card.look(shop, gift_card.fresh_code(shop, card.card_id), who=WHO)
    assert len(said) == 1


# ------------------------------------------------------------------ two at once


async def a_race(store: Store) -> tuple[str, str, str]:
    def begin(work: Work) -> tuple[str, str, str]:
        program.apply(work, CODES)
        return join(work).member_id, join(work, "Борис").member_id, sell(work).card_id

    return await store.write(begin)


async def test_two_buyers_with_one_card_spend_its_money_once(store: Store) -> None:
    anna, boris, card_id = await a_race(store)

    late = await meanwhile(
        store,
        lambda work: purchase.record(work, a_sale(anna, card_id, 1_000_00)),
        lambda work: purchase.record(work, a_sale(boris, card_id, 1_000_00)),
    )

    assert isinstance(late, GiftCardShort)
    assert await store.read(ledger.balance, card_id, GIFT) == 0
    assert await store.read(verify) == ()


async def test_of_many_small_purchases_with_one_card_as_many_pass_as_it_has_money_for(store: Store) -> None:
    anna, boris, card_id = await a_race(store)
    sales = [a_sale((anna, boris)[n % 2], card_id, 100_00, gift_minor=100_00) for n in range(14)]

    done = await asyncio.gather(*(store.write(purchase.record, sale) for sale in sales), return_exceptions=True)

    assert sum(isinstance(one, GiftCardShort) for one in done) == 4
    assert sum(isinstance(one, purchase.Recorded) for one in done) == 10
    assert await store.read(verify) == ()


async def test_two_tills_that_top_up_at_once_stay_below_the_most(store: Store) -> None:
    _, _, card_id = await a_race(store)

    late = await meanwhile(
        store,
        lambda work: gift_card.top_up(work, card_id, 10_000_00, client="till-1"),
        lambda work: gift_card.top_up(work, card_id, 10_000_00, client="till-2"),
    )

    assert isinstance(late, GiftSumInvalid)
    assert await store.read(ledger.balance, card_id, GIFT) == 11_000_00


async def test_a_card_that_is_being_spent_is_not_paid_back_too(store: Store) -> None:
    anna, _, card_id = await a_race(store)

    left = await meanwhile(
        store,
        lambda work: purchase.record(work, a_sale(anna, card_id, 700_00)),
        lambda work: gift_card.pay_back(work, card_id, client="till-2"),
    )

    assert left == 300_00
    assert await store.read(verify) == ()
