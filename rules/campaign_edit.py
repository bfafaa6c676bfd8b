"""Changes to a campaign that is being written in a chat: one document in, the changed one out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Literal

from pydantic import ValidationError

from rules.campaign import (
    ADDRESS,
    ATTRIBUTION_DAYS_MAX,
    BUTTONS_MAX,
    LABEL_MAX,
    TEXT_MAX,
    VARIANTS_MAX,
    AdButton,
    Campaign,
    Media,
    Message,
    Opens,
    Variant,
    campaign_of,
    shows,
)
from rules.refusal import Refused

CAPTION_MAX = 900  # letters beside a picture: a messenger takes 1024, the way out below them included
SHARE_MAX = 100
TITLE_MAX = 64
VARIANT_NAMES = ("a", "b", "c", "d", "e")
CONTROLS = (0, 5, 10, 20)
DAYS = (7, 14, 30)

Wrong = Literal[
    "empty", "no_caption", "too_long", "caption_too_long", "buttons", "label", "link", "variants", "share", "days",
    "erid", "advertiser", "title", "audience_too_long", "clock", "other",
]  # fmt: skip

_PLACEHOLDER = re.compile(r"\{[^{}|]*\|?([^{}]*)\}")
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+\S*|https?://localhost\S*", re.I)
_LANGUAGE = re.compile(r"([a-z]{2}):\s+(.+)", re.I | re.S)


class DraftInvalid(Refused):
    """why: one of Wrong. most: the limit it hit, if any. found: what stands there."""

    code = "draft_invalid"
    sentence = "The draft cannot have this: {why} (limit {most}, found {found})."

    def __init__(self, why: Wrong, most: int = 0, found: object = "") -> None:
        super().__init__(why=why, most=most, found=found)


def letters(html: str) -> int:
    """How long the text is for a messenger, which counts UTF-16 units without the tags."""
    return len(unescape(_TAG.sub("", html)).encode("utf-16-le")) // 2


def started(name: str, html: str, media: Media | None, language: str) -> Campaign:
    """A new draft that says this to everybody. Raises DraftInvalid."""
    message = _message({}, html, media, language)
    return Campaign(name=name, title=title_of(html), variants=(Variant(name=VARIANT_NAMES[0], message=message),))


def title_of(html: str) -> str:
    """The first words, to know a draft by."""
    filled = _PLACEHOLDER.sub(lambda found: found[1] or "…", unescape(_TAG.sub("", html)))
    words = " ".join(filled.split())
    return words if len(words) <= TITLE_MAX // 2 else words[: TITLE_MAX // 2 - 1].rstrip() + "…"


def said(document: Campaign, variant: str, language: str, html: str, media: Media | None) -> Campaign:
    """The variant says this in this language. A file replaces the variant's own; without one, the file stays.

    A title that was made of the words before is made of these.
    """
    old = document.variant(variant) or document.variants[0]
    message = _message(old.message.text, html, media or old.message.media, language)
    before = old.message.text.get(language, "")
    if before and document.title == title_of(before):
        document = document.model_copy(update={"title": title_of(html)})
    return _with(document, old, message=message.model_copy(update={"buttons": old.message.buttons}))


def without_language(document: Campaign, variant: str, language: str) -> Campaign:
    """A message keeps at least one text."""
    old = document.variant(variant) or document.variants[0]
    rest = {code: text for code, text in old.message.text.items() if code != language}
    return _with(document, old, message=old.message.model_copy(update={"text": rest})) if rest else document


def without_media(document: Campaign, variant: str) -> Campaign:
    old = document.variant(variant) or document.variants[0]
    return _with(document, old, message=old.message.model_copy(update={"media": None}))


def with_variant(document: Campaign, html: str, media: Media | None, language: str) -> tuple[Campaign, str]:
    """(the document with one more variant, its name); buttons and offer are those of the first. Raises DraftInvalid."""
    names = {variant.name for variant in document.variants}
    name = next((one for one in VARIANT_NAMES if one not in names), "")
    if not name or len(names) >= VARIANTS_MAX:
        raise DraftInvalid("variants", VARIANTS_MAX)
    first = document.variants[0]
    message = _message({}, html, media, language).model_copy(update={"buttons": first.message.buttons})
    more = (*document.variants, Variant(name=name, message=message, offer=first.offer))
    return changed(document, variants=more), name


def without_variant(document: Campaign, variant: str) -> Campaign:
    """A campaign keeps at least one variant."""
    rest = tuple(one for one in document.variants if one.name != variant)
    return changed(document, variants=rest) if rest else document


def shared(document: Campaign, shares: Mapping[str, int]) -> Campaign:
    """Each variant's share against the others. Raises DraftInvalid."""
    if any(not 1 <= share <= SHARE_MAX for share in shares.values()):
        raise DraftInvalid("share", SHARE_MAX)
    variants = tuple(one.model_copy(update={"share": shares.get(one.name, one.share)}) for one in document.variants)
    return changed(document, variants=variants)


def shares_of(document: Campaign, words: str) -> dict[str, int]:
    """`50 50`, `2:1`, `70/30` as the shares of the variants in their order. Raises DraftInvalid."""
    numbers = [word for word in re.split(r"[\s:/,;%+-]+", words.strip()) if word]
    names = [one.name for one in document.variants]
    if len(numbers) != len(names) or any(not (one.isascii() and one.isdigit() and len(one) <= 3) for one in numbers):
        raise DraftInvalid("share", SHARE_MAX)
    return dict(zip(names, map(int, numbers), strict=True))


def offering(document: Campaign, variant: str, offer: str | None) -> Campaign:
    """Who gets this variant gets this offer; None for no offer."""
    old = document.variant(variant) or document.variants[0]
    return _with(document, old, offer=offer)


# ------------------------------------------------------------------ buttons


def with_button(document: Campaign, variant: str, button: AdButton) -> Campaign:
    """Raises DraftInvalid."""
    old = document.variant(variant) or document.variants[0]
    if len(old.message.buttons) >= BUTTONS_MAX:
        raise DraftInvalid("buttons", BUTTONS_MAX)
    more = (*old.message.buttons, button)
    return _with(document, old, message=old.message.model_copy(update={"buttons": more}))


def without_button(document: Campaign, variant: str, at: int) -> Campaign:
    old = document.variant(variant) or document.variants[0]
    rest = tuple(button for place, button in enumerate(old.message.buttons) if place != at)
    return _with(document, old, message=old.message.model_copy(update={"buttons": rest}))


def opening(label: Mapping[str, str], opens: Opens) -> AdButton:
    return AdButton(label=dict(label), opens=opens)


def button_of(words: str, language: str) -> AdButton:
    """`Menu https://shop.example/menu`, or `Меню | en: Menu https://…` for several languages. Raises DraftInvalid."""
    label, _, url = words.strip().rpartition(" ") if " " in words.strip() else ("", "", words.strip())
    if "\n" in url:
        before, _, url = url.rpartition("\n")
        label = f"{label} {before}".strip()
    if not (_LINK.fullmatch(url) and re.fullmatch(ADDRESS, url, re.I)) or len(url) > 512:
        raise DraftInvalid("link", found=url[:64])
    labels: dict[str, str] = {}
    for part in re.split(r"\s*[|\n]\s*", label.strip(" -–—:|\n")):
        named = _LANGUAGE.fullmatch(part)
        code, written = (named[1].lower(), named[2].strip()) if named else (language, part.strip())
        if not shows(written) or len(written) > LABEL_MAX:
            raise DraftInvalid("label", LABEL_MAX, len(written))
        labels[code] = written
    return AdButton(label=labels, url=url)


# ------------------------------------------------------------------ the rest


def attributed(document: Campaign, words: str) -> Campaign:
    """Purchases of so many days count. Raises DraftInvalid."""
    digits = words.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 3 and 1 <= int(digits) <= ATTRIBUTION_DAYS_MAX):
        raise DraftInvalid("days", ATTRIBUTION_DAYS_MAX)
    return changed(document, attribution_days=int(digits))


def changed(document: Campaign, **fields: Any) -> Campaign:
    """The document with these fields, checked as a whole. Raises DraftInvalid."""
    try:
        return campaign_of(document.model_copy(update=fields).dump())
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        known: dict[object, Wrong] = {
            "erid": "erid", "advertiser": "advertiser", "title": "title", "audience": "audience_too_long",
        }  # fmt: skip
        raise DraftInvalid(known.get(place[0] if place else "", "other")) from error


def _message(texts: Mapping[str, str], html: str, media: Media | None, language: str) -> Message:
    """Raises DraftInvalid."""
    html = html.strip()
    size, most = letters(html), CAPTION_MAX if media else TEXT_MAX
    if not shows(unescape(_TAG.sub("", html))):
        raise DraftInvalid("no_caption" if media else "empty")
    if size > most:
        raise DraftInvalid("caption_too_long" if media else "too_long", most, size)
    if len(html) > TEXT_MAX:  # the tags and links of a heavily marked text
        raise DraftInvalid("too_long", TEXT_MAX, len(html))
    return Message(text={**texts, language: html}, media=media)


def _with(document: Campaign, variant: Variant, **fields: Any) -> Campaign:
    variants = tuple(one.model_copy(update=fields) if one.name == variant.name else one for one in document.variants)
    return changed(document, variants=variants)
