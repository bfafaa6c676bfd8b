"""Whether a condition of the programme holds for a cheque, and which of its lines a rule means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.priced import Cheque, Line, MemberState
from rules.program_formats import Birthday, When
from rules.program_sections import Goods

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def meant(goods: Goods | None, lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it is among these goods; None means no line."""
    if goods is None:
        return [False] * len(lines)
    if goods.is_everything:
        return [True] * len(lines)
    return [is_of(goods, line) for line in lines]


def is_of(goods: Goods, line: Line) -> bool:
    """Whether any name of the line is in any of the lists."""
    return (
        (bool(line.category) and named(line.category) in goods.categories)
        or (bool(line.brand) and named(line.brand) in goods.brands)
        or (bool(line.sku) and named(line.sku) in goods.products)
        or any(named(label) in goods.labels for label in line.labels)
    )


@lru_cache(maxsize=4096)
def named(text: str) -> str:
    """A name as the document keeps it: capitals and blanks around it do not matter."""
    return text.strip().casefold()


def holds(when: When, cheque: Cheque, member: MemberState, now: datetime, zone: ZoneInfo) -> bool:
    """Whether all that is named holds at this instant, by the shop's clock."""
    if when.is_always:
        return True
    if when.minimum_cheque_minor and cheque.value_minor < when.minimum_cheque_minor:
        return False
    return _of_the_member(when, member) and _of_the_place(when, cheque) and _of_the_time(when, member, now, zone)


def _of_the_member(when: When, member: MemberState) -> bool:
    return not (
        (when.tiers and member.tier not in when.tiers)
        or (when.subscriptions and not when.subscriptions & member.subscriptions)
        or (when.tags and not when.tags & member.tags)
        or (when.first_purchase and not member.is_new)
    )


def _of_the_place(when: When, cheque: Cheque) -> bool:
    return not (
        (when.partners and cheque.partner not in when.partners)
        or (when.locations and cheque.location not in when.locations)
    )


def _of_the_time(when: When, member: MemberState, now: datetime, zone: ZoneInfo) -> bool:
    local = now.astimezone(zone)
    return not (
        (when.weekdays and WEEKDAYS[local.weekday()] not in when.weekdays)
        or (when.hours is not None and not when.hours.window.holds(local.time()))
        or (when.first_day is not None and local.date() < when.first_day)
        or (when.last_day is not None and local.date() > when.last_day)
        or (when.birthday is not None and not is_birthday(when.birthday, member.birthday, local.date()))
    )


def is_birthday(window: Birthday, birthday: date | None, today: date) -> bool:
    """Whether today is within so many days of the birthday; who was born on 29 February has it on the 28th too."""
    if birthday is None:
        return False
    return any(
        day - timedelta(days=window.days_before) <= today <= day + timedelta(days=window.days_after)
        for year in (today.year - 1, today.year, today.year + 1)
        for day in (_in_year(birthday, year),)
    )


def _in_year(birthday: date, year: int) -> date:
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
