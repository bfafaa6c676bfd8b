"""A no, a mute and a silence that come during a broadcast act before the next batch, in every messenger."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from actions import campaign, campaign_watch, consent, delivery, lease, member
from actions.delivery import CLAIM_MAX
from rules.campaign import campaign_of
from storage.tables import addresses, deliveries
from storage.work import Work
from tests.jobs.post import begin_programme, join
from tests.rules.programs import BONUS_TEXT

CHANNELS = ("telegram", "max")
EACH = CLAIM_MAX + 15


@pytest.fixture
def crowd(work: Work) -> list[str]:
    """Members of two messengers, all of whom a broadcast is promised to."""
    begin_programme(work, BONUS_TEXT)
    found = [join(work, f"{channel}{n}", marketing=True) for channel in CHANNELS for n in range(EACH)]
    work.run(addresses.update().where(addresses.c.user_id.startswith("max")).values(channel="max"))
    told = {"text": {"ru": "Привет!"}}
    number = campaign.draft(work, campaign_of({"name": "spring", "variants": [{"name": "a", "message": told}]}))
    campaign.start(work, number)
    while campaign_watch.step(work):
        pass
    assert work.value(sa.select(sa.func.count()).select_from(deliveries)) == 2 * EACH
    return found


def batch(work: Work, channel: str) -> set[str]:
    """Whom the next batch of this messenger goes to."""
    held = lease.acquire(work, f"sender:{channel}", "one", 15)
    assert held is not None
    return {letter.member_id for letter in delivery.claim(work, held, channel, {}).letters if letter.member_id}


def test_who_says_no_between_two_batches_is_in_none_that_follows(work: Work, crowd: list[str]) -> None:
    reached = {channel: batch(work, channel) for channel in CHANNELS}
    assert [len(one) for one in reached.values()] == [CLAIM_MAX, CLAIM_MAX]
    waiting = [who for who in crowd if who not in set().union(*reached.values())]
    refused, muted, silent = set(waiting[::5]), set(waiting[1::5]), set(waiting[2::5])

    for who in refused:
        consent.record(work, who, "marketing", granted=False, language="ru", channel="telegram")
    for who in muted:
        member.toggle_mute(work, member.get(work, who), "news")
    for who in silent:
        member.snooze(work, member.get(work, who), 7)

    following = set().union(*(batch(work, channel) for channel in CHANNELS))
    assert following == set(waiting) - refused - muted - silent
    skipped = work.all(sa.select(deliveries).where(deliveries.c.state == "skipped"))
    reasons = {row.member_id: row.reason for row in skipped}
    assert reasons == (
        dict.fromkeys(refused, "no consent") | dict.fromkeys(muted, "muted") | dict.fromkeys(silent, "snoozed")
    )
