"""What the programme says under a till's receipt: plain lines for paper."""

from __future__ import annotations

from rules.bought import Receipt
from screens.texts import Texts


def lines(texts: Texts, facts: Receipt) -> list[str]:
    """Plain lines, the shop's name first; one for each thing that happened, and none for what did not."""
    plain = texts.plain
    return [
        line
        for line in (
            plain.safe(plain.brand.name),
            plain.safe(facts.place),
            *_paid(plain, facts),
            *_given(plain, facts),
            *_has(plain, facts),
        )
        if line
    ]


def _paid(texts: Texts, facts: Receipt) -> list[str]:
    points = texts.points(facts.spent)
    return [
        texts.gettext("Taken off by the programme: %(sum)s", sum=texts.money(facts.off_minor))
        if facts.off_minor
        else "",
        texts.gettext("Paid from the balance: %(points)s = %(sum)s", points=points, sum=texts.money(facts.spent_minor))
        if facts.spent
        else "",
        texts.gettext("Paid with a gift card: %(sum)s", sum=texts.money(facts.gift_minor)) if facts.gift_minor else "",
        texts.gettext("Paid in money: %(sum)s", sum=texts.money(facts.due_minor)),
        texts.gettext("Goods taken back: %(sum)s", sum=texts.money(facts.returned_minor))
        if facts.returned_minor
        else "",
    ]


def _given(texts: Texts, facts: Receipt) -> list[str]:
    return [
        _earned(texts, facts),
        *(
            texts.gettext("Stamps on the card %(card)s: +%(count)s", card=texts.name(f"stamp:{card}"), count=count)
            for card, count in facts.stamps
        ),
    ]


def _earned(texts: Texts, facts: Receipt) -> str:
    if not facts.earned:
        return ""
    points = texts.points(facts.earned)
    if facts.active_at is not None:
        day = texts.local_day(facts.active_at)
        return texts.gettext("Earned: %(points)s, usable from %(day)s", points=points, day=day)
    if facts.last_day is not None:
        day = texts.day(facts.last_day)
        return texts.gettext("Earned: %(points)s, use by %(day)s", points=points, day=day)
    return texts.gettext("Earned: %(points)s", points=points)


def _has(texts: Texts, facts: Receipt) -> list[str]:
    return [
        texts.gettext("Balance: %(points)s", points=texts.points(facts.available)),
        texts.gettext("Owed after a return: %(points)s", points=texts.points(facts.debt)) if facts.debt else "",
        texts.gettext("Tier: %(tier)s", tier=texts.name(facts.tier)),
    ]
