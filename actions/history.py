"""A member's history, each entry with everything that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions import program
from rules.history import Entry, EntryKind, Page
from rules.ledger import POINTS
from rules.lifetime import last_usable_day
from rules.program import Program
from storage import history as rows
from storage.work import Row, Work

PAGE_ROWS = 6
NEWEST = 2**63 - 1  # beyond any number that an entry has

_BY_SOURCE: dict[str, EntryKind] = {
    "welcome": "welcome",
    "referral": "referral",
    "import": "imported",
    "refund": "refunded",
    "purchase": "earned",
    "action": "action",
    "promo": "promo",
    "badge": "badge",
    "challenge": "challenge",
}
_BY_KIND: dict[str, EntryKind] = {
    "earn": "earned",
    "spend": "spent",
    "capture": "spent",
    "refund": "refunded",
    "clawback": "clawed",
    "expire": "burned",
    "adjust": "adjusted",
    "transfer": "transferred",
}


_GIVEN = ("earned", "transferred", "action", "promo", "badge", "challenge")
_NAMED = ("purchase", "action", "promo", "badge", "challenge")  # sources whose entries name what gave them


@dataclass(frozen=True, slots=True)
class _By:
    rule: str
    titles: Mapping[str, str]
    rate_percent: Decimal | None = None


_NOBODY = _By("", {})


def page(work: Work, member_id: str, number: int = 0) -> Page:
    """One page, newest first; a number beyond the end is the last page."""
    pages = max(1, -(-rows.count(work, member_id, POINTS) // PAGE_ROWS))
    number = min(max(number, 0), pages - 1)
    found = rows.page(work, member_id, POINTS, PAGE_ROWS, number * PAGE_ROWS)
    return Page(tuple(_explained(work, member_id, found)), number, pages)


def before(
    work: Work, member_id: str, seq: int | None, limit: int, *, asset: str = POINTS
) -> tuple[list[Entry], int | None]:
    """The newest entries older than that of this number (None: of all), and the number to go on from, if any are left.

    New entries come before the first, so that no page is shifted by them.
    """
    found = rows.before(work, member_id, asset, limit + 1, NEWEST if seq is None else seq)
    entries = _explained(work, member_id, found[:limit])
    return entries, found[limit - 1].seq if len(found) > limit else None


def _explained(work: Work, member_id: str, found: Sequence[Row]) -> list[Entry]:
    ids = [row.source_id for row in found if row.source_id]
    sums = rows.sums(work, member_id, ids) if ids else {}
    friends = rows.friends(work, member_id, ids) if ids else {}
    then = {version: program.of_version(work, version) for version in {row.program_version for row in found}}
    return [_entry(row, sums, friends, then[row.program_version]) for row in found]


def _entry(row: Row, sums: dict[str, int], friends: dict[str, str], then: Program) -> Entry:
    """then: the programme by which it was made, which alone explains it."""
    kind = _kind(row, friends)
    by = _by(row, then) if row.source in _NAMED and kind in _GIVEN else _NOBODY
    return Entry(
        at=row.at,
        kind=kind,
        points=row.amount,
        purchase_minor=sums.get(row.source_id),
        rule=by.rule,
        rate_percent=by.rate_percent,
        last_day=last_usable_day(row.expires_at, then.zone) if row.expires_at else None,
        active_at=row.active_at if row.active_at and row.active_at > row.at else None,
        note=friends.get(row.source_id, "") if kind in ("referral", "cancelled") else _note(row, kind),
        place=row.location,
        titles=by.titles,
    )


def _by(row: Row, then: Program) -> _By:
    """What of the programme gave it: a rule, an action, a partner's own rate, else the tier's."""
    kind, _, name = row.reason.partition(":")
    if kind == "rule" and name:
        rule = then.rule(name)
        return _By(row.reason, rule.title if rule else {})
    if kind == "offer":
        offer = then.offer(name)
        return _By(row.reason, offer.title if offer else {})
    if row.source == "action":
        action = then.action(name)
        return _By(row.reason, action.title if action else {})
    if row.source == "promo":
        promo = then.promo(name)
        return _By(row.reason, promo.title if promo else {})
    if row.source in ("badge", "challenge"):
        among = then.badges if row.source == "badge" else then.challenges
        its = next((one for one in among if one.name == name), None)
        return _By(row.reason, its.title if its else {})
    partner = then.partner(row.partner) if row.partner else None
    if partner is not None and partner.rate is not None:
        return _By(f"partner:{partner.name}", partner.title, partner.rate.percent)
    return _By(row.reason, {}, then.tier(row.reason).rate.percent)


def _kind(row: Row, friends: dict[str, str]) -> EntryKind:
    if row.kind == "clawback" and row.reason == "referral_cancelled":
        return "cancelled"
    if row.kind == "earn" and row.source == "referral" and row.source_id not in friends:
        return "friend_welcome"
    if row.kind == "earn":
        return _BY_SOURCE.get(row.source, "gift")
    return _BY_KIND[row.kind]


def _note(row: Row, kind: EntryKind) -> str:
    return row.reason if kind == "adjusted" else ""
