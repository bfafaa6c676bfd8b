"""Looks of campaigns that are repeated go by an index, so that a base that grows costs them nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable

from actions import campaign_reach
from rules.campaign_draw import Draw
from storage import campaign_deliveries, campaigns, deliveries, touches, triggers
from storage.touches import Meant, Range
from storage.work import Work
from tests.jobs.post import begin_programme
from tests.make import ANNA, BORIS, NOON

LATER = NOON + timedelta(days=1)
DRAW = Draw(1, 1, 1_000, 0, (("a", 1),))

QUESTIONS: dict[str, tuple[Callable[[], sa.Executable], dict[str, Any], str]] = {
    "registered": (lambda: triggers.registered(NOON, LATER), {}, "pk_members|PRIMARY KEY"),
    "first_purchase": (lambda: triggers.first_purchase(NOON, LATER), {}, "ix_member_facts_first_at"),
    "tier_up": (lambda: triggers.told("tier_up", NOON, LATER), {}, "pk_events|PRIMARY KEY"),
    "referral_rewarded": (lambda: triggers.told("referral_rewarded", NOON, LATER), {}, "pk_events|PRIMARY KEY"),
    "quiet": (lambda: triggers.quiet(NOON, LATER, "x"), {}, "ix_member_facts_last_at"),
    "birthday": (lambda: triggers.born([date(1990, 3, 1), date(1991, 3, 1)], "x"), {}, "ix_members_birthday"),
    "burning": (lambda: triggers.burning(NOON, LATER, NOON, "welcome", "x"), {}, "ix_lots_expiring"),
    "offer_ending": (lambda: triggers.offers_ending(NOON, LATER, NOON), {}, "ix_offers_ending|ix_offers_open"),
    "any_open": (lambda: campaigns._ANY_OPEN, {}, "ix_campaigns_open"),
    "heads": (lambda: campaign_deliveries._HEADS, {"channel": "telegram"}, "ix_deliveries_queued"),
    "heard": (
        lambda: campaign_deliveries._HEARD,
        {"members": [ANNA, BORIS], "since": NOON},
        "ix_deliveries_member_id",
    ),
    "left": (lambda: campaign_deliveries._LEFT, {"of_campaign": 1}, "ix_deliveries_campaign"),
    "to_recall": (
        lambda: campaign_deliveries._TO_RECALL,
        {"of_campaign": 1, "channel": "telegram", "since": NOON, "limit": 25},
        "ix_deliveries_recall",
    ),
    "any_to_recall": (
        lambda: campaign_deliveries._ANY_TO_RECALL,
        {"of_campaign": 1, "since": NOON},
        "ix_deliveries_recall",
    ),
    "sent": (lambda: campaign_deliveries._SENT, {"of_campaign": 1, "since": NOON}, "ix_deliveries_recall"),
    "points_given": (lambda: campaigns._POINTS_GIVEN, {"of_campaign": 1}, "ix_offers_gave"),
    "due": (
        lambda: deliveries._DUE,
        {"channel": "telegram", "lane": "marketing", "campaign": 1, "now": NOON, "limit": 25},
        "ix_deliveries_queued",
    ),
}


TRIGGERS = ("registered", "first_purchase", "tier_up", "quiet", "birthday", "burning", "offer_ending")


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_page_of_crossers_goes_by_the_index_of_what_befell_them(work: Work, name: str) -> None:
    ask, _, indexes = QUESTIONS[name]
    found: Any = ask()
    begin_programme(work)
    audience = campaign_reach.audience_of(work, "purchases >= 1")
    meant = Meant(campaign=1, occasion="", draw=DRAW, category="marketing", audience=audience, due={})
    for statement in (touches._beyond(found, ANNA, 1_000), touches._new(meant, found, Range(ANNA, BORIS))):
        plan = explained(work, statement, {})
        assert any(index in plan for index in indexes.split("|")), plan
        assert not re.search(r"Seq Scan|SCAN (members|member_facts|lots|events|offers|addresses|touches)", plan), plan


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_index_serves(work: Work, name: str) -> None:
    ask, values, indexes = QUESTIONS[name]

    plan = explained(work, ask(), values)

    assert any(index in plan for index in indexes.split("|")), plan
    assert "Seq Scan" not in plan


def explained(work: Work, statement: sa.Executable, values: dict[str, Any]) -> str:
    if work.connection.dialect.name == "postgresql":
        work.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    explain = "EXPLAIN QUERY PLAN " if work.connection.dialect.name == "sqlite" else "EXPLAIN "

    return "\n".join(str(row) for row in work.connection.execute(_Explained(statement, explain), values))


class _Explained(Executable, ClauseElement):
    """A statement of which the database is to say how it would run it."""

    inherit_cache = False

    def __init__(self, statement: Any, explain: str) -> None:
        self.statement, self.explain = statement, explain


@compiles(_Explained)
def _compile(element: _Explained, compiler: Any, **more: Any) -> str:
    return element.explain + str(compiler.process(element.statement, **more))
