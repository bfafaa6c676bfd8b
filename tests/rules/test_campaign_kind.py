"""What a campaign is to its readers, and what each messenger lets a shop write."""

from __future__ import annotations

from typing import Any

import pytest

from rules import policy
from rules.campaign import campaign_of
from rules.campaign_kind import kind_of
from rules.member import Mutable

VARIANT = {"name": "a", "message": {"text": {"en": "Hello"}}}


@pytest.mark.parametrize(
    "document, kind",
    [
        ({}, "news"),
        ({"on": {"kind": "quiet", "days": 30}}, "reminders"),
        ({"on": {"kind": "birthday"}, "variants": [VARIANT, VARIANT | {"name": "b", "offer": "cake"}]}, "offers"),
    ],
)
def test_an_offer_makes_it_an_offer_and_a_standing_campaign_reminds(document: dict[str, Any], kind: Mutable) -> None:
    campaign = campaign_of({"name": "spring", "variants": [VARIANT]} | document)

    assert kind_of(campaign) == kind


def test_a_messenger_that_nobody_knows_gets_no_advertising() -> None:
    assert policy.of("telegram").categories == {"service", "marketing"}
    assert policy.of("vk").wants_mark
    assert policy.of("pager").categories == {"service"}
