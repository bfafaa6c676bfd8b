"""The board of those who invite: by month, names masked, one's own place, a name that is hidden."""

from __future__ import annotations

from datetime import timedelta

from storage.tables import referrals
from tests.handlers.chat import Chat, Town
from tests.make import Clock


def brings(town: Town, inviter: Chat, friends: int, *, vera: Chat) -> None:
    for number in range(friends):
        friend = town.joined(f"Друг{number}", payload=f"r_{inviter.member.referral_code}")
        vera.says(friend.card_code)
        vera.says("1000")
        vera.press("till:record")


def test_the_board_ranks_a_month_and_shows_ones_own_place(town: Town, clock: Clock) -> None:
    vera, anna, boris, eva = town.cashier("Вера"), town.joined("Анна"), town.joined("Борис"), town.joined("Ева")
    brings(town, anna, 1, vera=vera)
    clock.pass_(minutes=1)
    brings(town, boris, 2, vera=vera)
    brings(town, eva, 1, vera=vera)

    anna.forges("invite")
    anna.press("board")

    first, second, third = [line for line in anna.text.split("\n") if "друг" in line][:3]
    assert first == "🥇 Бо… · 2 друга"
    assert second == "🥈 Вы · 1 друг"
    assert third == "🥉 Ев… · 1 друг"
    town.joined("Гость").forges("board")

    eva.forges("board")
    eva.press("board_name")
    assert "не показывается" in eva.text
    anna.forges("board")
    assert "🥉 участник · 1 друг" in anna.text
    eva.press("board_name")
    anna.forges("board")
    assert "Ев…" in anna.text

    clock.pass_(days=31)
    anna.forges("board")
    assert "пока никого" in anna.text
    anna.press("board:1")
    assert "🥈 Вы · 1 друг" in anna.text
    anna.forges("board:9999999999")
    anna.forges("board:-5")
    assert "апрель" in anna.text


def test_who_is_far_down_sees_where_and_cancelled_friends_count_for_nobody(town: Town) -> None:
    vera, anna = town.cashier("Вера"), town.joined("Анна")
    stranger = town.joined("Борис")
    brings(town, anna, 1, vera=vera)
    [row] = town.rows(referrals)
    for minute in range(11):
        other = town.joined("Яна")
        copy = {**row._asdict(), "inviter_id": other.member.member_id, "friend_id": None}
        before = row.rewarded_at - timedelta(minutes=1 + minute)
        town.work.run(referrals.insert(), **copy | {"rewarded_at": before})

    anna.forges("board")
    assert "…\n12. Вы · 1 друг" in anna.text

    town.work.run(referrals.update().where(referrals.c.inviter_id == row.inviter_id).values(state="cancelled"))
    anna.forges("board")
    assert "Вы ·" not in anna.text
    stranger.forges("board")
    assert "Вас здесь пока нет" in stranger.text
