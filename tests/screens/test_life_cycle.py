"""The messages that go by themselves: whole in both languages, filled with what the member has, whole without it."""

from __future__ import annotations

import re

import pytest

from rules import placeholder
from rules.campaign_notice import CampaignMessage
from rules.life_cycle import PREFIX
from rules.placeholder import Filling
from rules.program import Program, parse
from rules.segment import parse as read_segment
from screens import campaign_message, life_cycle
from screens.speech import texts_for
from tests.rules.programs import BONUS_TEXT

ALL_ON = """
[[offers]]
name = "back"
title = { ru = "Скидка 10 %", en = "10 % off" }
gives = { percent = "10%" }
days = 7

[life_cycle]
first_purchase_days = 3
welcome_burning_days = 5
first_purchase_thanks = true
balance_days = 14
birthday = { days_before = 3, offer = "back" }
tier_near = { purchases = 1, spend = "1 500" }
win_back = [{ days = 30 }, { days = 60, offer = "back" }, { days = 90, offer = "back" }]
referral_thanks = true
"""


@pytest.fixture(scope="module")
def program() -> Program:
    return parse(BONUS_TEXT + ALL_ON)


def test_each_message_is_there_in_each_language_with_places_that_are_known_and_an_audience(program: Program) -> None:
    standing = life_cycle.standing(program)

    assert len(standing) == 10
    for campaign in standing:
        read_segment(campaign.audience)
        texts = campaign.variants[0].message.text
        assert set(texts) == {"ru", "en"}
        assert texts["ru"] != texts["en"]
        for text in texts.values():
            assert placeholder.unknown(text) == []
            assert placeholder.without_fallback(text) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_message_is_whole_for_who_has_everything_and_for_who_has_nothing(program: Program, language: str) -> None:
    texts = texts_for(program, language)
    for campaign in life_cycle.standing(program):
        notice = CampaignMessage(campaign=1, message=campaign.variants[0].message, filling=Filling())
        said = campaign_message.words(texts, notice)
        assert re.search(r"[{}|]|None|\s{2,}\S|,\s*[.!]", said.replace("\n\n", " ")) is None


def test_what_the_owner_writes_goes_before_our_own() -> None:
    written = parse(
        BONUS_TEXT
        + ALL_ON
        + f"""
[[campaigns]]
name = "{PREFIX}referral_thanks"
on = {{ kind = "referral_rewarded" }}
[[campaigns.variants]]
name = "a"
message = {{ text = {{ ru = "Спасибо!", en = "Thanks!" }} }}
"""
    )
    (campaign,) = [one for one in life_cycle.standing(written) if one.name == f"{PREFIX}referral_thanks"]

    assert campaign.variants[0].message.text["en"] == "Thanks!"


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        (Filling(lacking_purchases=1, lacking_minor=8000_00), "Осталось: 1 покупка или 8 000 ₽."),
        (Filling(lacking_purchases=2), "Осталось: 2 покупки."),
        (Filling(lacking_minor=8000_00), "Осталось: 8 000 ₽."),
        (Filling(), "Осталось: совсем немного."),
    ],
)
def test_each_way_to_the_next_tier_is_said_as_either_is_enough(program: Program, lacking: Filling, said: str) -> None:
    (near,) = [one for one in life_cycle.standing(program) if one.name == f"{PREFIX}tier_near"]
    notice = CampaignMessage(campaign=1, message=near.variants[0].message, filling=lacking)

    assert said in campaign_message.words(texts_for(program, "ru"), notice).replace("\u00a0", " ")
