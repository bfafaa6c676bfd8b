"""`kopilka webhook`, by its own process, against the receiver that the documentation shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.acceptance.worker import HERE
from tests.bot.test_cli import Shell

EXAMPLE = HERE / "docs" / "examples" / "receiver.py"
NOBODYS_SECRET = "whsec_" + "A" * 43 + "="


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


def test_a_webhook_is_added_tried_and_removed(shell: Shell) -> None:
    with the_example() as receiver:
        url = f"http://127.0.0.1:{receiver.server_port}/kopilka"
        here = {"webhook_hosts": "127.0.0.1"}
        assert "KOPILKA_WEBHOOK_HOSTS" in shell.refuses("webhook", "add", url)
        added = shell.run("webhook", "add", url, "--events", "points,purchase.recorded", **here)
        receiver.secret = added.stdout.strip()

        assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", receiver.secret)
        endpoint_id = re.findall(r"webhook test (\S+)", added.stderr)[0]
        listed = shell.says("webhook", "list")
        assert listed.startswith(f"{endpoint_id}  {url}\n    on, added ")
        assert listed.endswith(", 0 given up, hears points, purchase.recorded\n")
        assert shell.says("webhook", "test", url, **here) == "It arrived: answered 204.\n"
        assert [(event["type"], event["data"]) for event in receiver.told] == [
            ("webhook.test", {"endpoint_id": endpoint_id})
        ]

        receiver.secret = shell.says("webhook", "rotate", endpoint_id).strip()
        assert shell.says("webhook", "test", endpoint_id, **here) == "It arrived: answered 204.\n"
        receiver.secret = NOBODYS_SECRET
        failed = shell.run("webhook", "test", endpoint_id, **here)
        assert (failed.returncode, failed.stderr) == (1, "It did not arrive: answered 401.\n")
        blocked = shell.run("webhook", "test", endpoint_id)
        assert blocked.returncode == 1
        assert blocked.stderr.startswith("It did not arrive: blocked")
        assert len(receiver.told) == 2

    shell.says("webhook", "resume", endpoint_id)
    assert shell.says("webhook", "dead", endpoint_id) == ""
    assert shell.says("webhook", "replay", endpoint_id) == "0 messages will be sent again.\n"
    shell.says("webhook", "remove", url)
    assert "There is no webhook" in shell.refuses("webhook", "remove", url)


def test_what_cannot_be_added_is_refused_in_a_sentence(shell: Shell) -> None:
    assert "There is no event points.given" in shell.refuses(
        "webhook", "add", "https://shop.example/", "--events", "points.given"
    )
    assert "neither a host's name nor a network" in shell.refuses(
        "webhook", "add", "https://shop.example/", webhook_hosts="https://crm"
    )
    assert "purchase.recorded" in shell.says("webhook", "events")
