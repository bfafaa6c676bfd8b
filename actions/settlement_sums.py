"""What the ledger's sums mean between a coalition's partners, and by which programme's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from actions import program
from rules.gift_card import GIFT
from rules.settlement import PROGRAM, Moved, Settled, Terms, Way, settle
from storage.settlements import Key, Sums
from storage.work import Work

_GIVES = ("earn", "adjust")
_USES = ("spend", "capture", "refund")

_Entries = tuple[str, str, int, str]  # of an asset, a kind, a version, a place


def settled_of(work: Work, sums: Sums) -> Settled:
    """Who owes whom for these entries; each partner of the programme in force has a line. Raises NoProgram."""
    moved = moved_by(sums)
    partners = {one.name for one in program.current(work).program.partners}
    return settle(moved, _terms(work, {one.giver for one in moved} | {one.place for one in moved}), partners)


def titles_of(work: Work, settled: Settled) -> dict[str, str]:
    """What each is called by the newest programme that names it; the programme itself by its brand."""
    in_force = program.current(work)
    titles = {PROGRAM: in_force.program.brand.name}
    for name in {one.partner for one in settled.statements} - {PROGRAM}:
        titles[name] = name
        for version in range(in_force.version, 0, -1):
            then = program.of_version(work, version)
            partner = then.partner(name)
            if partner is not None:
                titles[name] = then.text(partner.title, then.default_language)
                break
    return titles


def moved_by(sums: Sums) -> list[Moved]:
    """What each sum means; points that burned, were corrected away or carried over to another account mean nothing."""
    of_lots: Counter[_Entries] = Counter()
    for key, points in sums.points.items():
        of_lots[_entries(key)] += points if key.part != "entries" else 0
    moved: list[Moved] = []
    for key, points in sums.points.items():
        if key.part != "entries":
            moved += _of_lots(key, points)
        elif key.kind == "clawback":
            moved.append(Moved("issued", key.place, key.place, key.version, points))
            moved.append(Moved("lent", PROGRAM, key.place, key.version, sums.debt[key]))
        elif key.kind in (*_GIVES, *_USES):
            # Only partners' lots are found by the entry that opened them. An entry's amount and debt together are all
            # that it opened and moved, so the rest is what it opened of the programme's own.
            own = points + sums.debt[key] - of_lots[_entries(key)]
            moved += _of_lots(key._replace(part="opened", giver=PROGRAM), own)
    return [one for one in moved if one.points]


def _entries(key: Key) -> _Entries:
    return key.asset, key.kind, key.version, key.place


def _of_lots(key: Key, points: int) -> Iterator[Moved]:
    way = _way(key)
    if way is not None:
        gives = way in ("issued", "gift_sold")
        yield Moved(way, key.giver, key.place, key.version, points if gives else -points)


def _way(key: Key) -> Way | None:
    uses: Way = "gift_used" if key.asset == GIFT else "redeemed"
    if key.part == "opened" and key.kind in _GIVES:
        return "gift_sold" if key.asset == GIFT else "issued"
    if key.repays:
        return "repaid"
    if key.kind == "clawback":
        return "withdrawn"
    if key.kind == "adjust":
        # What is left on a gift card is paid back in money by a till, as if it had sold something for it.
        return "gift_used" if key.asset == GIFT else None
    return uses if key.kind in _USES else None


def _terms(work: Work, partners: set[str]) -> Callable[[int], Terms]:
    """Of each version, with those partners that it names no more as the last one had them that did."""
    known: dict[int, Terms] = {}

    def of_version(version: int) -> Terms:
        if version not in known:
            percents = {name: _percent(work, name, version) for name in partners - {PROGRAM}}
            known[version] = Terms(program.of_version(work, version).redemption.point_value_minor, percents)
        return known[version]

    return of_version


def _percent(work: Work, name: str, version: int) -> Decimal:
    for number in range(version, 0, -1):
        partner = program.of_version(work, number).partner(name)
        if partner is not None:
            return partner.issues_percent
    return Decimal(100)
