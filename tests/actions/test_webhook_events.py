"""What other programs are told when something happens: ids and figures, in the unit in which it does, and no name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import (
    adjustment,
    consent,
    expiry,
    ledger,
    member,
    merge,
    privacy,
    program,
    purchase,
    referral,
    returns,
    tier,
    webhook,
)
from actions.purchase import Sale
from rules.member import Member
from rules.priced import Cheque, Line
from rules.webhook import EVENTS
from storage.work import Work
from tests.jobs.receiver import messages
from tests.make import Clock, cause
from tests.rules.programs import BONUS_TEXT

GUIDE = Path("docs/guides/webhooks.md").read_text("utf-8")
NAME, PHONE = "Анна Канарейка", "+79123456789"


@pytest.fixture
def shop(work: Work) -> Work:
    """A shop with a listener to everything."""
    program.apply(work, BONUS_TEXT)
    webhook.add(work, "https://shop.example/hook")
    return work


def told(work: Work) -> list[tuple[str, dict[str, Any]]]:
    """(event, facts) of all that was promised, in no order; the guide names each event and each of its facts."""
    rows = messages(work)
    assert {row.kind for row in rows} <= EVENTS.keys()
    for row in rows:
        said = str(row.facts)
        assert NAME not in said
        assert PHONE[1:] not in said
        assert [name for name in row.facts if f"`{name}`" not in GUIDE] == []
    return [(row.kind, row.facts) for row in rows]


def kinds(work: Work) -> list[str]:
    return sorted(kind for kind, _ in told(work))


def facts_of(work: Work, kind: str) -> list[dict[str, Any]]:
    return [facts for each, facts in told(work) if each == kind]


def moved(work: Work, member_id: str) -> list[tuple[str, dict[str, Any]]]:
    """What was told of the member's points, in the order of the account."""
    points = [(kind, facts) for kind, facts in told(work) if kind.startswith(("points.", "stamps."))]
    return sorted((each for each in points if each[1]["member_id"] == member_id), key=lambda each: each[1]["seq"])


def anna(work: Work, **wishes: Any) -> Member:
    return member.create(work, **{"name": NAME, "client": "till-1", "welcome": False, **wishes})


def test_a_purchase_and_its_return(shop: Work) -> None:
    made = anna(shop).member_id
    sale = Sale(member_id=made, cheque=Cheque((Line(1_000_00, name=NAME),)), client="till-1", receipt="42")
    bought = purchase.record(shop, sale)
    taken = returns.take_back(shop, bought.purchase_id, 400_00, client="till-2", location="Arbat 1")

    [recorded], [returned] = facts_of(shop, "purchase.recorded"), facts_of(shop, "purchase.returned")
    assert (recorded["purchase_id"], recorded["net_minor"], recorded["receipt"]) == (bought.purchase_id, 1_000_00, "42")
    assert recorded["points_earned"] == bought.quote.earn_points
    assert (returned["return_id"], returned["refund_minor"], returned["client"]) == (taken.return_id, 400_00, "till-2")
    assert returned["points_clawed"] == taken.clawed
    assert [kind for kind, _ in moved(shop, made)] == ["points.earned", "points.clawed_back"]


def test_a_newcomer_and_the_welcome_points(shop: Work) -> None:
    made = anna(shop, welcome=True)

    assert facts_of(shop, "member.joined") == [{"member_id": made.member_id, "client": "till-1"}]
    [(kind, points)] = moved(shop, made.member_id)
    assert kind == "points.earned"
    assert points["amount"] == points["balance"] == ledger.balance(shop, made.member_id)
    assert points["expires_at"].endswith("Z")
    assert points["active_at"] is None


def test_what_a_member_tells_is_named_and_not_said(shop: Work) -> None:
    made = anna(shop)
    member.share_phone(shop, made, PHONE, own=True)
    member.set_quiet(shop, made.member_id, (22, 8))
    member.set_birthday(shop, made, date(1990, 5, 1))
    consent.record(shop, made.member_id, "marketing", granted=True, language="ru", channel="telegram")

    changed = [facts["changed"] for facts in facts_of(shop, "member.updated")]

    assert sorted(changed) == [["birthday"], ["marketing"], ["phone"], ["quiet_hours"]]


def test_points_that_move_tell_what_is_left(shop: Work, clock: Clock) -> None:
    made = anna(shop, phone=PHONE).member_id
    given = ledger.earn(shop, made, 100, cause(), source="x", expires_at=clock() + timedelta(days=2))
    spent = ledger.spend(shop, made, 60, cause(source_id="a cheque"))
    ledger.refund(shop, made, spent.tx_id, 10, cause(), grace_until=clock())
    held = ledger.hold(shop, made, 5, cause(), minutes=30)
    ledger.void(shop, held.hold_id, cause())
    adjustment.adjust(shop, PHONE, 7, NAME)
    clock.pass_(days=3)
    expiry.sweep(shop)

    entries = moved(shop, made)

    assert [(kind, facts["amount"], facts["balance"]) for kind, facts in entries] == [
        ("points.earned", 100, 100),
        ("points.spent", -60, 40),
        ("points.refunded", 10, 50),
        ("points.adjusted", 7, 57),
        ("points.expired", -50, 7),
    ]
    first, second = entries[0][1], entries[1][1]
    assert first["entry_id"] == given.tx_id
    assert (second["about_id"], second["client"], second["asset"]) == ("a cheque", "test", "points")


def test_stamps_are_told_apart_from_points_and_the_tickets_of_a_draw_are_not_told(shop: Work) -> None:
    made = anna(shop).member_id
    ledger.earn(shop, made, 1, cause(), source="purchase", asset="stamp:coffee")
    ledger.earn(shop, made, 3, cause(), source="purchase", asset="ticket:may")

    [(kind, facts)] = moved(shop, made)

    assert (kind, facts["asset"], facts["amount"]) == ("stamps.earned", "stamp:coffee", 1)
    assert kinds(shop) == ["member.joined", "stamps.earned"]


def test_what_an_old_base_brings_is_no_news(shop: Work) -> None:
    made = anna(shop)

    ledger.earn(shop, made.member_id, 100, cause(client="import"), source="import")

    assert kinds(shop) == ["member.joined"]


def test_a_tier_and_an_erasure(shop: Work) -> None:
    made = anna(shop)
    tier.give(shop, made.member_id, "gold")
    privacy.forget(shop, made)

    [changed] = facts_of(shop, "tier.changed")
    assert (changed["tier"], changed["before"]) == ("gold", "base")
    assert facts_of(shop, "member.erased") == [{"member_id": made.member_id}]


def test_a_friend_who_joins_and_one_who_does_not_count(shop: Work) -> None:
    inviter, friend, other = anna(shop), anna(shop), anna(shop)
    referral.accept(shop, inviter.referral_code, friend, is_new=True)
    referral.accept(shop, inviter.referral_code, other, is_new=False)

    [joined], [refused] = facts_of(shop, "referral.joined"), facts_of(shop, "referral.refused")
    assert (joined["inviter_id"], joined["friend_id"]) == (inviter.member_id, friend.member_id)
    assert (refused["friend_id"], refused["reason"]) == (other.member_id, "not_new")


def test_a_reward_and_its_end(shop: Work, clock: Clock) -> None:
    inviter, friend = anna(shop), anna(shop)
    referral.accept(shop, inviter.referral_code, friend, is_new=True)
    purchase_id = shop.fresh_id()
    _, invited = referral.lock(shop, friend.member_id)
    referral.bought(shop, invited, purchase_id, 5_000_00, cause(source_id=purchase_id))
    referral.returned(shop, purchase_id, friend_id=friend.member_id, left_minor=0, cause=cause())

    by_kind = dict(told(shop))
    rewarded = by_kind["referral.rewarded"]
    assert (rewarded["purchase_id"], rewarded["inviter_points"]) == (purchase_id, 300)
    assert rewarded["active_at"] > clock().isoformat()
    assert by_kind["referral.cancelled"]["reason"] == "returned"
    assert kinds(shop).count("points.clawed_back") == 2


def test_two_who_are_one(shop: Work) -> None:
    known, newcomer = anna(shop, phone=PHONE), anna(shop)
    ledger.earn(shop, newcomer.member_id, 30, cause(), source="x")
    merge.merge(shop, newcomer.member_id, known.member_id, PHONE)

    assert [(kind, f["amount"]) for kind, f in moved(shop, known.member_id)] == [("points.transferred", 30)]
    assert [f["amount"] for _, f in moved(shop, newcomer.member_id)] == [30, -30]
    assert facts_of(shop, "member.merged") == [{"member_id": known.member_id, "from_member_id": newcomer.member_id}]
