"""What the marketer's guides show can be used as it stands: programmes, expressions, moments, placeholders."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from rules import campaign, placeholder, segment, segment_ready
from rules.campaign import Campaign
from rules.program import parse
from rules.program_check import check
from screens import life_cycle
from screens.segment import ready_title
from screens.speech import texts_for
from tests.rules.programs import FOLDER

GUIDES = FOLDER.parent / "docs" / "guides"
_CODE = re.compile(r"`([^`]+)`")


def text_of(guide: str) -> str:
    return (GUIDES / f"{guide}.md").read_text("utf-8")


def shop_with(guide: str) -> str:
    """A shop's programme with all that a guide shows at its end."""
    shown = re.findall(r"```toml\n(.*?)```", text_of(guide), re.S)
    return "\n".join([(FOLDER / "retail-bonus.toml").read_text("utf-8"), *shown])


@pytest.mark.parametrize("guide", ["marketer", "offers", "campaigns", "feedback"])
def test_what_a_guide_shows_is_good_at_the_end_of_a_shops_file(guide: str) -> None:
    assert [mistake.message for mistake in check(shop_with(guide))] == []


def test_the_guide_names_each_campaign_of_the_life_cycle_and_how_to_replace_one() -> None:
    standing = {one.name: one for one in life_cycle.standing(parse(shop_with("campaigns")))}
    ours = standing["life_birthday"]

    assert "tomorrow is your day" in ours.variants[0].message.text["en"]
    assert all(_bare(name) in text_of("campaigns") for name in standing)


def _bare(name: str) -> str:
    """Win-backs are told of once."""
    return re.sub(r"^(life_win_back_)\d+$", r"\g<1>30", name)


def test_the_guide_shows_each_moment_that_a_campaign_can_wait_for() -> None:
    shown = set(re.findall(r"kind = \"(\w+)\"", text_of("campaigns")))
    moments = get_args(Campaign.model_fields["on"].annotation)
    kinds = {kind for one in moments for kind in get_args(one.model_fields["kind"].annotation)}

    assert kinds == shown - {"days"}
    assert campaign.Quiet in moments


def test_the_expressions_of_the_guide_can_be_typed() -> None:
    rows = re.findall(r"^\|[^|]*\| (`[^|]*`) \|", text_of("segments"), re.M)
    shown = [expression for row in rows for expression in _CODE.findall(row)]

    assert len(shown) > len(segment_ready.READY)
    assert [written for written in shown if segment.written(segment.parse(written)) != written] == []
    assert {one.expression for one in segment_ready.READY} <= set(shown)


def test_the_guide_calls_the_ready_made_segments_as_the_chat_does() -> None:
    texts = texts_for(parse(shop_with("marketer")), "en")

    assert [
        one.code
        for one in segment_ready.READY
        if f"| {ready_title(texts, one.code)} | `{one.expression}` |" not in text_of("segments")
    ] == []


def test_the_guide_names_each_placeholder() -> None:
    table = text_of("marketer").partition("## What can be filled in")[2].partition("##")[0]

    assert {name for name in placeholder.NAMES if f"{{{name}}}" in table} == set(placeholder.NAMES)


@pytest.mark.parametrize(
    "right, wrong, said",
    [
        ("recency_days <= 30", "recency_dayz <= 30", "there is no field recency_dayz; did you mean recency_days?"),
        ("На счёте {balance}", "На счёте {ballance}", "is no placeholder; did you mean {balance}?"),
    ],
)
def test_what_is_misspelt_in_a_campaign_of_the_file_is_named_before_it_counts(
    right: str, wrong: str, said: str
) -> None:
    shop = shop_with("campaigns")
    assert right in shop

    found = check(shop.replace(right, wrong))

    assert len(found) == 1
    assert said in found[0].message
    assert found[0].path.startswith("campaigns[1].")
