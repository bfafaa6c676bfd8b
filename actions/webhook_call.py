"""Hand messages that are due to the sender as calls to be signed, and keep what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from standardwebhooks.webhooks import Webhook

from actions import webhook
from rules.webhook import ATTEMPTS_MAX, JITTER_PERMILLE_MAX, TEST, Reply, Verdict, body, verdict
from storage import webhooks as rows
from storage.work import Row, Work

LEASE_SECONDS = 60  # longer than a call can last
AT_ONCE_MAX = 4  # calls to one endpoint
DIGITS = "0123456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One message on its way. secrets: that sign it, the newest first. attempts: this one included."""

    message_id: str
    event_id: str
    endpoint_id: str
    kind: str
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    body: str = field(repr=False)
    attempts: int = 1

    def headers(self, now: datetime) -> dict[str, str]:
        """Those of the spec and the signature among them. now: of the world, by which a receiver tells a stale call."""
        signatures = (Webhook(secret).sign(self.event_id, now, self.body) for secret in self.secrets)
        return {
            "Content-Type": "application/json",
            "User-Agent": "Kopilka",
            "webhook-id": self.event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }


@dataclass(frozen=True, slots=True)
class Depth:
    """heard: whether any endpoint listens."""

    heard: bool
    queued: int
    dead: int


def endpoints_due(work: Work) -> list[str]:
    """Endpoints that have a message whose time has come; a look that spares an idle program its empty commits."""
    return rows.endpoints_due(work)


def under_way(work: Work) -> bool:
    """Whether a message waits for its time, or is in a sender's hands."""
    return bool(rows.count(work, "queued") or rows.count(work, "leased"))


def depth(work: Work) -> Depth:
    """How many messages wait, and how many were given up."""
    return Depth(bool(rows.listening(work)), rows.count(work, "queued"), rows.count(work, "dead"))


def left_behind(work: Work) -> bool:
    """Whether a sender died with messages in its hands."""
    return rows.any_left_behind(work, _impossible(work))


def recover(work: Work) -> int:
    """Queue again what such a sender had taken, unless it has died of it ATTEMPTS_MAX times; how many are queued."""
    rows.give_up_left_behind(work, _impossible(work), ATTEMPTS_MAX, "its sender died")
    return rows.requeue_left_behind(work, _impossible(work))


def _impossible(work: Work) -> datetime:
    """No lease reaches beyond it, unless the clock was set back since."""
    return work.now + timedelta(seconds=2 * LEASE_SECONDS)


def claim(work: Work, holder: str, busy: Mapping[str, int]) -> list[Call]:
    """Lease the oldest due messages of every endpoint, so that a slow one holds up no other.

    busy: calls under way by endpoint. Nobody else gets these messages until LEASE_SECONDS have passed.
    """
    endpoints = {row.endpoint_id: row for row in rows.endpoints(work)}
    calls: list[Call] = []
    for endpoint_id in rows.endpoints_due(work):
        room = AT_ONCE_MAX - busy.get(endpoint_id, 0)
        if room > 0 and endpoint_id in endpoints:
            due = rows.due(work, endpoint_id, room)
            calls += [_call(endpoints[endpoint_id], row, work.now) for row in due]
    rows.lease(work, [call.message_id for call in calls], holder, work.now + timedelta(seconds=LEASE_SECONDS))
    return calls


def note(work: Work, holder: str, call: Call, reply: Reply) -> Verdict | None:
    """Keep what became of a call; None when another sender has taken the message over meanwhile."""
    jitter = int(work.fresh_code(3, DIGITS)) % (JITTER_PERMILLE_MAX + 1)
    judged = verdict(reply, call.attempts, work.now, jitter)
    kept = rows.note(
        work,
        call.message_id,
        holder,
        state=judged.state,
        due_at=work.now + timedelta(seconds=judged.again_seconds),
        reason=judged.reason,
        ended_at=None if judged.state == "queued" else work.now,
    )
    if not kept:
        return None
    if judged.rest_seconds:
        rows.rest(work, call.endpoint_id, work.now + timedelta(seconds=judged.rest_seconds))
    if judged.gone:
        rows.update_endpoint(work, call.endpoint_id, off_at=work.now)
    return judged


def trial(work: Work, which: str) -> Call:
    """A `webhook.test` to this endpoint that is kept nowhere, to be made at once. Raises WebhookUnknown."""
    endpoint, event_id = webhook.found(work, which), work.fresh_id()
    return Call(
        message_id=event_id,
        event_id=event_id,
        endpoint_id=endpoint.endpoint_id,
        kind=TEST,
        url=endpoint.url,
        secrets=_secrets(endpoint, work.now),
        body=body(TEST, work.now, {"endpoint_id": endpoint.endpoint_id}),
    )


def _call(endpoint: Row, message: Row, now: datetime) -> Call:
    return Call(
        message_id=message.message_id,
        event_id=message.event_id,
        endpoint_id=endpoint.endpoint_id,
        kind=message.kind,
        url=endpoint.url,
        secrets=_secrets(endpoint, now),
        body=body(message.kind, message.at, message.facts),
        attempts=message.attempts + 1,
    )


def _secrets(endpoint: Row, now: datetime) -> tuple[str, ...]:
    still = endpoint.old_secret and endpoint.old_secret_until > now
    return (endpoint.secret, endpoint.old_secret) if still else (endpoint.secret,)
