"""A made base of members for segments, where everything is sometimes missing."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from rules.rfm import CELL_NAMES, STAGES
from storage.tables import (
    addresses,
    campaigns,
    lots,
    member_facts,
    member_tags,
    members,
    purchases,
    ratings,
    standings,
    touches,
)
from storage.work import Work
from tests.rules.segment_trees import CAMPAIGNS, WORDS

DAY = timedelta(days=1)
BIRTHDAYS = (date(2000, 2, 29), date(1990, 3, 2), date(1991, 3, 1), date(2008, 3, 9), date(1970, 12, 31))
ATTRIBUTION_DAYS = {"spring": 14, "autumn": 3}


@dataclass
class Person:
    """What there is of one member, as it is kept; None for what nobody knows."""

    row: dict[str, Any]
    facts: dict[str, Any] | None
    tier: str | None
    tags: list[str]
    seen: list[tuple[datetime, bool]]
    lots: list[dict[str, Any]]
    bought: list[dict[str, Any]]
    ratings: list[dict[str, Any]]
    touches: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_living(self) -> bool:
        return self.row.get("erased_at") is None and self.row.get("merged_into") is None


# ------------------------------------------------------------------ made by chance


def made(dice: random.Random, now: datetime) -> Person:
    """Everything is sometimes missing."""
    return Person(
        row=_row(dice, now),
        facts=_facts(dice, now) if dice.random() < 0.8 else None,
        tier=dice.choice((None, "base", "silver", "gold", "gone")),
        tags=dice.sample(WORDS["tag"], dice.choice((0, 0, 1, 2))),
        seen=[(_ago(dice, now), dice.random() < 0.7) for _ in range(dice.choice((0, 1, 1, 2)))],
        lots=[_lot(dice, now) for _ in range(dice.choice((0, 0, 1, 3)))],
        bought=[_purchase(dice, now) for _ in range(dice.choice((0, 0, 1, 2, 4)))],
        ratings=[_rating(dice, now) for _ in range(dice.choice((0, 0, 1, 3)))],
        touches=[_touch(dice, now, name) for name in CAMPAIGNS if dice.random() < 0.6],
    )


def _ago(dice: random.Random, now: datetime) -> datetime:
    """Often to the very edge of a day."""
    whole = dice.choice((0, 1, 2, 6, 7, 27, 29, 30, 60, 90, 365))
    return now - whole * DAY - timedelta(microseconds=dice.choice((-1, 0, 1, 10**9)))


def _row(dice: random.Random, now: datetime) -> dict[str, Any]:
    gone = dice.random()
    return {
        "created_at": _ago(dice, now),
        "language": dice.choice(WORDS["language"]),
        "phone": dice.choice((None, f"+7999{dice.randrange(10**7):07d}")),
        "birthday": dice.choice((None, *BIRTHDAYS)),
        "zone": dice.choice((None, "Asia/Tokyo")),
        "marketing": dice.random() < 0.5,
        "snoozed_until": dice.choice((None, now, now + DAY, now - DAY)),
        "chance": dice.randrange(2**31),
        "erased_at": now if gone < 0.05 else None,
        "merged_into": "01920000-0000-7000-8000-00000000000a" if 0.05 < gone < 0.1 else None,
    }


def _facts(dice: random.Random, now: datetime) -> dict[str, Any]:
    if dice.random() < 0.2:
        return {"purchases": 0, "stage": "registered"}
    last_at = _ago(dice, now)
    return {
        "purchases": dice.choice((1, 2, 3, 7)),
        "spend_minor": dice.choice((0, 50, 1000, 9999, 10_001, 100_000)),
        "first_at": last_at - dice.choice((0, 1, 30, 61)) * DAY,
        "last_at": last_at,
        "typical_minor": dice.choice((0, 999, 10_000)),
        "window_purchases": dice.choice((0, 1, 5)),
        "window_spend_minor": dice.choice((0, 1_000, 25_033)),
        "category": dice.choice(("", "coffee", "чай")),
        "place": dice.choice(("", "Arbat")),
        "hour": dice.choice((None, 0, 7, 23)),
        "friends_joined": dice.choice((0, 1, 3)),
        "friends_bought": dice.choice((0, 1)),
        "recency": dice.choice((1, 2, 3)),
        "frequency": dice.choice((1, 2, 3)),
        "monetary": dice.choice((1, 2, 3)),
        "cell": dice.choice(CELL_NAMES),
        "stage": dice.choice(STAGES),
    }


def _lot(dice: random.Random, now: datetime) -> dict[str, Any]:
    amount = dice.choice((1, 5, 60))
    return {
        "asset": dice.choice(("points", "points", "points", "stamp:tea")),
        "amount": 60,
        "remaining": dice.choice((0, amount)),
        "held": 0,
        "active_at": dice.choice((now - DAY, now, now + DAY)),
        "expires_at": dice.choice((None, now, now + timedelta(hours=3), now + 7 * DAY, now + 31 * DAY, now + 90 * DAY)),
    }


def _purchase(dice: random.Random, now: datetime) -> dict[str, Any]:
    categories = [dice.choice(("coffee", "Coffee ", "ЧАЙ", "cake", "")) for _ in range(dice.choice((0, 1, 2)))]
    nets = [dice.choice((100, 1_001, 50_000)) for _ in categories]
    lines = [{"amount_minor": n, "net_minor": n, "category": c} for c, n in zip(categories, nets, strict=True)]
    net = sum(nets) or 1_000
    back = dice.choice((0, 0, 0, net // 2, net))
    return {
        "at": _ago(dice, now),
        "net_minor": net,
        "returned_minor": back,
        "refunded_minor": back,
        "location": dice.choice(("", "Arbat", "Tverskaya")),
        "lines": [{k: v for k, v in line.items() if v} for line in lines],
    }


def _rating(dice: random.Random, now: datetime) -> dict[str, Any]:
    kind = dice.choice(("purchase", "nps"))
    score = dice.choice((None, 0, 1, 3, 5))
    return {"kind": kind, "score": score, "at": None if score is None else _ago(dice, now)}


def _touch(dice: random.Random, now: datetime, campaign: str) -> dict[str, Any]:
    variant = dice.choice(("", "a"))
    at = _ago(dice, now)
    tapped_at = at if variant and dice.random() < 0.5 else None
    return {"campaign": campaign, "variant": variant, "at": at, "tapped_at": tapped_at}


# ------------------------------------------------------------------ kept


def keep_campaigns(work: Work) -> dict[str, int]:
    numbers = {}
    for number, name in enumerate(CAMPAIGNS, start=900_001):
        days = ATTRIBUTION_DAYS[name]
        document = {"name": name} | ({"attribution_days": days} if days != 14 else {})
        row = {"name": name, "source": "chat", "state": "done", "document": document, "a": 1, "b": 1}
        work.run(campaigns.insert(), campaign=number, created_at=work.now, **row)
        numbers[name] = number
    return numbers


def keep(work: Work, person: Person, numbers: dict[str, int]) -> str:
    me = {"member_id": work.fresh_id()}
    work.run(members.insert(), **me, **person.row, name="", muted=[], referral_code=me["member_id"])
    if person.facts is not None:
        work.run(member_facts.insert(), **me, counted_at=work.now, **person.facts)
    if person.tier is not None:
        work.run(standings.insert(), **me, tier=person.tier, since=work.now)
    for tag in person.tags:
        work.run(member_tags.insert(), **me, tag=tag)
    for seen_at, reachable in person.seen:
        user = work.fresh_id()
        work.run(
            addresses.insert(), **me, channel="t", user_id=user, chat_id=user, seen_at=seen_at, reachable=reachable
        )
    for lot in person.lots:
        work.run(lots.insert(), **me, lot_id=work.fresh_id(), tx_id=work.fresh_id(), source="purchase", **lot)
    for one in person.bought:
        cheque = {"gross_minor": one["net_minor"], "discount_minor": 0, "points_spent": 0, "points_minor": 0}
        rest = {"points_earned": 0, "client": "till", "program_version": 1}
        work.run(purchases.insert(), **me, purchase_id=work.fresh_id(), **cheque, **rest, **one)
    for one in person.ratings:
        work.run(ratings.insert(), **me, rating_id=work.fresh_id(), asked_at=work.now, **one)
    for one in person.touches:
        work.run(touches.insert(), **me, occasion="", **{**one, "campaign": numbers[one["campaign"]]})
    return me["member_id"]
