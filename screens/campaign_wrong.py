"""What a marketer wrote that cannot be, each in one sentence that says how it can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from screens import routes
from screens.texts import Texts

Facts = Mapping[str, Any]
Sentence = Callable[[Texts, Facts], str]


def _draft(texts: Texts, facts: Facts) -> str:
    why = str(facts["why"])
    return _DRAFT.get(why, _other)(texts, facts)


def _when(texts: Texts, facts: Facts) -> str:
    return {"past": _past, "far": _far}.get(str(facts["why"]), _unreadable)(texts, facts)


def _too_long(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "The text is too long: %(found)s characters, and %(most)s is the most. Nothing was changed; shorten it and "
        "send it again.",
        found=int(facts["found"]),
        most=int(facts["most"]),
    )


def _caption_too_long(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "With a picture or a file the text is too long: %(found)s characters, and %(most)s is the most. Shorten it, or "
        "send it without the file.",
        found=int(facts["found"]),
        most=int(facts["most"]),
    )


def _other(texts: Texts, facts: Facts) -> str:
    return texts.gettext("This cannot be taken as it is. Nothing was changed; try it in another way.")


def _unreadable(texts: Texts, facts: Facts) -> str:
    return texts.gettext("I do not see a time here. Write it like this: 27.11 10:00, or: tomorrow 10:00.")


def _past(texts: Texts, facts: Facts) -> str:
    if facts.get("at") is None:
        return texts.gettext("This time has passed already. Pick a later one.")
    return texts.gettext("%(at)s has passed already. Pick a later time.", at=texts.instant(facts["at"]))


def _far(texts: Texts, facts: Facts) -> str:
    return texts.gettext("This is more than a year ahead. Pick an earlier time.")


_DRAFT: dict[str, Sentence] = {
    "empty": lambda texts, _: texts.gettext("There are no words in it. Send the text of the message."),
    "no_caption": lambda texts, _: texts.gettext(
        "The file came without words. Send it once more with a caption: members must see what it is about."
    ),
    "too_long": _too_long,
    "caption_too_long": _caption_too_long,
    "buttons": lambda texts, facts: texts.ngettext(
        "A message has at most %(n)s button. Take one away first.",
        "A message has at most %(n)s buttons. Take one away first.",
        int(facts["most"]),
    ),
    "label": lambda texts, facts: texts.ngettext(
        "A button needs words before its link, at most %(n)s character, like this: Our menu https://example.com",
        "A button needs words before its link, at most %(n)s characters, like this: Our menu https://example.com",
        int(facts["most"]),
    ),
    "link": lambda texts, _: texts.gettext(
        "There is no link that works here. It stands whole after the words, like this: Our menu https://example.com"
    ),
    "variants": lambda texts, facts: texts.ngettext(
        "There is at most %(n)s variant. Take one away first.",
        "There are at most %(n)s variants. Take one away first.",
        int(facts["most"]),
    ),
    "share": lambda texts, facts: texts.gettext(
        "Write one number for each variant, from 1 to %(most)s, like this: 50 50", most=int(facts["most"])
    ),
    "days": lambda texts, facts: texts.gettext("Write a number of days from 1 to %(most)s.", most=int(facts["most"])),
    "erid": lambda texts, _: texts.gettext(
        "The mark of an advertisement is Latin letters and digits, 64 at most. Copy it from where it was given."
    ),
    "advertiser": lambda texts, _: texts.gettext("The advertiser's name is at most 128 characters long."),
    "title": lambda texts, _: texts.gettext("A name of a campaign is 1 to 64 characters long."),
    "audience_too_long": lambda texts, _: texts.gettext(
        "The expression is too long. Save parts of it as segments and use their names."
    ),
}

_STATES: dict[str, Callable[[Texts], str]] = {
    "draft": lambda texts: texts.gettext("This campaign is still a draft."),
    "scheduled": lambda texts: texts.gettext("This campaign is scheduled, so this cannot be done now."),
    "running": lambda texts: texts.gettext("This campaign is under way, so this cannot be done now."),
    "paused": lambda texts: texts.gettext("This campaign is paused, so this cannot be done now."),
}


def _state(texts: Texts, facts: Facts) -> str:
    said = _STATES.get(str(facts["state"]))
    return said(texts) if said else texts.gettext("This campaign is over. A copy of it can be changed and started.")


REFUSALS: dict[str, Sentence] = {
    "campaign_state_invalid": _state,
    "campaign_unknown": lambda texts, _: texts.gettext("There is no such campaign any more."),
    "draft_invalid": _draft,
    "when_invalid": _when,
}
"""Each a sentence of screens.errors."""


def N_(label: str) -> str:  # noqa: N802 - gettext's own name for a text that is translated later
    return label


WAYS = {
    "campaign_state_invalid": (routes.CAMPAIGNS, N_("📋 Campaigns")),
    "campaign_unknown": (routes.CAMPAIGNS, N_("📋 Campaigns")),
}
"""Where each best leads, as in screens.errors."""
