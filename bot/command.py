"""What every command shares: the settings, the shop's database, and errors in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, ParamSpec, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console

from bot import real, settings
from bot.importing import Stopped
from bot.settings import Settings
from channels.channel import Refusal
from rules.program import ProgramInvalid
from rules.refusal import Refused
from storage import migrate
from storage.store import Store, Unavailable, Unit, open_store

P = ParamSpec("P")
T = TypeVar("T")

WRONG_USE = 2  # the exit code for what the person at the keyboard can mend
INTERRUPTED = 130  # what a shell says of a command that Ctrl+C ended

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(sentence: object) -> NoReturn:
    """Say what was wrong in one sentence and exit with 2."""
    err.print(str(sentence), style="red", markup=False)
    raise typer.Exit(WRONG_USE)


def settled() -> Settings:
    try:
        return Settings()
    except UnicodeDecodeError:
        fail("The file .env is not UTF-8 text; save it as UTF-8.")
    except ValidationError as error:
        wrong = [
            f"{settings.PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        fail("; ".join(wrong) + ". `kopilka settings` lists every setting.")


def told(call: Callable[[], T]) -> T:
    """Run it; what the person can mend becomes one sentence."""
    try:
        return call()
    except ProgramInvalid as error:
        for mistake in error.mistakes:
            err.print(str(mistake), markup=False)
        fail("The programme was not taken; nothing has changed.")
    except Stopped as stopped:
        err.print(str(stopped), markup=False)
        raise typer.Exit(INTERRUPTED) from None
    except (Refused, Refusal, Unavailable, migrate.DatabaseIsNewer, migrate.DatabaseIsOlder, ValueError) as error:
        fail(error)
    except FileNotFoundError as error:
        fail(f"There is no file {error.filename}.")
    except OSError as error:
        fail(f"{error.filename or ''}: {error.strerror or error}".strip(": "))


def with_store(use: Callable[[Store], Coroutine[Any, Any, T]], config: Settings | None = None) -> T:
    """Open the shop's database, migrated, for one command."""
    config = config or settled()

    async def opened() -> T:
        store = await open_store(config.database_url, real.now, real.dice)
        try:
            return await use(store)
        finally:
            await store.close()

    def prepared() -> T:
        if config.database_url.startswith("sqlite"):
            migrate.upgrade(config.database_url)
        else:
            migrate.check(config.database_url)
        return uvloop.run(opened())

    return told(prepared)


def change(unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return with_store(lambda store: store.write(unit, *args, **kwargs))


def look(query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return with_store(lambda store: store.read(query, *args, **kwargs))


def study(query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As `look`, for what looks through everybody."""
    return with_store(lambda store: store.study(query, *args, **kwargs))
