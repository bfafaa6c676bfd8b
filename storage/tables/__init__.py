"""Every table. The ledger's keys begin with the member, so that they can be spread over machines."""

from storage.tables.happenings import deliveries, events, imports, job_runs, leases, marks, programs, requests, updates
from storage.tables.people import addresses, api_keys, consents, erased_marks, members, staff, staff_links
from storage.tables.points import accounts, blocks, holds, lot_moves, lots, transactions
from storage.tables.sales import card_codes, purchase_returns, purchases, referrals, standings, till_requests
from storage.tables.schema import metadata

__all__ = [
    "accounts",
    "addresses",
    "api_keys",
    "blocks",
    "card_codes",
    "consents",
    "deliveries",
    "erased_marks",
    "events",
    "holds",
    "imports",
    "job_runs",
    "leases",
    "lot_moves",
    "lots",
    "marks",
    "members",
    "metadata",
    "programs",
    "purchase_returns",
    "purchases",
    "referrals",
    "requests",
    "staff",
    "staff_links",
    "standings",
    "till_requests",
    "transactions",
    "updates",
]
