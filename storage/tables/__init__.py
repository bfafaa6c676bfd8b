"""Every table. The ledger's keys begin with the member, so that they can be spread over machines."""

from storage.tables.facts import facts_due, facts_path, member_facts
from storage.tables.feedback import ratings
from storage.tables.formats import budgets, deeds, uses
from storage.tables.games import badges, challenges_done, draw_entrants, draws
from storage.tables.gifts import gift_cards
from storage.tables.happenings import deliveries, events, imports, job_runs, leases, marks, programs, requests, updates
from storage.tables.marketing import campaigns, offers, segments, touches
from storage.tables.people import addresses, api_keys, consents, erased_marks, member_tags, members, staff, staff_links
from storage.tables.points import accounts, blocks, holds, lot_moves, lots, transactions
from storage.tables.promos import guesses, promo_codes, promo_uses, promos_waiting
from storage.tables.sales import card_codes, purchase_returns, purchases, referrals, standings, till_requests
from storage.tables.schema import metadata
from storage.tables.settlements import settlements
from storage.tables.subscriptions import payment_tasks, subscription_orders, subscription_payments, subscriptions
from storage.tables.webhooks import webhook_endpoints, webhook_messages

__all__ = [
    "accounts",
    "addresses",
    "api_keys",
    "badges",
    "blocks",
    "budgets",
    "campaigns",
    "card_codes",
    "challenges_done",
    "consents",
    "deeds",
    "deliveries",
    "draw_entrants",
    "draws",
    "erased_marks",
    "events",
    "facts_due",
    "facts_path",
    "gift_cards",
    "guesses",
    "holds",
    "imports",
    "job_runs",
    "leases",
    "lot_moves",
    "lots",
    "marks",
    "member_facts",
    "member_tags",
    "members",
    "metadata",
    "offers",
    "payment_tasks",
    "programs",
    "promo_codes",
    "promo_uses",
    "promos_waiting",
    "purchase_returns",
    "purchases",
    "ratings",
    "referrals",
    "requests",
    "segments",
    "settlements",
    "staff",
    "staff_links",
    "standings",
    "subscription_orders",
    "subscription_payments",
    "subscriptions",
    "till_requests",
    "touches",
    "transactions",
    "updates",
    "uses",
    "webhook_endpoints",
    "webhook_messages",
]
