"""The gallery of segments: the list, an expression and each mistake in one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rules.segment import SegmentInvalid, parse
from rules.segment_mistake import PROBLEMS
from rules.segment_ready import READY
from screens import errors, segment
from screens.campaign_draft import Reach
from screens.screen import File, Screen
from screens.segment import Shown
from screens.texts import Texts

REACH = Reach(120_300, 98_000, 64_210)
EXPRESSION = 'recency_days > 60 and frequency >= 3 and favourite_category = "coffee"'
TYPED = ("frequncy >= 3", "r = 1 and (f = 3 or m = ", f"{EXPRESSION} adn tag = vip", 'cell = "champion"', "r < 7 <b>")


def segments(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    """name: of somebody, put where names are."""
    named = Shown(EXPRESSION, REACH, name=name or "…", used_by=("Spring", name or "…"))
    ready = [Shown(one.expression, REACH, code=one.code) for one in READY]
    for page in range(3):
        yield f"segments {page}", segment.listed(texts, ready[page * 5 : page * 5 + 5], page, 3)
    yield "segments saved", segment.listed(texts, [named, Shown("r = 1", None, name="x")], 0, 1)
    yield "segment saved", segment.show(texts, named, kept=True)
    yield "segment ready-made", segment.show(texts, ready[2])
    yield "segment typed", segment.show(texts, Shown(f'{EXPRESSION} and tag = "{name}"', REACH))
    yield "segment that will not do", segment.show(texts, Shown("r = 1", None, name="x"))
    yield "segment asked", segment.ask(texts)
    for typed in (*TYPED, f"tag = {name}"):
        yield f"segment wrong: {typed}", segment.ask(texts, typed, wrong(typed))
    for problem in sorted(PROBLEMS):
        mistake = SegmentInvalid(
            problem, 3, found=name, allowed=("a text in quotes", "and", name), about="tier", most=12
        )
        yield f"segment {problem}", segment.ask(texts, EXPRESSION, mistake.facts)
        yield f"segment {problem} elsewhere", errors.refused(texts, mistake.code, mistake.within(name or "x").facts)
    yield "segment's name asked", segment.ask_name(texts, EXPRESSION)
    yield "segment's name wrong", segment.ask_name(texts, EXPRESSION, "…")
    yield "segment to delete", segment.confirm_delete(texts, named)
    yield "segment deleted", segment.deleted(texts)
    for is_cut in (False, True):
        file = File("segment.csv", b"")
        yield f"segment table {is_cut}", segment.with_table(texts, named, file, 12_000, is_cut=is_cut)


def wrong(typed: str) -> dict[str, object]:
    with pytest.raises(SegmentInvalid) as found:
        parse(typed)
    return found.value.facts
