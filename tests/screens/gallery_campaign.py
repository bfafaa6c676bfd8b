"""The gallery of marketing: broadcasts from the first word to the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from typing import Any

from rules import campaign_edit as edit
from rules.campaign import Campaign, Media, Quiet, State
from rules.campaign_doubt import BLOCKING, Doubt
from rules.campaign_notice import CampaignMessage
from rules.campaign_progress import Kept, Page, Progress
from screens import (
    campaign,
    campaign_draft,
    campaign_message,
    campaign_parts,
    campaign_preview,
    campaign_words,
    marketing,
)
from screens.campaign_draft import DraftFacts, Reach
from screens.campaign_parts import Choice
from screens.screen import Screen
from screens.texts import Texts
from tests.screens.facts import AN_ID, LATER, NOON

REACH = Reach(120_300, 98_000, 64_210)
PHOTO = Media(kind="photo", channel="telegram", reference="AgACAgIAAx")
URL = "https://example.com/menu"


def a_draft(name: str = "Анна") -> Campaign:
    document = edit.started("news", "Здравствуйте, {name|друг}! <b>Кофе ждёт</b> &amp; булочка", None, "ru")
    return edit.changed(document, title=(name.strip() or "…")[:64], audience="recency_days > 60 and frequency >= 3")


def a_full_draft(name: str = "Анна") -> Campaign:
    document = edit.said(a_draft(name), "a", "en", "Hello, {name|friend}!", PHOTO)
    for opens in ("card", "balance", "offers"):
        document = edit.with_button(document, "a", edit.opening({"ru": "Карта", "en": "Card"}, opens))
    document = edit.with_button(document, "a", edit.button_of(f"Меню | en: Menu {URL}", "ru"))
    document = edit.offering(document, "a", "coffee")
    for _ in range(4):
        document, _name = edit.with_variant(document, "Мы скучаем! " * 40, None, "ru")
    return edit.changed(
        document, control_percent=10, at=time(10), erid="2VfnxxyZ1Ab", advertiser=(name.strip() or "…")[:128]
    )


def a_kept(state: State, document: Campaign, number: int = 12, **more: Any) -> Kept:
    known = Progress(state=state, audience=64_210, controls=6_421, queued=20_000, sent=37_000, failed=12, blocked=340,
                     unknown=3, skipped=434, recalled=1_200, reached=True)  # fmt: skip
    kept = Kept(number=number, name="news", source="chat", state=state, document=document, created_at=NOON,
                starts_at=LATER if state == "scheduled" else None,
                started_at=None if state in ("draft", "scheduled") else NOON,
                ended_at=LATER if state in ("done", "stopped", "failed") else None, progress=known)  # fmt: skip
    return replace(kept, **more)


def doubts() -> tuple[Doubt, ...]:
    facts = {"variant": "a", "language": "ru", "name": "nmae", "at": 14, "nearest": "name", "found": 5000, "most": 4096,
             "offer": "coffee", "cost_minor": 300_00, "typical_minor": 250_00, "url": URL, "members": 3, "left": 2,
             "what": "{name"}  # fmt: skip
    codes = (*sorted(BLOCKING), "placeholder_bare", "offer_loses", "offer_short", "link_dead", "link_unasked",
             "language_missing")  # fmt: skip
    return tuple(Doubt(code, facts) for code in codes)


def campaigns(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    yield "marketing menu", marketing.show(texts, ("running", "paused", "draft"))
    yield "marketing menu at first", marketing.show(texts)
    yield from _kept(texts, name)
    yield from _draft(texts, name)
    yield from _words(texts, name)
    yield from _parts(texts, name)


def _kept(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    document, states = a_draft(name), list(campaign.MARKS)
    standing = document.model_copy(update={"on": Quiet(kind="quiet", days=30)})
    kept = tuple(a_kept(state, document, 120 + at) for at, state in enumerate(states[:5]))
    yield "campaigns", campaign.listed(texts, Page(kept, 1, 3))
    yield "campaigns, none", campaign.listed(texts, Page((), 0, 1))
    for state in states:
        yield f"campaign {state}", campaign.progress(texts, a_kept(state, document))
        yield f"campaign {state} that goes by itself", campaign.progress(texts, a_kept(state, standing))
    for reason in ("failures", "budget", "nobody", "recalled"):
        yield f"campaign ended by {reason}", campaign.progress(texts, a_kept("stopped", document, reason=reason))
    for per_second, left in ((28.4, 700), (0.4, 9_000), (900.0, 12)):
        known = replace(a_kept("running", document).progress, per_second=per_second, seconds_left=left)
        yield f"campaign at {per_second}", campaign.progress(texts, a_kept("running", document, progress=known))
    looking = a_kept("running", document, progress=Progress(state="running"))
    yield "campaign at its beginning", campaign.progress(texts, looking)
    yield "campaign recalled", campaign.progress(texts, a_kept("stopped", document, recalled_at=LATER))
    yield "campaign to stop", campaign.confirm_stop(texts, a_kept("running", document))
    yield "campaign to recall", campaign.confirm_recall(texts, a_kept("running", document), 7)


def _draft(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    offers = {"coffee": name or "…"}
    plain = DraftFacts(12, a_draft(name), REACH, offers=offers)
    full = DraftFacts(12, a_full_draft(name), REACH, offers=offers, everywhere_percent=5)
    yield "broadcast asked", campaign_draft.ask_message(texts)
    yield "broadcast of an album", campaign_draft.one_file(texts)
    yield "draft", campaign_draft.draft(texts, plain)
    yield "draft with everything", campaign_draft.draft(texts, full)
    yield "draft with doubts", campaign_draft.draft(texts, replace(plain, doubts=doubts()))
    for at, doubt in enumerate(doubts()):
        yield f"draft with {doubt.code} {at}", campaign_draft.draft(texts, replace(full, doubts=(doubt,)))
    nowhere = replace(plain, reach=None, document=edit.changed(a_draft(name), audience=""))
    yield "draft without a count", campaign_draft.draft(texts, nowhere)
    yield "start asked", campaign_draft.confirm(texts, full)
    yield "start asked with doubts", campaign_draft.confirm(texts, replace(plain, doubts=doubts()[-4:]))
    yield "time asked", campaign_draft.ask_when(texts, 12, "Europe/Moscow", wrong="…")
    yield "time said back", campaign_draft.confirm_when(texts, plain, LATER, 5, "Europe/Moscow")
    yield "draft to delete", campaign_draft.confirm_delete(texts, 12, name)
    yield "draft deleted", campaign_draft.deleted(texts)
    colleagues = [(AN_ID, name)] + [(f"{at}{AN_ID[1:]}", f"{name} {at}") for at in range(9)]
    yield "test asked", campaign_draft.test(texts, 12, colleagues, AN_ID)
    yield "test alone", campaign_draft.test(texts, 12, colleagues[:1], AN_ID)
    yield "test sent", campaign_draft.tested(texts, 12, 3)
    yield "test sent to nobody", campaign_draft.tested(texts, 12, 0)


def _words(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    offers, document, full = {"coffee": name or "…"}, a_draft(name), a_full_draft(name)
    yield "message kept", campaign_words.message(texts, 12, document, document.variants[0], offers, fresh=True)
    yield "message of a variant", campaign_words.message(texts, 12, full, full.variants[0], offers)
    yield "variants", campaign_words.variants(texts, 12, full)
    yield "variants, one", campaign_words.variants(texts, 12, document, wrong="…")
    yield "variant asked", campaign_words.ask_variant(texts, 12, wrong="…")
    yield "text asked", campaign_words.ask_text(texts, 12, "a", "ru", wrong="…")
    missing = {"en": 12_000}
    yield "languages", campaign_words.languages_of(texts, 12, document.variants[0], "ru", missing, ("ru", "en"))
    yield "languages, all", campaign_words.languages_of(texts, 12, full.variants[0], "ru", {}, ("ru", "en"))
    yield "placeholders", campaign_words.hints(texts, 12, "a")
    told = CampaignMessage(campaign=12, variant="a", message=full.variants[0].message, offer="coffee")
    shown = campaign_message.show(texts, told)
    yield "preview", campaign_preview.framed(texts, shown, 12, "a", ("a", "b"), 3, 20)
    yield "preview of nobody", campaign_preview.nobody(texts, 12)


def _parts(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    document, full = a_draft(name), a_full_draft(name)
    choices = [Choice(name or "…", f"r = {at}", REACH) for at in range(1, 5)] + [Choice("x", "r = 9", None)]
    yield "audience", campaign_parts.audience(texts, 12, document, REACH, choices, 1, 3)
    everybody = edit.changed(document, audience="")
    yield "audience, everybody", campaign_parts.audience(texts, 12, everybody, REACH, (), 0, 1)
    yield "expression asked", campaign_parts.ask_expression(texts, 12)
    yield "expression wrong", campaign_parts.ask_expression(texts, 12, wrong="…", typed="r > <1>" + name)
    every = campaign_parts.OPENS
    yield "buttons", campaign_parts.buttons(texts, 12, full.variants[0], every)
    yield "buttons, none", campaign_parts.buttons(texts, 12, document.variants[0], every, wrong="…")
    two = edit.without_button(edit.without_button(full, "a", 0), "a", 0)
    yield "buttons, two", campaign_parts.buttons(texts, 12, two.variants[0], every)
    known = [(f"offer{at}", name or "…", name) for at in range(9)]
    yield "offers to pick", campaign_parts.offers(texts, 12, full.variants[0], known)
    yield "no offers to pick", campaign_parts.offers(texts, 12, document.variants[0], ())
    for title, one in (("", document), (" with everything", full)):
        yield f"measuring{title}", campaign_parts.more(texts, 12, one)
        yield f"days asked{title}", campaign_parts.ask_days(texts, 12, one)
        yield f"clock asked{title}", campaign_parts.ask_clock(texts, 12, one)
        yield f"mark asked{title}", campaign_parts.ask_mark(texts, 12, one)
        yield f"name asked{title}", campaign_parts.ask_title(texts, 12, one)
