"""A broadcast before it goes: seen as a member sees it, tried on colleagues, started now or at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from actions import campaign, member, segment, staff
from channels.channel import Reply
from handlers.campaign_drafting import FIRST, Number, draft_facts, looked_at, noticed, unsent_of, variant_of
from handlers.campaign_parts import wrong
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules import schedule
from rules.campaign_when import AHEAD_MAX_DAYS, WhenInvalid, when
from screens import campaign as progress
from screens import campaign_draft as screens
from screens import campaign_message, campaign_preview, routes
from screens.screen import Screen
from screens.speech import texts_for

WHEN = "ad_when"
SAMPLE = 20


@on.pressed("campaign:preview", studies=True)
def preview(visit: Visit, number: Number, variant: str = "", at: Number = FIRST) -> Screen:
    """The message of a variant exactly as the so-manieth of some members of the audience would get it."""
    document = unsent_of(visit, number).document
    shown = variant_of(document, variant)
    ids = segment.sample(visit.work, document.audience, SAMPLE)
    if not ids:
        return campaign_preview.nobody(visit.texts, number)
    place = at % len(ids)
    told = campaign.preview(visit.work, number, shown.name, ids[place])
    reader = member.get(visit.work, ids[place])
    screen = campaign_message.show(texts_for(visit.program, reader.language, reader.zone), told)
    names = [one.name for one in document.variants]
    return campaign_preview.framed(visit.texts, screen, number, shown.name, names, place, len(ids))


@on.pressed("campaign:seen", looks_only=True)
def seen(visit: Visit, at: Number) -> Reply:
    """A button of a preview."""
    _ = visit.marketer
    return Reply(notice=visit.texts.plain.gettext("This is a preview: for members the button works"))


@on.pressed("campaign:test")
def tried(visit: Visit, number: Number, to: str = "") -> Screen:
    """To whom; or to all, or to this one."""
    me = visit.marketer
    unsent_of(visit, number)
    here = [
        (staff_id, name)
        for staff_id, role, name, _, _, works in staff.everyone(visit.work)
        if works and role in staff.MARKETING
    ]
    if not to:
        return screens.test(visit.texts, number, here, me.staff_id)
    chosen = [staff_id for staff_id, _ in here if to in ("all", staff_id)]
    if not chosen:
        raise Stale
    return screens.tested(visit.texts, number, campaign.test(visit.work, number, chosen))


# ------------------------------------------------------------------ the start


@on.pressed("campaign:go", studies=True)
def go(visit: Visit, number: Number) -> Screen:
    """Ask once more, with the number of people; or say what blocks it."""
    facts = draft_facts(visit, unsent_of(visit, number))
    if any(doubt.blocks for doubt in facts.doubts):
        return screens.draft(visit.texts, facts)
    return screens.confirm(visit.texts, facts)


@on.pressed("campaign:start")
def start(visit: Visit, number: Number) -> Answer:
    """From now on it runs, once; this message shows how far it is."""
    return _start(visit, number, None)


@on.pressed("campaign:later")
def later(visit: Visit, number: Number, seconds: Number = FIRST) -> Answer:
    """Ask for the time; or schedule it for this one."""
    unsent_of(visit, number)
    zone = visit.program.zone.key
    if not seconds:
        visit.await_(WHEN, campaign=int(number))
        return screens.ask_when(visit.texts, number, zone)
    at = _instant(visit, seconds)
    if at <= visit.work.now:
        return screens.ask_when(visit.texts, number, zone, wrong=wrong(visit, WhenInvalid("past", at)))
    return _start(visit, number, at)


def _instant(visit: Visit, seconds: int) -> datetime:
    """Of a button, which carries no other time than one that can be typed. Raises Stale."""
    if seconds > (visit.work.now + timedelta(days=AHEAD_MAX_DAYS + 1)).timestamp():
        raise Stale
    return datetime.fromtimestamp(seconds, UTC)


@on.awaited(WHEN)
def when_typed(visit: Visit, words: str) -> Answer:
    """A time that can be kept is said back in words before it counts."""
    number, zone = visit.address.dialogue["campaign"], visit.program.zone
    unsent_of(visit, number)
    try:
        at = when(words, visit.work.now, zone)
    except WhenInvalid as refusal:
        return screens.ask_when(visit.texts, number, zone.key, wrong=wrong(visit, refusal))
    return looked_at(routes.CAMPAIGN_AT, number, int(at.timestamp()))


@on.pressed("campaign:at", studies=True)
def at_that_time(visit: Visit, number: Number, seconds: Number) -> Screen:
    """Ask once more, with the number of people and the time in words."""
    kept, zone = unsent_of(visit, number), visit.program.zone
    at = _instant(visit, seconds)
    days = (schedule.local_day(at, zone) - schedule.local_day(visit.work.now, zone)).days
    by_shop = replace(visit.texts, zone=zone.key)
    return screens.confirm_when(by_shop, draft_facts(visit, kept), at, days, zone.key)


@on.pressed("campaign:leave")
def leave(visit: Visit, number: Number, to: str) -> Reply:
    """Out of a question: what is typed from now on is no answer to it."""
    unsent_of(visit, number)
    visit.await_()
    if to not in ("who", "go"):
        raise Stale
    return looked_at(f"{routes.CAMPAIGN}:{to}", number)


def _start(visit: Visit, number: Number, at: datetime | None) -> Answer:
    me = visit.marketer
    kept = campaign.get(visit.work, number)
    if kept.state not in ("draft", "scheduled"):
        return noticed(visit, progress.progress(visit.texts, kept))
    if campaign.blocked(visit.work, number, visit.in_force):
        return looked_at(routes.CAMPAIGN, number)
    visit.await_()
    campaign.start(visit.work, number, at)
    who_, message_id = visit.person, visit.message_id
    campaign.watch(visit.work, number, who_.channel, who_.chat_id, message_id)
    _ = me
    return progress.progress(visit.texts, campaign.get(visit.work, number))
