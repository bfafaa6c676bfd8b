"""`kopilka key`: who may call the API, and for what."""

from __future__ import annotations

import sys
from collections.abc import Collection
from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from actions import key as keys
from actions import program
from bot.command import change, err, look, out
from storage.work import Work

DAYS_MAX = 3660

key_app = typer.Typer(no_args_is_help=True, help="Keys for tills.")

_SCOPES = (
    f"What it may do, one of {', '.join(keys.SCOPES)}; repeat it for more. Left out: {', '.join(keys.TILL_SCOPES)}."
)


@key_app.command()
def create(
    name: Annotated[str, typer.Option(help="Who will use it, such as till-1.")],
    location: Annotated[str, typer.Option(help="Where its purchases happen.")] = "",
    partner: Annotated[str, typer.Option(help="In a coalition, the partner whose purchases these are.")] = "",
    scope: Annotated[list[str] | None, typer.Option(help=_SCOPES)] = None,
    days: Annotated[int | None, typer.Option(min=1, max=DAYS_MAX, help="For how many days it works.")] = None,
) -> None:
    """Make a key for a till and print it, this once."""
    made = change(_make, name, location, partner, scope or keys.TILL_SCOPES, days)
    sys.stdout.write(made + "\n")
    err.print("Keep it: it is stored only as a hash and cannot be shown again.")
    if partner and not look(_is_partner, partner):
        err.print(f"The programme in force names no partner {partner} yet.", markup=False)


@key_app.command(name="list")
def list_() -> None:
    """Every key: whether it works, where, and what it may do."""
    table = Table("Name", "State", "Location", "Partner", "Scopes", box=None, pad_edge=False)
    for key, state in look(_states):
        table.add_row(key.name, state, escape(key.location), key.partner, " ".join(key.scopes))
    out.print(table)


@key_app.command()
def revoke(name: str) -> None:
    """Make a key useless at once."""
    change(keys.revoke, name)
    out.print(f"{name} does not work any more.", markup=False)


def _make(work: Work, name: str, location: str, partner: str, scopes: Collection[str], days: int | None) -> str:
    until = work.now + timedelta(days=days) if days else None
    return keys.create(work, name, location, partner=partner, scopes=scopes, expires_at=until)


def _is_partner(work: Work, partner: str) -> bool:
    try:
        return program.current(work).program.partner(partner) is not None
    except program.NoProgram:
        return False


def _states(work: Work) -> list[tuple[keys.KeyFacts, str]]:
    return [(key, _state(work, key)) for key in keys.every(work)]


def _state(work: Work, key: keys.KeyFacts) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "works" if key.works(work.now) else "ended"
