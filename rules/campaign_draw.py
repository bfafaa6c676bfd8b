"""Who of a campaign's audience gets which variant, and who is left alone to compare with.

One number per member and campaign: x = (chance * a + b) mod (2^31 - 1), where chance is the member's own and a, b are
the campaign's. Such numbers of two campaigns have nothing to do with each other (Carter and Wegman, 1979, universal
hashing), and each stays what it is, so that whoever was left alone stays so. The low four digits tell the controls,
the rest the variants, so that the one says nothing of the other. The database computes the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rules.campaign import Campaign

PRIME = 2**31 - 1
PARTS = 10_000
CONTROL = ""  # whom this campaign leaves alone
GLOBAL = "*"  # whom all of them do, by the percent of that day; no variant is named so
LEFT_ALONE = (CONTROL, GLOBAL)


@dataclass(frozen=True, slots=True)
class Draw:
    """a: 1 to PRIME - 1. b: 0 to PRIME - 1. control, everywhere: of PARTS parts, how many are left alone by this
    campaign and by all of them. ends: each variant's name with the first number that is no longer its, in order."""

    a: int
    b: int
    control: int
    everywhere: int
    ends: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return self.ends[-1][1]


def draw_of(document: Campaign, a: int, b: int, global_control_percent: int) -> Draw:
    names = [variant.name for variant in document.variants]
    ends = accumulate(variant.share for variant in document.variants)
    percent = PARTS // 100
    return Draw(
        a,
        b,
        document.control_percent * percent,
        global_control_percent * percent,
        tuple(zip(names, ends, strict=True)),
    )


def drawn(draw: Draw, chance: int) -> str:
    """The name of the variant; CONTROL or GLOBAL for who is left alone. chance: the member's, 0 to 2^31 - 1."""
    if chance % PARTS < draw.everywhere:
        return GLOBAL
    number = (chance * draw.a + draw.b) % PRIME
    if number % PARTS < draw.control:
        return CONTROL
    place = number // PARTS % draw.total
    return next(name for name, end in draw.ends if place < end)


def numbers_of(noise: Sequence[int]) -> tuple[int, int]:
    """(a, b) from two numbers of chance, which are large against PRIME."""
    return 1 + noise[0] % (PRIME - 1), noise[1] % PRIME
