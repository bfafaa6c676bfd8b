"""`kopilka member`: what the owner does for one member by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from actions import adjustment, member, tier
from bot.command import change, out
from storage.work import Work

member_app = typer.Typer(no_args_is_help=True, help="One member: correct a balance, give a tier.")


@member_app.command()
def adjust(
    phone: str,
    points: Annotated[int, typer.Argument(help="How many to give; below 0 to take (write -- before it).")],
    reason: Annotated[str, typer.Option(help="Why; the member reads it in the history.")],
) -> None:
    """Give or take points by hand, with a reason."""
    available = change(adjustment.adjust, phone, points, reason)
    out.print(f"{phone} has {available} to spend now.", markup=False)


@member_app.command(name="tier")
def tier_(phone: str, name: str) -> None:
    """Give a tier by hand; the member never falls below it."""
    change(_give, phone, name)
    out.print(f"{phone} never falls below {name} from now on.", markup=False)


def _give(work: Work, phone: str, name: str) -> None:
    tier.give(work, member.by_phone(work, phone).member_id, name)
