"""A draw is promised, closed once whatever happens at that moment, and proven without the shop."""

from __future__ import annotations

import json

import pytest

from actions import draw, ledger, member, merge, privacy, program, purchase, returns
from actions.draw import DrawNotClosed, DrawNotOpen, DrawNotOver, DrawUnknown
from actions.purchase import Sale
from actions.verify import verify
from rules.draw import commitment
from rules.draw_proof import wrong
from rules.priced import Cheque, Line
from rules.promo import TICKET
from storage import draws as rows
from storage.store import Store
from storage.tables import events
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.actions.test_games import TEXT
from tests.make import Clock

RUB = 100


def shop(work: Work) -> None:
    program.apply(work, TEXT)


def a_member(work: Work, name: str = "Anna") -> str:
    return member.create(work, name=name, client="test", welcome=False).member_id


def buy(work: Work, who: str, roubles: int = 1_000) -> str:
    sale = Sale(member_id=who, cheque=Cheque((Line(roubles * RUB),)), client="test")
    return purchase.record(work, sale).purchase_id


def late(work: Work, who: str) -> None:
    """A purchase of the draw's days that an offline till brings after them."""
    at = work.now.replace(month=3, day=31, hour=12)
    purchase.record(work, Sale(member_id=who, cheque=Cheque((Line(5_000 * RUB),)), client="test", at=at))


def test_what_is_promised_is_the_hash_of_what_is_told_after_the_draw(work: Work, clock: Clock) -> None:
    shop(work)
    promised = draw.open_(work, "may")
    assert draw.open_(work, "may") == promised
    for number in range(5):
        buy(work, a_member(work, f"M{number}"), 1_000 * (number + 1))
    with pytest.raises(DrawNotOver):
        draw.close(work, "may")
    with pytest.raises(DrawNotClosed):
        draw.proof(work, "may")
    clock.pass_(days=30)

    won = draw.close(work, "may")
    proof = json.loads(json.dumps(draw.proof(work, "may")))

    assert commitment(bytes.fromhex(proof["secret"])) == promised
    assert sorted(count for _, count in proof["entrants"]) == [1, 2, 3, 4, 5]
    assert proof["winners"] == [one.code for one in won]
    assert [one.prize for one in won] == ["Чайник", "Чай"]
    assert wrong(proof, promised) == []
    assert wrong(proof, "0" * 64) == ["The commitment is another one than was published."]
    assert len(work.all(events.select().where(events.c.kind == "draw_won"))) == 2
    assert not any(one.member_id in json.dumps(proof) for one in won)


@pytest.mark.parametrize("name", ["secret", "root", "winners", "entrants", "winners_count", "commitment"])
def test_a_proof_that_was_touched_anywhere_does_not_hold(work: Work, clock: Clock, name: str) -> None:
    shop(work)
    for number in range(4):
        buy(work, a_member(work, f"M{number}"))
    clock.pass_(days=30)
    draw.close(work, "may")
    proof = draw.proof(work, "may")
    other = {
        "secret": "00" * 32,
        "root": "0" * 64,
        "winners": proof["winners"][::-1],
        "entrants": [[proof["entrants"][0][0], 7], *proof["entrants"][1:]],
        "winners_count": 1,
        "commitment": "0" * 64,
    }

    assert wrong(proof) == []
    assert wrong(proof | {name: other[name]})
    assert wrong({key: value for key, value in proof.items() if key != name})


def test_a_draw_that_is_nowhere_and_one_that_nobody_entered_are_told_apart(work: Work, clock: Clock) -> None:
    shop(work)
    with pytest.raises(DrawUnknown):
        draw.open_(work, "june")
    with pytest.raises(DrawUnknown):
        draw.close(work, "june")
    with pytest.raises(DrawUnknown):
        draw.proof(work, "june")
    with pytest.raises(DrawNotOpen):
        draw.close(work, "may")
    assert [one.state for one in draw.states(work)] == ["not open"]
    draw.open_(work, "may")
    clock.pass_(days=30)

    assert draw.close(work, "may") == []
    assert [one.state for one in draw.states(work)] == ["closed"]
    assert wrong(draw.proof(work, "may")) == []


def test_whoever_was_erased_before_the_close_is_not_in_the_list(work: Work, clock: Clock) -> None:
    shop(work)
    anna, boris = a_member(work), a_member(work, "Boris")
    buy(work, anna)
    buy(work, boris)
    privacy.forget(work, member.get(work, anna))
    clock.pass_(days=30)

    won = draw.close(work, "may")
    privacy.forget(work, member.get(work, boris))

    assert [one.member_id for one in won] == [boris]
    assert [one.name for one in draw.close(work, "may")] == [""]
    assert wrong(draw.proof(work, "may")) == []


def test_after_the_close_nothing_gives_or_takes_tickets(work: Work, clock: Clock) -> None:
    shop(work)
    who = a_member(work)
    bought = buy(work, who)
    clock.pass_(days=29, hours=12)
    draw.close(work, "may")
    proof = draw.proof(work, "may")

    late(work, who)
    returns.take_back(work, bought, None, client="test")

    assert ledger.balance(work, who, TICKET + "may") == 1
    assert draw.proof(work, "may") == proof
    assert verify(work) == ()


def test_as_many_win_as_were_promised_whatever_the_programme_says_later(work: Work, clock: Clock) -> None:
    shop(work)
    draw.open_(work, "may")
    for number in range(3):
        buy(work, a_member(work, f"M{number}"))
    program.apply(work, TEXT.replace("winners = 2", "winners = 1"))
    clock.pass_(days=30)

    assert len(draw.close(work, "may")) == 2


async def test_a_purchase_and_the_close_at_once_agree_on_the_list(store: Store, clock: Clock) -> None:
    await store.write(shop)
    who = await store.write(a_member)
    await store.write(buy, who)
    clock.pass_(days=29, hours=12)

    await meanwhile(store, lambda work: late(work, who), lambda work: draw.close(work, "may"))

    proof = await store.read(draw.proof, "may")
    assert [count for _, count in proof["entrants"]] == [7]  # a challenge gave one
    assert await store.read(ledger.balance, who, TICKET + "may") == 7


async def test_a_purchase_after_the_close_began_gives_no_ticket(store: Store, clock: Clock) -> None:
    await store.write(shop)
    who = await store.write(a_member)
    await store.write(buy, who)
    clock.pass_(days=29, hours=12)

    await meanwhile(store, lambda work: draw.close(work, "may"), lambda work: late(work, who))

    proof = await store.read(draw.proof, "may")
    assert [count for _, count in proof["entrants"]] == [1]
    assert await store.read(ledger.balance, who, TICKET + "may") == 1
    assert await store.read(verify) == ()


async def test_a_draw_that_is_closed_while_two_become_one_lists_who_stays(store: Store, clock: Clock) -> None:
    await store.write(shop)
    anna, boris = [await store.write(a_member, name) for name in ("Anna", "Boris")]
    for who in (anna, boris):
        await store.write(buy, who)
    clock.pass_(days=30)

    won = await meanwhile(store, lambda work: merge.merge(work, anna, boris), lambda work: draw.close(work, "may"))

    assert isinstance(won, list)
    assert [(one.member_id, one.tickets) for one in won] == [(boris, 2)]


async def test_a_draw_that_is_closed_while_somebody_goes_lists_them_no_more(store: Store, clock: Clock) -> None:
    await store.write(shop)
    anna, boris = [await store.write(a_member, name) for name in ("Anna", "Boris")]
    for who in (anna, boris):
        await store.write(buy, who)
    clock.pass_(days=30)

    won = await meanwhile(
        store, lambda work: privacy.forget(work, member.get(work, anna)), lambda work: draw.close(work, "may")
    )

    assert isinstance(won, list)
    assert [(one.member_id, one.tickets) for one in won] == [(boris, 1)]


async def test_two_closes_at_once_are_one(store: Store, clock: Clock) -> None:
    await store.write(shop)
    for number in range(3):
        who = await store.write(a_member, f"M{number}")
        await store.write(buy, who)
    clock.pass_(days=30)

    second = await meanwhile(store, lambda work: draw.close(work, "may"), lambda work: draw.close(work, "may"))

    assert isinstance(second, list)
    proof = await store.read(draw.proof, "may")
    assert [one.code for one in second] == proof["winners"]
    assert len(proof["entrants"]) == 3


async def test_two_first_tickets_at_once_open_one_draw(store: Store) -> None:
    await store.write(shop)
    anna = await store.write(a_member)
    boris = await store.write(a_member, "Boris")

    await meanwhile(store, lambda work: buy(work, anna), lambda work: buy(work, boris))

    assert await store.read(rows.held, TICKET + "may") == (2, 2)
