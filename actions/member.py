"""A member's life: joins with a consent, says who they are, chooses what they hear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from actions import deed, erased, facts, ledger, merge, program, referral, webhook
from actions.ledger import Cause
from actions.merge import REFERRAL_CODE_LETTERS, WELCOME
from actions.program import InForce
from rules.ledger import POINTS
from rules.lifetime import expires_at
from rules.member import MUTABLE, OFF_BOARD, SNOOZES_DAYS, Member, tidy
from rules.program import Program
from rules.refusal import Refused
from rules.tier import newcomer
from rules.zone import zone_names
from storage import ledger as accounts
from storage import members as rows
from storage import standings
from storage.work import Work

BIRTH_YEAR_MIN = 1900
PHONE_MAX = 40
_TOLD_AS = {
    "phone_verified_at": "phone",
    "quiet_start": "quiet_hours",
    "quiet_end": "quiet_hours",
    "snoozed_until": "snooze",
}
DEFAULT_REGION = "RU"  # for phones typed without their country


class MemberUnknown(Refused):
    code = "member_unknown"
    sentence = "There is no such member."


class PhoneInvalid(Refused):
    code = "phone_invalid"
    sentence = "This is not a phone number; write it like +7 912 345-67-89."


class PhoneTaken(Refused):
    code = "phone_taken"
    sentence = "This phone belongs to another member."


class ForeignContact(Refused):
    code = "foreign_contact"
    sentence = "This is somebody else's contact; share your own with the button."


class BirthdayInvalid(Refused):
    code = "birthday_invalid"
    sentence = "A birthday is a day of the past, not before 1900."


class BirthdaySet(Refused):
    code = "birthday_set"
    sentence = "The birthday is set already; the shop can correct it."


class ZoneInvalid(Refused):
    code = "zone_invalid"
    sentence = "{zone} is not a time zone; write it like Europe/Moscow."


def e164(phone: str) -> str:
    """The phone, as people here write it or with its country, as +79123456789. Raises PhoneInvalid."""
    text = phone.strip()[:PHONE_MAX]
    here = _number(text)
    if here is None or not phonenumbers.is_valid_number(here):
        # Whoever writes 4915... without the plus means it all the same.
        here = _number(f"+{text}") or here
    if here is None or not phonenumbers.is_possible_number(here):
        raise PhoneInvalid
    return phonenumbers.format_number(here, phonenumbers.PhoneNumberFormat.E164)


def _number(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return None


def get(work: Work, member_id: str) -> Member:
    """Raises MemberUnknown, also for one who was erased."""
    return _filled(work, rows.get(work, member_id))


def locked(work: Work, member_id: str) -> Member:
    """The member, whose points nobody else moves to the end of the unit. Raises MemberUnknown.

    One who was erased or joined with another in the meantime is known as such here.
    """
    accounts.lock_account(work, member_id, POINTS)
    return get(work, member_id)


def staying(work: Work, member_id: str) -> Member:
    """The member, whom nobody erases or joins with another before the unit ends; for what moves no points.

    Raises MemberUnknown, also for one who went in the meantime.
    """
    rows.lock(work, member_id)
    return get(work, member_id)


def name_of(work: Work, member_id: str) -> str:
    """The name, or nothing for a member who was erased."""
    found = rows.get(work, member_id)
    return found.name if found else ""


def by_phone(work: Work, phone: str) -> Member:
    """Raises MemberUnknown, PhoneInvalid."""
    return _filled(work, rows.by_phone(work, e164(phone)))


def by_external_id(work: Work, external_id: str) -> Member:
    """external_id: the number in the shop's own books. Raises MemberUnknown."""
    return _filled(work, rows.by_external_id(work, external_id))


def at_address(work: Work, channel: str, user_id: str) -> Member | None:
    """Who speaks from this address, or None for a newcomer."""
    found = rows.by_address(work, channel, user_id)
    return None if found is None else _filled(work, found)


def create(
    work: Work,
    *,
    name: str = "",
    language: str = "",
    phone: str = "",
    birthday: date | None = None,
    client: str,
    external_id: str | None = None,
    verified: bool = False,
    welcome: bool = True,
) -> Member:
    """Make a member. phone: any spelling, or empty. Raises PhoneInvalid, PhoneTaken.

    welcome: give the programme's welcome points now, unless the phone is of somebody who was erased.
    """
    in_force = program.current(work)
    number = e164(phone) if phone else None
    if number and rows.by_phone(work, number) is not None:
        raise PhoneTaken
    values = new_row(work, in_force.program, name=name, language=language, birthday=birthday, external_id=external_id)
    member_id: str = values["member_id"]
    rows.insert_member(
        work, {**values, "phone": number, "phone_verified_at": work.now if number and verified else None}
    )
    standings.put(work, member_id, newcomer(in_force.program, work.now))
    facts.changed(work, member_id)
    webhook.emit(work, "member.joined", {"member_id": member_id, "client": client})
    if welcome and not (number and erased.was_here(work, erased.phone(number))):
        give_welcome(work, member_id, program.serving(work, member_id), client)
        deed.registered(work, member_id, client)
    return get(work, member_id)


def new_row(
    work: Work, in_force: Program, *, name: str, language: str, birthday: date | None, external_id: str | None
) -> dict[str, Any]:
    """The row of somebody new, with an id and a link of their own, and without a phone."""
    return {
        "member_id": work.fresh_id(),
        "created_at": work.now,
        "name": tidy(name),
        "language": language if language in in_force.languages else in_force.default_language,
        "phone": None,
        "phone_verified_at": None,
        "birthday": birthday,
        "referral_code": work.fresh_code(REFERRAL_CODE_LETTERS),
        "muted": [],
        "external_id": external_id,
    }


def give_welcome(work: Work, member_id: str, in_force: InForce, client: str) -> None:
    """The newcomer's gift with its short life, if the programme has one."""
    gift = in_force.program.welcome
    if gift is None or not gift.points:
        return
    until = expires_at(gift.life, work.now, in_force.program.zone)
    cause = Cause(client=client, reason="welcome", program_version=in_force.version)
    ledger.earn(work, member_id, gift.points, cause, source=WELCOME, expires_at=until)


def join(work: Work, *, channel: str, user_id: str, name: str, language: str, code: str = "") -> Member:
    """Make a member of whoever consented in a chat, bound to the invitation that brought them.

    Whoever was erased and comes back is no newcomer. The caller records the consent in the same unit.
    """
    back = erased.was_here(work, erased.chat(channel, user_id))
    member = create(work, name=name, language=language, client=channel, welcome=not back)
    rows.update_address(work, channel, user_id, member_id=member.member_id)
    if code:
        referral.accept(work, code, member, is_new=not back)
    return member


def share_phone(work: Work, member: Member, phone: str, *, own: bool) -> Member:
    """Keep a phone that the messenger vouches for; one that an imported member has joins the two.

    Returns the member who speaks from now on. Raises ForeignContact, PhoneInvalid, PhoneTaken.
    """
    if not own:
        raise ForeignContact
    number = e164(f"+{phone.strip().lstrip('+')}")  # messengers give all the digits, and sometimes no plus
    other = rows.by_phone(work, number)
    if other is None or other.member_id == member.member_id:
        _change(work, member.member_id, phone=number, phone_verified_at=work.now)
        speaker_id = member.member_id
    elif rows.addresses_of(work, other.member_id):
        raise PhoneTaken
    else:
        merge.merge(work, member.member_id, other.member_id, number)
        speaker_id = other.member_id
    if erased.was_here(work, erased.phone(number)):
        referral.came_back(work, speaker_id)
    speaker = get(work, speaker_id)
    deed.profile_changed(work, speaker)
    return speaker


def set_language(work: Work, member_id: str, language: str) -> None:
    _change(work, member_id, language=language)


def set_zone(work: Work, member_id: str, zone: str) -> None:
    """Raises ZoneInvalid."""
    found = zone_names().get(zone.strip().replace(" ", "_").casefold())
    if found is None:
        raise ZoneInvalid(zone=zone)
    _change(work, member_id, zone=found)


def set_quiet(work: Work, member_id: str, hours: tuple[int, int] | None) -> None:
    """hours: local (start, end); None for no quiet hours at all (kept as equal hours)."""
    start, end = hours or (0, 0)
    assert 0 <= start < 24
    assert 0 <= end < 24
    _change(work, member_id, quiet_start=start, quiet_end=end)


def toggle_mute(work: Work, member: Member, kind: str) -> None:
    """Turn one kind of messages off, or on again."""
    assert kind in MUTABLE, "the edge checks the kind"
    _change(work, member.member_id, muted=sorted(member.muted ^ {kind}))


def snooze(work: Work, member: Member, days: int) -> None:
    """Want no advertising and no questions for so many days; 0 ends it."""
    assert days == 0 or days in SNOOZES_DAYS, "the edge checks the days"
    _change(work, member.member_id, snoozed_until=work.now + timedelta(days=days) if days else None)


def hide_on_board(work: Work, member: Member) -> None:
    """Hide the name on the board of those who invite, or show it again."""
    _change(work, member.member_id, muted=sorted(member.muted ^ {OFF_BOARD}))


def set_birthday(work: Work, member: Member, day: date) -> None:
    """Once: a birthday that may be moved is a gift every month. Raises BirthdayInvalid, BirthdaySet."""
    if member.birthday is not None:
        raise BirthdaySet
    today = work.now.astimezone(ZoneInfo(member.zone)).date()
    if not date(BIRTH_YEAR_MIN, 1, 1) <= day <= today:
        raise BirthdayInvalid
    _change(work, member.member_id, birthday=day)
    deed.profile_changed(work, replace(member, birthday=day))


def _change(work: Work, member_id: str, **values: object) -> None:
    """Keep what they told or chose; a webhook names what changed and never what it is now."""
    rows.update(work, member_id, **values)
    changed = sorted({_TOLD_AS.get(name, name) for name in values})
    webhook.emit(work, "member.updated", {"member_id": member_id, "changed": changed})


def _filled(work: Work, found: Member | None) -> Member:
    """The member with the programme's own answers where they chose nothing. Raises MemberUnknown."""
    if found is None or found.erased_at is not None:
        raise MemberUnknown
    in_force = program.current(work).program
    quiet = found.quiet or (in_force.quiet_hours.start, in_force.quiet_hours.end)
    return replace(
        found,
        zone=found.zone or in_force.zone.key,
        tier=found.tier or in_force.tiers[0].name,
        quiet=quiet if quiet[0] != quiet[1] else None,
        snoozed_until=found.snoozed_until if found.snoozed_until and found.snoozed_until > work.now else None,
    )
