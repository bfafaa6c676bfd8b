"""`kopilka webhook`: who is told what happens here, and what could not be told."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from actions import webhook, webhook_call
from bot import real
from bot.command import change, err, look, out, settled, told, with_store
from rules.webhook import EVENTS, TEST, Reply, instant, trusted
from storage.store import Store

FAILED = 1  # the exit code of a test that did not arrive

webhook_app = typer.Typer(no_args_is_help=True, help="Signed calls that tell your other programs what happened.")

Which = Annotated[str, typer.Argument(help="Its id or its address, from `webhook list`.")]


@webhook_app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where to send it: https://shop.example/kopilka.")],
    events: Annotated[str, typer.Option(help="Such as purchase,points.earned; without it everything.")] = "",
) -> None:
    """Tell this address what happens from now on, and print the secret that signs it, this once."""
    named = told(lambda: trusted(settled().webhook_hosts))
    made = change(webhook.add, url, events.split(","), named=named)
    _secret(made.secret)
    err.print(f"The webhook is {made.endpoint_id}; try it with: kopilka webhook test {made.endpoint_id}", markup=False)


@webhook_app.command(name="list")
def list_() -> None:
    """Every webhook, what it hears, and how many messages were given up."""
    for each in look(webhook.everyone):
        hears = ", ".join(each.events) or "everything"
        state = f"off since {each.off_at:%Y-%m-%d}" if each.off_at else "on"
        out.print(f"{each.endpoint_id}  {each.url}", markup=False)
        out.print(f"    {state}, added {each.created_at:%Y-%m-%d}, {each.dead:,} given up, hears {hears}", markup=False)


@webhook_app.command()
def events() -> None:
    """Every event there is."""
    table = Table("Event", "What happened", box=None, pad_edge=False)
    for kind, sentence in EVENTS.items():
        if kind != TEST:
            table.add_row(kind, escape(sentence))
    out.print(table)


@webhook_app.command()
def remove(which: Which) -> None:
    """Tell it nothing more, not even what waits."""
    change(webhook.remove, which)
    out.print(f"{which} hears nothing any more.", markup=False)


@webhook_app.command()
def rotate(which: Which) -> None:
    """Make a new secret and print it, this once; the old one signs beside it for a day."""
    _secret(change(webhook.rotate, which))


@webhook_app.command()
def resume(which: Which) -> None:
    """Call it again, after it answered 410 or asked for a pause."""
    change(webhook.resume, which)
    out.print(f"{which} is called again.", markup=False)


@webhook_app.command()
def test(which: Which) -> None:
    """Send it a webhook.test now and say what came back; the exit code is 1 when that was no success."""
    reply = with_store(lambda store: _try(store, which))
    if reply.status is not None and 200 <= reply.status < 300:
        out.print(f"It arrived: answered {reply.status}.")
        return
    err.print(f"It did not arrive: {reply.reason or f'answered {reply.status}'}.", markup=False)
    raise typer.Exit(FAILED)


@webhook_app.command()
def dead(which: Which) -> None:
    """The oldest messages that were given up, with the reason of the last try."""
    for each in look(webhook.dead, which):
        at = instant(each.at)
        out.print(f"{each.message_id}  {each.kind}  {at}  {each.attempts} tries: {each.reason}", markup=False)


@webhook_app.command()
def replay(
    which: Which,
    message: Annotated[str, typer.Option(help="This message alone, also when it arrived.")] = "",
) -> None:
    """Send again everything that was given up."""
    count = with_store(lambda store: _replay(store, which, message))
    out.print(f"{count:,} messages will be sent again." if count != 1 else "1 message will be sent again.")


def _secret(secret: str) -> None:
    sys.stdout.write(secret + "\n")
    err.print("Keep it where your program checks signatures: it is not shown again.")


async def _try(store: Store, which: str) -> Reply:
    from jobs.webhook_call import Caller  # its HTTP client is heavy, and other commands call nobody

    call = await store.read(webhook_call.trial, which)
    caller = Caller(trusted(settled().webhook_hosts), clock=real.now)
    try:
        return await caller.call(call)
    finally:
        await caller.close()


async def _replay(store: Store, which: str, message: str) -> int:
    count = await store.write(webhook.replay, which, message)
    more = 0 if message else count
    while more:
        more = await store.write(webhook.replay, which)
        count += more
    return count
