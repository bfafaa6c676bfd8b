"""A made-up shop: a few hundred members with a year of purchases, the same at every start."""

from __future__ import annotations

import random  # noqa: TID251 - made-up data that is the same at every start
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import facts, member, purchase
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage.work import Work

SEED = 7
DAYS = 365
BATCH = 200
NAMES = ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Захар", "Ирина", "Кирилл", "Лариса", "Максим")
CATEGORIES = ("coffee", "bakery", "dairy", "fruit", "household", "tobacco")


@dataclass(frozen=True, slots=True)
class Visit:
    """One purchase of the member with this number."""

    number: int
    at: datetime
    lines: tuple[Line, ...]


def join(work: Work, count: int, since: datetime) -> list[str]:
    """Make the members as they were a year ago; their ids by number."""
    then = work.at(since)
    return [
        member.create(
            then,
            name=NAMES[number % len(NAMES)],
            language="ru" if number % 5 else "en",
            phone=f"+7900{number:07}",
            client="demo",
        ).member_id
        for number in range(count)
    ]


def visits(count: int, since: datetime, until: datetime) -> Iterator[Visit]:
    """A year of visits in order of time: many come seldom, a few come often, everybody has a usual cheque."""
    chance = random.Random(SEED)  # noqa: S311 - made-up data that must be the same at every start
    planned: list[Visit] = []
    for number in range(count):
        often = chance.choice((2, 3, 5, 8, 13, 30))
        usual_minor = chance.choice((350_00, 700_00, 1_200_00, 2_500_00))
        for _ in range(chance.randint(1, often)):
            at = since + (until - since) * chance.random()
            planned.append(Visit(number, at.replace(microsecond=0), _lines(chance, usual_minor)))
    return iter(sorted(planned, key=lambda visit: visit.at))


def record(work: Work, member_ids: list[str], batch: list[Visit], shops: Sequence[str] = ("",)) -> None:
    """Record these visits, each as of its own instant. shops: partners of an alliance in turn, `""` for its own."""
    for visit in batch:
        then, partner = work.at(visit.at), shops[(visit.number + visit.at.day) % len(shops)]
        sale = Sale(member_id=member_ids[visit.number], cheque=Cheque(visit.lines), client="demo", partner=partner)
        purchase.record_past(then, sale)
    facts.changed_many(work, {member_ids[visit.number] for visit in batch})


def year(now: datetime) -> tuple[datetime, datetime]:
    """(since, until): the year before now, up to yesterday."""
    return now - timedelta(days=DAYS), now - timedelta(days=1)


def _lines(chance: random.Random, usual_minor: int) -> tuple[Line, ...]:
    total = max(50_00, int(usual_minor * chance.uniform(0.4, 1.8)) // 100 * 100)
    first = total // 3 // 100 * 100
    parts = (total - first, first) if first else (total,)
    return tuple(Line(amount, category=chance.choice(CATEGORIES)) for amount in parts)
