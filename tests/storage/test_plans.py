"""What is asked often is answered from an index, on both databases, through the very statements that are sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from actions import ledger
from storage import (
    blocks,
    boards,
    campaign_deliveries,
    deliveries,
    draws,
    facts,
    feedback,
    figures,
    games,
    granting,
    history,
    imports,
    jobs,
    programs,
    purchases,
    referrals,
    referrers,
    report,
    settlements,
    subscriptions,
    takings,
    warnings,
    webhooks,
)
from storage import ledger as rows
from storage import verify as checks
from storage.compiled import Compiled
from storage.tables import events, till_requests
from storage.work import Work
from tests.make import ANNA, BORIS, NOON, cause

Ask = Callable[[Work], object]


class Watched(Work):
    """Notes the statements that go to the driver ready compiled."""

    __slots__ = ("sent",)

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection, work.now, bytes)
        self.sent: list[tuple[str, Any]] = []

    def _send(self, compiled: Compiled, *rows: dict[str, Any]) -> Any:
        self.sent.append((compiled.text, compiled.bound(rows[0])))
        return super()._send(compiled, *rows)


def plan_of(work: Work, ask: Ask) -> str:
    """How the database runs the last statement of this question; asked three times, so that it is the compiled one."""
    watched = Watched(work)

    def note(_c: object, _cursor: object, text: str, values: Any, _context: object, _many: bool) -> None:
        watched.sent.append((text, values))

    sa.event.listen(work.connection, "before_cursor_execute", note)
    for _ in range(3):
        ask(watched)
    sa.event.remove(work.connection, "before_cursor_execute", note)
    text, values = watched.sent[-1]
    raw = work.connection.connection.dbapi_connection
    assert raw is not None
    cursor = raw.cursor()
    if work.connection.dialect.name == "sqlite":
        cursor.execute(f"EXPLAIN QUERY PLAN {text}", values)
        return "\n".join(str(row[3]) for row in cursor.fetchall())
    # With few rows a scan is right; what matters is whether an index could serve, for any value (a generic plan).
    for setting in ("enable_seqscan = off", "enable_sort = off", "plan_cache_mode = force_generic_plan"):
        cursor.execute(f"SET LOCAL {setting}")
    cursor.execute(f"EXPLAIN {text}", values)
    return "\n".join(str(row[0]) for row in cursor.fetchall())


OF_MEMBER = "ix_purchases_member_id_at|pk_purchases|PRIMARY KEY"
QUESTIONS: dict[str, tuple[Ask, str]] = {
    "holds_due": (lambda work: rows.holds_due(work, 100), "ix_holds_open"),
    "expiring_members": (lambda work: rows.expiring_members(work, 100), "ix_lots_expiring"),
    "pending_due": (lambda work: rows.pending_due(work, 100), "ix_lots_pending"),
    "lots_left": (lambda work: rows.lots_left(work, ANNA, "points"), "ix_lots_usable"),
    "next_block": (lambda work: blocks.claim(work, 1, NOON + timedelta(days=1), 10), "ix_transactions_unsealed"),
    "leaves_of": (lambda work: blocks.leaves_of(work, 1), "ix_transactions_block"),
    "lock_account": (lambda work: rows.lock_account(work, ANNA, "points"), "pk_accounts|PRIMARY KEY"),
    "moves_of": (lambda work: rows.moves_of(work, ANNA, BORIS), "pk_lot_moves|PRIMARY KEY"),
    "hold": (lambda work: rows.hold(work, ANNA), "uq_holds_hold_id|sqlite_autoindex_holds"),
    "entries": (
        lambda work: history.before(work, ANNA, "points", 20, 10),
        "uq_transactions_member_id_asset_seq|sqlite_autoindex_transactions",
    ),
    "refunded": (lambda work: rows.refunded(work, ANNA, BORIS), "transactions"),
    "returnable": (lambda work: purchases.returnable(work, "till-1", NOON, 8), "ix_purchases_client_at"),
    "takings": (lambda work: takings.bought(work, "till-1", NOON, NOON, ANNA, 8), "ix_purchases_client_at"),
    "takings_back": (
        lambda work: takings.returned(work, "till-1", NOON, NOON, ANNA, 8),
        "ix_purchase_returns_client_at",
    ),
    "takings_sums": (lambda work: takings.sums(work, "till-1", NOON, NOON), "ix_purchase_returns_client_at"),
    "takings_apart": (lambda work: takings.apart(work, "till-1", NOON, NOON), "ix_transactions_apart"),
    "purge_questions": (lambda work: jobs.purge_questions(work, NOON, 10), "ix_till_requests_expires_at"),
    "same_purchases": (
        lambda work: imports.same_purchases(work, {ANNA, BORIS}, NOON, NOON),
        "ix_purchases_member_id_at|ix_purchases_at",  # PostgreSQL takes either while the table is small
    ),
    "same_balances": (lambda work: imports.same_balances(work, {ANNA, BORIS}), "pk_lots|PRIMARY KEY|ix_lots"),
    "by_external_id": (lambda work: imports.by_external_id(work, {"7"}), "uq_members_external_id|sqlite_autoindex"),
    "lock_accounts": (lambda work: granting.lock_accounts(work, {ANNA, BORIS}), "pk_accounts|PRIMARY KEY"),
    "given": (lambda work: imports.given(work, "import:7", NOON), "ix_transactions_at"),
    "bought": (lambda work: imports.bought(work, "import:7"), "ix_purchases_client_at"),
    "webhooks_due": (lambda work: webhooks.due(work, ANNA, 4), "ix_webhook_messages_queued"),
    "webhooks_dead": (lambda work: webhooks.dead(work, ANNA, BORIS, 10), "ix_webhook_messages_dead"),
    "webhooks_left": (lambda work: webhooks.any_left_behind(work, NOON), "ix_webhook_messages_leased"),
    "webhooks_count": (lambda work: webhooks.count(work, "dead"), "ix_webhook_messages_dead"),
    "subscriptions_active": (lambda work: subscriptions.active(work, ANNA, NOON), "pk_subscriptions|PRIMARY KEY"),
    "subscriptions_due": (lambda work: subscriptions.due(work, 25), "ix_subscriptions_due"),
    "payment_tasks_due": (lambda work: subscriptions.tasks_due(work, "telegram", 25), "ix_payment_tasks_due"),
    "badges_of": (lambda work: games.badges_of(work, ANNA), "pk_badges|PRIMARY KEY"),
    "sums_between": (lambda work: games.sums_between(work, ANNA, NOON, NOON), "ix_purchases_member_id_at"),
    "purchases_between": (lambda work: games.purchases_between(work, ANNA, NOON, NOON), "ix_purchases_member_id_at"),
    "friends": (lambda work: games.friends(work, ANNA), "pk_referrals|PRIMARY KEY"),
    "deeds_of": (
        lambda work: games.deeds_of(work, ANNA, "review"),
        "uq_deeds|pk_deeds|PRIMARY KEY|autoindex_deeds",
    ),
    "drawn_winners": (lambda work: draws.winners(work, "may"), "ix_draw_entrants_won"),
    "drawn_member": (lambda work: draws.of_member(work, "may", ANNA), "ix_draw_entrants_member_id"),
    "rated_after": (lambda work: feedback.bought(work, (NOON, ANNA), NOON + timedelta(days=1), 9), "ix_purchases_at"),
    "answers_of": (lambda work: feedback.page(work, NOON, NOON + timedelta(days=9), "", ANNA, 9), "ix_ratings_at"),
    "questions_of": (
        lambda work: feedback.questions(work, NOON, NOON + timedelta(days=9), ""),
        "ix_ratings_asked_at",
    ),
    "asked_before": (lambda work: feedback.asked_before(work, [ANNA, BORIS]), "pk_ratings|PRIMARY KEY"),
    "invitations_of": (lambda work: referrals.erase_friend(work, ANNA), "ix_referrals_friend_id"),
    "events_of": (
        lambda work: work.run(events.delete().where(events.c.member_id == ANNA)),
        "ix_events_member_id",
    ),
    "till_requests_of": (
        lambda work: work.run(till_requests.delete().where(till_requests.c.member_id == ANNA)),
        "ix_till_requests_member_id",
    ),
    "serving": (lambda work: programs.serving(work), "ix_programs_in_force"),
    "settled": (
        lambda work: work.all(settlements._OPEN, since=NOON, until=NOON + timedelta(days=1)),
        "ix_transactions_at",
    ),
    "settled_lots": (
        lambda work: work.all(settlements._OPEN, since=NOON, until=NOON + timedelta(days=1)),
        "ix_lots_given",
    ),
    "settled_late": (
        lambda work: work.all(settlements._LATE_SEALED, until=NOON, after=1, upto=2),
        "ix_transactions_block",
    ),
    "settled_sealed": (
        lambda work: work.all(settlements._SEALED, since=NOON, until=NOON + timedelta(days=1), upto=2),
        "ix_transactions_at",
    ),
    "settled_unsealed": (lambda work: settlements.late(work, NOON, 0), "ix_transactions_unsealed"),
    "facts_marked": (lambda work: facts.take_marked(work, 250, 1_000), "pk_facts_due|PRIMARY KEY"),
    "facts_unmark": (lambda work: facts.unmark(work, ANNA), "ix_facts_due_member_id"),
    "facts_by_time": (lambda work: facts.due(work, 250), "ix_member_facts_due"),
    "facts_living": (lambda work: facts.living(work, {ANNA, BORIS}), "pk_members|PRIMARY KEY"),
    "facts_kept": (lambda work: facts.kept(work, {ANNA, BORIS}), "pk_member_facts|PRIMARY KEY"),
    "facts_sums": (lambda work: facts.sums(work, {ANNA, BORIS}, NOON), OF_MEMBER),
    "facts_bought": (lambda work: work.all(facts._BOUGHT, ids=[ANNA, BORIS]), OF_MEMBER),
    "facts_last_bought": (lambda work: work.all(facts._LAST_BOUGHT, ids=[ANNA, BORIS]), OF_MEMBER),
    "facts_friends": (lambda work: facts.friends(work, {ANNA, BORIS}), "pk_referrals|PRIMARY KEY"),
    "facts_after": (lambda work: facts.after(work, ANNA, 250), "pk_members|PRIMARY KEY"),
    "facts_page": (lambda work: facts.page(work, ANNA, 250), "pk_member_facts|PRIMARY KEY"),
    "facts_path": (lambda work: facts.path(work, ANNA), "pk_facts_path|PRIMARY KEY"),
    "facts_buyers": (lambda work: facts.buyers(work, NOON), "ix_member_facts_last_at"),
    "deliveries_next": (lambda work: deliveries.next_due_at(work, "telegram", "service"), "ix_deliveries_queued"),
    "deliveries_depth": (
        lambda work: deliveries.depth(work, "telegram", "marketing", 1, 10_000),
        "ix_deliveries_queued|ix_deliveries_campaign",  # PostgreSQL takes either while the table is small
    ),
    "deliveries_resent": (lambda work: deliveries.resend_unknown(work, "telegram"), "ix_deliveries_unknown"),
    "campaigns_heads": (lambda work: campaign_deliveries.heads(work, "telegram"), "ix_deliveries_queued"),
    "campaigns_heard": (lambda work: campaign_deliveries.heard(work, [ANNA, BORIS], NOON), "ix_deliveries_member_id"),
    "campaigns_left": (lambda work: campaign_deliveries.any_left(work, 1), "ix_deliveries_campaign"),
    "warnings_burning": (
        lambda work: warnings.burning(work, "points", None, (NOON, ANNA), NOON + timedelta(days=1), 25),
        "ix_lots_expiring",
    ),
    "warnings_abroad": (
        lambda work: warnings.burning(work, "points", "Asia/Omsk", (NOON, ANNA), NOON + timedelta(days=1), 25),
        "ix_lots_expiring",
    ),
    "report_funnel": (lambda work: report.funnel(work, 1), "pk_touches|PRIMARY KEY"),
    "report_deliveries": (
        lambda work: report.funnel(work, 1),
        "ix_deliveries_campaign|uq_deliveries|autoindex_deliv",
    ),
    "report_bought": (lambda work: report.bought(work, 1, timedelta(days=14)), "ix_purchases_member_id_at"),
    "report_offered": (lambda work: report.offered(work, 1), "uq_offers|autoindex_offers"),
    "referrers_joined": (lambda work: referrers.top(work, NOON, NOON, 10), "ix_referrals_at"),
    "referrers_bought": (lambda work: referrers.top(work, NOON, NOON, 10), "ix_referrals_rewarded_at"),
    "figures_sales": (lambda work: figures.sales(work, NOON, NOON, NOON), "ix_purchases_at"),
    "upto": (lambda work: checks.upto(work, checks.NIL_ID, 10), "pk_accounts|PRIMARY KEY|sqlite_autoindex"),
}


@pytest.fixture
def peopled(work: Work) -> Work:
    for number in range(30):
        member = work.fresh_id()
        ledger.earn(work, member, 10, cause(), source="purchase", expires_at=NOON + timedelta(days=number))
    ledger.earn(work, ANNA, 10, cause(), source="purchase")
    ledger.hold(work, ANNA, 5, cause(), minutes=30)
    return work


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_index_serves(peopled: Work, name: str) -> None:
    ask, indexes = QUESTIONS[name]

    plan = plan_of(peopled, ask)

    assert any(index in plan for index in indexes.split("|")), plan
    assert "Seq Scan" not in plan
    scanned = [line for line in plan.split("\n") if line.startswith("SCAN") and "USING" not in line]
    found_before = ("anon", "(subquery", "CONSTANT ROW")
    assert all(any(one in line for one in found_before) for line in scanned), plan


def test_a_claim_reads_what_is_due_in_its_order_and_sorts_nothing(work: Work) -> None:
    plan = plan_of(work, lambda work: deliveries.due(work, "telegram", "marketing", 1, 25))

    assert "ix_deliveries_queued" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_a_board_counts_its_months_invitations_alone(work: Work) -> None:
    plan = plan_of(work, lambda work: boards.board(work, ANNA, NOON, NOON + timedelta(days=30), 10))

    assert "ix_referrals_rewarded_at" in plan, plan
    assert "SCAN referrals" not in plan, plan
