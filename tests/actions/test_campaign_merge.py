"""Two members whom a campaign meant become one person, who hears of it once, or not at all if left alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from actions import campaign, delivery, lease, merge
from storage.tables import deliveries, touches
from storage.work import Work
from tests.actions.test_campaign_reach import CHANNEL, a_document, claimed, settle, started
from tests.jobs.post import begin_programme, join
from tests.rules.programs import BONUS_TEXT


@pytest.fixture(autouse=True)
def programme(work: Work) -> None:
    begin_programme(work, BONUS_TEXT)


def reached(work: Work) -> tuple[int, str, str]:
    newcomer, known = join(work, "new", marketing=True), join(work, "known", marketing=True)
    number = started(work, a_document())
    settle(work)
    return number, newcomer, known


def test_one_person_gets_one_message(work: Work) -> None:
    number, newcomer, known = reached(work)

    merge.merge(work, newcomer, known)

    (letter,) = claimed(work)
    assert letter.member_id == known
    kept = work.all(sa.select(deliveries).where(deliveries.c.campaign == number, deliveries.c.state == "skipped"))
    assert [row.reason for row in kept] == ["merged"]
    assert campaign.get(work, number).progress.skipped == 1


def test_one_who_was_told_already_is_not_told_again(work: Work) -> None:
    number, newcomer, known = reached(work)
    held = lease.acquire(work, "sender:telegram", "one", 15)
    assert held is not None
    letters = delivery.claim(work, held, CHANNEL, {}).letters
    assert {one.member_id for one in letters} == {newcomer, known}
    theirs = [one.delivery_id for one in letters if one.member_id == newcomer]
    assert delivery.begin(work, held, theirs) == set(theirs)

    merge.merge(work, newcomer, known)

    assert delivery.begin(work, held, [one.delivery_id for one in letters]) == set()
    assert campaign.get(work, number).progress.skipped == 1


def test_one_who_was_left_alone_stays_so(work: Work) -> None:
    number, newcomer, known = reached(work)
    work.run(touches.update().where(touches.c.member_id == known).values(variant=""))
    work.run(deliveries.delete().where(deliveries.c.member_id == known))

    merge.merge(work, newcomer, known)

    assert claimed(work) == []
    assert [row.variant for row in work.all(sa.select(touches).where(touches.c.campaign == number))] == [""]
