"""Whether somebody is in a segment, by plain Python over what is known of them."""

from __future__ import annotations

import operator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from rules import segment_days
from rules.schedule import local_day
from rules.segment import Terms
from rules.segment_fields import BURNING_DAYS, BY_NAME
from rules.segment_tree import And, Compare, Condition, Flag, Known, Measured, Not, OneOf, Or, Outcome, Tree
from tests.storage.segment_people import ATTRIBUTION_DAYS, DAY, Person

SIGNS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(tree: Tree, who: Person, by: Terms) -> bool:
    match tree:
        case And(parts):
            return all(holds(part, who, by) for part in parts)
        case Or(parts):
            return any(holds(part, who, by) for part in parts)
        case Not(part):
            return not holds(part, who, by)
        case _:
            return _one(tree, who, by)


def _one(tree: Condition, who: Person, by: Terms) -> bool:
    match tree:
        case Flag(name):
            return bool(fact(name, who, by))
        case Compare("tag", sign, value):
            return (value in who.tags) == (sign == "=")
        case OneOf("tag", values):
            return bool(set(values) & set(who.tags))
        case Compare("tier", sign, value):
            known = list(by.tiers)
            return bool(SIGNS[sign](known.index(fact("tier", who, by)), known.index(str(value))))
        case Compare(name, sign, value):
            return _compared(fact(name, who, by), sign, value, by)
        case OneOf(name, values):
            return fact(name, who, by) in values
        case Known(name):
            return fact(name, who, by) is not None
        case Measured():
            return _compared(_measured(tree, who, by), tree.operator, tree.value, by)
        case Outcome(outcome, campaign):
            return any(_became(outcome, each, who) for each in who.touches if each["campaign"] == campaign)
    raise AssertionError(tree)


def _compared(left: Any, sign: str, value: Any, by: Terms) -> bool:
    if left is None:
        return False
    return bool(SIGNS[sign](Decimal(left).scaleb(-by.digits) if isinstance(value, Decimal) else left, value))


def _days(at: datetime | None, by: Terms) -> int | None:
    return None if at is None else (by.now - at) // DAY


def _usable(who: Person, by: Terms) -> list[dict[str, Any]]:
    return [
        lot
        for lot in who.lots
        if lot["asset"] == "points" and lot["remaining"] and lot["active_at"] <= by.now
        if lot["expires_at"] is None or lot["expires_at"] > by.now
    ]


def _burning(who: Person, by: Terms, days: int) -> int:
    ends = [(lot["remaining"], lot["expires_at"]) for lot in _usable(who, by) if lot["expires_at"]]
    return sum(left for left, end in ends if _days_left(end, by) <= days)


def _days_left(end: datetime, by: Terms) -> int:
    """Until the last day on which it can be spent."""
    return (local_day(end - timedelta(microseconds=1), by.zone) - local_day(by.now, by.zone)).days


def fact(name: str, who: Person, by: Terms) -> Any:
    facts, row, today = who.facts or {}, who.row, local_day(by.now, by.zone)
    counted = {
        "frequency": "window_purchases",
        "r": "recency",
        "f": "frequency",
        "m": "monetary",
        "spend": "spend_minor",
        "monetary": "window_spend_minor",
    }
    if name in counted or name in ("purchases", "friends_joined", "friends_bought"):
        return facts.get(counted.get(name, name), 0)
    plain = {"cell": "cell", "stage": "stage", "favourite_category": "category", "favourite_place": "place"}
    if name in plain:
        return facts.get(plain[name]) or None
    ends = [lot["expires_at"] for lot in _usable(who, by) if lot["expires_at"]]
    born, count = row["birthday"], facts.get("purchases", 0)
    gap = (facts["last_at"] - facts["first_at"]) if count > 1 else None
    derived: dict[str, Any] = {
        "average_cheque": facts["spend_minor"] // count if count else None,
        "typical_cheque": facts.get("typical_minor") or None,
        "favourite_hour": facts.get("hour"),
        "first_purchase_days": _days(facts.get("first_at"), by),
        "recency_days": _days(facts.get("last_at"), by),
        "gap_days": None if gap is None else gap // (count - 1) // DAY,
        "tier": who.tier if who.tier in by.tiers else by.tiers[0],
        "balance": sum(lot["remaining"] for lot in _usable(who, by)),
        "burning_points": _burning(who, by, BURNING_DAYS),
        "burning_days": min((_days_left(end, by) for end in ends), default=None),
        "registered_days": _days(row["created_at"], by),
        "last_seen_days": _days(max((at for at, _ in who.seen), default=None), by),
        "reachable": any(reachable for _, reachable in who.seen),
        "marketing": row["marketing"],
        "snoozed": row["snoozed_until"] is not None and row["snoozed_until"] > by.now,
        "phone_known": row["phone"] is not None,
        "language": row["language"],
        "zone": row["zone"] or by.zone.key,
        "birthday_days": None if born is None else segment_days.birthday_days(born, today),
        "birthday_month": None if born is None else born.month,
        "age": None if born is None else segment_days.age(born, today),
        "rating": _mark(who, "purchase"),
        "nps": _mark(who, "nps"),
    }
    assert name in BY_NAME
    return derived[name]


def _mark(who: Person, kind: str) -> int | None:
    given = [one for one in who.ratings if one["kind"] == kind and one["score"] is not None]
    # Kept one after the other, so that of two at one instant the later one has the greater id.
    newest = max(enumerate(given), key=lambda pair: (pair[1]["at"], pair[0]), default=None)
    return None if newest is None else newest[1]["score"]


def _measured(asked: Measured, who: Person, by: Terms) -> int:
    if asked.measure == "burning":
        return _burning(who, by, asked.days or BURNING_DAYS)
    texts = dict(asked.texts)
    stayed = [one for one in who.bought if one["returned_minor"] < one["net_minor"]]
    meant = [
        one
        for one in stayed
        if asked.days is None or one["at"] >= by.now - asked.days * DAY
        if texts.get("place") in (None, one["location"])
    ]
    category = texts.get("category")
    if category is None:
        return len(meant) if asked.measure == "bought" else sum(o["net_minor"] - o["refunded_minor"] for o in meant)
    wanted = [[line["net_minor"] for line in one["lines"] if _named(line, category)] for one in meant]
    return sum(1 for nets in wanted if nets) if asked.measure == "bought" else sum(map(sum, wanted))


def _named(line: dict[str, Any], category: str) -> bool:
    return bool(line.get("category", "").strip().casefold() == category.casefold())


def _became(outcome: str, touch: dict[str, Any], who: Person) -> bool:
    match outcome:
        case "touched":
            return bool(touch["variant"])
        case "control":
            return not touch["variant"]
        case "tapped":
            return touch["tapped_at"] is not None
    until = touch["at"] + ATTRIBUTION_DAYS[touch["campaign"]] * DAY
    stayed = [one for one in who.bought if one["returned_minor"] < one["net_minor"]]
    return any(touch["at"] <= one["at"] < until for one in stayed)
