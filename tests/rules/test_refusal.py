"""Refusals keep their codes apart and their facts at hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rules import mistake, refusal
from rules.refusal import NotEnoughPoints, Refused


def concrete(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for one in kind.__subclasses__():
        if one.__module__ in (refusal.__name__, mistake.__name__):
            yield one
            yield from concrete(one)


def test_every_refusal_has_its_own_code() -> None:
    codes = [kind.code for kind in concrete()]

    assert len(codes) >= 14
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


def test_a_refusal_says_its_facts_in_a_sentence_and_keeps_them() -> None:
    with pytest.raises(Refused) as refused:
        raise NotEnoughPoints(available=5, points=10)

    assert str(refused.value) == "Points that the member may spend: 5; asked: 10."
    assert refused.value.facts == {"available": 5, "points": 10}
    assert refused.value.code == "not_enough_points"
