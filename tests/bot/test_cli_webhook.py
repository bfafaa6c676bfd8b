"""`kopilka webhook`, by its own process, against the receiver that the documentation shows."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from actions import webhook, webhook_call
from actions.webhook_call import Call
from jobs.webhook_call import Caller
from rules.webhook import ATTEMPTS_MAX, TEST, Reply, body
from storage.store import open_store
from storage.work import Clock
from tests.acceptance.worker import HERE as CHECKOUT
from tests.bot.test_cli import Shell
from tests.jobs.receiver import HERE, SECRET, now

EXAMPLE = CHECKOUT / "docs" / "examples" / "receiver.py"
NOBODYS_SECRET = "whsec_" + "B" * 43 + "="


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@contextmanager
def the_example(secret: str = NOBODYS_SECRET) -> Iterator[Any]:
    """The receiver of the documentation at work on a free port; its `told` keeps what it took."""
    spec = spec_from_file_location("receiver", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    receiver = module.Receiver("127.0.0.1", 0, secret)
    receiver.told = []
    receiver.happened = receiver.told.append
    serving = Thread(target=receiver.serve_forever)
    serving.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        serving.join()
        receiver.server_close()


def test_a_webhook_is_added_and_tried(shell: Shell) -> None:
    with the_example() as receiver:
        url = f"http://127.0.0.1:{receiver.server_port}/kopilka"
        here = {"webhook_hosts": "127.0.0.1"}
        added = shell.run("webhook", "add", url, "--events", "points,purchase.recorded", **here)
        receiver.secret = added.stdout.strip()
        endpoint_id = re.findall(r"webhook test (\S+)", added.stderr)[0]
        listed = shell.says("webhook", "list")
        tried = shell.says("webhook", "test", url, **here)

    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", receiver.secret)
    assert listed.startswith(f"{endpoint_id}  {url}\n    on, added ")
    assert listed.endswith(", 0 given up, hears points, purchase.recorded\n")
    assert tried == "It arrived: answered 204.\n"
    assert [(event["type"], event["data"]) for event in receiver.told] == [
        ("webhook.test", {"endpoint_id": endpoint_id})
    ]


async def test_the_example_takes_an_event_once_and_nothing_that_is_not_signed() -> None:
    call = Call(
        message_id="m",
        event_id="e",
        endpoint_id="x",
        kind=TEST,
        url="",
        secrets=(SECRET,),
        body=body(TEST, now(), {}),
    )
    forged, stale = replace(call, secrets=(NOBODYS_SECRET,)), replace(call, event_id="s")
    with the_example(SECRET) as receiver:
        url = f"http://127.0.0.1:{receiver.server_port}/"

        async def statuses(clock: Clock, *calls: Call) -> list[int | None]:
            caller = Caller(HERE, clock=clock)
            answers = [await caller.call(replace(each, url=url)) for each in calls]
            await caller.close()
            return [answer.status for answer in answers]

        assert await statuses(now, call, call, forged) == [204, 204, 401]
        assert await statuses(lambda: now() - timedelta(minutes=6), stale) == [401]
    assert len(receiver.told) == 1


async def give_one_up(database: Path) -> None:
    store = await open_store(f"sqlite:///{database}", now, random.SystemRandom().randbytes)
    await store.write(webhook.emit, "points.earned", {"amount": 5})
    for call in await store.write(webhook_call.claim, "one", {}):
        await store.write(webhook_call.note, "one", replace(call, attempts=ATTEMPTS_MAX), Reply(500))
    await store.close()


def test_what_was_given_up_is_shown_and_sent_again(shell: Shell) -> None:
    url = "https://shop.example/"
    shell.says("webhook", "add", url)
    asyncio.run(give_one_up(shell.database))

    assert shell.says("webhook", "rotate", url).startswith("whsec_")
    assert "points.earned" in shell.says("webhook", "dead", url)
    assert shell.says("webhook", "replay", url) == "1 message will be sent again.\n"
    shell.says("webhook", "remove", url)
    assert "There is no webhook" in shell.refuses("webhook", "resume", url)


def test_what_cannot_be_added_is_refused_in_a_sentence(shell: Shell) -> None:
    assert "There is no event points.given" in shell.refuses(
        "webhook", "add", "https://shop.example/", "--events", "points.given"
    )
    assert "neither a host's name nor a network" in shell.refuses(
        "webhook", "add", "https://shop.example/", webhook_hosts="https://crm"
    )
    assert "KOPILKA_WEBHOOK_HOSTS" in shell.refuses("webhook", "add", "http://127.0.0.1:8090/")
    assert "purchase.recorded" in shell.says("webhook", "events")
