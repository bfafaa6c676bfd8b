"""Registration: a language, a consent, a phone, a word about offers; under a minute."""

from __future__ import annotations

from actions import address, balance, consent, member, staff
from channels.channel import Reply
from channels.incoming import SharedContact
from handlers import code, menu, settings
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules.consent import ConsentFacts
from rules.member import Member
from rules.program_sections import Consent
from screens import consent as consents
from screens import language as languages
from screens import phone as phones
from screens import welcome
from screens.layout import blocks
from screens.screen import Screen
from screens.texts import languages as known_languages

JOINING = "joining"  # awaited until the last question of the registration is answered


@on.pressed("language")
def language(visit: Visit, code: str = "") -> Answer:
    """Pick a language, or take the one that was picked."""
    if not code:
        return languages.show(visit.texts, registered=visit.member is not None)
    if code not in known_languages():
        raise Stale
    if visit.member is None:
        address.choose_language(visit.work, visit.address, code)
    else:
        member.set_language(visit.work, visit.member.member_id, code)
    visit.again()
    screen = menu.greet(visit) if visit.member is None else settings.show(visit)
    return Reply(screen, menu=menu.commands(visit))


@on.pressed("consent")
def agree(visit: Visit, word: str = "") -> Answer:
    """Show what is agreed to, or take the answer: a yes makes a member."""
    if visit.member is not None:
        return menu.show(visit)
    if word not in ("", "yes", "no"):
        raise Stale
    if word == "":
        return consents.show(visit.texts, _asked(visit, visit.program.consent))
    if word == "no":
        return consents.declined(visit.texts)
    who, known = visit.person, visit.address
    if known.member_id is not None:
        # The same press, done by another process while this one waited for it.
        visit.again()
        return menu.show(visit)
    joined = member.join(
        visit.work,
        channel=who.channel,
        user_id=who.user_id,
        name=who.name,
        language=visit.texts.language,
        code=known.touched_code,
    )
    consent.record(
        visit.work,
        joined.member_id,
        "processing",
        granted=True,
        language=visit.texts.language,
        channel=who.channel,
    )
    visit.again()
    visit.await_(JOINING)
    return Reply(phones.ask(visit.texts), menu=menu.commands(visit))


@on.pressed("phone")
def phone(visit: Visit, word: str = "") -> Answer:
    """Ask for the phone, or leave it for later."""
    if word not in ("", "later"):
        raise Stale
    if word == "" and visit.me:
        return phones.ask(visit.texts)
    return _next(visit) or settings.show(visit)


def shared(visit: Visit, incoming: SharedContact) -> Answer:
    """The phone that the messenger vouches for; it may belong to an imported member, or to one of the staff."""
    before = visit.me
    try:
        after = member.share_phone(visit.work, before, incoming.phone, own=incoming.own)
    except member.ForeignContact:
        return Reply(phones.foreign(visit.texts), fresh=True)
    visit.again()
    recognised = staff.recognise(visit.work, after, visit.person.channel, visit.person.user_id)
    if recognised is not None and recognised.role in staff.AT_TILL:
        visit.await_()
        return menu.hired(visit, recognised)
    question = _next(visit)
    if after.member_id != before.member_id:
        found = phones.merged(visit.texts, balance.of(visit.work, after.member_id).available)
        return Reply(_both(found, question) if question else found, fresh=True, menu=menu.commands(visit))
    return Reply(question or phones.saved(visit.texts), fresh=True)


def _both(said: Screen, asked: Screen) -> Screen:
    """One message that says the one and asks the other."""
    return Screen(blocks(said.html, asked.html), asked.rows)


@on.pressed("marketing:ask", looks_only=True)
def may_we_offer(visit: Visit) -> Answer:
    """Show what is agreed to; who agreed once before reads it anew."""
    _ = visit.me
    return consents.marketing(visit.texts, _asked(visit, visit.program.marketing_consent))


@on.pressed("marketing:on")
def wants_offers(visit: Visit) -> Answer:
    return _marketing(visit, granted=True)


@on.pressed("marketing:off")
def wants_none(visit: Visit) -> Answer:
    return _marketing(visit, granted=False)


def _marketing(visit: Visit, *, granted: bool) -> Answer:
    """Take the answer about offers; the very text that was shown is kept with it."""
    me, language = visit.me, visit.texts.language
    consent.record(
        visit.work, me.member_id, "marketing", granted=granted, language=language, channel=visit.person.channel
    )
    joining = visit.address.awaiting == JOINING
    visit.again()
    if not joining:
        return settings.show(visit)
    visit.await_()
    welcomed, given = _joined(visit, visit.me), code.on_joining(visit)
    return _both(welcomed, given) if given else welcomed


def _asked(visit: Visit, asked: Consent) -> ConsentFacts:
    program, language = visit.program, visit.texts.language
    return ConsentFacts(
        text=program.text(asked.text, language),
        version=asked.version,
        contact=program.text(program.brand.contact, language),
    )


def _next(visit: Visit) -> Screen | None:
    """The registration's next question, if one is still under way."""
    if visit.address.awaiting != JOINING:
        return None
    return consents.marketing(visit.texts, _asked(visit, visit.program.marketing_consent))


def _joined(visit: Visit, me: Member) -> Screen:
    gift = balance.gift(visit.work, me.member_id)
    return welcome.joined(visit.texts, me.name, gift.points, gift.last_day)
