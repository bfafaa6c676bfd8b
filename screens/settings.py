"""A member's wishes: language, time zone, quiet hours, birthday, offers; what they hear is in `screens.hearing`."""

from __future__ import annotations

from rules.deed import ProfileFacts
from rules.member import MUTABLE, Member
from screens import routes
from screens.hearing import kind_name, snoozed
from screens.layout import back, blocks, heading, home, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts, languages

ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Vladivostok",
)
QUIET_HOURS = ((21, 10), (22, 9), (23, 8))


def show(texts: Texts, member: Member, profile: ProfileFacts | None = None) -> Screen:
    """Every wish with its present value. profile: what it lacks and would earn, None when nothing is to be had."""
    html = blocks(
        heading("⚙️", texts.gettext("Settings")),
        _values(texts, member),
        _profile(texts, profile) if profile else "",
    )
    offers = (
        Button.action(texts.gettext("💌 Stop offers"), action(routes.MARKETING, "off"))
        if member.marketing
        else Button.action(texts.gettext("💌 Get offers"), routes.MARKETING_ASK)
    )
    rows = (
        (
            Button.action(texts.gettext("🌐 Language"), routes.LANGUAGE),
            Button.action(texts.gettext("🔔 Messages"), routes.KINDS),
        ),
        (
            Button.action(texts.gettext("🕑 Time zone"), routes.ZONE),
            Button.action(texts.gettext("🌙 Quiet hours"), routes.QUIET),
        ),
        (Button.action(texts.gettext("🎂 Birthday"), routes.BIRTHDAY), offers),
        (
            Button.action(texts.gettext("💤 Silence"), routes.SNOOZE),
            Button.action(texts.gettext("📱 Phone"), routes.PHONE),
        ),
        (Button.action(texts.gettext("🔐 My data"), routes.PRIVACY), *home(texts)),
    )
    return Screen(html, rows)


def zones(texts: Texts, member: Member) -> Screen:
    html = blocks(
        heading("🕑", texts.gettext("Your time zone")),
        texts.gettext("Now: <b>%(city)s</b>", city=texts.city(member.zone)),
        texts.gettext("Pick a city, or type your zone, like this: <code>Europe/Belgrade</code>"),
    )
    buttons = [Button.action(texts.plain.city(zone), action(routes.ZONE, zone)) for zone in ZONES]
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Screen(html, (*pairs, back(texts, routes.SETTINGS_BACK)))


def quiet(texts: Texts, member: Member, *, unreadable: bool = False) -> Screen:
    html = blocks(
        texts.gettext("🤔 These are no hours of a day, from 00 to 23.") if unreadable else "",
        heading("🌙", texts.gettext("Quiet hours")),
        texts.gettext("In these hours we keep silent; only the till may ask you something."),
        _quiet(texts, member),
        texts.gettext("Pick, or type your own, like this: <code>22-09</code>"),
    )
    choices = tuple(
        Button.action(f"{start:02}:00–{end:02}:00", action(routes.QUIET, f"{start:02}-{end:02}"))
        for start, end in QUIET_HOURS
    )
    off = Button.action(texts.gettext("No quiet hours"), action(routes.QUIET, "off"))
    return Screen(html, (choices, (off,), back(texts, routes.SETTINGS_BACK)))


def _profile(texts: Texts, profile: ProfileFacts) -> str:
    names = {
        "name": texts.gettext("your name"),
        "phone": texts.gettext("your phone"),
        "birthday": texts.gettext("your birthday"),
    }
    missing = texts.safe(", ".join(texts.plain.safe(names[one]) for one in profile.missing))
    return texts.gettext(
        "✨ Fill in your profile and get %(points)s. Still missing: %(missing)s.",
        points=texts.points(profile.points),
        missing=missing,
    )


def _values(texts: Texts, member: Member) -> str:
    birthday = texts.day(member.birthday) if member.birthday else texts.gettext("not given")
    offers = texts.gettext("on") if member.marketing else texts.gettext("off")
    return lines(
        texts.gettext("🌐 Language: <b>%(language)s</b>", language=languages()[texts.language]),
        texts.gettext("🔔 Messages: <b>%(kinds)s</b>", kinds=_heard(texts, member)),
        texts.gettext("🕑 Time zone: <b>%(city)s</b>", city=texts.city(member.zone)),
        _quiet(texts, member),
        texts.gettext("🎂 Birthday: <b>%(day)s</b>", day=birthday),
        texts.gettext("📱 Phone: <b>%(phone)s</b>", phone=member.phone or texts.gettext("not given")),
        texts.gettext("💌 Gifts and offers: <b>%(state)s</b>", state=offers),
        snoozed(texts, member),
    )


def _heard(texts: Texts, member: Member) -> str:
    muted = [kind_name(texts, kind) for kind in MUTABLE if kind in member.muted]
    if not muted:
        return texts.gettext("all")
    if len(muted) == len(MUTABLE):
        return texts.gettext("only from the till")
    return texts.gettext("all but: %(kinds)s", kinds=texts.safe(", ".join(muted)))


def _quiet(texts: Texts, member: Member) -> str:
    if member.quiet is None:
        return texts.gettext("🌙 Quiet hours: <b>none</b>")
    start, end = member.quiet
    return texts.gettext("🌙 Quiet hours: <b>%(start)s to %(end)s</b>", start=texts.hour(start), end=texts.hour(end))
