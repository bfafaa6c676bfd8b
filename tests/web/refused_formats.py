"""Subscriptions, webhooks, stamps and reported actions that are refused."""

from __future__ import annotations

import httpx

from actions import program, webhook
from rules.webhook import ENDPOINTS_MAX
from tests.make import Clock
from tests.rules.offers import OFFERS_TEXT
from tests.web.acting import ACTING
from tests.web.provoking import NOBODY, provokes
from tests.web.rig import Shop, Till
from tests.web.test_subscriptions import SUBSCRIBED, paid_in_the_chat


@provokes("subscription_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/members/{await shop.member()}/subscriptions", {"name": "gold"})


@provokes("subscription_end_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, SUBSCRIBED)
    wish = {"name": "plus", "until": "2001-01-01T00:00:00Z"}
    return await till.post(f"/v1/members/{await shop.member()}/subscriptions", wish)


@provokes("subscription_not_held")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/members/{await shop.member()}/subscriptions/cancel", {"name": "plus"})


@provokes("payment_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/members/{await shop.member()}/subscriptions/refund", {"charge_id": "stx1"})


@provokes("payment_returned_already")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, SUBSCRIBED)
    path, wish = f"/v1/members/{await paid_in_the_chat(shop)}/subscriptions/refund", {"charge_id": "stx1"}
    await till.post(path, wish)
    return await till.post(path, wish)


HOOK = {"url": "https://shop.example/kopilka"}


async def _hooked(shop: Shop, **wish: object) -> httpx.Response:
    crm = await shop.another_till("crm", scopes=["webhooks"])
    return await crm.post("/v1/webhooks", {**HOOK, **wish})


@provokes("webhook_url_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await _hooked(shop, url="http://169.254.169.254/latest")


@provokes("webhook_event_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await _hooked(shop, events=["points.given"])


@provokes("webhook_known")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(webhook.add, HOOK["url"])
    return await _hooked(shop)


@provokes("webhooks_too_many")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    for number in range(ENDPOINTS_MAX):
        await shop.store.write(webhook.add, f"https://shop{number}.example/")
    return await _hooked(shop)


@provokes("webhook_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    crm = await shop.another_till("crm", scopes=["webhooks"])
    return await crm.post(f"/v1/webhooks/{NOBODY}/rotate", {})


@provokes("webhook_message_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    made = await shop.store.write(webhook.add, HOOK["url"])
    crm = await shop.another_till("crm", scopes=["webhooks"])
    return await crm.post(f"/v1/webhooks/{made.endpoint_id}/replay", {"message_id": NOBODY})


@provokes("stamp_reason_missing")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, ACTING)
    return await till.post(f"/v1/members/{await shop.member()}/stamps", {"card": "visits", "reason": " "})


@provokes("action_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/members/{await shop.member()}/events", {"name": "dance", "reference": "1"})


@provokes("action_limit_reached")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, ACTING)
    path = f"/v1/members/{await shop.member()}/events"
    await till.post(path, {"name": "channel", "reference": "1"})
    return await till.post(path, {"name": "channel", "reference": "2"})


@provokes("budget_spent")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, ACTING)
    path = f"/v1/members/{await shop.member()}/events"
    await till.post(path, {"name": "photo", "reference": "1"})
    return await till.post(path, {"name": "photo", "reference": "2"})


@provokes("offer_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/members/{await shop.member()}/offers", {"offer": "car"})


@provokes("offer_gone")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, OFFERS_TEXT.replace("stock = 2", "stock = 1"))
    path = f"/v1/members/{await shop.member()}/offers"
    await till.post(path, {"offer": "back"})
    return await till.post(path, {"offer": "back"})


@provokes("offer_over")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/members/{await shop.member()}/offers/{NOBODY}/withdraw", {})


@provokes("campaign_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.get("/v1/campaigns/report", number=7)
