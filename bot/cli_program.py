"""`kopilka program`: read a programme back, put it into force, try it on some, look at what was before."""

from __future__ import annotations

import json
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from actions import pilot as pilots
from actions import program as programs
from actions.program import Version
from bot import applying, cli_new, real
from bot.applying import Wanted
from bot.command import WRONG_USE, change, err, fail, look, out, told, with_store
from bot.program_file import text_of
from rules.cell import instant_of
from rules.pilot import Scope
from rules.program import parse, schema
from rules.program_check import check
from rules.program_diff import diff
from storage.work import Work

SHA_SHOWN = 12

program_app = typer.Typer(no_args_is_help=True, help="The programme file: what the shop promises.")

program_app.command(name="new")(cli_new.new)

File = Annotated[Path, typer.Argument(help="A programme file.")]
When = "2026-12-01 or 2026-12-01 10:00, by the shop's clock"


# ------------------------------------------------------------------ reading


@program_app.command(name="check")
def program_check(file: Path) -> None:
    """Read a programme file and name every mistake with its line, and what looks unwise."""
    found = told(lambda: check(text_of(file)))
    for mistake in found:
        out.print(str(mistake), markup=False)
    if any(mistake.severity == "error" for mistake in found):
        raise typer.Exit(WRONG_USE)
    out.print(f"{file} is a good programme." if not found else f"{file} can be used.", markup=False)


@program_app.command(name="show")
def program_show(
    which: Annotated[str, typer.Argument(help="A file or a version's number; without it what is in force.")] = "",
    text: Annotated[bool, typer.Option("--text", help="As its owner wrote it, with the comments.")] = False,
) -> None:
    """What a programme promises, as the computer reads it."""
    written = _document(which)
    if text:
        sys.stdout.write(written)
        return
    program = told(lambda: parse(written))
    out.print_json(program.model_dump_json(by_alias=True, exclude_none=True, warnings=False))


@program_app.command(name="schema")
def program_schema() -> None:
    """The programme file's JSON Schema, for editors."""
    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


@program_app.command(name="diff")
def program_diff(
    one: Annotated[str, typer.Argument(help="A file or a version's number.")],
    other: Annotated[str, typer.Argument(help="Another; without it the first is held against what is in force.")] = "",
) -> None:
    """What one programme promises otherwise than another, path by path."""
    before, after = (_document(one), _document(other)) if other else (_document(""), _document(one))
    found = told(lambda: diff(before, after))
    for each in found:
        out.print(applying.said(each), markup=False)
    if not found:
        out.print("They promise the same.")


@program_app.command(name="history")
def program_history() -> None:
    """Every version: from when it serves, whom, and whether members were told."""
    versions, zone = look(_history)
    table = Table("Version", "State", "From", "Until", "Serves", "Told", "SHA-256", box=None, pad_edge=False)
    for one in versions:
        serves = f"{one.pilot}: {applying.described(one.scope)}" if one.pilot else "everybody"
        until = _written(one.until, zone) if one.until else ""
        state = f"replaced by {one.replaced_by}" if one.replaced_by else one.state
        cells = (str(one.number), state, _written(one.in_force_from, zone), until)
        table.add_row(*cells, serves, "yes" if one.tells else "", one.sha256[:SHA_SHOWN])
    out.print(table)


def _history(work: Work) -> tuple[list[Version], ZoneInfo]:
    return programs.history(work), programs.of_then(work).program.zone


def _document(which: str) -> str:
    """The text of a file, of a version, or, with no name, of what is in force."""
    if not which or which.isdecimal():
        number, text = look(_of_version, int(which or 0))
        err.print(f"Version {number}")
        return text
    return told(lambda: text_of(Path(which)))


def _of_version(work: Work, number: int) -> tuple[int, str]:
    number = number or programs.current(work).version
    return number, programs.document(work, number)


# ------------------------------------------------------------------ putting into force


@program_app.command(name="apply")
def program_apply(
    file: File,
    from_: Annotated[str, typer.Option("--from", metavar="INSTANT", help=f"{When}; without it now.")] = "",
    message: Annotated[Path | None, typer.Option(help="A TOML file with a text for members in each language.")] = None,
    message_ru: Annotated[str, typer.Option(help="What members are told, in Russian.")] = "",
    message_en: Annotated[str, typer.Option(help="What members are told, in English.")] = "",
    pilot: Annotated[str, typer.Option(metavar="NAME", help="Try it on some, beside the main one.")] = "",
    location: Annotated[list[str] | None, typer.Option(help="A pilot's location; several are allowed.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag of members whom a pilot serves; any is enough.")] = None,
    share_percent: Annotated[int, typer.Option(min=1, max=100, help="A pilot's share of all members.")] = 100,
    until: Annotated[str, typer.Option(metavar="INSTANT", help="When a pilot ends by itself.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Put a programme file into force, after showing what changes; saved points and tiers stay as they were given."""
    text = told(lambda: text_of(file))
    zone = told(lambda: parse(text)).zone
    scope = _scope(location or [], tag or [], share_percent)
    if not pilot and (not scope.is_everybody or until):
        fail("--location, --tag, --share-percent and --until are for a pilot: give it a name by --pilot.")
    wanted = Wanted(
        text=text,
        at=_instant("--from", from_, zone),
        message=_message(message, {"ru": message_ru, "en": message_en}),
        pilot=pilot,
        scope=scope if pilot else None,
        until=_instant("--until", until, zone),
    )
    seen = with_store(lambda store: applying.look(store, wanted))
    if seen.preview.same and not pilot:
        out.print(f"Version {seen.preview.replaces or seen.preview.before} is this very file; nothing has changed.")
        return
    if seen.preview.before is not None:
        for line in applying.lines(wanted, seen):
            out.print(line, markup=False)
        _ask(yes)
    number = change(_apply, wanted)
    out.print(_done(number, wanted, zone), markup=False)


def _apply(work: Work, wanted: Wanted) -> int:
    if not wanted.pilot:
        return programs.apply(work, wanted.text, wanted.at, wanted.message).version
    assert wanted.scope is not None
    return pilots.begin(work, wanted.text, wanted.pilot, wanted.scope, wanted.at, wanted.until, wanted.message).version


def _done(number: int, wanted: Wanted, zone: ZoneInfo) -> str:
    whom = f", as the pilot {wanted.pilot}" if wanted.pilot else ""
    if wanted.at is None:
        return f"Version {number} is in force{whom}."
    return f"Version {number} takes force at {_written(wanted.at, zone)}{whom}."


@program_app.command(name="end-pilot")
def program_end_pilot(name: str) -> None:
    """End a pilot now; what it gave stays given."""
    change(pilots.end, name)
    out.print(f"The pilot {name} has ended; the main programme serves everybody whom it served.", markup=False)


def _ask(yes: bool) -> None:
    try:
        agreed = yes or typer.confirm("Put it into force?")
    except typer.Abort:
        fail("Nothing has changed: add --yes where nobody can be asked.")
    if not agreed:
        fail("Nothing has changed.")


def _scope(locations: list[str], tags: list[str], share_percent: int) -> Scope:
    return Scope(
        locations=frozenset(place.strip() for place in locations if place.strip()),
        tags=frozenset(word.strip().casefold() for word in tags if word.strip()),  # as tags of members are kept
        share_percent=share_percent,
    )


def _instant(option: str, said: str, zone: ZoneInfo) -> datetime | None:
    if not said:
        return None
    at = told(lambda: instant_of(option, said, zone))
    if at <= real.now():
        fail(f"{option} {said} is past; leave it out for now.")
    return at


def _message(file: Path | None, written: dict[str, str]) -> dict[str, str] | None:
    """The owner's words by language, from a file or from the options."""
    words = {language: text for language, text in written.items() if text}
    if file is None:
        return words or None
    if words:
        fail("Give the message either by --message or by --message-ru and --message-en.")
    try:
        found = tomllib.loads(told(lambda: text_of(file)))
    except tomllib.TOMLDecodeError as error:
        fail(f'{file} is not TOML: {error}. Write a line for each language, such as en = "…".')
    wrong = [name for name, text in found.items() if not isinstance(text, str)]
    if wrong or not found:
        fail(f'{file} must have a text for each language, such as en = "…".')
    return found


def _written(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")
