"""A webhook to private, link-local, metadata, rebinding or redirecting hosts is stopped at connect; nothing leaves."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from actions import webhook
from rules.webhook import NOBODY, WebhookUrlInvalid, trusted
from storage.store import Store
from tests.jobs.receiver import HERE, Names, called_once, happen, listen, messages, receiving, sending, tried
from tests.jobs.tls import tls_for

OUTSIDE = trusted("127.0.0.2")  # stands for the open internet, which a test must not call
BLOCKED = "blocked: the address is not public"


@dataclass
class Ear:
    """A port of this machine that nobody may reach; connections: how often somebody did."""

    port: int = 0
    connections: int = 0


@asynccontextmanager
async def listening(host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Ear]:
    ear = Ear()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ear.connections += 1
        writer.close()

    async with await asyncio.start_server(hear, host, port) as server:
        ear.port = server.sockets[0].getsockname()[1]
        yield ear


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "::ffff:127.0.0.1"),
        *("10.0.0.1", "192.168.0.1", "172.31.0.1", "100.64.0.1", "fd00::1"),
        *("169.254.0.1", "fe80::1", "169.254.169.254", "fd00:ec2::254", "168.63.129.16"),
        *("224.0.0.251", "ff02::1", "255.255.255.255", "64:ff9b::7f00:1", "2002:7f00:1::1"),
    ],
)
async def test_a_name_that_leads_inside_is_not_called(number: str) -> None:
    async with listening("0.0.0.0") as ear:
        url = f"https://hooks.example:{ear.port}/"

        assert await called_once(url, resolver=Names([number])) == BLOCKED
        assert await called_once(url, resolver=Names(["8.8.8.8", number])) == BLOCKED
        assert ear.connections == 0


async def test_the_ear_hears_whom_the_shop_has_named() -> None:
    """Without this, the test above would also pass where nothing can be heard at all."""
    async with listening() as ear:
        url = f"https://hooks.example:{ear.port}/"

        for named in (trusted("hooks.example"), HERE):
            assert await called_once(url, named=named, resolver=Names(["127.0.0.1"])) == "no connection"
        assert ear.connections == 2


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:7f00:1]", "localhost"]
)
async def test_a_number_in_any_spelling_is_not_called(host: str) -> None:
    async with listening("0.0.0.0") as ear:
        why = await called_once(f"https://{host}:{ear.port}/")

        assert why.startswith("blocked") or why == "InvalidUrlClientError"
        assert ear.connections == 0


async def test_a_number_is_looked_at_again_when_the_settings_have_changed(shop: Store) -> None:
    async with listening() as ear:
        url = f"https://127.0.0.1:{ear.port}/"
        with pytest.raises(WebhookUrlInvalid, match="private network"):
            await shop.write(webhook.add, url)
        await listen(shop, url, named=HERE)
        await happen(shop)
        async with sending(shop, named=NOBODY):
            await tried(shop, 1)

        assert ear.connections == 0
    (message,) = await shop.read(messages)
    assert message.state == "queued"
    assert message.reason.startswith("blocked")


async def test_a_name_that_leads_elsewhere_the_second_time_is_not_followed(shop: Store, tmp_path: Path) -> None:
    server, client = tls_for("hooks.example", tmp_path)
    names = Names(["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"])
    async with receiving("127.0.0.2", tls=server) as receiver, listening(port=receiver.port) as ear:
        receiver.answers.append((200, {"Connection": "close"}))
        await listen(shop, f"https://hooks.example:{receiver.port}/hook")
        async with sending(shop, named=OUTSIDE, resolver=names, certificates=client) as sender:
            await happen(shop)
            assert await sender.settled(10)
            await happen(shop)
            await last_noted(shop, 2)
            await happen(shop)
            await last_noted(shop, 3)

        assert [taken.headers["Host"] for taken in receiver.taken] == [f"hooks.example:{receiver.port}"]
        assert ear.connections == 0
        assert names.asked >= 3
    assert [(row.state, row.reason) for row in await shop.read(messages)] == [
        ("sent", ""),
        ("queued", BLOCKED),
        ("queued", BLOCKED),
    ]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_leads_nowhere(shop: Store, status: int) -> None:
    async with receiving("127.0.0.2") as receiver, listening() as ear:
        receiver.answers.append((status, {"Location": f"http://127.0.0.1:{ear.port}/latest/meta-data"}))
        await listen(shop, receiver.url, named=OUTSIDE)
        await happen(shop)
        async with sending(shop, named=OUTSIDE):
            await tried(shop, 1)

        assert len(receiver.taken) == 1
        assert ear.connections == 0
    (message,) = await shop.read(messages)
    assert (message.state, message.reason) == ("queued", f"answered {status}, and redirects are not followed")


async def test_no_proxy_of_the_environment_is_a_way_around(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as ear:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{ear.port}")

        assert await called_once("https://hooks.example/", resolver=Names(["10.0.0.1"])) == BLOCKED
        assert ear.connections == 0


async def test_a_name_that_nobody_knows_is_no_connection() -> None:
    class Nobody(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        async def close(self) -> None: ...

    assert await called_once("https://hooks.example/", resolver=Nobody()) == "no connection"


async def last_noted(store: Store, many: int) -> None:
    """Wait until there are so many messages and each has had its try."""
    async with asyncio.timeout(30):
        while True:
            rows = await store.read(messages)
            if len(rows) == many and all(row.attempts and row.state != "leased" for row in rows):
                return
            await asyncio.sleep(0.01)
