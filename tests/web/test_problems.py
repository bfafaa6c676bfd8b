"""Every refusal has its place in the table, and every documented one is met over HTTP as documented."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from random import Random

import httpx
import pytest

import actions
import rules
import web
from actions import program, webhook
from rules.refusal import Refused
from rules.webhook import ENDPOINTS_MAX
from storage.store import open_store
from tests.make import ANNA, Clock
from tests.web import coded
from tests.web.acting import ACTING
from tests.web.rig import PHONE, PROGRAM, Shop, Till, served
from tests.web.test_subscriptions import SUBSCRIBED, paid_in_the_chat
from web import contract, problems
from web.app import OPERATIONS, create_app
from web.quota import Quotas

CHOOSY = (
    PROGRAM.replace("minimum_points = 1 ", "minimum_points = 20 ")
    .replace("step = 1 ", "step = 10 ")
    .replace('minimum_cheque = "0"', 'minimum_cheque = "500"')
)
NOBODY = "01920000-0000-7000-8000-0000000000ff"


def all_refusals() -> Iterator[type[Refused]]:
    for package in (rules, actions, web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    waiting = [Refused]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from (each for each in found if each.__module__.startswith(("rules.", "actions.", "web.")))


# What the door itself answers, whatever is asked of it.
OF_THE_DOOR = {"not_found", "method_not_allowed", "internal_error"}


def test_the_table_has_what_operations_refuse_and_nothing_else() -> None:
    refused = {code for each in OPERATIONS for code in contract.codes(each)} | OF_THE_DOOR

    assert set(problems.TABLE) == refused


def test_no_two_refusals_share_a_code() -> None:
    codes = [each.code for each in all_refusals()]

    assert sorted(codes) == sorted(set(codes))


# ------------------------------------------------------------------ each documented code, met over HTTP

Provoke = Callable[[Shop, Till, Clock], Awaitable[httpx.Response]]
PROVOKED: dict[str, Provoke] = {**coded.REFUSED}


def provokes(code: str) -> Callable[[Provoke], Provoke]:
    def keep(provoke: Provoke) -> Provoke:
        PROVOKED[code] = provoke
        return provoke

    return keep


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


@provokes("member_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(NOBODY, 100_00)


@provokes("amount_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    lines = [{"amount_minor": 100, "discount_minor": 101}]
    return await till.buy(await shop.member(), 0, lines=lines)


@provokes("cheque_sum_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(), 0)


@provokes("points_above_limit")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(points=100), 100_00, pay_points=51)


@provokes("not_enough_points")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(points=10), 100_00, pay_points=11)


@provokes("points_below_minimum")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CHOOSY)
    return await till.buy(await shop.member(points=100), 1000_00, pay_points=10)


@provokes("points_not_a_step")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CHOOSY)
    return await till.buy(await shop.member(points=100), 1000_00, pay_points=25)


@provokes("cheque_below_minimum")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CHOOSY)
    return await till.buy(await shop.member(points=100), 499_99, pay_points=20)


@provokes("nothing_payable_with_points")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    lines = [{"amount_minor": 500_00, "category": "Tobacco"}]
    return await till.buy(await shop.member(points=100), 0, lines=lines, pay_points=20)


STAMPED = (
    PROGRAM
    + """
[[stamps]]
name = "cakes"
title = { en = "Cakes", ru = "Торты" }
needed = 2

[stamps.gift]
title = { en = "A cake", ru = "Торт" }
goods = { categories = ["cake"] }
"""
)


@provokes("stamp_card_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(), 100_00, stamp_gift="cakes")


@provokes("stamps_missing")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, STAMPED)
    return await till.buy(await shop.member(), 100_00, stamp_gift="cakes")


@provokes("stamp_gift_not_here")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, STAMPED)
    anna = await shop.member()
    for _ in range(2):
        await till.buy(anna, 100_00)
    return await till.buy(anna, 100_00, stamp_gift="cakes")


@provokes("debt_open")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    anna = await shop.member()
    purchase_id = (await till.buy(anna, 1000_00)).json()["id"]
    await till.buy(anna, 100_00, pay_points=10)
    await till.post(f"/v1/purchases/{purchase_id}/returns", {})
    return await till.post("/v1/holds", {"member_id": anna, "points": 1})


@provokes("purchase_time_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(), 100_00, at="2026-01-01T00:00:00Z")


@provokes("purchase_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/purchases/{NOBODY}/returns", {})


@provokes("return_above_rest")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    bought = (await till.buy(await shop.member(), 100_00)).json()
    return await till.post(f"/v1/purchases/{bought['id']}/returns", {"amount_minor": 100_01})


@provokes("return_above_line")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    bought = (await till.buy(await shop.member(), 100_00)).json()
    return await till.post(f"/v1/purchases/{bought['id']}/returns", {"lines": [{"line": 1, "quantity": 2}]})


@provokes("span_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.get("/v1/takings", since="2026-03-02T00:00:00Z", until="2026-03-01T00:00:00Z")


@provokes("return_line_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    bought = (await till.buy(await shop.member(), 100_00)).json()
    return await till.post(f"/v1/purchases/{bought['id']}/returns", {"lines": [{"line": 2}]})


@provokes("hold_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/holds/{NOBODY}/void", {})


@provokes("hold_closed")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    hold_id = await till.hold(await shop.member(points=10), 10)
    await till.post(f"/v1/holds/{hold_id}/void", {})
    return await till.post(f"/v1/holds/{hold_id}/capture", {})


@provokes("capture_above_hold")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    hold_id = await till.hold(await shop.member(points=10), 9)
    return await till.post(f"/v1/holds/{hold_id}/capture", {"points": 10})


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


def documented() -> set[str]:
    return {code for each in OPERATIONS for code in contract.codes(each)}


def test_every_documented_code_has_somebody_who_meets_it() -> None:
    assert documented() == PROVOKED.keys()


@pytest.mark.parametrize("code", sorted(PROVOKED))
async def test_a_refusal_is_a_problem_as_its_table_says(shop: Shop, till: Till, clock: Clock, code: str) -> None:
    answer = await PROVOKED[code](shop, till, clock)

    said = answer.json()
    status, title = problems.TABLE[code]
    assert (said["code"], answer.status_code) == (code, status), said
    assert (said["title"], said["status"], said["type"]) == (title, status, f"urn:kopilka:problem:{code}")
    assert said["detail"].endswith(".")
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("errors" in said) == (code == "request_invalid")
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert ("retry-after" in answer.headers) == (status in (429, 503))
