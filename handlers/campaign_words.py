"""A marketer writes a broadcast: any message of theirs becomes its text, in each language and each variant."""

from __future__ import annotations

from datetime import datetime

from actions import campaign
from channels.channel import Reply
from channels.incoming import Posted
from handlers.campaign_drafting import Number, changed, draft_of, offer_titles, reaches, variant_of
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules import campaign_doubt
from rules import campaign_edit as edit
from rules.campaign import VARIANTS_MAX, Campaign, Media
from rules.campaign_edit import DraftInvalid
from screens import campaign_doubts, campaign_draft, errors
from screens import campaign_words as screens
from screens.screen import Screen

PREFIX = "ad_"  # of everything that a marketer may be asked for
NEW, TEXT, VARIANT = "ad_new", "ad_text", "ad_variant"
POSTS = frozenset({NEW, TEXT, VARIANT})  # each takes a whole message, with its formatting and its file
SHARES = "ad_shares"


@on.pressed("campaign:new")
def new(visit: Visit) -> Screen:
    _ = visit.marketer
    visit.await_(NEW)
    return campaign_draft.ask_message(visit.texts)


def posted(visit: Visit, post: Posted) -> Answer:
    """The message that was asked for. What cannot be taken changes nothing, and is asked for once more."""
    _ = visit.marketer
    known = visit.address
    media = (
        Media(kind=post.media.kind, channel=post.media.channel, reference=post.media.reference) if post.media else None
    )
    try:
        if known.awaiting == NEW:
            return _first(visit, post, media)
        number, variant = known.dialogue["campaign"], known.dialogue.get("variant", "")
        document = draft_of(visit, number).document
        if known.awaiting == TEXT:
            language = known.dialogue["language"]
            document = edit.said(document, variant_of(document, variant).name, language, post.html, media)
        else:
            document, variant = edit.with_variant(document, post.html, media, _own_language(visit))
    except DraftInvalid as refusal:
        return ask_again(visit, errors.sentence(visit.texts, refusal.code, refusal.facts))
    changed(visit, number, document)
    _taken(visit, post)
    return _message(visit, number, document, variant)


def _taken(visit: Visit, post: Posted) -> None:
    """Wait for nothing more; of an album the other files are still to come, each by itself."""
    visit.await_("", **({"album": post.album} if post.album else {}))


def is_of_album(visit: Visit, post: Posted) -> bool:
    """Whether another file of the same album was taken just now."""
    return bool(post.album) and visit.is_marketer and visit.address.dialogue.get("album") == post.album


def rest_of_album(visit: Visit, post: Posted) -> Answer:
    """Say once that the others stay behind."""
    if visit.address.dialogue.get("told"):
        return Reply()
    visit.await_("", album=post.album, told=True)
    return Reply(campaign_draft.one_file(visit.texts), fresh=True)


def _own_language(visit: Visit) -> str:
    """A marketer writes in the language of their own chat, where the programme speaks it."""
    own = visit.texts.language
    return own if own in visit.program.languages else visit.program.default_language


def offered(visit: Visit, post: Posted) -> Answer | None:
    """A file with words under it that nobody asked for; a picture alone may be of somebody's card."""
    if not post.html:
        return None
    visit.await_(NEW)
    return posted(visit, post)


def ask_again(visit: Visit, wrong: str) -> Screen:
    """The present question once more. wrong: a sentence about what came."""
    known = visit.address
    if known.awaiting == NEW:
        return campaign_draft.ask_message(visit.texts, wrong=wrong)
    number = known.dialogue["campaign"]
    if known.awaiting == VARIANT:
        return screens.ask_variant(visit.texts, number, wrong=wrong)
    return screens.ask_text(visit.texts, number, known.dialogue["variant"], known.dialogue["language"], wrong=wrong)


def unreadable(visit: Visit) -> Screen:
    """A sticker or a voice message came instead."""
    _ = visit.marketer
    words = visit.texts.gettext("This cannot be passed on. Words, a photo, a video or a document can.")
    return ask_again(visit, words)


def _first(visit: Visit, post: Posted, media: Media | None) -> Screen:
    local = visit.work.now.astimezone(visit.program.zone)
    document = edit.started(_name(local), post.html, media, _own_language(visit))
    number = campaign.draft(visit.work, document, staff_id=visit.marketer.staff_id)
    _taken(visit, post)
    return _message(visit, number, document, document.variants[0].name, fresh=True)


def _name(local: datetime) -> str:
    """What expressions call it, such as touched("news-2026-11-22"); a second one of the day gets a number."""
    return f"news-{local:%Y-%m-%d}"


# ------------------------------------------------------------------ one message


@on.pressed("campaign:words")
def words(visit: Visit, number: Number, variant: str = "") -> Screen:
    """The message, or all variants where there are several; it also ends whatever was asked."""
    document = draft_of(visit, number).document
    visit.await_()
    if not variant and len(document.variants) > 1:
        return variants(visit, number)
    return _message(visit, number, document, variant)


def _message(visit: Visit, number: int, document: Campaign, variant: str, *, fresh: bool = False) -> Screen:
    shown = variant_of(document, variant)
    said = [
        doubt
        for doubt in campaign_doubt.of_words(document, visit.program.languages)
        if doubt.facts.get("variant") == shown.name and doubt.code != "language_missing"
    ]
    doubts = campaign_doubts.told(visit.texts, document, said)
    return screens.message(visit.texts, number, document, shown, offer_titles(visit), doubts, fresh=fresh)


@on.pressed("campaign:text")
def text(visit: Visit, number: Number, variant: str, language: str) -> Screen:
    document = draft_of(visit, number).document
    shown = document.variant(variant)
    if shown is None or language not in (*visit.program.languages, *shown.message.text):
        raise Stale
    visit.await_(TEXT, campaign=int(number), variant=variant, language=language)
    return screens.ask_text(visit.texts, number, variant, language)


@on.pressed("campaign:languages", studies=True)
def languages(visit: Visit, number: Number, variant: str) -> Screen:
    """Which are missing, and how many of the audience read them."""
    document = draft_of(visit, number).document
    shown, program = variant_of(document, variant), visit.program
    narrowed = f"({document.audience}) and " if document.audience else ""
    lacking = [language for language in program.languages if language not in shown.message.text]
    counted = reaches(visit, [f'{narrowed}language = "{language}"' for language in lacking])
    missing = {language: found.members if found else 0 for language, found in zip(lacking, counted, strict=True)}
    return screens.languages_of(visit.texts, number, shown, program.default_language, missing, tuple(program.languages))


@on.pressed("campaign:unsay")
def unsay(visit: Visit, number: Number, variant: str, language: str = "") -> Screen:
    """Take a language away, or the file."""
    document = draft_of(visit, number).document
    shown = variant_of(document, variant).name
    document = edit.without_language(document, shown, language) if language else edit.without_media(document, shown)
    return _message(visit, number, changed(visit, number, document), shown)


@on.pressed("campaign:hints", looks_only=True)
def hints(visit: Visit, number: Number, variant: str) -> Screen:
    document = draft_of(visit, number).document
    return screens.hints(visit.texts, number, variant_of(document, variant).name)


# ------------------------------------------------------------------ variants


@on.pressed("campaign:shares")
def variants(visit: Visit, number: Number) -> Screen:
    document = draft_of(visit, number).document
    if len(document.variants) > 1:
        visit.await_(SHARES, campaign=int(number))
    else:
        visit.await_()
    return screens.variants(visit.texts, number, document)


@on.awaited(SHARES)
def shares_typed(visit: Visit, words: str) -> Screen:
    number = visit.address.dialogue["campaign"]
    document = draft_of(visit, number).document
    try:
        document = edit.shared(document, edit.shares_of(document, words))
    except DraftInvalid as refusal:
        wrong = errors.sentence(visit.texts, refusal.code, refusal.facts)
        return screens.variants(visit.texts, number, document, wrong=wrong)
    return screens.variants(visit.texts, number, changed(visit, number, document))


@on.pressed("campaign:variant")
def variant(visit: Visit, number: Number, name: str = "") -> Screen:
    """Ask for the message of one more; or take this one away."""
    document = draft_of(visit, number).document
    if name:
        changed(visit, number, edit.without_variant(document, name))
        return variants(visit, number)
    if len(document.variants) >= VARIANTS_MAX:
        return variants(visit, number)
    visit.await_(VARIANT, campaign=int(number))
    return screens.ask_variant(visit.texts, number)
