"""Who stands at the till: what the programme's conditions and caps need to know of them, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from actions import offer, subscription, tag
from actions.program import InForce
from rules.earning import ALL_RULES
from rules.priced import MemberState, Quote, Used
from rules.program import Program
from rules.program_names import asked_by
from rules.program_offers import OFFER
from rules.schedule import local_day
from rules.stamp import STAMP
from storage import ledger as accounts
from storage import members, purchases, uses
from storage.work import Row, Work


def look(
    work: Work,
    member_id: str,
    state: MemberState,
    in_force: InForce,
    at: datetime,
    *,
    stamp_gift: str = "",
    lock: bool = False,
) -> MemberState:
    """Add to the member's tier and points whatever this programme looks at, and what another one promised.

    stamp_gift: the card whose gift is wanted; no other card is counted. lock: budgets too, to spend them.
    """
    asked = in_force.program.looks_at
    if not (asked or stamp_gift or in_force.offered):
        return state
    more: dict[str, object] = {}
    granted = offer.usable(work, member_id, at) if in_force.offered else ()
    if granted:
        # On the terms of then, which may ask for what today's programme does not.
        asked |= asked_by(one.offer.when for one in granted)
        more["offers"] = granted
    if "birthday" in asked:
        found = members.get(work, member_id)
        more["birthday"] = found.birthday if found else None
    if "first_purchase" in asked:
        more["is_new"] = purchases.is_new(work, member_id)
    if "subscriptions" in asked:
        more["subscriptions"] = subscription.active(work, member_id, at)
    if "tags" in asked:
        more["tags"] = tag.of(work, member_id)
    if stamp_gift:
        more["stamps"] = {stamp_gift: _stamps(work, member_id, stamp_gift)}
    used: dict[str, Used] = {}
    if "uses" in asked:
        used |= _used(work, member_id, in_force.program, at, lock=lock)
    if granted:
        used |= offer.left_of_budgets(work, granted, in_force.program, lock=lock)
    more["used"] = used
    return replace(state, **more)  # type: ignore[arg-type]


def _stamps(work: Work, member_id: str, card: str) -> int:
    """How many stamps may be spent; none while some are owed after a return."""
    account = accounts.account(work, member_id, STAMP + card)
    return 0 if account is None or account.debt else accounts.available(work, member_id, STAMP + card)


def note(work: Work, member_id: str, program: Program, quoted: Quote, at: datetime) -> None:
    """Count what a purchase was given against the caps and budgets that there are."""
    if "uses" not in program.looks_at:
        return
    day, budgets = local_day(at, program.zone), dict(_budgets(program))
    # What an offer gave has a budget of its own, and no part in the limits of the others.
    given = [(earned.rule, earned.points) for earned in quoted.earnings if earned.rule and not _is_offers(earned.rule)]
    given += [(STAMP + card, count) for card, count in _stamped(quoted) if count]
    usual = quoted.earn_points - (quoted.offer.points if quoted.offer else 0)
    if usual:
        given.append((ALL_RULES, usual))
    for rule, points in given:
        uses.note(work, member_id, rule, day, points)
        if rule in budgets:
            uses.spend(work, rule, points)


def give_back(work: Work, bought: Row, then: Program) -> None:
    """A purchase is back with all that it gave: so is what it took of the budgets; caps stay counted.

    then: the programme that it was made under. Called under the lock of the member's account.
    """
    if "uses" not in then.looks_at:
        return
    given: Counter[str] = Counter({ALL_RULES: bought.points_earned})
    kept = bought.rules or {}
    for rule, points in kept.get("earned", ()):
        given[rule] += points
        given[ALL_RULES] -= points if _is_offers(rule) else 0
    named = sorted(name for name, _ in _budgets(then) if given[name])
    uses.lock_budgets(work, named)
    for name in named:
        uses.spend(work, name, -given[name])


def _is_offers(rule: str) -> bool:
    return rule.startswith(OFFER)


def _stamped(quoted: Quote) -> Iterator[tuple[str, int]]:
    """The stamps of each card without those of an offer."""
    its = quoted.offer.granted.offer.gives.stamps if quoted.offer else None
    for card, count in quoted.stamps:
        yield card, count - (its.count if its is not None and its.card == card else 0)


def _used(work: Work, member_id: str, program: Program, at: datetime, *, lock: bool) -> Mapping[str, Used]:
    found = uses.of_member(work, member_id, local_day(at, program.zone))
    budgets = dict(_budgets(program))
    spent = uses.lock_budgets(work, budgets) if lock else {rule: uses.spent(work, rule) for rule in budgets}
    used = {rule: Used(today, ever) for rule, (today, ever) in found.items()}
    for rule, budget in budgets.items():
        used[rule] = replace(used.get(rule, Used()), budget_left=max(0, budget - spent[rule]))
    return used


def _budgets(program: Program) -> Iterator[tuple[str, int]]:
    if program.earning.caps.budget is not None:
        yield ALL_RULES, program.earning.caps.budget
    for rule in program.rules:
        if rule.caps.budget is not None:
            yield rule.name, rule.caps.budget
