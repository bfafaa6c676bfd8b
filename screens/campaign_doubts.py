"""What speaks against a start, in words: some of it only warns, the rest must be put right first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rules.campaign import Campaign
from rules.campaign_doubt import Doubt
from rules.campaign_edit import letters
from screens.layout import lines
from screens.texts import Texts, languages

SHOWN_MAX = 6
Facts = Mapping[str, Any]


def told(texts: Texts, document: Campaign, doubts: Sequence[Doubt]) -> str:
    """One line each, what blocks before what warns; nothing when there are none."""
    ordered = sorted(doubts, key=lambda doubt: not doubt.blocks)
    shown = [_line(texts, document, doubt) for doubt in ordered[:SHOWN_MAX]]
    more = len(ordered) - len(shown)
    return lines(
        *shown,
        texts.ngettext("… and %(n)s more remark", "… and %(n)s more remarks", more) if more > 0 else "",
    )


def _line(texts: Texts, document: Campaign, doubt: Doubt) -> str:
    said = _SENTENCES.get(doubt.code)
    words = said(texts, _Here(texts, document, doubt.facts)) if said else _unnamed(texts)
    return f"{'⛔' if doubt.blocks else '⚠️'} {words}"


class _Here:
    """One doubt's facts, and where in the document it is."""

    def __init__(self, texts: Texts, document: Campaign, facts: Facts) -> None:
        self.texts, self.document, self.facts = texts, document, facts

    def number(self, name: str) -> int:
        return int(self.facts.get(name) or 0)

    def text(self, name: str) -> str:
        return str(self.facts.get(name) or "")

    @property
    def where(self) -> str:
        """The language, and the variant where there are several; empty where that says nothing."""
        variant, language = self.text("variant"), languages().get(self.text("language"), self.text("language"))
        known = self.document.variant(variant)
        if len(self.document.variants) > 1 and variant:
            letter = variant.upper()
            if not language:
                return self.texts.gettext("variant %(name)s", name=letter)
            return self.texts.gettext("variant %(name)s, %(language)s", name=letter, language=language)
        return language if known is None or len(known.message.text) > 1 or language else ""

    @property
    def place(self) -> int:
        """From 1, as people count the letters that they see."""
        known = self.document.variant(self.text("variant"))
        html = known.message.text.get(self.text("language"), "") if known else ""
        return letters(html[: self.number("at")]) + 1


def _unnamed(texts: Texts) -> str:
    return texts.gettext("Something in this draft will not do; look at its preview.")


def _placeholder(texts: Texts, here: _Here) -> str:
    if here.text("nearest"):
        return texts.gettext(
            "<code>{%(name)s}</code> is nothing that can be filled in (%(where)s, character %(place)s). Did you mean "
            "<code>{%(nearest)s}</code>?",
            name=here.text("name"),
            where=here.where,
            place=here.place,
            nearest=here.text("nearest"),
        )
    return texts.gettext(
        "<code>{%(name)s}</code> is nothing that can be filled in (%(where)s, character %(place)s).",
        name=here.text("name"),
        where=here.where,
        place=here.place,
    )


def _offer_loses(texts: Texts, here: _Here) -> str:
    return texts.gettext(
        "The offer %(offer)s costs about %(cost)s, while a usual cheque is %(typical)s: it may lose money.",
        offer=texts.name(f"offer:{here.text('offer')}"),
        cost=texts.money(here.number("cost_minor")),
        typical=texts.money(here.number("typical_minor")),
    )


def _offer_short(texts: Texts, here: _Here) -> str:
    return texts.gettext(
        "Of the offer %(offer)s only %(left)s can still be given, and about %(members)s are to get this message: the "
        "others get it without the offer. Word it so that it is true without it too.",
        offer=texts.name(f"offer:{here.text('offer')}"),
        left=texts.number(here.number("left")),
        members=texts.number(here.number("members")),
    )


def _offer_unknown(texts: Texts, here: _Here) -> str:
    return texts.gettext(
        "The programme has no offer %(offer)s any more. Pick another one, or none.", offer=here.text("offer")
    )


def _nobody(texts: Texts, here: _Here) -> str:
    if here.number("members"):
        return texts.ngettext(
            "Nobody of them can be written to: the audience has %(n)s member, and no open chat with us.",
            "Nobody of them can be written to: the audience has %(n)s members, and no open chat with us.",
            here.number("members"),
        )
    return texts.gettext("Nobody is in this audience. Pick another one.")


def _language(texts: Texts, here: _Here) -> str:
    return texts.gettext("No text in this language (%(where)s): those who read it get the other one.", where=here.where)


_SENTENCES: dict[str, Callable[[Texts, _Here], str]] = {
    "placeholder_unknown": _placeholder,
    "placeholder_bare": lambda texts, here: texts.gettext(
        "Not everybody has a <code>{%(name)s}</code> (%(where)s). Say what stands in for it: <code>{%(name)s|…}</code>",
        name=here.text("name"),
        where=here.where,
    ),
    "too_long": lambda texts, here: texts.gettext(
        "Filled in, the message can be %(found)s characters long (%(where)s); %(most)s is the most. Shorten it.",
        found=here.number("found"),
        most=here.number("most"),
        where=here.where,
    ),
    "nobody": _nobody,
    "offer_unknown": _offer_unknown,
    "offer_loses": _offer_loses,
    "offer_short": _offer_short,
    "placeholder_wrong": lambda texts, here: texts.gettext(
        "<code>%(what)s</code> will not do as it stands (%(where)s): a placeholder stands by itself, outside of tags "
        "and of other braces, beside words of your own.",
        what=here.text("what"),
        where=here.where,
    ),
    "link_dead": lambda texts, here: texts.gettext(
        "This link does not open: <code>%(url)s</code>. Check it.", url=here.text("url")
    ),
    "link_unasked": lambda texts, here: texts.gettext(
        "Whether this link opens is being checked: <code>%(url)s</code>", url=here.text("url")
    ),
    "language_missing": _language,
    "expression_wrong": lambda texts, _: texts.gettext(
        "The audience's expression will not do any more. Pick the audience anew."
    ),
    "nobody_consents": lambda texts, _: texts.gettext(
        "Nobody in this audience agreed to offers, so nobody may get this. Pick another audience."
    ),
    "html_wrong": lambda texts, here: texts.gettext(
        "The formatting of the text will not do (%(where)s). Send the text once more.", where=here.where
    ),
}
