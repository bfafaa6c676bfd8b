"""What was announced is told as it was, whatever process kept it meanwhile."""

from __future__ import annotations

import json

import pytest

from rules import notice
from rules.member import ADVERTISING, MUTABLE
from tests.screens.facts import every_notice


@pytest.mark.parametrize("told", every_notice(), ids=lambda told: told.kind)
def test_a_notice_comes_back_from_json_as_it_went(told: notice.Notice) -> None:
    kept = json.dumps(notice.dump(told))

    assert notice.load(told.kind, json.loads(kept)) == told


def test_what_may_be_muted_is_what_the_settings_offer() -> None:
    kinds = {kind.mutes for kind in notice.KINDS.values() if kind.mutes}

    assert kinds | ADVERTISING == set(MUTABLE)  # of an advertisement, its campaign says which it is


def test_a_question_from_the_till_is_never_muted() -> None:
    assert notice.PaymentAsked.mutes is None
