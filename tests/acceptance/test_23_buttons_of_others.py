"""23: a forged callback, another member's button, a stale button. Refused in words; nothing changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage.tables import metadata
from storage.work import Work
from tests.handlers.chat import Chat, Town
from tests.make import Clock

NOTED = {"updates", "addresses"}  # that somebody pressed is kept, whatever came of it


@pytest.fixture
def town(work: Work) -> Town:
    return Town.opened(work)


def everything(town: Town) -> dict[str, list[tuple[object, ...]]]:
    kept = [table for table in metadata.sorted_tables if table.name not in NOTED]
    return {
        table.name: [tuple(map(repr, row)) for row in town.work.all(sa.select(table).order_by(*table.primary_key))]
        for table in kept
    }


def asked(town: Town) -> tuple[Chat, Chat, str]:
    """The cashier, the member who was asked to pay with points, and the action of their Yes."""
    vera, anna = town.cashier("Вера"), town.joined("Анна")
    vera.says(anna.card_code)
    vera.says("1000")
    vera.press("till:pay:200")
    return vera, anna, anna.button("pay:*:yes").target


@pytest.mark.parametrize(
    "forge",
    [
        lambda yes: yes,
        lambda yes: yes.replace("yes", "no"),
        lambda yes: yes.replace("yes", "YES"),
        lambda yes: yes.removesuffix(":yes"),
        lambda yes: f"{yes}:yes",
        lambda yes: yes[:-5] + ("0" if yes[-5] != "0" else "1") + ":yes",
        lambda _: "pay:' OR 1=1 --:yes",
        lambda _: "pay::yes",
        lambda _: "till:record",
        lambda _: "till:pay:200",
        lambda _: "till:cancel",
        lambda _: "till:sale",
        lambda _: "",
        lambda _: ":",
    ],
)
def test_another_members_button_and_forged_ones(town: Town, forge: Callable[[str], str]) -> None:
    _, _, yes = asked(town)
    thief = town.joined("Борис")
    before = everything(town)

    thief.forges(forge(yes))

    assert thief.actions[-1:] == ["menu"]
    assert everything(town) == before


def test_a_stale_button(town: Town, clock: Clock) -> None:
    vera, anna, yes = asked(town)
    clock.pass_(minutes=5)
    before = everything(town)

    anna.forges(yes)
    assert "menu" in anna.actions
    assert everything(town) == before
    vera.press("till:cancel")
    before = everything(town)
    for old in ("till:record", "till:pay:200", "till:pay:0"):
        vera.forges(old)
        assert vera.actions == ["menu"], old
    assert everything(town) == before


def test_another_cashiers_return(town: Town) -> None:
    vera, anna, _ = asked(town)
    anna.press("pay:*:yes")
    vera.press("till:record")
    back = f"{vera.button('till:return:*').target}:yes"
    other = town.cashier("Зоя")
    before = everything(town)

    for who in (other, anna):
        who.forges(back)
        assert who.actions == ["menu"]

    assert everything(town) == before
