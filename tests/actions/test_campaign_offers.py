"""A campaign's offer is its member's once the message that brings it goes, and nobody's when it never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from actions import campaign, delivery, lease, member, merge, offer, privacy
from actions.delivery import Letter
from rules.campaign import Campaign
from rules.delivery import Result
from storage import uses
from storage.tables import members, offers
from storage.work import Work
from tests.actions.test_campaign_reach import CHANNEL, a_document, settle, started
from tests.jobs.post import begin_programme, join
from tests.make import Clock
from tests.rules.offers import OFFERS_TEXT

TOLD = {"text": {"ru": "До {offer_day}!"}}


@pytest.fixture(autouse=True)
def programme(work: Work) -> None:
    begin_programme(work, OFFERS_TEXT)


def bringing(name: str) -> Campaign:
    return a_document(variants=[{"name": "a", "message": TOLD, "offer": name}])


def held(work: Work) -> lease.Lease:
    mine = lease.acquire(work, "sender:telegram", "one", 15)
    assert mine is not None
    return mine


def claimed(work: Work) -> list[Letter]:
    return list(delivery.claim(work, held(work), CHANNEL, {}).letters)


def states(work: Work) -> dict[str, str]:
    return {row.member_id: row.state for row in work.all(sa.select(offers))}


def in_stock(work: Work) -> int:
    """Of the two that there are."""
    return 2 - uses.spent(work, offer.STOCK + "back")


def test_an_offer_is_on_from_the_moment_its_message_goes_and_its_term_from_then(work: Work, clock: Clock) -> None:
    anna = join(work, "anna", marketing=True)
    started(work, bringing("double"))
    settle(work)
    assert offer.of(work, anna) == ()
    assert offer.usable(work, anna, work.now) == ()
    clock.pass_(days=3)
    (letter,) = claimed(work)
    assert (letter.facts["offer"], letter.facts["filling"]["offer_day"]) == ("double", "2026-03-12")

    delivery.begin(work, held(work), [letter.delivery_id])

    (mine,) = offer.of(work, anna)
    assert (mine.state, mine.last_day.isoformat()) == ("on", "2026-03-12")
    assert len(offer.usable(work, anna, work.now)) == 1


def test_a_stop_leaves_no_offer_behind_and_gives_the_stock_back(work: Work) -> None:
    anna, boris = join(work, "anna", marketing=True), join(work, "boris", marketing=True)
    number = started(work, bringing("back"))
    settle(work)
    assert in_stock(work) == 0
    letters = claimed(work)
    delivery.begin(work, held(work), [one.delivery_id for one in letters if one.member_id == anna])
    delivery.leave(work, held(work), CHANNEL)

    campaign.stop(work, number)
    settle(work)

    assert states(work) == {anna: "given"}
    assert in_stock(work) == 1
    assert offer.of(work, boris) == ()


def test_who_is_skipped_at_the_claim_does_not_get_it(work: Work) -> None:
    anna, boris = join(work, "anna", marketing=True), join(work, "boris", marketing=True)
    started(work, bringing("back"))
    settle(work)
    work.run(members.update().where(members.c.member_id == anna).values(marketing=False))
    later = work.now + timedelta(days=9)
    work.run(members.update().where(members.c.member_id == boris).values(snoozed_until=later))

    assert claimed(work) == []

    assert states(work) == {}
    assert in_stock(work) == 2


def test_what_surely_did_not_go_is_taken_back_and_what_nobody_knows_of_is_kept(work: Work) -> None:
    anna, boris = join(work, "anna", marketing=True), join(work, "boris", marketing=True)
    started(work, bringing("back"))
    settle(work)
    letters = {one.member_id: one for one in claimed(work)}
    delivery.begin(work, held(work), [one.delivery_id for one in letters.values()])

    failed = Result(state="failed", reason="blocked", attempts=1, gone=True)
    unknown = Result(state="unknown", reason="no answer", attempts=1, unknowns=1)
    delivery.note(work, "one", [(letters[anna], failed), (letters[boris], unknown)])

    assert states(work) == {boris: "given"}
    assert in_stock(work) == 1


def test_two_who_become_one_have_the_offer_of_the_message_that_goes(work: Work) -> None:
    newcomer, known = join(work, "new", marketing=True), join(work, "known", marketing=True)
    started(work, bringing("back"))
    settle(work)

    merge.merge(work, newcomer, known)

    assert states(work) == {known: "waiting"}
    assert in_stock(work) == 1


def test_who_is_erased_gives_back_what_was_set_aside(work: Work) -> None:
    anna = join(work, "anna", marketing=True)
    started(work, bringing("back"))
    settle(work)

    privacy.forget(work, member.get(work, anna))

    assert states(work) == {}
    assert in_stock(work) == 2
