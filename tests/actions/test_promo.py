"""A promo code gives what it says, as often as it may, whoever races for it; a purchase that comes back undoes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from actions import guess, history, ledger, member, merge, privacy, program, promo, promo_code, purchase, returns, tier
from actions.promo import PromoCodeInvalid, PromoGivesNothing
from actions.promo_code import BatchUnknown, PromoHasOneCode, PromoUnknown
from actions.purchase import Recorded, Sale
from actions.verify import verify
from rules.code import is_promo
from rules.member import Member
from rules.priced import Cheque, Line
from rules.promo import PromoFacts
from rules.refusal import PromoNotForThis
from storage.store import Store
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import Clock
from tests.rules.programs import FOLDER, changed

TILL = "till-1"
MORE = """
[[tiers]]
name = "gold"
title = { ru = "Золотой", en = "Gold" }
rate = "5%"
spend = "100 000"

[[promos]]
name = "golden"
title = { ru = "Золотой статус", en = "Gold at once" }
code = "GOLDEN"
gives = { tier = "gold" }

[[promos]]
name = "draw"
title = { ru = "Билеты", en = "Tickets" }
code = "DRAW"
gives = { tickets = { draw = "may", count = 3 } }

[[draws]]
name = "may"
title = { ru = "Майский розыгрыш", en = "The May draw" }
prizes = { ru = ["Кофемашина"], en = ["A coffee machine"] }
winners = 1
last_day = 2026-05-31

[[promos]]
name = "march"
title = { ru = "Март", en = "March" }
code = "MARCH"
gives = { points = 50 }
when = { first_day = 2026-03-01, last_day = 2026-03-08 }

[[promos]]
name = "big"
title = { ru = "За крупную покупку", en = "For a big purchase" }
code = "BIG"
gives = { points = 500 }
when = { minimum_cheque = "5 000" }

[[promos]]
name = "few"
title = { ru = "Первым двум", en = "For the first two" }
code = "FEW"
gives = { points = 10 }
per_code = 2
per_member = 5
"""
CODES = (FOLDER / "codes.toml").read_text("utf-8") + MORE


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, CODES)
    return work


def join(work: Work, name: str = "Анна") -> Member:
    return member.create(work, name=name, client="test", welcome=False)


def use(work: Work, member_id: str, code: str) -> PromoFacts:
    return promo.use(work, member_id, code, client="member", who=guess.member(member_id))


def buy(work: Work, member_id: str, amount_minor: int, code: str = "") -> Recorded:
    cheque = Cheque((Line(amount_minor),))
    return purchase.record(work, Sale(member_id=member_id, cheque=cheque, client=TILL, promo_code=code))


def a_code(work: Work, name: str = "leaflet", **more: str) -> str:
    return promo_code.make(work, name, 1, **more)[1][0]


# ------------------------------------------------------------------ what it gives


def test_points_are_given_at_once_with_a_life_of_their_own(shop: Work, clock: Clock) -> None:
    anna = join(shop)

    given = use(shop, anna.member_id, " kopilka-day ")

    assert (given.points, given.waits) == (200, False)
    (entry,) = history.page(shop, anna.member_id).entries
    assert (entry.kind, entry.titles["en"]) == ("promo", "Thank you for coming")
    assert ledger.available(shop, anna.member_id) == 200
    clock.pass_(days=31)
    assert ledger.available(shop, anna.member_id) == 0
    with pytest.raises(PromoCodeInvalid):
        use(shop, anna.member_id, "KOPILKA-DAY")


def test_a_percent_waits_for_the_next_purchase_that_it_is_for(shop: Work) -> None:
    anna = join(shop)
    assert use(shop, anna.member_id, "SPRING").waits

    small = buy(shop, anna.member_id, 500_00)
    enough = buy(shop, anna.member_id, 1_000_00)
    again = buy(shop, anna.member_id, 1_000_00)

    dues = [one.quote.due_minor for one in (small, enough, again)]
    assert dues == [500_00, 900_00, 1_000_00]
    assert promo.waiting_facts(shop, anna.member_id) is None


def test_a_code_that_the_till_sends_is_used_with_its_purchase_alone(shop: Work) -> None:
    anna, code = join(shop), a_code(shop)

    with pytest.raises(PromoNotForThis):
        buy(shop, anna.member_id, 1_000_00, code)
    done = buy(shop, anna.member_id, 1_500_00, code.lower().replace("-", ""))

    assert [(one.name, one.minor) for one in done.quote.reductions] == [("leaflet", 300_00)]
    with pytest.raises(PromoCodeInvalid):
        buy(shop, anna.member_id, 1_500_00, code)


def test_a_gift_waits_to_be_handed_over_at_the_till(shop: Work) -> None:
    anna, code = join(shop), a_code(shop, "mug")

    assert use(shop, anna.member_id, code).is_gift
    done = buy(shop, anna.member_id, 100_00)

    assert (done.quote.promo, done.quote.due_minor) == ("mug", 100_00)
    assert buy(shop, anna.member_id, 100_00).quote.promo == ""


def test_points_for_a_cheque_of_some_size_come_with_that_cheque(shop: Work) -> None:
    anna = join(shop)
    assert use(shop, anna.member_id, "BIG").waits

    buy(shop, anna.member_id, 4_999_00)
    before = ledger.available(shop, anna.member_id)
    buy(shop, anna.member_id, 5_000_00)

    assert ledger.available(shop, anna.member_id) - before == 500 + 150


def test_a_tier_is_given_once_and_leaves_the_code_to_one_who_has_it(shop: Work) -> None:
    anna = join(shop)

    assert use(shop, anna.member_id, "GOLDEN").tier == "gold"
    assert tier.name_of(shop, anna.member_id) == "gold"
    boris = join(shop, "Борис")
    tier.give(shop, boris.member_id, "gold")
    with pytest.raises(PromoGivesNothing):
        use(shop, boris.member_id, "GOLDEN")


def test_tickets_are_entries_of_the_draws_own_while_it_gives_some(shop: Work, clock: Clock) -> None:
    anna = join(shop)

    use(shop, anna.member_id, "DRAW")

    assert ledger.available(shop, anna.member_id, "ticket:may") == 3
    assert ledger.available(shop, anna.member_id) == 0
    assert verify(shop) == ()
    clock.pass_(days=100)
    with pytest.raises(PromoCodeInvalid):
        use(shop, join(shop, "Борис").member_id, "DRAW")


def test_what_is_typed_later_waits_in_place_of_what_waited(shop: Work) -> None:
    anna, code = join(shop), a_code(shop)
    use(shop, anna.member_id, "SPRING")

    use(shop, anna.member_id, code)

    found = promo.waiting_facts(shop, anna.member_id)
    assert found is not None
    assert found.promo == "leaflet"
    assert buy(shop, anna.member_id, 2_000_00).quote.due_minor == 1_700_00
    assert use(shop, anna.member_id, "SPRING").waits


# ------------------------------------------------------------------ one answer for every miss


def test_unknown_used_over_and_not_yours_are_answered_alike(shop: Work, clock: Clock) -> None:
    anna, boris = join(shop), join(shop, "Борис")
    used = a_code(shop)
    buy(shop, boris.member_id, 1_500_00, used)
    theirs = a_code(shop, "mug", member_id=boris.member_id)
    gone_batch, (gone,) = promo_code.make(shop, "leaflet", 1)
    promo_code.void(shop, gone_batch)
    clock.pass_(days=10)

    answers = set()
    for code in ("AAAABBBBCCCC", used, theirs, gone, "MARCH", "", "x" * 500):
        with pytest.raises(PromoCodeInvalid) as missed:
            use(shop, anna.member_id, code)
        answers.add((missed.value.code, str(missed.value)))
    assert len(answers) == 1
    assert use(shop, boris.member_id, theirs).waits


def test_a_code_is_looked_at_without_being_used(shop: Work) -> None:
    anna, code = join(shop), a_code(shop)

    facts = promo.look(shop, anna.member_id, code, who=TILL)

    assert (facts.sum_minor, facts.minimum_minor) == (300_00, 1_500_00)
    assert promo.waiting_facts(shop, anna.member_id) is None


# ------------------------------------------------------------------ limits


def test_a_code_for_the_first_two_is_used_twice(shop: Work) -> None:
    members = [join(shop, name) for name in ("Анна", "Борис", "Вера")]
    for each in members[:2]:
        use(shop, each.member_id, "FEW")

    with pytest.raises(PromoCodeInvalid):
        use(shop, members[2].member_id, "FEW")


def test_a_budget_ends_the_promo(work: Work) -> None:
    program.apply(work, changed(("budget = 500", "budget = 1"), text=CODES))
    anna, boris = join(work), join(work, "Борис")
    use(work, anna.member_id, "KOPILKA-DAY")

    with pytest.raises(PromoCodeInvalid):
        use(work, boris.member_id, "KOPILKA-DAY")
    (event,) = (one for one in promo_code.counts(work) if one.promo == "event")
    assert (event.uses, event.uses_left) == (1, 0)


def test_a_purchase_that_comes_back_whole_gives_the_use_back_and_takes_the_points(shop: Work) -> None:
    anna, code = join(shop), a_code(shop)
    off = buy(shop, anna.member_id, 1_500_00, code)
    for_points = buy(shop, anna.member_id, 5_000_00, "BIG")

    returns.take_back(shop, off.purchase_id, 100_00, client=TILL)
    with pytest.raises(PromoCodeInvalid):
        use(shop, anna.member_id, code)
    for sold in (off, for_points):
        returns.take_back(shop, sold.purchase_id, None, client=TILL)

    assert ledger.balance(shop, anna.member_id) == 0
    assert ledger.debt(shop, anna.member_id) == 0
    assert use(shop, anna.member_id, code).waits
    assert use(shop, anna.member_id, "BIG").waits
    assert verify(shop) == ()


def test_points_for_a_cheque_of_some_size_go_when_what_is_left_is_too_little_for_them(shop: Work) -> None:
    anna = join(shop).member_id
    sold = buy(shop, anna, 6_000_00, "BIG")
    returns.take_back(shop, sold.purchase_id, 1_000_00, client=TILL)
    assert ledger.balance(shop, anna) == 500 + 150

    returns.take_back(shop, sold.purchase_id, 1, client=TILL)
    assert ledger.balance(shop, anna) == 149
    assert use(shop, anna, "BIG").waits
    returns.take_back(shop, sold.purchase_id, None, client=TILL)

    assert (ledger.balance(shop, anna), ledger.debt(shop, anna)) == (0, 0)
    assert verify(shop) == ()


def test_a_percent_stays_used_while_anything_is_left_of_its_purchase(shop: Work) -> None:
    anna, code = join(shop).member_id, a_code(shop)
    sold = buy(shop, anna, 1_500_00, code)

    returns.take_back(shop, sold.purchase_id, sold.quote.net_minor - 1, client=TILL)

    with pytest.raises(PromoCodeInvalid):
        use(shop, anna, code)


def test_points_of_a_code_that_were_spent_before_a_merge_are_owed_after_the_return(shop: Work) -> None:
    anna, old = join(shop).member_id, join(shop).member_id
    sold = buy(shop, anna, 5_000_00, "BIG")
    ledger.spend(shop, anna, 650, ledger.Cause(client=TILL, program_version=1))
    merge.merge(shop, anna, old)

    returns.take_back(shop, sold.purchase_id, None, client=TILL)

    assert (ledger.balance(shop, old), ledger.debt(shop, old)) == (0, 650)
    assert verify(shop) == ()


def test_a_gift_that_was_handed_over_is_not_had_again_by_a_return(shop: Work) -> None:
    anna, code = join(shop), a_code(shop, "mug")
    done = buy(shop, anna.member_id, 100_00, code)

    returns.take_back(shop, done.purchase_id, None, client=TILL)

    with pytest.raises(PromoCodeInvalid):
        use(shop, anna.member_id, code)


# ------------------------------------------------------------------ batches


def test_codes_are_unique_unguessable_and_kept_as_hashes(shop: Work) -> None:
    _, codes = promo_code.make(shop, "leaflet", 1_000)

    assert len(set(codes)) == 1_000
    assert all(is_promo(code) for code in codes)


def test_codes_are_made_for_promos_without_a_code_of_their_own(shop: Work) -> None:
    with pytest.raises(PromoHasOneCode):
        promo_code.make(shop, "spring", 1)
    with pytest.raises(PromoUnknown):
        promo_code.make(shop, "summer", 1)
    with pytest.raises(BatchUnknown):
        promo_code.void(shop, join(shop).member_id)


# ------------------------------------------------------------------ members who become one, and who go


def test_uses_and_what_waits_go_over_to_whom_one_becomes(shop: Work) -> None:
    anna, old = join(shop), member.create(shop, phone="+79123456789", client="test")
    use(shop, anna.member_id, "KOPILKA-DAY")
    use(shop, anna.member_id, "SPRING")

    merge.merge(shop, anna.member_id, old.member_id, "+79123456789")

    assert buy(shop, old.member_id, 1_000_00).quote.due_minor == 900_00
    with pytest.raises(PromoCodeInvalid):
        use(shop, old.member_id, "KOPILKA-DAY")


def test_who_goes_leaves_nothing_that_waits(shop: Work) -> None:
    anna = join(shop)
    use(shop, anna.member_id, "SPRING")
    assert privacy.copy(shop, anna)["promos_waiting"][0]["promo"] == "spring"

    privacy.forget(shop, anna)

    assert promo.waiting_facts(shop, anna.member_id) is None


# ------------------------------------------------------------------ two at once


async def begin(store: Store, make: Callable[[Work], str]) -> tuple[list[str], str]:
    def unit(work: Work) -> tuple[list[str], str]:
        program.apply(work, changed(("budget = 500", "budget = 3"), text=CODES))
        return [join(work, f"Гость {n}").member_id for n in range(8)], make(work)

    return await store.write(unit)


async def test_a_unique_code_is_used_by_one_of_two(store: Store) -> None:
    (anna, boris, *_), code = await begin(store, a_code)

    late = await meanwhile(
        store,
        lambda work: buy(work, anna, 1_500_00, code),
        lambda work: buy(work, boris, 1_500_00, code),
    )

    assert isinstance(late, PromoCodeInvalid)


async def test_a_budget_holds_however_many_come_at_once(store: Store) -> None:
    members, _ = await begin(store, lambda _: "")

    done = await asyncio.gather(
        *(store.write(use, member_id, "KOPILKA-DAY") for member_id in members), return_exceptions=True
    )

    assert sum(isinstance(one, PromoFacts) for one in done) == 3
    assert sum(isinstance(one, PromoCodeInvalid) for one in done) == 5
    assert await store.read(verify) == ()


async def test_one_member_at_two_tills_uses_a_code_once(store: Store) -> None:
    (anna, *_), _ = await begin(store, lambda _: "")

    late = await meanwhile(
        store, lambda work: use(work, anna, "KOPILKA-DAY"), lambda work: use(work, anna, "KOPILKA-DAY")
    )

    assert isinstance(late, PromoCodeInvalid)
    assert await store.read(ledger.balance, anna) == 200
