"""`kopilka gift`: a lost gift card found by its digits, blocked, opened by a new code."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from actions import gift_card, program
from bot.command import change, err, look, out
from rules.gift_card import GiftCardFacts
from rules.money import minor_digits, to_major
from storage.work import Work

gift_app = typer.Typer(no_args_is_help=True, help="Gift cards that were lost.")

CardId = Annotated[UUID, typer.Argument(help="As `gift find` shows it.")]


@gift_app.command()
def find(last4: Annotated[str, typer.Argument(help="The four digits at the end of its code.")]) -> None:
    """The cards that end so, newest first."""
    found, currency = look(_ending, last4)
    table = Table("Id", "Sold", "State", "Balance", "Holder", box=None, pad_edge=False)
    for card in found:
        balance = f"{to_major(card.balance_minor, minor_digits(currency)):f} {currency}"
        table.add_row(card.card_id, f"{card.sold_at:%Y-%m-%d}", card.state, balance, card.holder_id or "nobody")
    out.print(table)


@gift_app.command()
def block(card_id: CardId) -> None:
    """Let nobody use a card; its money stays on it."""
    change(gift_card.block, str(card_id))
    out.print("The card is blocked.")


@gift_app.command()
def unblock(card_id: CardId) -> None:
    """Let a blocked card be used again."""
    change(_unblock, str(card_id))
    out.print("The card can be used again.")


@gift_app.command()
def code(card_id: CardId) -> None:
    """A new code for a card, shown this once; the one before opens nothing any more."""
    out.print(change(gift_card.fresh_code, str(card_id)), markup=False)
    err.print("Keep it: it is stored only as a hash and cannot be shown again.")


def _unblock(work: Work, card_id: str) -> GiftCardFacts:
    return gift_card.block(work, card_id, blocked=False)


def _ending(work: Work, last4: str) -> tuple[list[GiftCardFacts], str]:
    return gift_card.ending(work, last4), program.current(work).program.currency
