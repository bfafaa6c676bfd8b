"""Who listens, what is promised to them, and what becomes of it, on both databases."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from actions import webhook, webhook_call
from actions.webhook import WebhookKnown, WebhookMessageUnknown, WebhooksTooMany, WebhookUnknown
from actions.webhook_call import AT_ONCE_MAX, LEASE_SECONDS, Call
from rules.webhook import ATTEMPTS_MAX, ENDPOINTS_MAX, Reply, WebhookEventUnknown, WebhookUrlInvalid
from storage.work import Work
from tests.jobs.receiver import messages
from tests.make import Clock

SHOP, CRM = "https://shop.example/hook", "https://crm.example/hook"


def claim(work: Work, holder: str = "one") -> list[Call]:
    return webhook_call.claim(work, holder, {})


def fail(work: Work, reply: Reply = Reply(500)) -> None:  # noqa: B008 - a value
    for call in claim(work):
        webhook_call.note(work, "one", call, reply)


def test_where_nobody_listens_nothing_is_kept(work: Work) -> None:
    webhook.emit(work, "points.earned", {"points": 5})

    assert messages(work) == []
    assert claim(work) == []


def test_each_endpoint_hears_what_it_has_chosen(work: Work) -> None:
    everything = webhook.add(work, SHOP)
    points = webhook.add(work, CRM, ["points"])

    webhook.emit(work, "points.earned", {"points": 5})
    webhook.emit(work, "tier.changed", {"tier": "gold"})

    heard = [(row.endpoint_id, row.kind) for row in messages(work)]
    assert heard.count((points.endpoint_id, "points.earned")) == 1
    assert [kind for who, kind in heard if who == everything.endpoint_id] == ["points.earned", "tier.changed"]
    assert len(heard) == 3
    first, second = [row for row in messages(work) if row.kind == "points.earned"]
    assert first.event_id == second.event_id


def test_a_call_is_signed_as_its_secret_says(work: Work) -> None:
    made = webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5, "member_id": "m"})

    (call,) = claim(work)

    assert (call.url, call.attempts, call.kind) == (SHOP, 1, "points.earned")
    assert len(base64.b64decode(made.secret.removeprefix("whsec_"))) == 32
    sent_at = work.now.replace(microsecond=0)
    headers = call.headers(work.now)
    assert headers["webhook-id"] == call.event_id
    assert headers["webhook-timestamp"] == str(int(sent_at.timestamp()))
    assert headers["webhook-signature"] == Webhook(made.secret).sign(call.event_id, sent_at, call.body)
    assert made.secret not in repr(call) + repr(made)


def test_a_rotated_secret_signs_beside_the_old_one_for_a_day(work: Work, clock: Clock) -> None:
    made = webhook.add(work, SHOP)
    new = webhook.rotate(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    clock.pass_(hours=23)
    (call,) = claim(work)

    def signed(secret: str) -> str:
        return Webhook(secret).sign(call.event_id, work.now, call.body)

    assert call.headers(work.now)["webhook-signature"] == f"{signed(new)} {signed(made.secret)}"

    clock.pass_(hours=2)
    assert webhook_call.recover(work) == 1
    (call,) = claim(work)
    assert call.headers(work.now)["webhook-signature"] == signed(new)


def test_what_one_sender_has_taken_is_not_taken_twice(work: Work) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    (call,) = claim(work)

    assert claim(work, "two") == []
    assert webhook_call.note(work, "two", call, Reply(204)) is None
    assert webhook_call.note(work, "one", call, Reply(204)) is not None
    assert [row.state for row in messages(work)] == ["sent"]


def test_a_dead_senders_message_goes_out_when_its_lease_ends(work: Work, clock: Clock) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    (call,) = claim(work)
    clock.pass_(seconds=LEASE_SECONDS - 1)
    assert not webhook_call.left_behind(work)
    clock.pass_(seconds=1)
    assert webhook_call.left_behind(work)
    assert webhook_call.recover(work) == 1

    (again,) = claim(work, "two")

    assert (again.event_id, again.attempts) == (call.event_id, 2)
    assert webhook_call.note(work, "one", call, Reply(204)) is None


def test_a_message_that_its_senders_die_of_is_given_up(work: Work, clock: Clock) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    for _ in range(ATTEMPTS_MAX):
        assert len(claim(work)) == 1
        clock.pass_(seconds=LEASE_SECONDS)
        webhook_call.recover(work)

    assert claim(work) == []
    assert [each.reason for each in webhook.dead(work, SHOP)] == ["its sender died"]


def test_a_clock_that_was_set_back_keeps_no_message(work: Work, clock: Clock) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    claim(work)
    clock.pass_(days=-1)

    assert webhook_call.recover(work) == 1


def test_a_slow_endpoint_gets_few_calls_at_once_and_holds_up_nobody(work: Work) -> None:
    shop = webhook.add(work, SHOP)
    for points in range(AT_ONCE_MAX + 3):
        webhook.emit(work, "points.earned", {"points": points})
    assert len(claim(work)) == AT_ONCE_MAX
    webhook.add(work, CRM, ["tier"])
    webhook.emit(work, "tier.changed", {})

    calls = webhook_call.claim(work, "one", {shop.endpoint_id: AT_ONCE_MAX})

    assert [call.url for call in calls] == [CRM]


def test_failures_end_as_a_dead_letter_that_can_be_sent_again(work: Work, clock: Clock) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    for _ in range(ATTEMPTS_MAX):
        fail(work)
        clock.pass_(days=1)

    (given_up,) = webhook.dead(work, SHOP)
    assert (given_up.kind, given_up.attempts, given_up.reason) == ("points.earned", ATTEMPTS_MAX, "answered 500")
    assert [endpoint.dead for endpoint in webhook.everyone(work)] == [1]
    assert webhook_call.depth(work).dead == 1
    assert claim(work) == []

    assert webhook.replay(work, SHOP) == 1
    (call,) = claim(work)
    webhook_call.note(work, "one", call, Reply(204))
    assert call.event_id == given_up.event_id
    assert webhook.dead(work, SHOP) == []


def test_a_message_that_arrived_can_be_asked_for_again_by_its_endpoint_only(work: Work) -> None:
    webhook.add(work, SHOP)
    webhook.add(work, CRM, ["tier"])
    webhook.emit(work, "points.earned", {"points": 5})
    (call,) = claim(work)
    with pytest.raises(WebhookMessageUnknown):
        webhook.replay(work, SHOP, call.message_id)
    webhook_call.note(work, "one", call, Reply(204))

    assert webhook.replay(work, SHOP, call.message_id) == 1
    with pytest.raises(WebhookMessageUnknown):
        webhook.replay(work, CRM, call.message_id)


def test_a_pause_that_was_asked_for_is_kept_for_every_message(work: Work, clock: Clock) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    fail(work, Reply(429, retry_after="600"))
    webhook.emit(work, "points.spent", {"points": 5})

    clock.pass_(seconds=599)
    assert claim(work) == []
    clock.pass_(seconds=2)
    assert len(claim(work)) == 2


def test_who_is_gone_is_promised_nothing_until_it_is_resumed(work: Work) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    webhook.emit(work, "points.earned", {"points": 6})
    first, second = claim(work)
    webhook_call.note(work, "one", first, Reply(410))
    webhook_call.note(work, "one", second, Reply(500))
    work.known.clear()  # as in the next unit

    webhook.emit(work, "points.earned", {"points": 7})
    assert len(messages(work)) == 2
    assert [endpoint.off_at for endpoint in webhook.everyone(work)] == [work.now]

    webhook.resume(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 8})
    assert len(messages(work)) == 3


def test_a_removed_endpoint_hears_nothing_not_even_what_waited(work: Work) -> None:
    made = webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    webhook.remove(work, made.endpoint_id)
    webhook.emit(work, "points.earned", {"points": 6})

    assert claim(work) == []
    assert len(messages(work)) == 1
    assert webhook_call.depth(work) == webhook_call.Depth(False, 0, 0)


def test_a_test_goes_to_whoever_asks_for_it(work: Work) -> None:
    made = webhook.add(work, SHOP, ["points"])
    message_id = webhook.ring(work, SHOP)

    (call,) = claim(work)

    assert (call.message_id, call.kind) == (message_id, "webhook.test")
    assert made.endpoint_id in call.body


def test_what_cannot_be_is_refused_in_words(work: Work) -> None:
    webhook.add(work, SHOP)

    with pytest.raises(WebhookKnown):
        webhook.add(work, SHOP, ["points"])
    with pytest.raises(WebhookUrlInvalid):
        webhook.add(work, "http://crm.example/")
    with pytest.raises(WebhookEventUnknown):
        webhook.add(work, CRM, ["points.given"])
    for unknown in (webhook.remove, webhook.rotate, webhook.resume, webhook.ring, webhook.dead, webhook.replay):
        with pytest.raises(WebhookUnknown):
            unknown(work, CRM)
    with pytest.raises(WebhookMessageUnknown):
        webhook.replay(work, SHOP, webhook.NIL_ID)
    for number in range(ENDPOINTS_MAX - 1):
        webhook.add(work, f"https://shop{number}.example/")
    with pytest.raises(WebhooksTooMany):
        webhook.add(work, CRM)


def test_what_has_served_is_deleted(work: Work, clock: Clock) -> None:
    webhook.add(work, SHOP)
    webhook.emit(work, "points.earned", {"points": 5})
    fail(work, Reply(204))
    webhook.emit(work, "points.earned", {"points": 6})
    fail(work)
    clock.pass_(days=7)
    assert webhook.purge(work, 10) == 0
    clock.pass_(hours=1)
    assert webhook.purge(work, 10) == 1
    clock.now += timedelta(days=30)
    assert webhook.purge(work, 10) == 1
