"""What is shown at the till as a privilege is what holds at this moment, at this place, for this member."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from actions import member, privilege, program, subscription
from rules.privilege import DiscountNow
from storage.work import Work
from tests.make import Clock
from tests.rules.programs import FOLDER

STAMPS = (FOLDER / "stamps.toml").read_text("utf-8")
CARD = (FOLDER / "discount-card.toml").read_text("utf-8")
CLUB = (FOLDER / "subscription.toml").read_text("utf-8")
HERE = """
[[discounts]]
name = "here"
title = { ru = "Здесь", en = "Here" }
percent = 5
when = { locations = ["Arbat 1"], minimum_cheque = "1000" }
"""


def anna(work: Work, text: str) -> str:
    program.apply(work, text)
    return member.create(work, name="Anna", birthday=date(1990, 3, 2), client="test", welcome=False).member_id


def titles(work: Work, who: str, place: str = "") -> list[str]:
    return [one.title for one in privilege.of(work, who, place).discounts]


def test_a_birthday_shows_its_discount_on_its_day_alone(work: Work, clock: Clock) -> None:
    who = anna(work, STAMPS)
    clock.pass_(hours=8)
    assert titles(work, who) == ["discount:birthday"]

    clock.pass_(days=1)
    assert titles(work, who) == []


def test_a_discount_of_one_place_is_shown_there_with_the_sum_that_it_takes(work: Work, clock: Clock) -> None:
    who = anna(work, STAMPS + HERE)
    clock.pass_(days=1, hours=8)

    assert titles(work, who) == []
    assert privilege.of(work, who, "Arbat 1").discounts == (
        DiscountNow(title="discount:here", percent=Decimal(5), from_minor=1_000_00),
    )


def test_a_tiers_own_discount_comes_first(work: Work) -> None:
    facts = privilege.of(work, anna(work, CARD))

    assert facts.discounts[0] == DiscountNow(title="tier", percent=Decimal(3))


def test_a_subscription_shows_its_privileges_and_its_last_day(work: Work, clock: Clock) -> None:
    who = anna(work, CLUB)
    one = program.current(work).program.subscriptions[0]
    assert privilege.of(work, who).subscriptions == ()

    subscription.grant(work, who, one.name, client="test")
    (shown,) = privilege.of(work, who).subscriptions
    clock.pass_(days=one.period_days + 2)

    assert shown.title == f"subscription:{one.name}"
    assert len(shown.privileges) == len(one.privileges["ru"])
    assert shown.last_day is not None
    assert privilege.of(work, who).subscriptions == ()
