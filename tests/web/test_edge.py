"""What surrounds the API: the messenger's webhook, health, metrics, the log, the description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.telegram.channel import WEBHOOK_PATH, WebhookAnswer
from storage.store import Store
from tests.web.rig import PHONE, Shop, Till, a_shop, the_log
from web import webhook


@dataclass
class Parts:
    """The rest of the program, as /readyz asks it."""

    troubles: Mapping[str, str]


class Broken:
    @property
    def troubles(self) -> Mapping[str, str]:
        raise RuntimeError(f"a bug that quotes {PHONE}")


async def echo(secret: str, body: bytes) -> WebhookAnswer:
    """Answers as the channel does: 401 without its secret, else what came rides back."""
    return WebhookAnswer(200, json.loads(body)) if secret == "s3cret" else WebhookAnswer(401)


def test_the_webhook_is_where_the_channel_says_it_is() -> None:
    assert webhook.PATH == WEBHOOK_PATH


async def test_the_webhook_carries_the_secret_in_and_the_call_out(store: Store) -> None:
    async with a_shop(store, webhook=echo) as shop:
        sent = {webhook.SECRET_HEADER: "s3cret"}
        taken = await shop.http.post("/telegram", content=b'{"update_id": 1}', headers=sent)
        refused = await shop.http.post("/telegram", content=b'{"update_id": 1}')
        too_large = await shop.http.post("/telegram", content=b" " * 262145, headers=sent)

    assert (taken.status_code, taken.json()) == (200, {"update_id": 1})
    assert (refused.status_code, refused.content) == (401, b"")
    assert too_large.status_code == 413


async def test_without_a_webhook_there_is_nothing_at_its_address(shop: Shop) -> None:
    assert (await shop.http.post("/telegram", content=b"{}")).status_code == 404


async def test_the_program_is_ready_when_the_database_and_every_part_are(store: Store) -> None:
    parts = Parts({})
    async with a_shop(store, health=parts) as shop:
        ready = await shop.http.get("/readyz")
        parts.troubles = {"telegram": "Telegram does not answer."}
        not_ready = await shop.http.get("/readyz")
        alive = await shop.http.get("/healthz")

    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "troubles": {}})
    assert (not_ready.status_code, not_ready.json()["troubles"]) == (503, parts.troubles)
    assert alive.status_code == 200


async def test_the_metrics_count_requests_by_route_and_name_nobody(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    await till.buy(anna, 100_00)
    await till.get("/v1/members", phone=PHONE)
    await till.get("/v1/anything/else")

    page = (await shop.http.get("/metrics")).text

    assert 'kopilka_http_requests_total{method="POST",route="/v1/purchases",status="201"} 1.0' in page
    assert 'route="other",status="404"' in page
    assert 'kopilka_http_seconds_count{method="GET",route="/v1/members"} 1.0' in page
    assert anna not in page
    assert "anything" not in page


async def test_the_log_says_what_was_asked_and_never_by_whom(shop: Shop, till: Till) -> None:
    with the_log() as log:
        anna = await shop.member()
        answer = await till.get("/v1/members", phone=PHONE)
        await till.buy(anna, 100_00)

    lines: list[dict[str, Any]] = [json.loads(line) for line in log.getvalue().splitlines()]
    asked = next(line for line in lines if line["event"] == "request")
    assert {name: asked[name] for name in ("method", "route", "status", "client", "request_id")} == {
        "method": "GET",
        "route": "/v1/members",
        "status": 200,
        "client": "till-1",
        "request_id": answer.headers["x-request-id"],
    }
    assert not any(secret in json.dumps(lines) for secret in (PHONE, PHONE[1:], anna, till.secret))


async def test_a_bug_is_told_by_its_id_alone(store: Store) -> None:
    with the_log() as log:
        async with a_shop(store, health=Broken()) as shop:
            answer = await shop.http.get("/readyz")

    logged = log.getvalue()
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["x-request-id"] in answer.json()["detail"]
    assert answer.headers["x-request-id"] in logged
    assert "RuntimeError" in logged
    assert PHONE not in answer.text + logged


async def test_the_description_loads_nothing_from_outside(shop: Shop) -> None:
    page = (await shop.http.get("/docs")).text

    assert "http://" not in page
    assert "https://" not in page
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
        assert (await shop.http.get(f"/static-offline-docs/{asset}")).status_code == 200
