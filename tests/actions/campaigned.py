"""A made base for reports: a campaign, whom it touched and what they bought; and its figures by hand, row by row."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from actions import campaign
from rules.campaign import Campaign, campaign_of
from rules.campaign_report import CONTROL, GLOBAL
from storage.tables import campaigns, deliveries, members, offers, purchases, touches
from storage.work import Work

DAYS = 14
STATES = ("sent", "sent", "sent", "recalled", "failed", "unknown", "queued", "leased", "skipped")


def a_document(name: str = "spring", **more: Any) -> Campaign:
    """Two variants, a tenth left alone."""
    told = {"text": {"ru": "Привет!", "en": "Hello!"}}
    variants = [{"name": "a", "message": told}, {"name": "b", "message": told, "offer": "gift"}]
    return campaign_of({"name": name, "variants": variants, "control_percent": 10, "attribution_days": DAYS} | more)


def running(work: Work, document: Campaign | None = None) -> int:
    """A campaign that runs, and has found all of its audience."""
    number = campaign.draft(work, document or a_document())
    campaign.start(work, number)
    work.run(
        campaigns.update()
        .where(campaigns.c.campaign == number)
        .values(reached_at=work.now, reached_to="ffffffff-ffff-7fff-8fff-ffffffffffff")
    )
    return number


def touch(work: Work, number: int, member_id: str, variant: str, at: datetime, occasion: str = "", **more: Any) -> None:
    row = {"campaign": number, "member_id": member_id, "variant": variant, "at": at, "occasion": occasion}
    work.run(touches.insert(), **row, **{"state": "", "tapped_at": None, **more})


def deliver(work: Work, number: int, member_id: str, state: str, occasion: str = "") -> None:
    work.run(
        deliveries.insert(),
        delivery_id=work.fresh_id(),
        dedupe_key=f"campaign:{number}:{occasion}:{member_id}",
        member_id=member_id,
        channel="telegram",
        user_id="1",
        chat_id="1",
        kind="campaign",
        category="marketing",
        lane="marketing",
        campaign=number,
        facts={"campaign": number, "occasion": occasion},
        state=state,
        due_at=work.now,
        created_at=work.now,
    )


def buy(work: Work, member_id: str, at: datetime, net_minor: int, **more: Any) -> None:
    """A purchase as it is kept, without its entries."""
    row = {
        "member_id": member_id,
        "purchase_id": work.fresh_id(),
        "at": at,
        "gross_minor": net_minor,
        "discount_minor": 0,
        "points_spent": 0,
        "points_minor": 0,
        "net_minor": net_minor,
        "points_earned": 0,
        "lines": [],
        "client": "test",
        "program_version": 1,
    }
    work.run(purchases.insert(), **(row | more))


def give(work: Work, number: int, member_id: str, occasion: str = "", **more: Any) -> None:
    row = {
        "member_id": member_id,
        "offer_id": work.fresh_id(),
        "offer": "gift",
        "program_version": 1,
        "campaign": number,
        "occasion": occasion,
        "state": "given",
        "granted_at": work.now,
        "expires_at": work.now + timedelta(days=7),
    }
    work.run(offers.insert(), **(row | more))


def a_member(work: Work, chance: int = 5_000) -> str:
    member_id = work.fresh_id()
    row = {"created_at": work.now, "language": "ru", "muted": [], "referral_code": member_id, "chance": chance}
    work.run(members.insert(), member_id=member_id, **row)
    return member_id


def lived(work: Work, number: int, start: datetime, *, count: int, seed: int, touches_most: int = 1) -> None:
    """So many members, touched once or several times, who buy, take back, tap and use offers as chance has it."""
    dice = random.Random(seed)
    for _ in range(count):
        member_id = a_member(work, dice.randrange(2**31 - 1))
        variant = dice.choice(("a", "a", "b", "b", CONTROL, GLOBAL))
        for time in range(dice.randint(1, touches_most)):
            occasion = f"n{time}" if touches_most > 1 else ""
            at = start + timedelta(days=time * dice.randint(0, 9), minutes=dice.randrange(60))
            _touched(work, number, member_id, variant, occasion, at, dice)
        for _ in range(dice.choice((0, 0, 1, 1, 2, 5))):
            _bought(work, member_id, start + timedelta(hours=dice.randint(-48, 40 * 24)), dice)


def _touched(
    work: Work, number: int, member_id: str, variant: str, occasion: str, at: datetime, dice: random.Random
) -> None:
    state = dice.choice(STATES)
    purged = dice.random() < 0.3
    told = variant not in (CONTROL, GLOBAL)
    tapped_at = at + timedelta(hours=1) if told and dice.random() < 0.3 else None
    kept = state if told and purged else ""
    touch(work, number, member_id, variant, at, occasion, state=kept, tapped_at=tapped_at)
    if told and not purged:
        deliver(work, number, member_id, state, occasion)
    if variant == "b":
        on_at = at if dice.random() < 0.6 else None
        used = {"used_at": at, "points": dice.randint(0, 300), "off_minor": dice.randint(0, 90_00)}
        give(work, number, member_id, occasion, on_at=on_at, **(used if on_at and dice.random() < 0.5 else {}))


def _bought(work: Work, member_id: str, at: datetime, dice: random.Random) -> None:
    net = dice.randint(1, 5_000_00)
    back = dice.choice((0, 0, 0, net // 3, net))
    spent = {"points_spent": dice.choice((0, 70)), "points_restored": 0}
    buy(work, member_id, at, net, returned_minor=back, refunded_minor=back, **spent)


def sold(work: Work, start: datetime) -> int:
    """Three groups of twenty: nine bought of the first, five of the second, two of those left alone; its number."""
    number = running(work)
    for variant, buyers in (("a", 9), ("b", 5), (CONTROL, 2)):
        for place in range(20):
            member_id = a_member(work)
            touch(work, number, member_id, variant, start, tapped_at=start if variant and place < 12 else None)
            if variant:
                deliver(work, number, member_id, "failed" if place == 19 else "sent")
            if place < buyers:
                buy(work, member_id, start, 500_00 + 10_00 * place)
    return number


# ------------------------------------------------------------------ by hand


def by_hand(work: Work, number: int) -> dict[str, dict[str, int]]:
    """Every figure of every group from raw rows, one member after the other."""
    mine = rows(work, touches, campaign=number)
    sent = {row.dedupe_key: row.state for row in rows(work, deliveries)}
    bought = rows(work, purchases)
    given = rows(work, offers, campaign=number)
    figures: dict[str, dict[str, int]] = {}
    for member_id in {row.member_id for row in mine}:
        own = sorted((row for row in mine if row.member_id == member_id), key=lambda row: (row.at, row.occasion))
        name = own[0].variant
        states = {sent.get(f"campaign:{number}:{row.occasion}:{member_id}", row.state) for row in own}
        counted = [row for row in bought if row.member_id == member_id and _counts(row, own)]
        revenue = sum(row.net_minor - row.refunded_minor for row in counted)
        held = [row for row in given if row.member_id == member_id]
        _add(
            figures.setdefault(name, {}),
            members=1,
            touches=len(own),
            queued=bool(states & {"queued", "leased"}) and not states & {"sent", "recalled", "failed", "unknown"},
            sent=bool(states & {"sent", "recalled", "failed", "unknown"}),
            reached=bool(states & {"sent", "recalled"}),
            tapped=any(row.tapped_at for row in own),
            switched_on=any(row.on_at for row in held),
            used=any(row.used_at for row in held),
            buyers=bool(counted),
            purchases=len(counted),
            revenue_minor=revenue,
            revenue_squares=revenue**2,
            points_spent=sum(row.points_spent - row.points_restored for row in counted),
            points_given=sum(row.points for row in held),
            off_minor=sum(row.off_minor for row in held),
        )
    return figures


def _counts(bought: Any, own: Iterable[Any]) -> bool:
    """Whether it came within the window of some touch; however many windows it is in, it is one purchase."""
    if bought.returned_minor >= bought.gross_minor - bought.discount_minor:
        return False
    return any(row.at <= bought.at < row.at + timedelta(days=DAYS) for row in own)


def _add(figures: dict[str, int], **more: int) -> None:
    for name, value in more.items():
        figures[name] = figures.get(name, 0) + value


def rows(work: Work, table: sa.Table, **equal: Any) -> list[Any]:
    wanted = [table.c[name] == value for name, value in equal.items()]
    return list(work.all(sa.select(table).where(*wanted)))
