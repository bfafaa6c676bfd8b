"""Segments that every shop has from the first day, most of them groups of the 27 cells."""

from __future__ import annotations

from typing import NamedTuple


class Ready(NamedTuple):
    """code: by which screens name it. cell: of rules.rfm whose advice goes for all of these, or empty."""

    code: str
    expression: str
    cell: str = ""


READY = (
    Ready("champions", 'cell = "champions"', "champions"),
    Ready("loyal", 'cell = "loyal"', "loyal"),
    Ready("often_before", "f = 3 and r = 1", "at_risk"),
    Ready("at_risk", 'cell in ("cant_lose", "at_risk")', "at_risk"),
    Ready("sleeping", 'cell = "sleeping"', "sleeping"),
    Ready("lost", 'cell = "lost"', "lost"),
    Ready("new", 'cell = "new"', "new"),
    Ready("no_purchase", "purchases = 0 and registered_days >= 7"),
    Ready("birthday", "birthday_days <= 30"),
    Ready("burning", "burning_points > 0"),
    Ready("big_balance", "balance >= 500 and recency_days > 30"),
    Ready("friends", "friends_bought >= 1"),
)
BY_CODE = {one.code: one for one in READY}
