"""Who works here: one-time links, phones that are known, the owner; each with the menu of their role."""

from __future__ import annotations

import pytest

from actions import staff
from actions.staff import OwnerInvalid, StaffNamesakes, StaffUnknown
from storage.tables import staff as staff_rows
from storage.work import Work
from tests.handlers.chat import Town
from tests.make import Clock


def test_a_link_makes_one_cashier(town: Town) -> None:
    payload = staff.invite(town.work, "cashier", "Вера", "Арбат, 1")
    vera, other = town.person("Вера"), town.person("Зоя")

    vera.start(payload)
    assert "Арбат, 1" in vera.text
    assert vera.commands[0] == "till"
    other.start(payload)
    assert other.actions == ["menu"]

    assert [row.user_id for row in town.rows(staff_rows)] == [vera.who.user_id]


def test_a_link_is_too_old_after_two_days(town: Town, clock: Clock) -> None:
    payload = staff.invite(town.work, "cashier")
    clock.pass_(hours=48)

    vera = town.person()
    vera.start(payload)

    assert town.rows(staff_rows) == []
    assert vera.actions == ["menu"]


def test_a_cashier_who_is_no_member_has_the_till_for_a_menu(town: Town) -> None:
    vera = town.cashier()

    vera.forges("menu")

    assert vera.actions == ["till:sale", "till:returns", "menu"]


def test_somebody_known_by_phone_has_the_role_as_soon_as_it_is_shared(town: Town) -> None:
    staff.add(town.work, "cashier", "8 916 123-45-01", "Вера", "Арбат, 1")

    vera = town.person("Вера")
    vera.start()
    vera.press("consent")
    vera.press("consent:yes")
    vera.shares("79161234501")

    assert vera.commands[0] == "till"
    assert "Арбат, 1" in vera.text
    vera.forges("menu")
    assert "till" in vera.actions


def test_a_phone_that_was_typed_into_a_forwarded_contact_makes_no_cashier(town: Town) -> None:
    staff.add(town.work, "cashier", "+79161234501")
    thief = town.joined()

    thief.shares("79161234501", own=False)

    thief.forges("till")
    assert thief.actions == ["menu"]


def test_a_marketer_gets_no_till(town: Town) -> None:
    masha = town.cashier("Маша", role="marketer")

    assert masha.actions[0] == "campaign:new"
    masha.forges("till")
    assert masha.actions == ["menu"]


def test_an_owner_who_tries_out_a_link_stays_the_owner(town: Town) -> None:
    oleg = town.cashier("Олег", role="owner")
    payload = staff.invite(town.work, "cashier", "Вера")

    oleg.start(payload)

    assert oleg.commands[:2] == ["till", "digest"]
    vera = town.person("Вера")
    vera.start(payload)
    assert vera.commands[0] == "till"


def test_a_cashier_who_moves_to_another_place_keeps_their_purchases(town: Town) -> None:
    vera, anna = town.cashier("Вера"), town.joined("Анна")
    vera.says(anna.card_code)
    vera.says("100")
    vera.press("till:record")

    vera.start(staff.invite(town.work, "cashier", location="Невский, 2"))

    assert "Невский, 2" in vera.text
    vera.forges("till:returns")
    assert "100" in vera.text
    assert len(town.rows(staff_rows)) == 1


def test_whoever_is_removed_has_no_till_and_can_be_invited_again(town: Town) -> None:
    vera = town.cashier("Вера")
    staff.remove(town.work, "Вера")

    vera.forges("till:sale")
    assert vera.actions == ["menu"]
    vera.start(staff.invite(town.work, "cashier"))
    assert vera.commands[0] == "till"


def test_namesakes_are_removed_by_phone_or_id_only(town: Town) -> None:
    town.cashier("Вера")
    staff.add(town.work, "cashier", "+79161234501", "Вера")

    with pytest.raises(StaffNamesakes, match="2 people"):
        staff.remove(town.work, "Вера")
    staff.remove(town.work, "8 916 123 45 01")
    staff.remove(town.work, "Вера")
    with pytest.raises(StaffUnknown, match="Вера"):
        staff.remove(town.work, "Вера")


def test_the_owner_of_the_settings_is_known_by_phone_or_by_id(work: Work) -> None:
    staff.add(work, "cashier", "+79161234501", "Олег", "Арбат, 1")
    for _ in range(2):
        staff.add_owner(work, "+79161234501", "telegram")
        staff.add_owner(work, "1001", "telegram")

    assert sorted((role, phone) for _, role, _, phone, _, _ in staff.everyone(work)) == [
        ("owner", ""),
        ("owner", "+79161234501"),
    ]
    found = staff.at_address(work, "telegram", "1001")
    assert found is not None
    assert found.role == "owner"
    for wrong in ("Олег", "+7", "@oleg"):
        with pytest.raises(OwnerInvalid, match="KOPILKA_OWNER"):
            staff.add_owner(work, wrong, "telegram")
