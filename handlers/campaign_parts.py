"""A marketer says who gets a broadcast, its buttons and offer, how it is measured and when it comes."""

from __future__ import annotations

from actions import segment
from channels.channel import Reply
from handlers.campaign_drafting import FIRST, Number, changed, draft_of, looked_at, named, reaches, segments, variant_of
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules import campaign_edit as edit
from rules.campaign import Campaign, Opens, spoken
from rules.campaign_edit import CONTROLS, DraftInvalid
from rules.campaign_when import WhenInvalid, clock_time
from rules.program import Program
from rules.refusal import Refused
from screens import campaign_parts as screens
from screens import errors, routes
from screens.campaign_parts import Choice, mark_of
from screens.screen import Screen
from screens.speech import texts_for

EXPRESSION, BUTTON, DAYS, CLOCK, MARK, TITLE = "ad_who", "ad_button", "ad_days", "ad_clock", "ad_mark", "ad_title"
LEFT_OUT = "off"


def wrong(visit: Visit, refusal: Refused) -> str:
    return errors.sentence(visit.texts, refusal.code, refusal.facts)


# ------------------------------------------------------------------ who gets it


@on.pressed("campaign:who", studies=True)
def who(visit: Visit, number: Number, page: Number = FIRST) -> Screen:
    """The segments with their counts as they are now."""
    document, known = draft_of(visit, number).document, segments(visit)
    size = screens.SEGMENTS_A_PAGE
    pages = max(1, -(-len(known) // size))
    at = min(page, pages - 1)
    here = known[at * size : (at + 1) * size]
    now, *each = reaches(visit, [document.audience, *(expression for _, expression in here)])
    shown = [Choice(name, expression, found) for (name, expression), found in zip(here, each, strict=True)]
    called = named(visit, document.audience)
    return screens.audience(visit.texts, number, document, now, shown, at, pages, named=called)


@on.pressed("campaign:pick")
def pick(visit: Visit, number: Number, mark: str) -> Reply:
    document = draft_of(visit, number).document
    found = {mark_of(expression): expression for _, expression in segments(visit)} | {"all": ""}
    if mark not in found:
        raise Stale
    changed(visit, number, edit.changed(document, audience=found[mark]))
    return looked_at(routes.CAMPAIGN_WHO, number)


@on.pressed("campaign:ask")
def ask(visit: Visit, number: Number) -> Screen:
    draft_of(visit, number)
    visit.await_(EXPRESSION, campaign=int(number))
    return screens.ask_expression(visit.texts, number)


@on.awaited(EXPRESSION)
def expression_typed(visit: Visit, words: str) -> Answer:
    number = visit.address.dialogue["campaign"]
    document = draft_of(visit, number).document
    try:
        segment.condition(visit.work, words.strip())
        document = edit.changed(document, audience=words.strip())
    except Refused as refusal:
        return screens.ask_expression(visit.texts, number, wrong=wrong(visit, refusal), typed=words)
    visit.await_()
    changed(visit, number, document)
    return looked_at(routes.CAMPAIGN_WHO, number)


# ------------------------------------------------------------------ buttons and offer


@on.pressed("campaign:buttons")
def buttons(visit: Visit, number: Number, variant: str) -> Screen:
    return _buttons(visit, number, draft_of(visit, number).document, variant)


def _buttons(visit: Visit, number: int, document: Campaign, variant: str, said: str = "") -> Screen:
    """They are typed while they are shown."""
    shown = variant_of(document, variant)
    visit.await_(BUTTON, campaign=int(number), variant=shown.name)
    return screens.buttons(visit.texts, number, shown, opens_known(visit.program, visit.texts.parts), wrong=said)


def opens_known(program: Program, parts: frozenset[str]) -> tuple[Opens, ...]:
    """What a button can open in this programme."""
    has: dict[Opens, bool] = {
        "card": True,
        "balance": "points" in parts,
        "offers": bool(program.offers),
        "invite": "invite" in parts,
        "tier": "tiers" in parts,
        "stamps": "stamps" in parts,
        "menu": True,
    }
    return tuple(one for one, there in has.items() if there)


@on.awaited(BUTTON)
def button_typed(visit: Visit, words: str) -> Screen:
    known = visit.address.dialogue
    number, variant = known["campaign"], known["variant"]
    document = draft_of(visit, number).document
    shown = variant_of(document, variant)
    try:
        button = edit.button_of(words, spoken(shown.message.text, visit.program.default_language))
        document = edit.with_button(document, shown.name, button)
    except DraftInvalid as refusal:
        return _buttons(visit, number, document, variant, wrong(visit, refusal))
    return _buttons(visit, number, changed(visit, number, document), variant)


@on.pressed("campaign:opens")
def opens(visit: Visit, number: Number, variant: str, what: str) -> Screen:
    document = draft_of(visit, number).document
    shown, program = variant_of(document, variant), visit.program
    found = next((one for one in opens_known(program, visit.texts.parts) if one == what), None)
    if found is None:
        raise Stale
    labels = {code: screens.opens_label(texts_for(program, code).plain, found) for code in shown.message.text}
    if all(one.opens != found for one in shown.message.buttons):  # pressed twice, added once
        try:
            document = edit.with_button(document, shown.name, edit.opening(labels, found))
        except DraftInvalid as refusal:
            return _buttons(visit, number, document, variant, wrong(visit, refusal))
        changed(visit, number, document)
    return _buttons(visit, number, document, variant)


@on.pressed("campaign:unbutton")
def unbutton(visit: Visit, number: Number, variant: str, at: Number) -> Screen:
    document = draft_of(visit, number).document
    document = edit.without_button(document, variant_of(document, variant).name, at)
    return _buttons(visit, number, changed(visit, number, document), variant)


@on.pressed("campaign:offer")
def offer(visit: Visit, number: Number, variant: str, name: str = "") -> Screen:
    """The programme's offers; or take this one, `-` for none."""
    document = draft_of(visit, number).document
    shown = variant_of(document, variant)
    if name:
        if name != "-" and visit.program.offer(name) is None:
            raise Stale
        document = changed(visit, number, edit.offering(document, shown.name, None if name == "-" else name))
    program, language = visit.program, visit.texts.language
    known = [(one.name, program.text(one.title, language), program.text(one.about, language)) for one in program.offers]
    return screens.offers(visit.texts, number, variant_of(document, shown.name), known)


# ------------------------------------------------------------------ how it is measured, and when it comes


@on.pressed("campaign:more")
def more(visit: Visit, number: Number) -> Screen:
    """It also ends whatever was asked."""
    document = draft_of(visit, number).document
    visit.await_()
    return screens.more(visit.texts, number, document)


@on.pressed("campaign:control")
def control(visit: Visit, number: Number, percent: Number) -> Screen:
    document = draft_of(visit, number).document
    if percent not in CONTROLS:
        raise Stale
    return _more(visit, number, edit.changed(document, control_percent=int(percent)))


def _more(visit: Visit, number: int, document: Campaign) -> Screen:
    visit.await_()
    return screens.more(visit.texts, number, changed(visit, number, document))


@on.pressed("campaign:days")
def days(visit: Visit, number: Number, count: str = "") -> Screen:
    document = draft_of(visit, number).document
    if not count:
        visit.await_(DAYS, campaign=int(number))
        return screens.ask_days(visit.texts, number, document)
    try:
        return _more(visit, number, edit.attributed(document, count))
    except DraftInvalid as refusal:
        return screens.ask_days(visit.texts, number, document, wrong=wrong(visit, refusal))


@on.awaited(DAYS)
def days_typed(visit: Visit, words: str) -> Screen:
    return days(visit, visit.address.dialogue["campaign"], words.strip() or "?")


@on.pressed("campaign:clock")
def clock(visit: Visit, number: Number, at: str = "") -> Screen:
    document = draft_of(visit, number).document
    if not at:
        visit.await_(CLOCK, campaign=int(number))
        return screens.ask_clock(visit.texts, number, document)
    try:
        return _more(visit, number, edit.changed(document, at=None if at == LEFT_OUT else clock_time(at)))
    except WhenInvalid as refusal:
        return screens.ask_clock(visit.texts, number, document, wrong=wrong(visit, refusal))


@on.awaited(CLOCK)
def clock_typed(visit: Visit, words: str) -> Screen:
    return clock(visit, visit.address.dialogue["campaign"], words.strip() or "?")


@on.pressed("campaign:mark")
def mark(visit: Visit, number: Number, word: str = "") -> Screen:
    document = draft_of(visit, number).document
    if word not in ("", LEFT_OUT):
        raise Stale
    if word:
        return _more(visit, number, edit.changed(document, erid="", advertiser=""))
    visit.await_(MARK, campaign=int(number))
    return screens.ask_mark(visit.texts, number, document)


@on.awaited(MARK)
def mark_typed(visit: Visit, words: str) -> Screen:
    """The erid, and after it who advertises."""
    number = visit.address.dialogue["campaign"]
    document = draft_of(visit, number).document
    erid, _, advertiser = " ".join(words.split()).partition(" ")
    try:
        return _more(visit, number, edit.changed(document, erid=erid, advertiser=advertiser or document.advertiser))
    except DraftInvalid as refusal:
        return screens.ask_mark(visit.texts, number, document, wrong=wrong(visit, refusal))


@on.pressed("campaign:title")
def title(visit: Visit, number: Number) -> Screen:
    document = draft_of(visit, number).document
    visit.await_(TITLE, campaign=int(number))
    return screens.ask_title(visit.texts, number, document)


@on.awaited(TITLE)
def title_typed(visit: Visit, words: str) -> Screen:
    number = visit.address.dialogue["campaign"]
    document = draft_of(visit, number).document
    try:
        return _more(visit, number, edit.changed(document, title=" ".join(words.split())))
    except DraftInvalid as refusal:
        return screens.ask_title(visit.texts, number, document, wrong=wrong(visit, refusal))
