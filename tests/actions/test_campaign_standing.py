"""What goes by itself: each occasion is answered once, on its day, and not for who crossed the line before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from actions import (
    campaign,
    campaign_standing,
    campaign_watch,
    delivery,
    facts,
    lease,
    purchase,
    referral,
    segment,
    tier,
)
from actions.purchase import Sale
from rules.campaign import Campaign, campaign_of
from rules.priced import Cheque, Line
from rules.program import Program
from storage import campaigns as rows
from storage import members
from storage.tables import addresses, deliveries, lots, offers, touches
from storage.tables import members as members_table
from storage.work import Work
from tests.actions.test_purchase_statements import counting
from tests.jobs.post import begin_programme, join
from tests.make import NOON, Clock

DAY = timedelta(days=1)
DUE, PAGES, STATEMENTS_MAX = 1_001, 2, 50


def a_document(name: str = "one", **more: Any) -> Campaign:
    told = {"text": {"ru": "Привет, {name|друг}!"}}
    return campaign_of({"name": name, "variants": [{"name": "a", "message": told}]} | more)


class Life:
    """A shop with these campaigns, and its jobs at the clock's time."""

    def __init__(self, work: Work, clock: Clock, *documents: Campaign) -> None:
        self.work, self.clock, self.documents = work, clock, list(documents)
        self.look()

    def standing(self, _: Program) -> Sequence[Campaign]:
        return self.documents

    def look(self) -> None:
        for _ in range(300):
            if not facts.step(self.work):
                break
        for _ in range(100):
            if not campaign_standing.step(self.work, self.work.now, self.standing) and not campaign_watch.step(
                self.work
            ):
                return
        raise AssertionError("it goes on for ever")

    def pass_(self, **delta: float) -> None:
        self.clock.pass_(**delta)
        self.look()

    def touched(self) -> list[tuple[str, str]]:
        found = self.work.all(sa.select(touches).order_by(touches.c.at, touches.c.member_id))
        return [(row.member_id, row.occasion) for row in found]


@pytest.fixture(autouse=True)
def programme(work: Work) -> None:
    begin_programme(work)


def buys(work: Work, member_id: str, minor: int = 500_00) -> None:
    purchase.record(work, Sale(member_id=member_id, cheque=Cheque((Line(minor),)), client="till"))


def test_a_newcomer_is_told_once_and_so_long_after(work: Work, clock: Clock) -> None:
    early = join(work, "early", marketing=True)
    clock.pass_(hours=50)
    life = Life(work, clock, a_document(on={"kind": "registered", "after_hours": 48}))
    clock.pass_(hours=1)
    anna = join(work, "anna", marketing=True)
    life.pass_(hours=47)
    assert life.touched() == []
    life.pass_(hours=2)
    life.pass_(hours=1)
    assert life.touched() == [(anna, "")]
    assert early != anna


def test_who_bought_last_so_many_days_ago_is_missed(work: Work, clock: Clock) -> None:
    anna, boris = join(work, "anna", marketing=True), join(work, "boris", marketing=True)
    buys(work, boris)
    clock.pass_(days=40)
    life = Life(work, clock, a_document(on={"kind": "quiet", "days": 30}))
    buys(work, anna)
    life.pass_(days=29)
    assert life.touched() == []
    life.pass_(days=1)
    life.pass_(days=1)
    assert life.touched() == [(anna, (NOON + 40 * DAY).date().isoformat())]
    buys(work, anna)
    life.pass_(days=30)
    assert len(life.touched()) == 2


def claimed(life: Life) -> set[str | None]:
    """Whom campaigns tell something now."""
    held = lease.acquire(life.work, "sender:telegram", "one", 15)
    assert held is not None
    return {one.member_id for one in delivery.claim(life.work, held, "telegram", {}).letters if one.campaign}


def left_out(life: Life) -> list[str]:
    """Why those got nothing of whom all is claimed now."""
    assert claimed(life) == set()
    return [row.reason for row in life.work.all(sa.select(deliveries).where(deliveries.c.state == "skipped"))]


def test_who_bought_before_the_message_went_is_not_missed(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "quiet", "days": 30}, at="11:00"))
    buys(work, anna)
    life.pass_(days=29)
    life.pass_(hours=18)  # at six in the morning
    assert len(life.touched()) == 1
    buys(work, anna)

    life.pass_(hours=6)

    assert left_out(life) == ["no longer so"]
    (row,) = rows.of_program(work)
    assert campaign.get(work, row.campaign).progress.skipped == 1


def test_who_bought_at_last_is_not_reminded_to(work: Work, clock: Clock) -> None:
    life = Life(
        work, clock, a_document(on={"kind": "registered", "after_hours": 1}, at="11:00", audience="purchases = 0")
    )
    clock.pass_(hours=1)
    anna = join(work, "anna", marketing=True)
    life.pass_(hours=2)
    assert len(life.touched()) == 1
    buys(work, anna)

    life.pass_(hours=22)

    assert left_out(life) == ["no longer so"]


def test_who_is_still_near_a_tier_or_still_has_what_burns_hears_of_it(work: Work, clock: Clock) -> None:
    near = a_document(on={"kind": "tier_near", "spend": "100000"}, at="11:00")
    burning = a_document("two", on={"kind": "burning", "days_before": 3, "source": "welcome"}, at="11:00")
    life = Life(work, clock, near, burning)
    clock.pass_(hours=1)
    anna, boris = join(work, "anna", marketing=True), join(work, "boris", marketing=True)
    buys(work, anna, 9_500_00)
    buys(work, boris, 9_500_00)
    life.pass_(hours=1)
    assert len(life.touched()) == 2
    buys(work, boris, 5_000_00)  # and has the tier
    vera, galya = (join(work, name, marketing=True, welcome=True) for name in ("vera", "galya"))

    life.pass_(hours=21)
    assert claimed(life) == {anna}
    life.pass_(days=10)
    work.run(lots.update().where(lots.c.member_id == galya).values(remaining=0))
    life.pass_(hours=23)
    assert claimed(life) == {vera}


def test_a_first_purchase_is_thanked_for(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "first_purchase", "after_hours": 24}))
    clock.pass_(hours=1)
    buys(work, anna)
    life.pass_(hours=20)
    buys(work, anna)
    assert life.touched() == []
    life.pass_(hours=5)
    life.pass_(hours=24)
    assert life.touched() == [(anna, "")]


def test_a_birthday_comes_each_year_in_the_members_own_morning(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True, birthday=date(1990, 3, 5))
    leap = join(work, "leap", marketing=True, birthday=date(1992, 2, 29))
    life = Life(work, clock, a_document(on={"kind": "birthday"}, at="11:00"))
    life.pass_(days=2)
    assert life.touched() == []
    life.pass_(days=1)
    assert life.touched() == [(anna, "2026")]
    row = work.one(sa.select(deliveries).where(deliveries.c.campaign > 0))
    assert row is not None
    assert row.due_at == work.now  # noon: the morning has passed
    for _ in range(3):
        life.pass_(days=1)
    life.pass_(days=357)
    life.pass_(hours=24)
    assert life.touched() == [(anna, "2026"), (leap, "2027")]


def test_points_that_burn_are_told_of_before(work: Work, clock: Clock) -> None:
    life = Life(work, clock, a_document(on={"kind": "burning", "days_before": 3, "source": "welcome"}))
    anna = join(work, "anna", marketing=True, welcome=True)  # 14 days: to 16 March, and usable on that day
    life.pass_(days=10)
    assert life.touched() == []
    life.pass_(days=1)
    life.pass_(days=1)
    assert life.touched() == [(anna, "2026-03-16")]


def test_a_tier_that_rises_is_congratulated(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "tier_up"}), a_document("two", on={"kind": "tier_down"}))
    clock.pass_(hours=1)
    tier.give(work, anna, "gold")
    life.pass_(hours=1)
    life.pass_(hours=1)
    assert [member for member, _ in life.touched()] == [anna]


def test_one_who_is_near_a_tier_hears_of_it(work: Work, clock: Clock) -> None:
    anna, boris = join(work, "anna", marketing=True), join(work, "boris", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "tier_near", "spend": "100000"}))
    clock.pass_(hours=1)
    buys(work, boris, 100_00)
    buys(work, anna, 9_500_00)
    life.pass_(hours=1)
    assert life.touched() == [(anna, "t1-2026")]
    buys(work, anna, 100_00)
    life.pass_(hours=1)
    assert len(life.touched()) == 1


def test_a_friend_who_joined_is_the_inviters_occasion(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "referral_joined"}))
    clock.pass_(hours=1)
    inviter, friend = members.get(work, anna), members.get(work, join(work, "boris", marketing=True))
    assert inviter is not None
    assert friend is not None
    referral.accept(work, inviter.referral_code, friend, is_new=True)
    life.pass_(minutes=5)
    life.pass_(minutes=5)
    assert [member for member, _ in life.touched()] == [anna]


def test_an_offer_about_to_end_is_remembered(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "offer_ending", "days_before": 1}))
    midnight = NOON.replace(hour=21) + 4 * DAY  # of Moscow
    work.run(
        offers.insert().values(
            member_id=anna,
            offer_id=work.fresh_id(),
            offer="gift",
            program_version=1,
            state="given",
            granted_at=work.now,
            expires_at=midnight,
        )
    )
    life.pass_(days=2)
    assert life.touched() == []
    life.pass_(days=1)
    life.pass_(hours=3)
    assert [member for member, _ in life.touched()] == [anna]


def test_a_week_has_its_day_and_a_downtime_leaves_out_what_passed(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "weekly", "weekday": "tue"}, at="11:00"))
    assert life.touched() == []
    life.pass_(days=1)
    life.pass_(days=1)
    life.pass_(days=19)
    assert life.touched() == [(anna, "2026-03-03"), (anna, "2026-03-17")]


def test_the_programmes_campaigns_are_taken_up_changed_and_left(work: Work, clock: Clock) -> None:
    life = Life(work, clock, a_document(on={"kind": "daily"}), a_document("two", on={"kind": "quiet", "days": 9}))
    (one, two) = rows.of_program(work)
    campaign.pause(work, two.campaign)

    life.documents = [a_document("two", on={"kind": "quiet", "days": 5})]
    life.pass_(minutes=5)

    gone, kept = campaign.get(work, one.campaign), campaign.get(work, two.campaign)
    assert (gone.state, gone.reason, kept.state) == ("stopped", "left", "paused")
    assert kept.document == life.documents[0]
    life.documents.append(a_document(on={"kind": "daily"}))
    life.pass_(minutes=5)
    assert campaign.get(work, one.campaign).state == "running"


def test_one_whose_audience_cannot_be_said_holds_no_other_up(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    broken = a_document("broken", on={"kind": "registered"}, audience='segment "gone"')
    life = Life(work, clock, broken, a_document(on={"kind": "registered"}))
    clock.pass_(minutes=1)
    boris = join(work, "boris", marketing=True)
    life.pass_(minutes=5)

    first = campaign.get(work, 1)
    assert (first.state, first.reason) == ("failed", "expression")
    assert life.touched() == [(boris, "")]

    segment.save(work, "gone", "balance >= 0", staff_id=anna)
    life.pass_(minutes=5)
    assert campaign.get(work, 1).state == "running"


def test_whom_something_befalls_is_looked_at_once_however_many_they_are(work: Work, clock: Clock) -> None:
    life = Life(work, clock, a_document(on={"kind": "registered"}))
    clock.pass_(minutes=1)
    ids = [work.fresh_id() for _ in range(DUE)]
    row = {"created_at": work.now, "language": "ru", "muted": [], "marketing": True, "chance": 5_000}
    work.run_many(members_table.insert(), [{"member_id": one, "referral_code": one, **row} for one in ids])
    seen = {"channel": "telegram", "reachable": True, "seen_at": work.now}
    chats = [{"user_id": str(n), "chat_id": str(n), "member_id": one, **seen} for n, one in enumerate(ids)]
    work.run_many(addresses.insert(), chats)
    clock.pass_(minutes=5)

    with counting(work) as counted:
        while campaign_standing.step(counted, counted.now, life.standing):
            pass

    assert len(life.touched()) == DUE
    assert work.value(sa.select(sa.func.count()).select_from(deliveries)) == DUE
    assert sum("crossed AS" in text for text in counted.sent) == 2 * PAGES + 1
    assert len(counted.sent) < STATEMENTS_MAX


def test_each_of_two_occasions_of_one_member_has_its_message(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    life = Life(work, clock, a_document(on={"kind": "tier_up"}))
    clock.pass_(minutes=1)
    tier.give(work, anna, "silver")
    tier.give(work, anna, "gold")
    for _ in range(3):
        life.pass_(minutes=5)

    promised = work.all(sa.select(deliveries).where(deliveries.c.campaign > 0))
    assert [row.facts for row in promised] == [
        {"campaign": 1, "occasion": row.dedupe_key.split(":")[2], "variant": "a"} for row in promised
    ]
    assert {(row.member_id, row.facts["occasion"]) for row in promised} == set(life.touched())
    assert len(promised) == 2
