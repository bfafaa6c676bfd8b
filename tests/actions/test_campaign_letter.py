"""What a campaign's message says at the claim, when the programme's file became another meanwhile."""

from __future__ import annotations

import pytest

from actions import campaign, program
from rules.campaign_notice import CampaignMessage
from rules.notice import load
from screens.campaign_message import words
from screens.speech import texts_for
from storage import campaigns as rows
from storage.work import Work
from tests.actions.test_campaign_reach import TOLD, a_document, claimed, crowd, promised, settle, started
from tests.jobs.post import begin_programme
from tests.rules.offers import OFFERS_TEXT
from tests.rules.programs import BONUS_TEXT


@pytest.fixture(autouse=True)
def programme(work: Work) -> None:
    begin_programme(work, OFFERS_TEXT)


def test_what_the_file_says_no_more_is_not_sent_as_an_empty_message(work: Work) -> None:
    crowd(work, 1)
    number = started(work, a_document())
    settle(work)
    renamed = a_document(variants=[{"name": "other", "message": TOLD}])
    rows.update(work, number, document=renamed.dump())

    assert claimed(work) == []

    assert [row.reason for row in promised(work, number)] == ["no longer said"]
    assert campaign.get(work, number).progress.skipped == 1


def test_a_message_calls_an_offer_as_it_was_promised(work: Work) -> None:
    told = {"text": {"ru": "Вам: {offer|привет}"}}
    crowd(work, 1)
    started(work, a_document(variants=[{"name": "a", "message": told, "offer": "mug"}]))
    settle(work)
    program.apply(work, BONUS_TEXT)

    (letter,) = claimed(work)

    filling = letter.facts["filling"]
    assert filling["offer_title"]["ru"] == "Кружка"
    notice = load(letter.kind, dict(letter.facts))
    assert isinstance(notice, CampaignMessage)
    assert "Вам: Кружка" in words(texts_for(letter.program, "ru"), notice)


def test_a_stock_that_is_too_small_for_the_audience_is_said_before_the_start(work: Work) -> None:
    told = {"text": {"ru": "Вам: {offer|привет}", "en": "For you: {offer|hello}"}}
    crowd(work, 3)
    number = campaign.draft(work, a_document(variants=[{"name": "a", "message": told, "offer": "back"}]))

    (short,) = [one for one in campaign.doubts(work, number, program.current(work)) if one.code == "offer_short"]

    assert (short.facts["left"], short.facts["members"], short.blocks) == (2, 3, False)
