"""A member invites friends and sees what became of it."""

from __future__ import annotations

from actions import referral
from handlers.route import on
from handlers.visit import Visit
from rules.invite import InviteFacts
from screens import invite as screens
from screens.screen import Screen


@on.pressed("invite", looks_only=True)
def show(visit: Visit) -> Screen:
    return screens.show(visit.texts, _facts(visit))


@on.pressed("invite_qr", looks_only=True)
def qr(visit: Visit) -> Screen:
    return screens.qr(visit.texts, _facts(visit))


@on.pressed("friends", looks_only=True)
def friends(visit: Visit, page: int = 0) -> Screen:
    return screens.friends(visit.texts, _facts(visit, page))


def _facts(visit: Visit, page: int = 0) -> InviteFacts:
    link = visit.link(referral.payload(visit.me))
    return referral.facts(visit.work, visit.me, link, page)
