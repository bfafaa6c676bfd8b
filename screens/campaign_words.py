"""What a broadcast says: its text in each language, its file, its variants, and what may be filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from rules.campaign import VARIANTS_MAX, Campaign, Variant, spoken
from rules.placeholder import NAMES
from screens import routes
from screens.layout import Row, back, blocks, heading, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts, languages

EXCERPT_MAX = 600
EXCERPT_SHORT = 140

_TAG = re.compile(r"<[^>]*>")
_SLOT = re.compile(r"\{\s*([^\W\d]\w*)\s*(?:\|[^{}]*)?\}")


def excerpt(texts: Texts, html: str, most: int = EXCERPT_MAX) -> str:
    """The words without their formatting; of what will be filled in is said what it is."""
    said = placeholders(texts.plain)
    words = _SLOT.sub(lambda found: f"‹{said.get(found[1].casefold(), '?')}›", unescape(_TAG.sub("", html))).strip()
    words = "\n".join(line.strip() for line in re.sub(r"\n{3,}", "\n\n", words).split("\n"))
    return texts.prose(words if len(words) <= most else words[: most - 1].rstrip() + "…")


def summary(texts: Texts, document: Campaign, offers: Mapping[str, str]) -> list[str]:
    """The message at a glance. offers: titles by name."""
    if len(document.variants) == 1:
        return [*_said(texts, document.variants[0], offers)]
    whole = sum(one.share for one in document.variants)
    return [
        lines(
            texts.gettext(
                "<b>Variant %(name)s</b>, %(share)s", name=one.name.upper(), share=_percent(texts, one, whole)
            ),
            *_said(texts, one, offers),
        )
        for one in document.variants
    ]


def title(document: Campaign) -> str:
    return document.title or document.name


def audience(texts: Texts, document: Campaign, named: str = "") -> str:
    """named: what people call these members, if they have a name."""
    if not document.audience:
        return texts.gettext("👥 To: <b>everybody</b>")
    if named:
        return texts.gettext("👥 To: <b>%(name)s</b>", name=named)
    return texts.gettext("👥 To: <code>%(expression)s</code>", expression=document.audience)


def _said(texts: Texts, variant: Variant, offers: Mapping[str, str]) -> list[str]:
    message = variant.message
    first = message.text.get(first_of(texts, variant), "")
    return [
        excerpt(texts, " ".join(first.split()), EXCERPT_SHORT),
        " · ".join(
            part for part in (_media(texts, variant), _languages(texts, message.text), _buttons(texts, variant)) if part
        ),
        texts.gettext("🎁 Offer: %(offer)s", offer=offers.get(variant.offer, variant.offer)) if variant.offer else "",
    ]


def first_of(texts: Texts, variant: Variant) -> str:
    """The language of the text that stands for all of them: the programme's own, where it has one."""
    return spoken(variant.message.text, texts.default_language)


def _percent(texts: Texts, variant: Variant, whole: int) -> str:
    return texts.percent(round(variant.share * 100 / whole))


def _media(texts: Texts, variant: Variant) -> str:
    kinds = {
        "photo": texts.gettext("🖼 photo"),
        "video": texts.gettext("🎬 video"),
        "document": texts.gettext("📎 document"),
    }
    return kinds[variant.message.media.kind] if variant.message.media else ""


def _languages(texts: Texts, codes: Sequence[str] | Mapping[str, str]) -> str:
    return texts.safe("🌐 " + ", ".join(languages().get(code, code) for code in sorted(codes)))


def _buttons(texts: Texts, variant: Variant) -> str:
    count = len(variant.message.buttons)
    return texts.ngettext("🔘 %(n)s button", "🔘 %(n)s buttons", count) if count else ""


# ------------------------------------------------------------------ variants


def variants(texts: Texts, number: int, document: Campaign, *, wrong: str = "") -> Screen:
    """All variants with their shares; shares are typed."""
    many = len(document.variants) > 1
    whole = sum(one.share for one in document.variants)
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("🅰️", texts.gettext("Variants")),
        texts.gettext(
            "Two or more messages show which one sells better: each member gets one of them, drawn by chance in these "
            "shares."
        ),
        *(
            lines(
                texts.gettext(
                    "<b>Variant %(name)s</b>, %(share)s", name=one.name.upper(), share=_percent(texts, one, whole)
                ),
                excerpt(texts, " ".join(one.message.text[first_of(texts, one)].split()), EXCERPT_SHORT),
            )
            for one in document.variants
        ),
        texts.gettext(
            "To change the shares, type a number for each, like this: <code>%(example)s</code>",
            example=" ".join(["50"] * len(document.variants)),
        )
        if many
        else "",
    )
    open_ = tuple(
        Button.action(f"✏️ {one.name.upper()}", action(routes.CAMPAIGN_WORDS, number, one.name))
        for one in document.variants
    )
    drop = tuple(
        Button.action(f"🗑 {one.name.upper()}", action(routes.CAMPAIGN_VARIANT, number, one.name))
        for one in document.variants[1:]
    )
    add = Button.action(texts.gettext("➕ One more variant"), action(routes.CAMPAIGN_VARIANT, number))
    rows: tuple[Row, ...] = (
        *((open_,) if many else ()),
        *((drop,) if many else ()),
        *(((add,),) if len(document.variants) < VARIANTS_MAX else ()),
        back(texts, action(routes.CAMPAIGN, number)),
    )
    return Screen(html, rows)


def ask_variant(texts: Texts, number: int, *, wrong: str = "") -> Screen:
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("➕", texts.gettext("One more variant")),
        texts.gettext(
            "Send me the other message. Its buttons and its offer are those of variant A until you change them."
        ),
    )
    return Screen(html, (back(texts, action(routes.CAMPAIGN_SHARES, number)),))


# ------------------------------------------------------------------ one message


def message(
    texts: Texts,
    number: int,
    document: Campaign,
    variant: Variant,
    offers: Mapping[str, str],
    doubts: str = "",
    *,
    fresh: bool = False,
) -> Screen:
    """One variant's message and what can be changed in it. fresh: it has just come."""
    first = first_of(texts, variant)
    several = len(document.variants) > 1
    html = blocks(
        texts.gettext("✅ It is kept in draft %(number)s.", number=number) if fresh else "",
        heading("✏️", texts.gettext("The message, variant %(name)s", name=variant.name.upper()))
        if several
        else heading("✏️", texts.gettext("The message")),
        excerpt(texts, variant.message.text[first]),
        lines(*_said(texts, variant, offers)[1:]),
        doubts,
    )
    leave = back(texts, action(routes.CAMPAIGN_SHARES if several else routes.CAMPAIGN, number))
    onward = (Button.action(texts.gettext("👥 Who gets it ›"), action(routes.CAMPAIGN_WHO, number), "primary"),)
    return Screen(html, (*_changes(texts, number, variant), onward if fresh else leave))


def _changes(texts: Texts, number: int, variant: Variant) -> tuple[Row, ...]:
    name, first = variant.name, first_of(texts, variant)
    without = Button.action(texts.gettext("✖️ Without the file"), action(routes.CAMPAIGN_UNSAY, number, name))
    return (
        (
            Button.action(texts.gettext("✏️ New text"), action(routes.CAMPAIGN_TEXT, number, name, first)),
            Button.action(texts.gettext("🌐 Languages"), action(routes.CAMPAIGN_LANGUAGES, number, name)),
        ),
        (
            Button.action(texts.gettext("🔘 Buttons"), action(routes.CAMPAIGN_BUTTONS, number, name)),
            Button.action(texts.gettext("🎁 Offer"), action(routes.CAMPAIGN_OFFER, number, name)),
        ),
        (
            Button.action(texts.gettext("✨ Fill in"), action(routes.CAMPAIGN_HINTS, number, name)),
            Button.action(texts.gettext("👁 Preview"), action(routes.CAMPAIGN_PREVIEW, number, name)),
        ),
        *(((without,),) if variant.message.media else ()),
    )


def ask_text(texts: Texts, number: int, variant: str, language: str, *, wrong: str = "") -> Screen:
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("✏️", texts.gettext("The text: %(language)s", language=languages().get(language, language))),
        texts.gettext(
            "Send the message as it shall be; it takes the place of the present one. A file may come with it."
        ),
        texts.gettext("What you do not send stays as it is."),
    )
    return Screen(html, (back(texts, action(routes.CAMPAIGN_WORDS, number, variant)),))


def languages_of(
    texts: Texts, number: int, variant: Variant, default: str, missing: Mapping[str, int], known: Sequence[str]
) -> Screen:
    """missing: how many of the audience read a language that has no text. known: languages that can be written."""
    has = variant.message.text
    fallback = spoken(has, default)
    html = blocks(
        heading("🌐", texts.gettext("Languages of the message")),
        lines(*(texts.gettext("✅ %(language)s", language=languages().get(code, code)) for code in sorted(has))),
        lines(
            *(
                texts.ngettext(
                    "⚠️ %(language)s: no text. %(n)s member of the audience reads it and gets %(other)s instead.",
                    "⚠️ %(language)s: no text. %(n)s members of the audience read it and get %(other)s instead.",
                    count,
                    language=languages().get(code, code),
                    other=languages().get(fallback, fallback),
                )
                for code, count in missing.items()
            )
        ),
    )
    write = [
        Button.action(
            f"{'✏️' if code in has else '➕'} {languages().get(code, code)}"[:20],
            action(routes.CAMPAIGN_TEXT, number, variant.name, code),
        )
        for code in known[:4]
    ]
    drop = [
        Button.action(
            f"🗑 {languages().get(code, code)}"[:20], action(routes.CAMPAIGN_UNSAY, number, variant.name, code)
        )
        for code in sorted(has)[:4]
    ]
    rows = (
        *(tuple(write[at : at + 2]) for at in range(0, len(write), 2)),
        *((tuple(drop),) if len(has) > 1 else ()),
        back(texts, action(routes.CAMPAIGN_WORDS, number, variant.name)),
    )
    return Screen(html, rows)


def hints(texts: Texts, number: int, variant: str) -> Screen:
    """Every placeholder with what it becomes."""
    said = placeholders(texts)
    html = blocks(
        heading("✨", texts.gettext("What can be filled in")),
        texts.gettext(
            "Write these into the text. After the bar stands what is said to those who have no such thing; without it "
            "the place stays empty."
        ),
        lines(*(f"<code>{{{name}{_bar(texts, name)}}}</code> {said[name]}" for name in NAMES if name in said)),
    )
    return Screen(html, (back(texts, action(routes.CAMPAIGN_WORDS, number, variant)),))


def _bar(texts: Texts, name: str) -> str:
    friend = texts.gettext("friend")
    return f"|{friend}" if name == "name" else ""


def placeholders(texts: Texts) -> dict[str, str]:
    """What each becomes, in words."""
    return {
        "name": texts.gettext("the member's name"),
        "balance": texts.gettext("what is on the balance"),
        "points": texts.gettext("your word for points"),
        "brand": texts.gettext("the shop's name"),
        "tier": texts.gettext("the member's tier"),
        "tier_next": texts.gettext("the next tier"),
        "tier_lacking": texts.gettext("what is lacking to the next tier"),
        "burning": texts.gettext("what burns next"),
        "burning_day": texts.gettext("the last day to use it"),
        "typical": texts.gettext("the member's usual cheque"),
        "favourite": texts.gettext("what the member buys most"),
        "quiet_days": texts.gettext("how many days since the last purchase"),
        "offer": texts.gettext("the offer's title"),
        "offer_from": texts.gettext("from which sum the offer counts"),
        "offer_day": texts.gettext("the offer's last day"),
    }
