"""What is kept about a member, a copy of it, and being forgotten."""

from __future__ import annotations

from actions import balance, gift_card, privacy
from channels.channel import Reply
from handlers import menu
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from screens import privacy as screens
from screens.screen import File, Screen

_FORMS = {"json": privacy.as_json, "csv": privacy.as_csv}


@on.pressed("privacy", looks_only=True)
def show(visit: Visit) -> Screen:
    """A stranger may read it too."""
    program, language = visit.program, visit.texts.language
    text = program.text(program.privacy.text, language)
    contact = program.text(program.brand.contact, language)
    return screens.show(visit.texts, text, contact, registered=visit.member is not None)


@on.pressed("mydata", looks_only=True)
def my_data(visit: Visit, form: str = "") -> Answer:
    me = visit.me
    if not form:
        return screens.my_data(visit.texts)
    if form not in _FORMS:
        raise Stale
    content = _FORMS[form](privacy.copy(visit.work, me))
    return Reply(screens.sent(visit.texts, File(f"mydata.{form}", content)), fresh=True)


@on.pressed("forget")
def forget(visit: Visit, word: str = "") -> Answer:
    me = visit.me
    if word not in ("", "yes"):
        raise Stale
    if not word:
        cards, money_minor = gift_card.money_of(visit.work, me.member_id)
        available = balance.of(visit.work, me.member_id).available
        return screens.forget(visit.texts, available, cards=cards, money_minor=money_minor)
    texts = visit.texts
    privacy.forget(visit.work, me)
    visit.member = None
    return Reply(screens.forgotten(texts), menu=menu.commands(visit))
