"""A member's wishes: language, kinds of messages, time zone, quiet hours, birthday."""

from __future__ import annotations

import re
from datetime import datetime

from actions import deed, member
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules.member import MUTABLE, SNOOZES_DAYS
from screens import birthday as birthdays
from screens import hearing, settings
from screens.screen import Screen

_HOURS = re.compile(r"\s*(\d{1,2})(?::00)?\s*[-–—]\s*(\d{1,2})(?::00)?\s*")


@on.pressed("settings", looks_only=True)
def show(visit: Visit) -> Screen:
    return settings.show(visit.texts, visit.me, deed.profile(visit.work, visit.me))


@on.pressed("settings:back")
def leave(visit: Visit) -> Screen:
    """Out of the question for a zone or hours: what is typed from now on is no answer to it."""
    if visit.address.awaiting in ("zone", "quiet"):
        visit.await_()
    return show(visit)


@on.pressed("kinds", looks_only=True)
def kinds(visit: Visit) -> Screen:
    return hearing.kinds(visit.texts, visit.me)


@on.pressed("hearing", looks_only=True)
def hears(visit: Visit) -> Screen:
    return hearing.show(visit.texts, visit.me)


@on.pressed("snooze")
def snooze(visit: Visit, days: str = "") -> Screen:
    """Ask for how long, take the answer, or end it."""
    if days:
        wanted = 0 if days == "off" else next((one for one in SNOOZES_DAYS if str(one) == days), None)
        if wanted is None:
            raise Stale
        member.snooze(visit.work, visit.me, wanted)
        visit.again()
    return hearing.snooze(visit.texts, visit.me)


@on.pressed("mute")
def mute(visit: Visit, kind: str) -> Screen:
    if kind not in MUTABLE:
        raise Stale
    member.toggle_mute(visit.work, visit.me, kind)
    visit.again()
    return kinds(visit)


@on.pressed("zone")
def zone(visit: Visit, name: str = "") -> Screen:
    """Ask, and wait for a zone that is typed; or take the one that was picked."""
    if not name:
        visit.await_("zone")
        return settings.zones(visit.texts, visit.me)
    member.set_zone(visit.work, visit.me.member_id, name)
    visit.await_()
    visit.again()
    return show(visit)


@on.awaited("zone")
def zone_typed(visit: Visit, words: str) -> Answer:
    return zone(visit, words.strip())


@on.pressed("quiet")
def quiet(visit: Visit, hours: str = "") -> Screen:
    """Ask, and wait for hours that are typed; or take the ones that were picked, such as `22-09` or `off`."""
    if not hours:
        visit.await_("quiet")
        return settings.quiet(visit.texts, visit.me)
    found = _HOURS.fullmatch(hours)
    if hours != "off" and (found is None or int(found[1]) > 23 or int(found[2]) > 23):
        return settings.quiet(visit.texts, visit.me, unreadable=True)
    member.set_quiet(visit.work, visit.me.member_id, (int(found[1]), int(found[2])) if found else None)
    visit.await_()
    visit.again()
    return show(visit)


@on.awaited("quiet")
def quiet_typed(visit: Visit, words: str) -> Answer:
    return quiet(visit, words.strip() or "?")


@on.pressed("birthday")
def birthday(visit: Visit, word: str = "") -> Screen:
    """Ask, and wait for a day that is typed; or leave it out."""
    if word == "later":
        visit.await_()
        return show(visit)
    if visit.me.birthday is not None:
        raise member.BirthdaySet
    visit.await_("birthday")
    return birthdays.ask(visit.texts)


@on.awaited("birthday")
def birthday_typed(visit: Visit, words: str) -> Answer:
    if visit.me.birthday is not None:
        visit.await_()
        return show(visit)
    try:
        day = datetime.strptime(words.strip(), "%d.%m.%Y").date()  # noqa: DTZ007 - a birthday has no zone
        member.set_birthday(visit.work, visit.me, day)
    except (ValueError, member.BirthdayInvalid):
        return birthdays.unreadable(visit.texts)
    visit.await_()
    return birthdays.saved(visit.texts, day)
