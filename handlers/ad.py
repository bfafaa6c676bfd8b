"""What is pressed under a campaign's message: its offer, its buttons, and the way out, which works in any case."""

from __future__ import annotations

import re

from actions import campaign_answer
from channels.channel import Reply
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules.campaign_notice import TEST
from screens import campaign_message as screens
from screens.routes import OFFER, OFFERS, action
from screens.screen import Screen

_BUTTON = re.compile(r"b([0-9])")


@on.pressed("ad")
def pressed(visit: Visit, number: int, occasion: str, what: str) -> Answer:
    """What the message brought is for whom it was sent to; to hear no more of it is everybody's."""
    if occasion == TEST and what != "stop" and visit.staff is not None:
        return Reply(screens.tested(visit.texts), fresh=True)
    me = visit.me
    if what == "stop":
        channel, language = visit.person.channel, visit.texts.language
        campaign_answer.stop(visit.work, me, language=language, channel=channel)
        visit.again()
        return Reply(screens.stopped(visit.texts), fresh=True)
    tapped = campaign_answer.tap(visit.work, number, me.member_id, "" if occasion == screens.NO_OCCASION else occasion)
    if tapped is None:
        raise Stale
    button = _BUTTON.fullmatch(what)
    if what == "offer":
        return _led(visit, action(OFFER, tapped.offer_id) if tapped.offer_id else OFFERS)
    opens = tapped.opens(int(button[1])) if button else None
    if opens is None:
        raise Stale
    return _led(visit, opens)


def _led(visit: Visit, to: str) -> Reply:
    """The screen that a button leads to, under the message, which stays as it is."""
    found = on.find(to)
    if found is None:
        raise Stale
    route, values = found
    answer = route.answer(visit, values)
    screen = answer if isinstance(answer, Screen) else answer.screen
    return Reply(screen, fresh=True)
