"""The main menu, help, and the first word of a chat."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions import address, balance, referral, staff, stamp, subscription, tier
from channels.channel import Menu, Reply
from channels.incoming import Started
from handlers import code as codes
from handlers import till, till_card
from handlers.route import Answer, on
from handlers.visit import Visit
from rules.code import code_in, is_gift
from rules.program_parts import Parts
from rules.refusal import Refused
from rules.welcome import WelcomeFacts
from screens import errors, invite, marketing, menu, welcome
from screens import help as helps
from screens import till as tills
from screens.screen import Screen


@on.pressed("menu", looks_only=True)
def show(visit: Visit) -> Screen:
    """The menu of a member; the work of one of the staff who is no member; the welcome of a newcomer."""
    if visit.member is None:
        return _of_staff(visit)
    me = visit.member
    subscribed = subscription.active(visit.work, me.member_id)
    standing = tier.facts(visit.work, me, with_way=False)
    if subscribed:
        # It may give more than the tier; its own screen says what.
        standing = replace(standing, rate_percent=Decimal(0))
    has = visit.texts.parts | ({"subscription"} if subscribed else set())
    cards = stamp.cards(visit.work, me.member_id, visit.program)
    return menu.show(visit.texts, me.name, balance.of(visit.work, me.member_id), standing, visit.roles, has, cards)


def _of_staff(visit: Visit) -> Screen:
    """Of somebody who is no member."""
    if "cashier" in visit.roles:
        return till.show(visit)
    return marketing.show(visit.texts) if "marketer" in visit.roles else greet(visit)


@on.pressed("more", looks_only=True)
def more(visit: Visit) -> Screen:
    _ = visit.me
    return menu.more(visit.texts, parts(visit), visit.roles)


@on.pressed("help", looks_only=True)
def helped(visit: Visit) -> Screen:
    program = visit.program
    contact = program.text(program.brand.contact, visit.texts.language)
    return helps.show(visit.texts, contact, program.redemption.share_percent)


def greet(visit: Visit, inviter: str | None = None) -> Screen:
    """What one gets by joining. inviter: their masked name, None for nobody."""
    program = visit.program
    gift = program.welcome
    invitation = program.referral if inviter is not None else None
    facts = WelcomeFacts(
        greeting=program.text(program.brand.greeting, visit.texts.language),
        points=gift.points if gift else 0,
        life_days=getattr(gift.life, "days", 0) if gift else 0,
        inviter=inviter or "",
        friend_points=invitation.friend_points if invitation else 0,
        purchase_min_minor=invitation.purchase_min_minor if invitation else 0,
        window_days=invitation.window_days if invitation else 0,
    )
    return welcome.show(visit.texts, facts)


def commands(visit: Visit) -> Menu:
    """The commands of this person's role in their language."""
    return Menu(menu.commands(visit.texts, visit.roles, visit.texts.parts))


def parts(visit: Visit) -> Parts:
    """What the programme has for everybody, and what only this member has left of it."""
    own = visit.member is not None and subscription.active(visit.work, visit.member.member_id)
    return visit.texts.parts | ({"subscription"} if own else set())


def started(visit: Visit, incoming: Started) -> Answer:
    """The first word, or a link: a friend's invitation, a staff invitation, a member's card."""
    who, payload = visit.person, incoming.payload
    known = address.seen(visit.work, who.channel, who.user_id, who.chat_id, who.language)
    if code := staff.code_in(payload):
        return hired(visit, staff.accept(visit.work, code, who.channel, who.user_id, who.name))
    if code := till.code_in(payload):
        return till.scanned(visit, code)
    if code := referral.code_in(payload):
        return _invited(visit, known, code)
    if code := code_in(payload):
        return _with_code(visit, known, code)
    return Reply(show(visit), fresh=True, menu=commands(visit))


def hired(visit: Visit, who: staff.Staff) -> Reply:
    """Somebody became one of the staff just now."""
    at_till = who.role in staff.AT_TILL
    screen = tills.staffed(visit.texts, who.location) if at_till else show(visit)
    return Reply(screen, fresh=True, menu=commands(visit))


def _invited(visit: Visit, known: address.Address, code: str) -> Answer:
    inviter = referral.inviter_name(visit.work, code)
    if inviter is None:
        return Reply(show(visit), fresh=True, menu=commands(visit))
    if visit.member is None:
        address.touched(visit.work, known, code)
        return Reply(greet(visit, inviter), fresh=True, menu=commands(visit))
    reason = referral.accept(visit.work, code, visit.member, is_new=False)
    return Reply(invite.refused(visit.texts, reason) if reason else show(visit), fresh=True)


def _with_code(visit: Visit, known: address.Address, code: str) -> Answer:
    if visit.at_till and is_gift(code):
        return Reply(till_card.typed(visit, code), fresh=True)
    if visit.member is None:
        return replace(codes.brought(visit, known, code, greet(visit)), menu=commands(visit))
    return Reply(codes.take(visit, code), fresh=True)


def refused(visit: Visit, refusal: Refused) -> Screen:
    """The one table from a refusal to what is shown of it."""
    screens = {
        "not_member": errors.not_member,
        "not_staff": errors.not_staff,
        "not_yours": errors.not_yours,
        "stale": errors.stale,
    }
    if refusal.code in screens:
        return screens[refusal.code](visit.texts)
    return errors.refused(visit.texts, refusal.code, refusal.facts)
