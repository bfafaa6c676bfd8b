"""Balances of an old base: each with its own life, each once, points and stamps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions import imports, ledger, member, program
from actions.imports import BALANCES, MEMBERS, Numbered, Reject, Row
from actions.verify import verify
from storage import members
from storage.work import Work
from tests.rules.programs import BONUS_TEXT, FOLDER

PHONE = "+79123456789"
STAMPS_TEXT = (FOLDER / "stamps.toml").read_text("utf-8")


@pytest.fixture
def shop(work: Work) -> Work:
    """A shop with Anna, whose number in the old base is 7."""
    program.apply(work, BONUS_TEXT)
    take(work, MEMBERS, {"phone": PHONE, "external_id": "7"})
    return work


def take(work: Work, kind: str, *rows: Row, sha256: str = "") -> list[Reject]:
    numbered = [Numbered(line, row) for line, row in enumerate(rows, start=2)]
    return imports.take(work, sha256 or kind, kind, 0, numbered, last=True)


def anna(work: Work) -> str:
    return member.by_phone(work, PHONE).member_id


def test_one_member_has_several_balances_each_with_its_last_day(shop: Work) -> None:
    rejects = take(
        shop,
        BALANCES,
        {"phone": PHONE, "points": "100", "points_last_day": "31.03.2026"},
        {"external_id": "7", "points": "1 200", "points_last_day": "2026-12-31"},
        {"external_id": "7", "points": "5", "points_last_day": ""},
    )

    assert rejects == []
    april, january = datetime(2026, 3, 31, 21, tzinfo=UTC), datetime(2026, 12, 31, 21, tzinfo=UTC)
    assert ledger.balance(shop, anna(shop)) == 1305
    assert ledger.available(shop.at(april), anna(shop)) == 1205
    assert ledger.available(shop.at(january), anna(shop)) == 5
    assert verify(shop) == ()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"phone": "+79990000000"}, "phone: '+79990000000' is wrong here; import its member first."),
        ({"phone": "", "external_id": "404"}, "external_id: '404' is wrong here; import its member first."),
        ({"phone": ""}, "phone: '' is wrong here; a balance names its member by phone or external_id."),
        ({"points": "0"}, "points: '0' is wrong here; a balance comes to more than nothing."),
        ({"points": "-7"}, "points: '-7' is wrong here; it is a whole number from 0 to 1000000000000."),
        ({"asset": "pionts"}, "asset: 'pionts' is wrong here; it is one of points, and perhaps points was meant."),
        (
            {"points_last_day": "2026-03-01"},
            "points_last_day: '2026-03-01' is wrong here; it is a day that is still to come.",
        ),
    ],
)
def test_a_wrong_cell_is_named_with_what_would_be_right(shop: Work, cells: Row, said: str) -> None:
    rejects = take(shop, BALANCES, {"phone": PHONE, "points": "10", **cells})

    assert [(one.line, one.reason) for one in rejects] == [(2, said)]
    assert ledger.balance(shop, anna(shop)) == 0


def test_a_balance_that_came_already_is_refused_whichever_file_it_came_by(shop: Work) -> None:
    day = {"phone": PHONE, "points_last_day": "2026-12-31"}
    take(shop, BALANCES, day | {"points": "100"}, sha256="one")

    rejects = take(shop, BALANCES, day | {"points": "100"}, day | {"points": "7"}, sha256="two")

    assert [one.line for one in rejects] == [2, 3]
    assert "imported balance with the same end already; add the two up" in rejects[0].reason
    assert ledger.balance(shop, anna(shop)) == 100


def test_points_of_the_members_file_are_not_given_again_by_the_file_of_balances(shop: Work) -> None:
    row = {"phone": "+79123456780", "points": "40", "points_last_day": "2026-12-31"}
    take(shop, MEMBERS, row, sha256="more members")

    rejects = take(shop, BALANCES, row)

    assert [one.line for one in rejects] == [2]


def test_a_member_who_is_no_more_gets_nothing(shop: Work) -> None:
    members.update(shop, anna(shop), erased_at=shop.now)

    rejects = take(shop, BALANCES, {"phone": PHONE, "points": "10"})

    assert [one.reason for one in rejects] == [f"phone: '{PHONE}' is wrong here; import its member first."]


def test_stamps_come_to_the_card_that_the_row_names(work: Work) -> None:
    program.apply(work, STAMPS_TEXT)
    take(work, MEMBERS, {"phone": PHONE})

    rejects = take(
        work,
        BALANCES,
        {"phone": PHONE, "asset": "stamp:coffee", "points": "3"},
        {"phone": PHONE, "asset": "stamp:visits", "points": "4"},
        {"phone": PHONE, "asset": "stamp:cofee", "points": "1"},
        {"phone": PHONE, "asset": "", "points": "50"},
    )

    assert [(one.line, "stamp:coffee was meant" in one.reason) for one in rejects] == [(4, True)]
    assert ledger.available(work, anna(work), "stamp:coffee") == 3
    assert ledger.available(work, anna(work), "stamp:visits") == 4
    assert ledger.balance(work, anna(work)) == 50
    brought = imports.brought(work, BALANCES)
    assert (brought.points, brought.stamps, brought.ledger_points, brought.ledger_stamps) == (50, 7, 50, 7)
    assert brought.is_true
    assert verify(work) == ()


def test_what_was_spent_since_does_not_make_an_import_untrue(shop: Work) -> None:
    take(shop, BALANCES, {"phone": PHONE, "points": "100"})
    ledger.spend(shop, anna(shop), 60, ledger.Cause(client="till", program_version=1))

    assert imports.brought(shop, BALANCES).is_true
    assert imports.totals(shop).points == 40


def test_a_ledger_that_has_less_than_the_file_says_is_noticed(shop: Work) -> None:
    take(shop, BALANCES, {"phone": PHONE, "points": "100"})
    shop.connection.exec_driver_sql("UPDATE transactions SET amount = amount - 1")

    brought = imports.brought(shop, BALANCES)

    assert not brought.is_true
    assert (brought.points, brought.ledger_points) == (100, 99)
