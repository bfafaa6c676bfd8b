"""The addresses in a draft are asked whether they open, and never one inside the shop's own network."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver

from actions import campaign, program
from jobs.links import Links
from rules.campaign import campaign_of
from rules.webhook import trusted
from storage import campaigns as rows
from storage.store import Store
from storage.work import Work
from tests.jobs.post import running


class Site:
    """A few pages, and which of them were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.address = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path == "/inside":
            raise web.HTTPFound("http://169.254.169.254/latest")
        if request.path == "/moved":
            raise web.HTTPMovedPermanently("/here")
        return web.Response(status={"/gone": 404, "/broken": 503, "/bots": 403}.get(request.path, 200))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    host, port = runner.addresses[0][:2]
    made.address = f"http://{host}:{port}"
    yield made
    await runner.cleanup()


def drafted(work: Work, *urls: str) -> int:
    buttons = [{"label": {"ru": "x"}, "url": url} for url in urls]
    message: dict[str, Any] = {"text": {"ru": "x"}, "buttons": buttons}
    return campaign.draft(work, campaign_of({"name": "x", "variants": [{"name": "a", "message": message}]}))


def links(work: Work, number: int) -> Any:
    row = rows.get(work, number)
    assert row is not None
    return row.links


async def test_a_draft_is_asked_about_once_until_it_changes(shop: Store, site: Site) -> None:
    pages = ("/here", "/gone", "/moved", "/inside")
    number = await shop.write(drafted, *(site.address + page for page in pages))
    asking = Links(shop, trusted("127.0.0.0/8"))
    await asking.drain()

    kept = await shop.read(links, number)
    answers = {page: kept[site.address + page] for page in pages}
    assert answers == {"/here": "ok", "/gone": "404", "/moved": "ok", "/inside": "blocked"}
    asked = len(site.asked)
    await asking.drain()
    assert len(site.asked) == asked
    in_force = await shop.read(program.current)
    doubts = await shop.read(campaign.doubts, number, in_force)
    dead = [doubt.facts["url"] for doubt in doubts if doubt.code == "link_dead"]
    assert dead == [site.address + "/gone", site.address + "/inside"]

    document = (await shop.read(campaign.get, number)).document
    await shop.write(campaign.redraft, number, document)
    assert await shop.read(links, number) is None
    await asking.close()


class Unsteady(AbstractResolver):
    """Breaks in a way that nobody thought of, once."""

    def __init__(self) -> None:
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> Any:
        self.asked += 1
        if self.asked == 1:
            raise KeyError(host)
        raise OSError

    async def close(self) -> None: ...


async def test_a_bug_ends_nothing_and_is_met_again_later(shop: Store) -> None:
    number = await shop.write(drafted, "https://shop.example/")
    asking = Links(shop, resolver=Unsteady(), poll_seconds=0.01, again_seconds=0.01)
    async with running(asking.run()), asyncio.timeout(20):
        while await shop.read(links, number) is None:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
    await asking.close()


async def test_nothing_leaves_for_the_shops_own_network(shop: Store, site: Site) -> None:
    asking = Links(shop)
    assert await asking.ask(site.address + "/here") == "blocked"
    assert await asking.ask(site.address.replace("127.0.0.1", "localhost")) == "blocked"
    assert site.asked == []
    await asking.close()
    open_ = Links(shop, trusted("127.0.0.0/8"))
    assert await open_.ask(site.address + "/bots") == "ok"
    assert await open_.ask(site.address + "/broken") == "503"
    await open_.close()
