"""The control API: what the page sees and does, and what it may never reach."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from PIL import Image

from playground.server import TillAddress, create_app, serving
from tests.playground.conftest import NOON, TOKEN, Open, Town

# ------------------------------------------------------------------ where it may stand


@pytest.mark.parametrize("token", ["123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1", "7000000001:" + "x" * 35])
def test_a_token_that_looks_real_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="looks like a real bot's"):
        create_app(token=token)


@pytest.mark.parametrize("token", ["", "playground", "1:", "1:a b"])
def test_a_token_that_is_none_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="NUMBER:LETTERS"):
        create_app(token=token)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", ""])
async def test_it_serves_this_machine_only(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        async with serving(create_app(token=TOKEN), host=host):
            pass


async def test_it_stops_at_once_although_a_page_and_a_poll_are_open() -> None:
    app = create_app(token=TOKEN)
    async with aiohttp.ClientSession() as http:
        async with serving(app) as base:
            page = await http.get(f"{base}/playground/events")
            poll = asyncio.create_task(http.get(f"{base}/bot{TOKEN}/getUpdates?timeout=50"))
            await asyncio.sleep(0.05)
            begun = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - begun < 1
        assert await (await poll).json() == {"ok": True, "result": []}
        page.close()


async def test_a_taken_port_is_an_error_to_catch(town: Town) -> None:
    taken = int(town.base.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        async with serving(create_app(token=TOKEN), taken):
            pass


async def test_another_sites_page_cannot_press_buttons_here(town: Town) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with town.http.post(f"{town.base}/playground/people", json={"name": "x"}, headers=headers) as answer:
            assert answer.status in (400, 403)
    async with town.http.post(
        f"{town.base}/playground/people", json={"name": "x"}, headers={"Origin": town.base}
    ) as own:
        assert own.status == 200


# ------------------------------------------------------------------ people


async def test_the_state_names_the_bot_the_people_and_what_is_on(town: Town) -> None:
    anna = await town.newcomer("Anna", role="cashier", phone="+79001112233", language="en")

    state = await town.look("state")

    assert state["bot"] == {"id": 1, "username": "kopilka_bot", "name": "Kopilka", "token": TOKEN}
    assert state["people"] == [
        {
            "id": anna,
            "name": "Anna",
            "role": "cashier",
            "language": "en",
            "phone": "+79001112233",
            "started": False,
            "blocked": False,
        }
    ]
    assert (state["now"], state["features"]) == (NOON.isoformat(), {"till": False, "clock": True, "shops": []})


@pytest.mark.parametrize(
    "path, body, status",
    [
        ("people", {"name": ""}, 400),
        ("people", {"name": "x", "role": "king"}, 400),
        ("people/5/say", {"text": "x"}, 404),
        ("people/{id}/dance", {}, 404),
        ("people/{id}/say", {"text": ""}, 400),
        ("people/{id}/say", {"text": "x" * 4097}, 400),
        ("people/{id}/press", {"message_id": 99, "row": 0, "column": 0}, 404),
        ("people/{id}/press", {"message_id": 1, "row": 0, "column": 0}, 404),
        ("people/{id}/contact", {}, 400),
        ("people/{id}/unblock", {}, 409),
        ("people/{id}/pay", {"message_id": 1}, 404),
        ("clock", {"days": -1}, 400),
        ("repeat", {"update_id": 5}, 404),
    ],
)
async def test_what_cannot_be_done_is_one_clear_sentence(
    town: Town, path: str, body: dict[str, object], status: int
) -> None:
    anna = await town.member()

    answered, said = await town.try_asking(path.format(id=anna), **body)

    assert answered == status
    assert isinstance(said["detail"], str)


async def test_nobody_talks_before_start_or_behind_a_block(town: Town) -> None:
    anna = await town.newcomer()
    before = await town.try_asking(f"people/{anna}/say", text="x")
    await town.ask(f"people/{anna}/start", payload="")
    await town.ask(f"people/{anna}/block")
    behind = await town.try_asking(f"people/{anna}/say", text="x")

    assert before == (409, {"detail": "press Start first"})
    assert behind == (409, {"detail": "the bot is blocked: unblock it first"})


async def test_the_chat_shows_both_sides(town: Town) -> None:
    anna = await town.member()
    await town.result("sendMessage", chat_id=anna, text="hello")
    await town.ask(f"people/{anna}/say", text="hi")

    messages = (await town.chat(anna))["messages"]

    assert [(message["text"], message.get("out", False)) for message in messages] == [
        ("/start", True),
        ("hello", False),
        ("hi", True),
    ]


async def test_a_file_is_shown_by_its_id(town: Town, picture: bytes) -> None:
    anna = await town.member()
    await town.upload(anna, "photo", "a.png", picture)
    file_id = (await town.chat(anna))["messages"][-1]["photo"][-1]["file_id"]

    async with town.http.get(f"{town.base}/playground/files/{file_id}") as answer:
        assert (Image.open(BytesIO(await answer.read())).size, answer.content_type) == ((40, 30), "image/jpeg")
    async with town.http.get(f"{town.base}/playground/files/none") as answer:
        assert answer.status == 404


# ------------------------------------------------------------------ the page, the events, the clock


async def test_the_page_and_its_files_are_served(town: Town) -> None:
    async with town.http.get(f"{town.base}/") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
    async with town.http.get(f"{town.base}/page/../server.py") as answer:
        assert answer.status == 404


async def test_events_tell_what_changed(town: Town) -> None:
    anna = await town.newcomer()
    async with town.http.get(f"{town.base}/playground/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b": open\n"
        await town.ask(f"people/{anna}/start", payload="")
        await town.refusal("sendMessage", chat_id=5, text="x")
        await town.ask("clock", days=1)

        heard: list[object] = []
        async with asyncio.timeout(5):
            while len(heard) < 4:
                line = await stream.content.readline()
                if line.startswith(b"data: "):
                    heard.append(json.loads(line[6:]))

    assert heard == [
        {"person": None, "what": "people"},
        {"person": anna, "what": "chat"},
        {"person": None, "what": "refused"},
        {"person": None, "what": "clock"},
    ]


async def test_the_clock_moves_the_programmes_time(town: Town) -> None:
    moved = await town.ask("clock", days=30)

    assert moved == {"now": "2026-04-01T12:00:00+00:00"}
    assert (await town.look("state"))["now"] == moved["now"]


# ------------------------------------------------------------------ the till


@asynccontextmanager
async def product() -> AsyncIterator[tuple[str, list[web.Request]]]:
    seen: list[web.Request] = []

    async def purchases(request: web.Request) -> web.Response:
        seen.append(request)
        if request.headers.get("Authorization") != "Bearer key-1":
            return web.json_response({"code": "unauthorized"}, status=401)
        await request.read()
        return web.json_response({"code": "too_much"}, status=422, content_type="application/problem+json")

    app = web.Application()
    app.router.add_route("*", "/v1/purchases", purchases)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", seen
    finally:
        await runner.cleanup()


async def test_the_till_speaks_to_the_product_with_a_key_the_page_never_sees(opened: Open) -> None:
    async with product() as (address, seen), opened(till=TillAddress(address, "key-1")) as town:
        url = f"{town.base}/playground/till/v1/purchases?member=1"
        async with town.http.post(
            url, json={"sum": 1}, headers={"Idempotency-Key": "k", "Authorization": "x"}
        ) as answer:
            status, kind, body = answer.status, answer.content_type, await answer.json()
        state = json.dumps(await town.look("state"))

    (request,) = seen
    assert (status, kind, body) == (422, "application/problem+json", {"code": "too_much"})
    assert (request.headers["Idempotency-Key"], request.query["member"]) == ("k", "1")
    assert await request.json() == {"sum": 1}
    assert "key-1" not in state
    assert '"till": true' in state


async def test_each_shop_of_an_alliance_has_its_own_key(opened: Open) -> None:
    async with product() as (address, seen):
        till = TillAddress(address, "key-1", "Alliance", (("Cafe", "key-2"),))
        async with opened(till=till) as town:
            url = f"{town.base}/playground/till/v1/purchases"
            for shop in ("0", "1", "2", "-1", "x"):
                async with town.http.post(url, json={}, headers={"X-Shop": shop}):
                    pass
            shops = (await town.look("state"))["features"]["shops"]

    assert [request.headers["Authorization"][-1] for request in seen] == ["1", "2", "1", "1", "1"]
    assert shops == ["Alliance", "Cafe"]


async def test_a_product_that_is_down_is_said_so(opened: Open) -> None:
    async with opened(till=TillAddress("http://127.0.0.1:9", "key-1")) as town:
        answer = await town.try_asking("till/v1/quotes")

    assert answer == (502, {"detail": "The product's HTTP API does not answer."})


async def test_rates_can_be_set_while_it_runs(town: Town) -> None:
    anna = await town.member()
    await town.ask("limits", per_second=1, per_chat_per_second=0)

    answers = [(await town.call("sendMessage", chat_id=anna, text="x"))["ok"] for _ in range(2)]

    assert answers == [True, False]
    assert (await town.try_asking("limits", speed=1))[0] == 400


async def test_a_request_beyond_50_megabytes_is_too_large(town: Town) -> None:
    form = aiohttp.FormData({"chat_id": "1"})
    form.add_field("document", bytes(51 * 1024 * 1024), filename="a.bin")

    async with town.http.post(f"{town.base}/bot{TOKEN}/sendDocument", data=form) as answer:
        assert (answer.status, (await answer.json())["description"]) == (413, "Request Entity Too Large")
