"""Who hears of what happens here over HTTP, and the promise to tell them, made in the unit in which it happens."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rules.refusal import Refused
from rules.webhook import ENDPOINTS_MAX, NOBODY, TEST, Trusted, check_url, chosen, wants
from storage import webhooks as rows
from storage.work import Row, Work

SECRET_BYTES = 32
HEX = "0123456789abcdef"
OLD_SECRET_HOURS = 24  # within which a receiver has to take the new one
DEAD_PAGE_ROWS = 50
REPLAY_MAX = 500  # in one unit
SENT_DAYS = 7
ALL_DAYS = 30
NIL_ID = "00000000-0000-0000-0000-000000000000"

_KNOWN = "webhook"  # of Work.known


class WebhookUnknown(Refused):
    code = "webhook_unknown"
    sentence = "There is no webhook {which}; kopilka webhook list shows all of them."


class WebhookKnown(Refused):
    code = "webhook_known"
    sentence = "This address is a webhook already; remove it first, or rotate its secret."


class WebhooksTooMany(Refused):
    code = "webhooks_too_many"
    sentence = "There are {most} webhooks already; remove one first."


class WebhookMessageUnknown(Refused):
    code = "webhook_message_unknown"
    sentence = "There is no message {message_id} that has ended; kopilka webhook dead shows those that were given up."


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """secret: as a receiver needs it, shown this once."""

    endpoint_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """events: what it has chosen, none for all. off_at: since when it wants no calls. dead: messages given up."""

    endpoint_id: str
    url: str
    events: Sequence[str]
    created_at: datetime
    off_at: datetime | None
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """A message that was given up. reason: of the last try."""

    message_id: str
    event_id: str
    kind: str
    at: datetime
    attempts: int
    reason: str


# ------------------------------------------------------------------ what happened


def emit(work: Work, kind: str, facts: Mapping[str, Any]) -> None:
    """Promise this event to every endpoint that has chosen it, in this unit; next to nothing where nobody listens.

    kind: of `rules.webhook.EVENTS`. facts: ids, figures, codes and instants as text; never a name or a phone.
    """
    listening = work.known.get(_KNOWN)
    if listening is None:
        listening = work.known[_KNOWN] = [(row.endpoint_id, row.events) for row in rows.listening(work)]
    hearing = [endpoint_id for endpoint_id, events in listening if wants(events, kind)]
    if hearing:
        _promise(work, hearing, kind, facts)


def _promise(work: Work, endpoint_ids: Iterable[str], kind: str, facts: Mapping[str, Any]) -> None:
    told = {"event_id": work.fresh_id(), "kind": kind, "facts": facts, "due_at": work.now}
    rows.promise(work, [{"endpoint_id": endpoint_id, **told} for endpoint_id in endpoint_ids])


# ------------------------------------------------------------------ endpoints


def add(work: Work, url: str, events: Iterable[str] = (), *, named: Trusted = NOBODY) -> Added:
    """Tell this address from now on. events: names or nouns, none for all.

    Raises WebhookUrlInvalid, WebhookEventUnknown, WebhookKnown, WebhooksTooMany.
    """
    check_url(url, named)
    wanted = chosen(events)
    there = rows.endpoints(work, lock=True)
    if any(row.url == url for row in there):
        raise WebhookKnown
    if len(there) >= ENDPOINTS_MAX:
        raise WebhooksTooMany(most=ENDPOINTS_MAX)
    made = Added(endpoint_id=work.fresh_id(), secret=_secret(work))
    rows.insert_endpoint(
        work,
        {
            "endpoint_id": made.endpoint_id,
            "url": url,
            "events": wanted,
            "secret": made.secret,
            "created_at": work.now,
        },
    )
    work.known.pop(_KNOWN, None)
    return made


def everyone(work: Work) -> list[Endpoint]:
    """Every endpoint, oldest first."""
    return [
        Endpoint(
            endpoint_id=row.endpoint_id,
            url=row.url,
            events=row.events,
            created_at=row.created_at,
            off_at=row.off_at,
            dead=rows.count_dead(work, row.endpoint_id),
        )
        for row in rows.endpoints(work)
    ]


def remove(work: Work, which: str) -> None:
    """Tell it nothing more, not even what waits. which: its id or its address. Raises WebhookUnknown."""
    rows.delete_endpoint(work, found(work, which).endpoint_id)
    work.known.pop(_KNOWN, None)


def rotate(work: Work, which: str) -> str:
    """Make a new secret and return it, this once; the old one signs beside it for a day. Raises WebhookUnknown."""
    row = found(work, which)
    secret = _secret(work)
    until = work.now + timedelta(hours=OLD_SECRET_HOURS)
    rows.update_endpoint(work, row.endpoint_id, secret=secret, old_secret=row.secret, old_secret_until=until)
    return secret


def resume(work: Work, which: str) -> None:
    """Call it again, although it said that it was gone or asked for a pause. Raises WebhookUnknown."""
    rows.update_endpoint(work, found(work, which).endpoint_id, off_at=None, rest_until=None)
    work.known.pop(_KNOWN, None)


def found(work: Work, which: str) -> Row:
    """The endpoint of this id or this address. Raises WebhookUnknown."""
    for row in rows.endpoints(work):
        if which in (row.endpoint_id, row.url):
            return row
    raise WebhookUnknown(which=which)


def _secret(work: Work) -> str:
    chance = bytes.fromhex(work.fresh_code(2 * SECRET_BYTES, HEX))
    return f"whsec_{base64.b64encode(chance).decode()}"


# ------------------------------------------------------------------ tests, dead letters, replays


def ring(work: Work, which: str) -> str:
    """Promise a `webhook.test` to this endpoint; its message's id. Raises WebhookUnknown."""
    row = found(work, which)
    message_id = work.fresh_id()
    told = {"event_id": work.fresh_id(), "kind": TEST, "facts": {"endpoint_id": row.endpoint_id}, "due_at": work.now}
    rows.promise(work, [{"message_id": message_id, "endpoint_id": row.endpoint_id, **told}])
    return message_id


def dead(work: Work, which: str, after: str = NIL_ID, limit: int = DEAD_PAGE_ROWS) -> list[Dead]:
    """Messages that were given up, oldest first, after this message's id. Raises WebhookUnknown."""
    return [
        Dead(
            message_id=row.message_id,
            event_id=row.event_id,
            kind=row.kind,
            at=row.at,
            attempts=row.attempts,
            reason=row.reason,
        )
        for row in rows.dead(work, found(work, which).endpoint_id, after, limit)
    ]


def replay(work: Work, which: str, message_id: str = "") -> int:
    """Send again what was given up, or this one message though it arrived; how many, at most REPLAY_MAX at once.

    Raises WebhookUnknown, WebhookMessageUnknown.
    """
    row = found(work, which)
    if not message_id:
        return rows.replay(work, [each.message_id for each in dead(work, row.endpoint_id, limit=REPLAY_MAX)])
    message = rows.get(work, message_id)
    if message is None or message.endpoint_id != row.endpoint_id or not rows.replay(work, [message_id]):
        raise WebhookMessageUnknown(message_id=message_id)
    return 1


def purge(work: Work, limit: int) -> int:
    """Delete some of what was sent a week ago, and of what is a month old; how many."""
    sent_before, all_before = work.now - timedelta(days=SENT_DAYS), work.now - timedelta(days=ALL_DAYS)
    return rows.purge(work, sent_before, all_before, limit)
