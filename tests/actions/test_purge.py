"""What is old goes, a part at a time, and what may still be asked for stays."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from actions import campaign, campaign_watch, purge, staff
from rules.campaign import campaign_of
from storage import cards
from storage.tables import card_codes, deliveries, staff_links, touches
from storage.work import Work
from tests.jobs.post import begin_programme, join
from tests.make import ANNA, Clock


def test_old_invitations_of_staff_go(work: Work, clock: Clock) -> None:
    staff.invite(work, "cashier", "Вера")
    clock.pass_(days=20)
    staff.invite(work, "cashier", "Олег")
    clock.pass_(days=15)

    assert purge.purge(work)["staff_links"] == 1
    assert [row.name for row in work.all(sa.select(staff_links))] == ["Олег"]


@pytest.mark.parametrize("limit", [2])
def test_no_more_goes_at_once_than_the_limit(work: Work, clock: Clock, limit: int) -> None:
    for number in range(3):
        cards.insert(work, f"00000{number}", ANNA, clock())
    clock.pass_(days=1)

    gone = [cards.purge(work, clock(), limit) for _ in range(3)]

    assert gone == [2, 1, 0]
    assert work.all(sa.select(card_codes)) == []


def test_what_became_of_a_campaigns_message_outlives_its_delivery(work: Work, clock: Clock) -> None:
    begin_programme(work)
    join(work, "anna", marketing=True)
    variants = [{"name": "a", "message": {"text": {"ru": "Привет!"}}}]
    number = campaign.draft(work, campaign_of({"name": "x", "variants": variants}))
    campaign.start(work, number)
    while campaign_watch.step(work):
        pass
    work.run(deliveries.update().values(state="sent", ended_at=work.now))
    clock.pass_(days=91)

    assert purge.purge(work)["deliveries"] == 1
    assert [row.state for row in work.all(sa.select(touches))] == ["sent"]
