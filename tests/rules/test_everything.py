"""One programme with every format at once: whatever is bought, every column of the cheque adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cheque import price
from rules.priced import Cheque, Line, MemberState, Quote, Used
from rules.program import Program, parse
from rules.refusal import PromoNotForThis
from tests.rules.programs import EVERYTHING, changed, everything

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)

PROGRAMS = {combine: parse(everything(combine)) for combine in ("best", "sum")}

LINES = st.builds(
    lambda amount, discount, category, brand, label, quantity: Line(
        amount,
        quantity,
        category,
        brand=brand,
        labels=(label,) if label else (),
        discount_minor=min(amount, discount),
    ),
    st.one_of(st.integers(1, 20), st.integers(1, 10**6)),
    st.sampled_from([0, 1, 99]),
    st.sampled_from(["", "tea", "tobacco"]),
    st.sampled_from(["", "house"]),
    st.sampled_from(["", "new"]),
    st.integers(1, 5),
).filter(lambda line: line.amount_minor > line.discount_minor)

MEMBERS = st.builds(
    MemberState,
    st.sampled_from(["base", "silver", "gold"]),
    available_points=st.integers(0, 10**5),
    birthday=st.sampled_from([None, date(1990, 11, 20), date(1990, 6, 1)]),
    stamps=st.just({"tea": 5}),
    used=st.sampled_from([{}, {"house": Used(950, 950, 40)}]),
)

COLUMNS = (
    "gross_minor",
    "discount_minor",
    "points_spend",
    "points_spend_minor",
    "net_minor",
    "earn_points",
    "gift_minor",
)


A_BIRTHDAY = MemberState("silver", birthday=date(1990, 11, 23))


def adds_up(found: Quote) -> None:
    assert found.gross_minor - found.discount_minor - found.points_spend_minor == found.net_minor
    assert found.due_minor == found.net_minor - found.gift_minor >= 0
    assert sum(one.points for one in found.earnings) == found.earn_points
    for column in COLUMNS:
        parts = [getattr(line, column) for line in found.lines]
        assert sum(parts) == getattr(found, column), column
        assert min(parts) >= 0, column
    for line in found.lines:
        assert line.net_minor == line.gross_minor - line.discount_minor - line.points_spend_minor >= line.gift_minor


@given(
    st.sampled_from(sorted(PROGRAMS)),
    st.lists(LINES, min_size=1, max_size=12),
    MEMBERS,
    st.integers(0, 23),
    st.integers(0, 10**6),
    st.sampled_from(["", "ten", "sum"]),
    st.booleans(),
)
def test_every_column_adds_up_with_every_format_at_once(
    combine: str, lines: list[Line], member: MemberState, hour: int, gift_minor: int, promo: str, wants_gift: bool
) -> None:
    has_tea = any(line.category == "tea" for line in lines)
    cheque = Cheque(
        tuple(lines),
        promo="" if promo == "sum" and not has_tea else promo,
        stamp_gift="tea" if wants_gift and has_tea else "",
        gift_minor=gift_minor,
    )
    now = NOON.replace(hour=hour)
    if cheque.promo and cheque.stamp_gift:
        return  # the gift may be all there is, and a code takes nothing off nothing
    program = PROGRAMS[combine]
    try:
        most = price(program, cheque, member, now).points_max
    except PromoNotForThis:  # ten percent of a few kopecks are none
        cheque = replace(cheque, promo="")
        most = price(program, cheque, member, now).points_max

    found = price(program, replace(cheque, pay_points=most), member, now)

    adds_up(found)
    off = found.discount_minor - sum(line.discount_minor for line in lines)
    assert off == sum(one.minor for one in found.reductions)
    assert found.gift_minor == min(gift_minor, found.net_minor)


def test_the_best_discount_counts_on_each_line_and_the_sum_meets_its_limit() -> None:
    lines = (Line(100_00, category="tea"), Line(100_00))
    born_today = MemberState("silver", birthday=date(1990, 11, 23))

    best = price(PROGRAMS["best"], Cheque(lines), born_today, NOON)
    both = price(PROGRAMS["sum"], Cheque(lines), born_today, NOON)

    assert [line.discount_minor for line in best.lines] == [33_33, 20_00]
    assert [line.discount_minor for line in both.lines] == [58_33, 25_00]
    assert [(one.kind, one.name, one.minor) for one in best.reductions] == [
        ("discount", "birthday", 20_00),
        ("discount", "tea", 33_33),
    ]


def test_the_best_multiplier_counts_or_all_are_added() -> None:
    text = changed() + EVERYTHING.format(combine="best")
    added = parse(text.replace('rounding = "floor"', 'rounding = "floor"\nmultipliers = "all"'))
    cheque = Cheque((Line(99_00, category="tea", labels=()),))
    evening = NOON + timedelta(hours=8)

    def points(program: Program, now: datetime) -> int:
        return price(program, Cheque((Line(9000_00, category="tea"),)), MemberState("base"), now).earn_points

    # 1 % of what is left after a third is 60 in the morning, 90 in the evening; 15 for the visit.
    assert points(PROGRAMS["best"], NOON) == 60 + 60 + 15
    assert points(added, NOON) == 60 + 60 + 30 + 15
    assert points(PROGRAMS["best"], evening) == 90 + 90 + 15
    assert price(added, cheque, MemberState("base"), evening).earn_points == 0


@pytest.mark.parametrize(
    "used, points", [(Used(), 900), (Used(today=950), 50), (Used(budget_left=40), 40), (Used(1000), 0)]
)
def test_a_rule_gives_no_more_than_its_caps(used: Used, points: int) -> None:
    cheque = Cheque((Line(20_000_00, brand="house"),))

    found = price(PROGRAMS["best"], cheque, MemberState("base", used={"house": used}), NOON)

    given = {one.rule: one.points for one in found.earnings}
    assert given.get("house", 0) == points
    adds_up(found)


def test_discounts_that_add_up_never_take_more_than_a_line_has() -> None:
    """Found by a reader: each discount rounded by itself gave its odd kopecks to the same line."""
    found = price(
        PROGRAMS["sum"], Cheque((Line(1, category="tea"),) * 10 + (Line(100_00, category="tea"),)), A_BIRTHDAY, NOON
    )

    adds_up(found)
    assert found.discount_minor == 10010 * 5833 // 10_000


def test_a_free_piece_gives_no_stamp_and_no_points_of_its_own() -> None:
    two, regular = Line(200_00, 2, "tea", labels=("new",)), MemberState("base", stamps={"tea": 5})
    cheap = Line(90_00, 2, "tea", labels=("new",))

    free = price(PROGRAMS["best"], Cheque((cheap,), stamp_gift="tea"), regular, NOON)
    cut = price(PROGRAMS["best"], Cheque((two,), stamp_gift="tea"), regular, NOON)

    assert dict(free.stamps)["tea"] == 1
    assert {one.rule: one.points for one in free.earnings}["each"] == 7
    assert dict(cut.stamps)["tea"] == 2, "fifty of a hundred is a discount, and the piece is paid for"
