"""24: a forged, own, looped or late referral. No points; the reason is stored and shown."""

from __future__ import annotations

import pytest

from actions import activation, verify
from storage.tables import lots, referrals
from storage.work import Work
from tests.handlers.chat import Chat, Town
from tests.make import Clock


@pytest.fixture
def town(work: Work) -> Town:
    return Town.opened(work)


def link_of(person: Chat) -> str:
    return f"r_{person.member.referral_code}"


def buys(town: Town, buyer: Chat, amount: str = "1000") -> None:
    vera = town.cashier("Вера")
    vera.says(buyer.card_code)
    vera.says(amount)
    vera.press("till:record")


def rewards(town: Town) -> list[int]:
    return [lot.amount for lot in town.rows(lots, source="referral")]


def reasons(town: Town, inviter: Chat) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in town.rows(referrals, inviter_id=inviter.member.member_id)]


def test_a_forged_code_is_as_no_code_at_all(town: Town) -> None:
    for payload in ("r_AAAAAAAAAAAA", "r_", "r_../../x"[:64]):
        boris = town.joined("Борис", payload=payload)
        buys(town, boris)

    assert town.rows(referrals) == []
    assert rewards(town) == []


def test_an_own_link(town: Town) -> None:
    anna = town.joined("Анна")

    anna.start(link_of(anna))

    assert "себя" in anna.text
    buys(town, anna)
    assert reasons(town, anna) == [("refused", "own")]
    anna.forges("friends")
    assert "себя" in anna.text
    assert rewards(town) == []


def test_a_loop(town: Town) -> None:
    anna = town.joined("Анна")
    boris = town.joined("Борис", payload=link_of(anna))
    vlad = town.joined("Влад", payload=link_of(boris))

    anna.start(link_of(vlad))

    assert reasons(town, vlad) == [("refused", "loop")]
    vlad.forges("friends")
    assert "🚫" in vlad.text
    buys(town, anna)
    assert rewards(town) == []


def test_a_member_of_before(town: Town) -> None:
    anna, boris = town.joined("Анна"), town.joined("Борис")

    boris.start(link_of(anna))
    boris.start(link_of(anna))

    assert reasons(town, anna) == [("refused", "not_new")]
    buys(town, boris)
    assert rewards(town) == []


def test_a_purchase_that_is_late(town: Town, clock: Clock) -> None:
    anna = town.joined("Анна")
    boris = town.joined("Борис", payload=link_of(anna))
    clock.pass_(days=30)

    buys(town, boris)

    assert reasons(town, anna) == [("refused", "late")]
    anna.forges("friends")
    assert "🚫" in anna.text
    assert rewards(town) == []


def test_only_the_first_purchase_counts_and_its_return_takes_both_rewards_away(town: Town, clock: Clock) -> None:
    anna = town.joined("Анна")
    boris = town.joined("Борис", payload=link_of(anna))
    vera = town.cashier("Вера")
    vera.says(boris.card_code)
    vera.says("1000")
    vera.press("till:record")
    buys(town, boris)
    assert sorted(rewards(town)) == [200, 300]

    vera.press("till:return:*")
    vera.press("till:return:*:yes")

    assert reasons(town, anna) == [("cancelled", "returned")]
    clock.pass_(days=15)
    activation.tell(town.work)
    assert [lot.remaining for lot in town.rows(lots, source="referral")] == [0, 0]
    assert not verify.verify(town.work)
