"""Requests that the door refuses, and members who are not as the till says."""

from __future__ import annotations

from random import Random

import httpx

from storage.store import open_store
from tests.make import ANNA, Clock
from tests.web.provoking import provokes
from tests.web.rig import PHONE, Shop, Till, served
from web.app import create_app
from web.quota import Quotas


@provokes("unauthorized")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await Till(shop.http, "kpl_" + "A" * 32).buy(ANNA, 100_00)


@provokes("scope_missing")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    reader = await shop.another_till(scopes=["members:read"])
    return await reader.buy(await shop.member(), 100_00)


@provokes("quota_exceeded")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    async with served(create_app(shop.store, quotas=Quotas(1, lambda: 0))) as url:
        for _ in range(3):
            answer = await shop.http.get(f"{url}/v1/members/{ANNA}", headers={"Authorization": f"Bearer {till.secret}"})
    return answer


@provokes("idempotency_key_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post("/v1/purchases", {}, key="x" * 129)


@provokes("idempotency_key_reused")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    anna = await shop.member()
    await till.buy(anna, 100_00, key="k")
    return await till.buy(anna, 200_00, key="k")


@provokes("media_type_unsupported")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post("/v1/purchases", {}, **{"Content-Type": "text/plain"})


@provokes("json_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.raw("POST", "/v1/purchases", b"{", {"Idempotency-Key": "k"})


@provokes("request_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(ANNA, 1.5)  # type: ignore[arg-type]


@provokes("body_too_large")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.raw("POST", "/v1/purchases", b" " * 262145, {"Idempotency-Key": "k"})


@provokes("no_program")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    clock.pass_(days=-1)
    return await till.post("/v1/members", {"phone": PHONE})


@provokes("unavailable")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    nowhere = await open_store("postgresql://127.0.0.1:1/none", clock, Random(1).randbytes)
    async with served(create_app(nowhere)) as url:
        return await shop.http.get(f"{url}/v1/members/{ANNA}", headers={"Authorization": f"Bearer {till.secret}"})


@provokes("phone_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.get("/v1/members", phone="none")


@provokes("phone_taken")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.member()
    return await till.post("/v1/members", {"phone": PHONE})


@provokes("external_id_taken")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await till.post("/v1/members", {"external_id": "17"})
    return await till.post("/v1/members", {"external_id": "17"})


@provokes("members_same")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    anna = await shop.member()
    return await till.post(f"/v1/members/{anna}/merge", {"other_id": anna})


@provokes("tag_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/members/{await shop.member()}/tags", {"add": ["<b>"]})


@provokes("too_many_tags")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    anna = await shop.member()
    await till.post(f"/v1/members/{anna}/tags", {"add": [f"tag {number}" for number in range(50)]})
    return await till.post(f"/v1/members/{anna}/tags", {"add": ["one more"]})


@provokes("birthday_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post("/v1/members", {"phone": PHONE, "birthday": "2026-03-03"})


@provokes("card_code_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.get("/v1/members", code="000000")


@provokes("card_code_used")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    code = await shop.card_code(await shop.member())
    await (await shop.another_till()).get("/v1/members", code=code)
    return await till.get("/v1/members", code=code)


@provokes("card_code_expired")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    code = await shop.card_code(await shop.member())
    clock.pass_(seconds=60)
    return await till.get("/v1/members", code=code)
