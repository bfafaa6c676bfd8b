"""A recorded purchase as its goods were sold, with what returns took back of them."""

from __future__ import annotations

from rules.returns import Sold, TakenLine, line_after
from storage import purchases as rows
from storage.work import Row, Work


def lines_of(work: Work, bought: Row) -> list[Sold]:
    """The purchase's lines, with what returns by line took back of each."""
    lines = lines_sold(bought)
    for row in rows.returns_of(work, bought.member_id, bought.purchase_id):
        for kept in row.lines or ():
            one = TakenLine(**kept)
            lines[one.line - 1] = line_after(lines[one.line - 1], one)
    return lines


def lines_sold(bought: Row) -> list[Sold]:
    """The purchase's lines as they were sold."""
    return [
        Sold(
            value_minor=line.get("amount_minor", 0) - line.get("discount_minor", 0),
            net_minor=line.get("net_minor", 0),
            earned=line.get("earned", 0),
            spent=line.get("points", 0),
            quantity=line.get("quantity", 1),
        )
        for line in bought.lines
    ]


def sold_of(row: Row) -> Sold:
    """The whole purchase, with what returns took back of it."""
    return Sold(
        value_minor=row.gross_minor - row.discount_minor,
        net_minor=row.net_minor,
        earned=row.points_earned,
        spent=row.points_spent,
        returned_minor=row.returned_minor,
        refunded_minor=row.refunded_minor,
        clawed=row.points_clawed,
        given_back=row.points_restored,
        gift_minor=row.gift_minor,
        gift_back_minor=row.gift_back_minor,
    )
