"""The draw of shares: fair within chance, the same for ever, and of two campaigns each by itself."""

from __future__ import annotations

import random
from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from rules.campaign import Campaign, campaign_of
from rules.campaign_draw import CONTROL, GLOBAL, PRIME, Draw, draw_of, drawn, numbers_of

MEMBERS = 20_000
TOLD = {"text": {"en": "Hello!"}}
CHANCE = random.Random(5)
CHANCES = [CHANCE.getrandbits(31) for _ in range(MEMBERS)]


def a_draw(a: int = 1_103_515_245, b: int = 12_345, control: int = 20, everywhere: int = 0) -> Draw:
    variants = [{"name": "a", "share": 1, "message": TOLD}, {"name": "b", "share": 3, "message": TOLD}]
    document: Campaign = campaign_of({"name": "x", "variants": variants, "control_percent": control})
    return draw_of(document, a, b, everywhere)


def within(found: int, of: int, share: float) -> bool:
    """Five standard deviations: once in two million."""
    return abs(found - of * share) <= 5 * sqrt(of * share * (1 - share))


@given(st.integers(0, 2**64), st.integers(0, 2**64))
def test_shares_come_out_whatever_the_numbers_of_the_campaign(one: int, other: int) -> None:
    a, b = numbers_of([one, other])
    assert 0 < a < PRIME
    assert 0 <= b < PRIME
    assert drawn(a_draw(a, b), 0) in ("", "a", "b")
    assert drawn(a_draw(a, b), 2**31 - 1) in ("", "a", "b")


def test_controls_and_variants_have_their_shares() -> None:
    names = [drawn(a_draw(), chance) for chance in CHANCES]
    controls = names.count(CONTROL)
    assert within(controls, MEMBERS, 0.2)
    assert within(names.count("a"), MEMBERS - controls, 0.25)


def test_two_campaigns_draw_by_themselves() -> None:
    one, other = a_draw(), a_draw(a=48_271, b=7)
    both = sum(drawn(one, chance) == drawn(other, chance) == CONTROL for chance in CHANCES)
    assert within(both, MEMBERS, 0.04)
    of_controls = [drawn(other, chance) for chance in CHANCES if drawn(one, chance) == CONTROL]
    assert within(of_controls.count("b"), len(of_controls), 0.6)


def test_whoever_is_left_alone_everywhere_is_in_no_campaign() -> None:
    alone = {chance for chance in CHANCES if drawn(a_draw(control=0, everywhere=10), chance) == GLOBAL}
    assert within(len(alone), MEMBERS, 0.1)
    assert all(drawn(a_draw(a=48_271, control=0, everywhere=10), chance) == GLOBAL for chance in alone)
