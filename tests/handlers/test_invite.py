"""Inviting friends: the link, and what came of each, in words."""

from __future__ import annotations

from actions import activation
from storage.tables import referrals
from tests.handlers.chat import Chat, Town, words
from tests.make import Clock


def link_of(person: Chat) -> str:
    return f"r_{person.member.referral_code}"


def buys(cashier: Chat, buyer: Chat, amount: str) -> None:
    cashier.says(buyer.card_code)
    cashier.says(amount)
    cashier.press("till:record")


def last(person: Chat) -> list[str]:
    """What they saw lately."""
    return [words(screen) for screen in person.screens[-3:]]


def test_the_link_can_be_copied_shared_and_shown_as_a_picture(town: Town) -> None:
    anna = town.joined()

    anna.press("menu")
    anna.press("invite")
    kinds = {button.kind: button.target for row in anna.screen.rows for button in row}
    assert kinds["share"] == kinds["copy"]
    assert kinds["copy"].endswith(link_of(anna))
    anna.press("invite_qr")
    assert link_of(anna) in repr(anna.screen.picture)


def test_an_invited_newcomer_is_told_by_whom_and_for_what(town: Town) -> None:
    anna, boris = town.joined("Анна"), town.person("Борис")

    boris.start(link_of(anna))

    assert "Ан…" in boris.text
    assert "200 баллов" in boris.text
    assert "от 500 ₽" in boris.text
    assert "в течение 30 дней" in boris.text


def test_the_words_that_are_shared_name_the_terms(town: Town) -> None:
    anna = town.joined("Анна")

    anna.forges("invite")

    [share] = [button for row in anna.screen.rows for button in row if button.kind == "share"]
    told = share.text.replace("\N{NO-BREAK SPACE}", " ")
    for term in ("200 баллов", "от 500 ₽", "в течение 30 дней"):
        assert term in told, told


def test_the_friend_hears_of_their_own_gift_and_of_its_end(town: Town) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))

    buys(vera, boris, "1000")
    assert [text for text in last(boris) if "Подарок по приглашению" in text and "200 баллов" in text]
    assert [text for text in last(anna) if "Ваш друг" in text and "300 баллов" in text]
    vera.press("till:return:*")
    vera.press("till:return:*:yes")

    assert [text for text in last(boris) if "Подарка по приглашению не будет" in text and "200 баллов" in text]
    assert [text for text in last(anna) if "Награды за приглашение не будет" in text and "300 баллов" in text]
    assert not [text for text in last(boris) if "Награды" in text]


def test_the_first_link_that_was_opened_counts_even_after_others_and_made_up_ones(town: Town) -> None:
    anna, other, boris = town.joined("Анна"), town.joined("Зоя"), town.person("Борис")
    for payload in ("r_NOBODYATALL", link_of(anna), link_of(other), ""):
        boris.start(payload)

    boris.press("consent")
    boris.press("consent:yes")

    assert [row.inviter_id for row in town.rows(referrals)] == [anna.member.member_id]


def test_both_are_rewarded_after_the_first_purchase_and_the_return_period(town: Town, clock: Clock) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    anna.forges("friends")
    assert "👋" in anna.text

    buys(vera, boris, "499.99")
    anna.forges("friends")
    assert "в пути" not in anna.text
    buys(vera, boris, "500")

    anna.forges("friends")
    assert "300 баллов" in anna.text
    assert (anna.points, boris.points) == (200, 209)
    clock.pass_(days=14, hours=23)
    activation.tell(town.work)
    town.post()
    assert (anna.points, boris.points) == (300, 209)
    anna.forges("invite")
    assert "300 баллов" in anna.text
    anna.forges("friends")
    assert "✅" in anna.text


def test_a_return_cancels_both_rewards_and_says_so(town: Town, clock: Clock) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    buys(vera, boris, "1000")

    vera.press("till:return:*")
    vera.press("till:return:*:yes")

    clock.pass_(days=20)
    assert (anna.points, boris.points) == (0, 0), "the gifts have burned too"
    anna.forges("friends")
    assert "↩️" in anna.text
    anna.forges("history")
    assert "отмен" in anna.text.lower()


def test_refusals_stand_in_the_list_with_their_reason(town: Town, clock: Clock) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    old = town.joined("Глеб")
    late = town.joined("Борис", payload=link_of(anna))
    anna.start(link_of(anna))
    assert "себя" in anna.text
    old.start(link_of(anna))
    old.start(link_of(anna))
    clock.pass_(days=30)
    buys(vera, late, "1000")
    anna.start(link_of(late))
    assert "menu" in anna.actions

    anna.forges("friends")

    assert anna.text.count("🚫") == 3, anna.text
    reasons = [row.reason for row in town.rows(referrals, inviter_id=anna.member.member_id)]
    assert sorted(reasons) == ["late", "not_new", "own"]
    [loop] = town.rows(referrals, inviter_id=late.member.member_id)
    assert loop.state == "refused"


def test_the_list_of_friends_is_turned_page_by_page(town: Town) -> None:
    anna = town.joined("Анна")
    for _ in range(9):
        town.joined("Борис", payload=link_of(anna))

    anna.forges("invite")
    anna.press("friends:0")
    assert anna.text.count("Бо…") == 8
    anna.press("friends:1")
    assert anna.text.count("Бо…") == 1
