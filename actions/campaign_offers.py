"""A campaign's offer is its member's when the message goes that brings it; whose message never goes does not have it.

Till then it is set aside: it is out of the stock, and nobody sees or uses it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from actions import offer, program
from rules.campaign import Campaign
from rules.offer import ends_at
from rules.program import Program
from storage import campaign_offers as rows
from storage import ledger, uses
from storage.work import Row, Work


def brought(in_force: Program, document: Campaign) -> dict[str, str]:
    """The offer of each variant that brings one which there is."""
    named = {variant.name: variant.offer for variant in document.variants if variant.offer is not None}
    return {variant: name for variant, name in named.items() if in_force.offer(name) is not None}


def begin(work: Work, deliveries: Iterable[Row]) -> None:
    """Let the offers of these messages count, their terms from now on.

    deliveries: member_id, campaign and facts of what is being sent now.
    """
    keys = _keys(deliveries)
    found = [row for row in rows.waiting(work, *_whose(keys)) if _key(row) in keys] if keys else []
    alike: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in found:
        alike[row.program_version, row.offer].append(row)
    for (version, name), those in sorted(alike.items()):
        then = program.of_version(work, version)
        terms = offer.promised(then, name)
        rows.begin(work, those, offer.first_state(terms), ends_at(terms, work.now, then.zone))


def take_back(work: Work, deliveries: Iterable[Row]) -> Counter[str]:
    """Let nobody use the offers of messages that surely did not go and never will; how many, by the counter of stock.

    To be followed by `put_back`, after the campaigns were counted: everybody locks a campaign before a stock. What
    somebody has begun to use stays theirs.
    """
    keys = _keys(deliveries)
    found = [row for row in rows.unused(work, *_whose(keys)) if _key(row) in keys] if keys else []
    return _dropped(work, found)


def let_go(work: Work, member_id: str) -> None:
    """Drop what is set aside for somebody who goes."""
    put_back(work, _dropped(work, rows.waiting_of(work, member_id)))


def put_back(work: Work, back: Mapping[str, int]) -> None:
    """Give back to the stocks what nobody got."""
    if back:
        uses.lock_budgets(work, back)
    for counter, count in sorted(back.items()):
        uses.spend(work, counter, -count)


def _dropped(work: Work, found: Sequence[Row]) -> Counter[str]:
    if not found:
        return Counter()
    # Those of a first try that failed may be in a till's hands at this instant.
    ledger.lock_points(work, {row.member_id for row in found if row.state != "waiting"})
    gone = Counter((row.program_version, row.offer) for row in rows.drop(work, found))
    back: Counter[str] = Counter()
    for (version, name), count in gone.items():
        if offer.promised(program.of_version(work, version), name).stock is not None:
            back[offer.STOCK + name] += count
    return back


def _keys(deliveries: Iterable[Row]) -> set[tuple[int, str, str]]:
    """Of those that bring an offer: campaign, member, occasion."""
    return {
        (one.campaign, one.member_id, one.facts["occasion"])
        for one in deliveries
        if one.campaign and one.member_id is not None and one.facts.get("offer")
    }


def _whose(keys: Iterable[tuple[int, str, str]]) -> tuple[list[int], list[str]]:
    return sorted({number for number, _, _ in keys}), sorted({member_id for _, member_id, _ in keys})


def _key(row: Row) -> tuple[int, str, str]:
    return row.campaign, row.member_id, row.occasion
