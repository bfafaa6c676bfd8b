"""Purchases of an old base: as they were paid, with the points of their day or with none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from actions import imports, ledger, member, program, tier, webhook
from actions.imports import PURCHASES, PURCHASES_ALONE, ImportDiffers, Numbered, Reject, Row
from actions.verify import verify
from rules.program import parse
from storage import events, purchases
from storage.work import Work
from tests.jobs.receiver import messages
from tests.make import NOON
from tests.rules.programs import BONUS, BONUS_TEXT, FOLDER

PHONE = "+79123456789"
STAMPS_TEXT = (FOLDER / "stamps.toml").read_text("utf-8")
DISCOUNTS_TEXT = (FOLDER / "discount-card.toml").read_text("utf-8")


@pytest.fixture
def shop(work: Work) -> Work:
    """A shop with Anna, who has brought 340 points."""
    program.apply(work, BONUS_TEXT)
    assert take(work, imports.MEMBERS, {"phone": PHONE, "points": "340"}) == []
    return work


def take(work: Work, kind: str, *rows: Row, sha256: str = "") -> list[Reject]:
    numbered = [Numbered(line, row) for line, row in enumerate(rows, start=2)]
    return imports.take(work, sha256 or kind, kind, 0, numbered, last=True)


def bought(receipt: int = 1, **cells: str) -> Row:
    return {"phone": PHONE, "at": "2026-02-01 12:00", "amount": "1000", "receipt": str(receipt), **cells}


def anna(work: Work) -> str:
    return member.by_phone(work, PHONE).member_id


def test_purchases_without_points_leave_the_balance_as_it_came(shop: Work) -> None:
    assert take(shop, PURCHASES_ALONE, *(bought(receipt) for receipt in range(12))) == []

    assert ledger.balance(shop, anna(shop)) == 340
    assert tier.of(shop, anna(shop), BONUS).tier == "gold"
    assert events.waiting(shop, 10) == []
    assert verify(shop) == ()


def test_a_purchase_without_points_is_kept_as_it_was_paid(shop: Work) -> None:
    take(shop, PURCHASES_ALONE, bought(17, amount="1 250,50", category="tea", location="Арбат, 1"))

    [kept] = purchases.of_member(shop, anna(shop), 5)
    assert kept.at == datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    assert (kept.gross_minor, kept.net_minor, kept.points_earned) == (1250_50, 1250_50, 0)
    assert (kept.receipt, kept.location) == ("17", "Арбат, 1")
    assert kept.lines == [{"amount_minor": 1250_50, "category": "tea", "net_minor": 1250_50}]
    assert kept.program_version == 1


@pytest.mark.parametrize("kind", [PURCHASES, PURCHASES_ALONE])
def test_the_same_purchase_twice_in_one_file_is_refused_once(shop: Work, kind: str) -> None:
    rejects = take(shop, kind, bought(1), bought(1), bought(2))

    assert [one.line for one in rejects] == [3]
    assert "is here already" in rejects[0].reason
    assert len(purchases.of_member(shop, anna(shop), 5)) == 2


def test_a_purchase_that_came_with_points_does_not_come_again_without(shop: Work) -> None:
    take(shop, PURCHASES, bought(1))

    rejects = take(shop, PURCHASES_ALONE, bought(1), bought(2))

    assert [one.line for one in rejects] == [2]


def test_one_file_is_finished_as_it_was_begun(shop: Work) -> None:
    imports.take(shop, "a file", PURCHASES, 0, [Numbered(2, bought(1))], last=False)

    with pytest.raises(ImportDiffers, match="imported as purchases before"):
        imports.progress(shop, "a file", PURCHASES_ALONE)
    with pytest.raises(ImportDiffers):
        imports.take(shop, "a file", PURCHASES_ALONE, 1, [Numbered(3, bought(2))], last=True)


@pytest.mark.parametrize("kind", [PURCHASES, PURCHASES_ALONE])
def test_a_sum_beyond_any_cheque_is_refused_in_words(shop: Work, kind: str) -> None:
    [reject] = take(shop, kind, bought(amount="1000000000.01"))

    assert reject.reason.endswith("is wrong here; a purchase comes to at most 1,000,000,000.00.")


def test_what_was_paid_is_not_lowered_once_more_by_a_discount_of_today(work: Work) -> None:
    program.apply(work, DISCOUNTS_TEXT)
    assert any(each.discount for each in parse(DISCOUNTS_TEXT).tiers)
    take(work, imports.MEMBERS, {"phone": PHONE})

    take(work, PURCHASES, bought(amount="9999"))

    [kept] = purchases.of_member(work, anna(work), 5)
    assert (kept.gross_minor, kept.discount_minor, kept.net_minor) == (9999_00, 0, 9999_00)


def test_each_purchase_names_the_programme_of_its_own_day(work: Work) -> None:
    program.apply(work, BONUS_TEXT, NOON - timedelta(days=40))
    program.apply(work, f"{BONUS_TEXT}\n# the second one", NOON - timedelta(days=20))
    take(work, imports.MEMBERS, {"phone": PHONE})

    days = [NOON - timedelta(days=days) for days in (50, 30, 10)]
    take(work, PURCHASES_ALONE, *(bought(at=day.isoformat()) for day in days))

    assert [kept.program_version for kept in purchases.of_member(work, anna(work), 5)] == [2, 1, 1]


def test_an_old_base_is_no_news_to_other_programs(work: Work) -> None:
    program.apply(work, STAMPS_TEXT)
    webhook.add(work, "https://shop.example/hook")
    take(work, imports.MEMBERS, {"phone": PHONE, "points": "5", "tier": ""})
    take(work, imports.BALANCES, {"phone": PHONE, "points": "2", "asset": "stamp:coffee"})

    assert take(work, PURCHASES, bought(1, category="coffee"), bought(2)) == []
    assert take(work, PURCHASES_ALONE, bought(3)) == []

    assert ledger.balance(work, anna(work), "stamp:coffee") == 3
    assert messages(work) == []
    assert events.waiting(work, 10) == []
    assert verify(work) == ()


def test_what_a_file_brought_is_told_by_the_file_and_by_the_books(shop: Work) -> None:
    take(shop, PURCHASES, bought(1), bought(2, amount="0.50"), bought(3, amount="no"))

    brought = imports.brought(shop, PURCHASES)

    assert (brought.rows_taken, brought.purchases, brought.earned) == (2, 2, 10)
    assert brought.amount_minor == brought.ledger_amount_minor == 1000_50
    assert brought.is_true
