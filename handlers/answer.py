"""The one entry: an Incoming in, a Reply out, inside one unit."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import address, guess, update
from channels.channel import Reply
from channels.incoming import (
    Incoming,
    Left,
    Paid,
    PaymentAsked,
    PictureWithoutCode,
    Posted,
    Pressed,
    Refunded,
    RenewalChanged,
    Returned,
    Said,
    SharedContact,
    Started,
    Unreadable,
    as_post,
)
from handlers import (
    ad,
    balance,
    board,
    campaign,
    campaign_parts,
    campaign_start,
    campaign_words,
    card,
    feedback,
    figures,
    games,
    gift_card,
    history,
    invite,
    joining,
    menu,
    offer,
    owner,
    partner,
    privacy,
    privilege,
    promo,
    referrers,
    report,
    segment,
    settings,
    stamp,
    subscription,
    tier,
    till,
    till_card,
    till_stamp,
)
from handlers import code as codes
from handlers.route import Answer, Route, on
from handlers.visit import Link, Stale, Visit, open_visit
from rules.refusal import Refused
from screens import errors
from storage.work import Work

WORDS_MAX = 1000
_UNWRITTEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff]")
_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:@\w+)?(?!\S)")

# Each adds its routes to `on` when it is loaded.
NOUNS = (
    ad,
    balance,
    board,
    campaign,
    campaign_parts,
    campaign_start,
    campaign_words,
    card,
    feedback,
    games,
    gift_card,
    history,
    invite,
    joining,
    menu,
    offer,
    owner,
    partner,
    privacy,
    privilege,
    promo,
    settings,
    stamp,
    subscription,
    till,
    till_card,
    till_stamp,
    tier,
    figures,
    referrers,
    report,
    segment,
)


def looks_only(incoming: Incoming) -> bool:
    """Whether this can only look, and so may be answered by a read."""
    if isinstance(incoming, PaymentAsked):
        return True
    found = _route(incoming)
    return found is not None and found[0].looks_only


def studies(incoming: Incoming) -> bool:
    """Whether this looks through everybody, and so is asked through the door for that."""
    found = _route(incoming)
    return found is not None and found[0].studies


def answer(work: Work, incoming: Incoming, link: Link) -> Reply:
    """Do what the update asks for, once, and say what to show. Refusals are answers too: nothing else is changed."""
    who = incoming.person
    if isinstance(incoming, Left | Returned):
        if update.first_time(work, who.channel, incoming.update_id):
            come_or_go = address.left if isinstance(incoming, Left) else address.returned
            come_or_go(work, who.channel, who.user_id)
        return Reply()
    if not isinstance(incoming, Paid | Refunded | RenewalChanged):  # also of those who blocked us
        address.speaks(work, who.channel, who.user_id)
    visit = open_visit(work, who, link)
    if isinstance(incoming, Pressed):
        visit.message_id = incoming.message_id
    if not update.first_time(work, who.channel, incoming.update_id):
        # It was done; whether the answer reached them nobody knows.
        return Reply(menu.show(visit), fresh=True)
    try:
        with work.savepoint():
            return _reply(_do(visit, incoming))
    except Refused as refusal:
        guess.remember(work, refusal)
        return _reply(menu.refused(visit, refusal))


def following(incoming: Incoming, reply: Reply) -> Pressed | None:
    """What is to be looked at after the unit that answered so, if anything."""
    if not reply.then:
        return None
    pressed = incoming.message_id if isinstance(incoming, Pressed) else ""
    seen = Pressed(update_id=incoming.update_id, person=incoming.person, action=reply.then, message_id=pressed)
    assert looks_only(seen), f"{reply.then} does not only look"
    return seen


def look(work: Work, incoming: Incoming, link: Link) -> Reply:
    """Answer what only looks; may run in a read."""
    visit = open_visit(work, incoming.person, link)
    try:
        return _reply(_do(visit, incoming))
    except Refused as refusal:
        return _reply(menu.refused(visit, refusal))


def _written(incoming: Incoming) -> Incoming:
    """Without what nobody types and no database takes."""
    if _UNWRITTEN.search(incoming.html):
        incoming = replace(incoming, html=_UNWRITTEN.sub("", incoming.html))
    if isinstance(incoming, Said) and _UNWRITTEN.search(incoming.text):
        incoming = replace(incoming, text=_UNWRITTEN.sub("", incoming.text))
    return incoming


def _do(visit: Visit, incoming: Incoming) -> Answer:
    incoming = _written(incoming)
    found = _route(incoming)
    if found is not None:
        route, values = found
        return route.answer(visit, values)
    if (told := _dictated(visit, incoming)) is not None:
        return told
    match incoming:
        case Started():
            return menu.started(visit, incoming)
        case SharedContact():
            return joining.shared(visit, incoming)
        case Said(text=words) if not words.startswith("/"):
            return _said(visit, words)
        case Pressed():
            raise Stale
        case Said():
            return errors.unknown_words(visit.texts)
        case PaymentAsked() | Paid() | Refunded() | RenewalChanged():
            return subscription.of_payment(visit, incoming)
        case PictureWithoutCode(too_large=too_large):
            return errors.no_code_seen(visit.texts, too_large=too_large)
        case _:
            return errors.unreadable(visit.texts)


def _dictated(visit: Visit, incoming: Incoming) -> Answer | None:
    """A whole message for a broadcast, if that is what was asked for, or what a marketer's file can be meant for."""
    post = as_post(incoming)
    if post is None and not isinstance(incoming, Unreadable):
        return None
    if post is not None and campaign_words.is_of_album(visit, post):
        return campaign_words.rest_of_album(visit, post)
    awaiting = visit.address.awaiting
    if not awaiting and post is not None and isinstance(incoming, Posted | PictureWithoutCode) and visit.is_marketer:
        return campaign_words.offered(visit, post)
    if awaiting not in campaign_words.POSTS or not visit.is_marketer:
        return None
    return campaign_words.unreadable(visit) if post is None else campaign_words.posted(visit, post)


def _said(visit: Visit, words: str) -> Answer:
    awaiting = visit.address.awaiting
    route = on.waiting_for(awaiting)
    if route is not None and awaiting.startswith(campaign_words.PREFIX) and visit.is_marketer:
        return route.answer(visit, [words])
    words = words[:WORDS_MAX]
    if awaiting not in (promo.AWAITED, gift_card.AWAITED) and till_card.takes(visit, words):
        return till_card.typed(visit, words)
    if awaiting in till.AWAITED | till_card.AWAITED and not visit.at_till:
        visit.await_()  # they worked here until a moment ago
    elif awaiting.startswith(campaign_words.PREFIX):
        visit.await_()
    elif route is not None:
        return route.answer(visit, [words])
    # A cashier who types a card's code wants to sell, wherever they are.
    if visit.at_till and till.plain_digits(words):
        return till.code_typed(visit, words)
    if visit.member is not None and codes.looks_like_one(visit, words):
        return codes.take(visit, words)
    return menu.greet(visit) if visit.member is None else errors.unknown_words(visit.texts)


def _route(incoming: Incoming) -> tuple[Route, list[str]] | None:
    match incoming:
        case Pressed(action=action):
            return on.find(action)
        case Said(text=words) if command := _COMMAND.match(words):
            return on.find(command[1].lower())
        case _:
            return None


def _reply(answer: Answer) -> Reply:
    return answer if isinstance(answer, Reply) else Reply(answer)
