"""Webhooks over the API: added, tried, given up, sent again; for keys that may."""

from __future__ import annotations

from actions import webhook, webhook_call
from rules.webhook import ATTEMPTS_MAX, Reply
from storage.work import Work
from tests.make import Clock
from tests.web.rig import Shop, Till

URL = "https://shop.example/kopilka"


async def a_crm(shop: Shop) -> Till:
    return await shop.another_till("crm", scopes=["webhooks"])


async def added(crm: Till, **wish: object) -> str:
    answer = await crm.post("/v1/webhooks", {"url": URL, **wish})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def fail_everything(work: Work) -> None:
    for call in webhook_call.claim(work, "one", {}):
        webhook_call.note(work, "one", call, Reply(500))


async def test_a_secret_is_shown_once(shop: Shop) -> None:
    crm = await a_crm(shop)
    answer = await crm.post("/v1/webhooks", {"url": URL, "events": ["points"]})
    webhook_id, secret = answer.json()["id"], answer.json()["secret"]
    assert secret.startswith("whsec_")

    listed = await crm.get("/v1/webhooks")

    assert secret not in listed.text
    [known] = listed.json()["webhooks"]
    assert (known["id"], known["url"], known["events"], known["dead"], known["off_at"]) == (
        webhook_id,
        URL,
        ["points"],
        0,
        None,
    )
    assert (await crm.post(f"/v1/webhooks/{webhook_id}/rotate", {})).json()["secret"] != secret


async def test_a_tills_key_may_not_listen(shop: Shop) -> None:
    till = await shop.another_till()
    assert (await till.get("/v1/webhooks")).json()["code"] == "scope_missing"
    assert (await till.post("/v1/webhooks", {"url": URL})).status_code == 403


async def test_what_was_given_up_is_listed_page_by_page_and_sent_again(shop: Shop, clock: Clock) -> None:
    crm = await a_crm(shop)
    webhook_id = await added(crm)
    for points in range(3):
        await shop.store.write(webhook.emit, "points.earned", {"points": points})
    for _ in range(ATTEMPTS_MAX):
        await shop.store.write(fail_everything)
        clock.pass_(days=1)

    first = (await crm.get(f"/v1/webhooks/{webhook_id}/dead", limit=2)).json()
    second = (await crm.get(f"/v1/webhooks/{webhook_id}/dead", limit=2, cursor=first["next_cursor"])).json()

    dead = [*first["dead"], *second["dead"]]
    assert len({each["message_id"] for each in dead}) == 3
    assert {(each["type"], each["reason"], each["attempts"]) for each in dead} == {
        ("points.earned", "answered 500", ATTEMPTS_MAX)
    }
    assert second["next_cursor"] is None
    one = await crm.post(f"/v1/webhooks/{webhook_id}/replay", {"message_id": dead[0]["message_id"]})
    assert one.json() == {"messages": 1}
    assert (await crm.post(f"/v1/webhooks/{webhook_id}/replay", {})).json() == {"messages": 2}
    assert (await crm.get(f"/v1/webhooks/{webhook_id}/dead")).json() == {"dead": [], "next_cursor": None}


async def test_a_cursor_of_another_list_is_refused(shop: Shop) -> None:
    crm = await a_crm(shop)
    webhook_id = await added(crm)

    for wrong in ("nonsense", "WyJ3ZWJob29rcy1kZWFkIiwgIngiXQ"):
        answer = await crm.get(f"/v1/webhooks/{webhook_id}/dead", cursor=wrong)
        assert answer.json()["errors"][0]["field"] == "cursor"


async def test_a_test_is_promised_and_a_removed_webhook_hears_nothing(shop: Shop) -> None:
    crm = await a_crm(shop)
    webhook_id = await added(crm)

    answer = await crm.post(f"/v1/webhooks/{webhook_id}/test", {})

    assert answer.status_code == 202
    [call] = await shop.store.write(webhook_call.claim, "one", {})
    assert (call.kind, call.message_id) == ("webhook.test", answer.json()["message_id"])
    assert (await crm.post(f"/v1/webhooks/{webhook_id}/resume", {})).json() == {"id": webhook_id}
    assert (await crm.post(f"/v1/webhooks/{webhook_id}/remove", {})).json() == {"id": webhook_id}
    assert (await crm.get("/v1/webhooks")).json() == {"webhooks": []}
