"""A stamp card as its member and the cashier see it, and what a return takes off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

STAMP = "stamp:"
"""Before a card's name: the asset of its accounts, and what its daily limit is counted by."""

BY_HAND = "by_hand"
"""The reason of a stamp that a cashier gave in the chat, for screens to put into words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampFacts:
    """card: its name; `texts.name` gives its title for `stamp:<card>`, its gift's for `stamp_gift:<card>`.

    stamps: on the card now. owed: taken back by a return when they were spent already; the next ones repay them.
    last_day: on which the first stamps burn can still be used, None when they never burn. percent: what the gift takes
    off, 0 for one that is handed over. on_any: whether the gift may be any goods.
    """

    card: str
    stamps: int
    needed: int
    owed: int = 0
    last_day: date | None = None
    percent: int = 100
    on_any: bool = True

    @property
    def gifts(self) -> int:
        """How many gifts are ready; none while stamps are owed."""
        return 0 if self.owed else self.stamps // self.needed

    @property
    def filled(self) -> int:
        """How many circles of the card are full: all of them while a gift is ready."""
        return self.needed if self.gifts else self.stamps % self.needed

    @property
    def further(self) -> int:
        """What is on the next card, beside those that make gifts."""
        return self.stamps % self.needed if self.gifts else 0

    @property
    def goes_into_a_sale(self) -> bool:
        """Whether a cashier who types a sum alone can take it off that."""
        return self.percent > 0 and self.on_any


@dataclass(frozen=True, slots=True, kw_only=True)
class StampGain:
    """What one purchase, or one grant by hand, put on a card. stamps: on it now; gifts: ready now."""

    card: str
    gained: int
    stamps: int
    needed: int
    gifts: int = 0


@dataclass(frozen=True, slots=True)
class StampedLine:
    """A line that gave stamps: how many pieces it had and how many came back, by line."""

    pieces: int
    returned: int = 0


def due_back(
    given: int, lines: Sequence[StampedLine], *, value_minor: int, by_line_minor: int, returned_minor: int
) -> int:
    """How many of these stamps a purchase's returns take back in all, so that parts add up exactly.

    The cumulative share: given - floor(given * what remains / what there was). What remains are the pieces that did
    not come back, and of those the share that returns by sum left. value_minor: of the purchase after discounts;
    returned_minor of it is back, by_line_minor of that by line.
    """
    pieces = sum(line.pieces for line in lines)
    left = sum(line.pieces - line.returned for line in lines)
    whole = value_minor - by_line_minor
    rest = value_minor - returned_minor
    assert 0 <= rest <= whole
    if not pieces or not whole:
        return given if not rest else 0
    return given - given * left * rest // (pieces * whole)
