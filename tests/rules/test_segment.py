"""An expression reads as it is written, and each mistake names its place, what is allowed and what was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.segment import EVERYBODY, LETTERS_MAX, Names, SegmentInvalid, Tree, expanded, parse, written
from rules.segment_mistake import KINDS, PROBLEMS
from rules.segment_ready import READY
from tests.rules.segment_trees import WITH_NAMES


@given(WITH_NAMES)
def test_what_is_written_reads_as_the_same_tree(tree: Tree) -> None:
    text = written(tree)

    assert parse(text) == tree
    assert written(parse(text)) == text


@given(st.text(alphabet=st.sampled_from("ab=<>!()\"'«»\\,.01 \n\x00☕и") | st.characters(), max_size=60))
def test_whatever_is_typed_is_read_or_refused_with_a_place(text: str) -> None:
    mistake: SegmentInvalid | None = None
    try:
        assert parse(written(parse(text))) == parse(text)
    except SegmentInvalid as error:
        mistake = error
    if mistake is not None:
        assert 0 <= mistake.place <= len(text)
        assert mistake.facts["problem"] in PROBLEMS


READS = {
    "": "",
    "  \n ": "",
    'recency_days > 60 AND Frequency>=3 and favourite_category = "Coffee"': (
        'recency_days > 60 and frequency >= 3 and favourite_category = "coffee"'
    ),
    "r = 1 and (f = 3 and m = 3)": "r = 1 and f = 3 and m = 3",
    "(r = 1 or f = 3) and m ≥ 2": "(r = 1 or f = 3) and m >= 2",
    "not not marketing": "marketing",
    "reachable = false or phone_known != true": "not reachable or not phone_known",
    "tag = «VIP» and tag <> 'x'": 'tag = "vip" and tag != "x"',
    "spend > 1000.50 and monetary == 3": "spend > 1000.5 and monetary = 3",
    'bought(days = 30, category = "coffee")': 'bought(category = "coffee", days = 30) > 0',
    "burning() >= 100": "burning() >= 100",
    'segment("a") or segment “b”': 'segment "a" or segment "b"',
    'touched( "spring" ) and not control("spring")': 'touched("spring") and not control("spring")',
    "known(Age) and age >= 18": "known(age) and age >= 18",
    'tier in ("silver", "gold",  "silver")': 'tier in ("silver", "gold", "silver")',
}


@pytest.mark.parametrize(("typed", "said"), READS.items())
def test_there_are_many_ways_to_type_and_one_to_write(typed: str, said: str) -> None:
    assert written(parse(typed)) == said


def test_nothing_is_everybody() -> None:
    assert parse("") == EVERYBODY


# What is typed: the place, the problem, what stands there, and what was meant.
MISTAKES = {
    "frequncy >= 3": (0, "unknown_field", "frequncy", "frequency"),
    "пол = 1": (0, "unknown_field", "пол", ""),
    'recency_days > "x"': (15, "wrong_type", '"x"', ""),
    "tier = silver": (7, "wrong_type", "silver", '"silver"'),
    "purchases > 2.5": (12, "wrong_type", "2.5", ""),
    "marketing = 1": (12, "wrong_type", "1", ""),
    'cell > "lost"': (5, "wrong_operator", ">", ""),
    "r in (1, 2)": (2, "wrong_operator", "in", ""),
    'cell = "champion"': (7, "unknown_value", '"champion"', "champions"),
    "r = 4": (4, "out_of_range", "4", ""),
    "spend > 1 000": (10, "expected", "000", ""),
    "recency_days": (12, "expected", "", ""),
    "recency_days > 5 and": (20, "expected", "", ""),
    "(r = 1": (6, "expected", "", ""),
    "r = 1)": (5, "expected", ")", ""),
    "()": (1, "expected", ")", ""),
    "r = 1 adn f = 2": (6, "expected", "adn", "and"),
    '"coffee" = favourite_category': (0, "expected", '"coffee"', ""),
    'tag = "vip': (6, "unclosed", '"vip', ""),
    'tag = ""': (6, "text_invalid", "", ""),
    'tag = "a\x00b"': (6, "text_invalid", "a\N{REPLACEMENT CHARACTER}b", ""),
    "r = 1; drop table members": (5, "unreadable", ";", ""),
    "r = 1 -- and so on": (6, "unreadable", "-", ""),
    "r = 1 /* */": (6, "unreadable", "/", ""),
    "r = 1e5": (4, "unreadable", "1e5", ""),
    "r = -1": (4, "unreadable", "-", ""),
    "bought(days = 30, days = 60)": (18, "argument_twice", "days", "days"),
    'bought(kategory = "coffee")': (7, "unknown_argument", "kategory", "category"),
    "bought(days = 0)": (14, "out_of_range", "0", ""),
    "known(spend)": (6, "unknown_field", "spend", ""),
    "members.phone = 1": (7, "unreadable", ".phone", ""),
}


@pytest.mark.parametrize(("typed", "told"), MISTAKES.items())
def test_a_mistake_has_its_place_and_what_was_meant(typed: str, told: tuple[int, str, str, str]) -> None:
    with pytest.raises(SegmentInvalid) as found:
        parse(typed)
    facts = found.value.facts
    assert (facts["place"], facts["problem"], facts["found"], facts["suggestion"]) == told


def test_what_is_allowed_there_is_said() -> None:
    with pytest.raises(SegmentInvalid) as found:
        parse("cell ? 1")
    assert found.value.facts["found"] == "?"
    with pytest.raises(SegmentInvalid) as found:
        parse("cell 1")
    assert found.value.facts["allowed"] == ("=", "!=", "in")
    with pytest.raises(SegmentInvalid) as found:
        parse("r = 1 1")
    assert found.value.facts["allowed"] == ("and", "or", "the end")
    assert "the end" in KINDS
    assert str(found.value) == "The expression, at letter 7: 1 stands where and, or or the end is wanted."


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("r = 1 " * LETTERS_MAX, "too_long"),
        ("(" * 1_900, "too_deep"),
        ("not " * 400 + "r = 1", "too_deep"),
        (" and ".join(["r = 1"] * 51), "too_many"),
        ("tag in (" + ", ".join(['"a"'] * 51) + ")", "too_many"),
    ],
)
def test_an_expression_has_limits(typed: str, problem: str) -> None:
    with pytest.raises(SegmentInvalid) as found:
        parse(typed)
    assert found.value.facts["problem"] == problem


@pytest.mark.parametrize(
    ("saved", "problem", "segment"),
    [
        # Put out in full, these would be fifty to the fourth.
        ({str(n): " or ".join([f'segment "{n + 1}"'] * 50) for n in range(1, 5)} | {"5": "r = 1"}, "too_many", "3"),
        ({str(n): f'not segment "{n + 1}"' for n in range(1, 6)} | {"6": "r = 1"}, "too_deep", "5"),
        ({"1": 'segment "2" and segment "3"', "2": 'segment "3"', "3": 'f = 1 or segment "2"'}, "loop", "3"),
    ],
)
def test_saved_segments_within_each_other_have_limits(saved: dict[str, str], problem: str, segment: str) -> None:
    with pytest.raises(SegmentInvalid) as found:
        expanded(parse('segment "1"'), saved, Names((), ()))
    assert (found.value.facts["problem"], found.value.facts["segment"]) == (problem, segment)


def test_a_saved_segment_may_be_named_again_and_again() -> None:
    saved = {"1": 'segment "2" or segment "3"', "2": 'not segment "4"', "3": 'segment "2"', "4": "r = 1"}

    assert written(expanded(parse('segment "1" and segment "4"'), saved, Names((), ()))) == (
        "(not r = 1 or not r = 1) and r = 1"
    )


def test_ready_made_segments_read_as_they_are_written() -> None:
    for one in READY:
        assert written(parse(one.expression)) == one.expression
