"""Where events are sent: endpoints, their secrets, a test, what could not be delivered."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import webhook
from actions.key import Client
from actions.webhook import NIL_ID, WebhookKnown, WebhookMessageUnknown, WebhooksTooMany, WebhookUnknown
from rules.webhook import URL_LENGTH_MAX, WebhookEventUnknown, WebhookUrlInvalid
from storage.work import Work
from web.api.fields import ANSWER, Body, Id, NoQuery, Short, instant
from web.api.pages import PageIn, after, cursor
from web.operation import Operation, never
from web.refusals import Mistake, RequestInvalid

EVENTS_MAX = 50
LIST = "webhooks-dead"


class WebhookIn(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://shop.example/kopilka", "events": ["purchase", "points.earned"]}]
        }
    )

    url: Annotated[str, Field(min_length=1, max_length=URL_LENGTH_MAX)]
    """An https address in the open internet."""
    events: Annotated[list[Short], Field(max_length=EVENTS_MAX)] = Field(default_factory=list)
    """Names such as points.earned, or nouns such as points for all of its events; none for every event."""


class NoBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class ReplayIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    message_id: Id | None = None
    """This message alone, also when it arrived; left out, everything that was given up."""


@with_config(ANSWER)
class SecretOut(TypedDict):
    id: str
    secret: str
    """Signs each message; it is not shown again."""


@with_config(ANSWER)
class WebhookOut(TypedDict):
    id: str
    url: str
    events: list[str]
    """What it hears; empty for everything."""
    created_at: str
    off_at: str | None
    """Since when it is called no more, because it answered 410."""
    dead: int
    """Messages that were given up."""


@with_config(ANSWER)
class WebhooksOut(TypedDict):
    webhooks: list[WebhookOut]


@with_config(ANSWER)
class DoneOut(TypedDict):
    id: str


@with_config(ANSWER)
class TestOut(TypedDict):
    message_id: str
    """Of the webhook.test that is on its way."""


@with_config(ANSWER)
class ReplayOut(TypedDict):
    messages: int
    """How many will be sent again; at most 500 at once, so ask again until it is 0."""


@with_config(ANSWER)
class DeadOut(TypedDict):
    message_id: str
    event_id: str
    """The `webhook-id` that it is sent under."""
    type: str
    at: str
    attempts: int
    reason: str
    """Why the last try failed."""


@with_config(ANSWER)
class DeadPageOut(TypedDict):
    dead: list[DeadOut]
    next_cursor: str | None
    """Of the next page; null at the end."""


def add(work: Work, till: Client, wish: WebhookIn) -> SecretOut:
    made = webhook.add(work, wish.url, wish.events)
    return {"id": made.endpoint_id, "secret": made.secret}


def everyone(work: Work, till: Client, wish: NoQuery) -> WebhooksOut:
    return {
        "webhooks": [
            {
                "id": each.endpoint_id,
                "url": each.url,
                "events": list(each.events),
                "created_at": instant(each.created_at),
                "off_at": instant(each.off_at) if each.off_at else None,
                "dead": each.dead,
            }
            for each in webhook.everyone(work)
        ]
    }


def remove(work: Work, till: Client, wish: NoBody, webhook_id: str) -> DoneOut:
    webhook.remove(work, webhook_id)
    return {"id": webhook_id}


def rotate(work: Work, till: Client, wish: NoBody, webhook_id: str) -> SecretOut:
    return {"id": webhook_id, "secret": webhook.rotate(work, webhook_id)}


def resume(work: Work, till: Client, wish: NoBody, webhook_id: str) -> DoneOut:
    webhook.resume(work, webhook_id)
    return {"id": webhook_id}


def ring(work: Work, till: Client, wish: NoBody, webhook_id: str) -> TestOut:
    return {"message_id": webhook.ring(work, webhook_id)}


def replay(work: Work, till: Client, wish: ReplayIn, webhook_id: str) -> ReplayOut:
    return {"messages": webhook.replay(work, webhook_id, wish.message_id or "")}


def dead(work: Work, till: Client, wish: PageIn, webhook_id: str) -> DeadPageOut:
    found = webhook.dead(work, webhook_id, _id_in(wish), wish.limit + 1)
    page = found[: wish.limit]
    return {
        "dead": [
            {
                "message_id": each.message_id,
                "event_id": each.event_id,
                "type": each.kind,
                "at": instant(each.at),
                "attempts": each.attempts,
                "reason": each.reason,
            }
            for each in page
        ],
        "next_cursor": cursor(LIST, page[-1].message_id) if len(found) > len(page) else None,
    }


def _id_in(page: PageIn) -> str:
    """The last message of the page before. Raises RequestInvalid."""
    last = after(LIST, page, str) or NIL_ID
    try:
        return str(UUID(last))
    except ValueError:
        mistake = Mistake(field="cursor", message="is not of this list; leave it out to begin anew")
        raise RequestInvalid([mistake]) from None


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/webhooks",
        scope="webhooks",
        do=add,
        takes=WebhookIn,
        gives=SecretOut,
        status=201,
        summary="Add a webhook",
        about="It hears what happens from now on. Hosts inside the shop's own network are added by its command line.",
        refusals=(WebhookUrlInvalid, WebhookEventUnknown, WebhookKnown, WebhooksTooMany),
    ),
    Operation(
        method="GET",
        path="/v1/webhooks",
        scope="webhooks",
        do=everyone,
        takes=NoQuery,
        gives=WebhooksOut,
        writes=never,
        summary="List the webhooks",
        about="Oldest first, at most 20; secrets are not shown.",
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{webhook_id}/remove",
        scope="webhooks",
        do=remove,
        takes=NoBody,
        gives=DoneOut,
        summary="Remove a webhook",
        about="It hears nothing more, not even what waits.",
        refusals=(WebhookUnknown,),
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{webhook_id}/rotate",
        scope="webhooks",
        do=rotate,
        takes=NoBody,
        gives=SecretOut,
        summary="Make a new secret",
        about="For a day each message carries both signatures, the new secret's first.",
        refusals=(WebhookUnknown,),
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{webhook_id}/resume",
        scope="webhooks",
        do=resume,
        takes=NoBody,
        gives=DoneOut,
        summary="Call a webhook again",
        about="After it answered 410, or asked for a pause by Retry-After.",
        refusals=(WebhookUnknown,),
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{webhook_id}/test",
        scope="webhooks",
        do=ring,
        takes=NoBody,
        gives=TestOut,
        status=202,
        summary="Send a test",
        about="A webhook.test, whatever events were chosen.",
        refusals=(WebhookUnknown,),
    ),
    Operation(
        method="GET",
        path="/v1/webhooks/{webhook_id}/dead",
        scope="webhooks",
        do=dead,
        takes=PageIn,
        gives=DeadPageOut,
        writes=never,
        summary="List what was given up",
        about="Oldest first; kept for a month.",
        refusals=(WebhookUnknown,),
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{webhook_id}/replay",
        scope="webhooks",
        do=replay,
        takes=ReplayIn,
        gives=ReplayOut,
        summary="Send again",
        about="Under the same webhook-id, so that a receiver that has it already knows.",
        refusals=(WebhookUnknown, WebhookMessageUnknown),
    ),
)
