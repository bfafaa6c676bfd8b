"""What every step of writing a broadcast needs: the draft itself, its change, its audience's counts, its doubts."""

from __future__ import annotations

from collections.abc import Mapping

from actions import campaign, segment
from channels.channel import Reply
from handlers.visit import Visit
from rules.campaign import Campaign, Variant
from rules.campaign_progress import Kept
from rules.refusal import Refused
from rules.segment_ready import READY
from screens.campaign_draft import DraftFacts, Reach
from screens.screen import Screen
from screens.segment import ready_title

NUMBER_MAX = 10**12


class Number(int):
    """A number that a button carries: from 0, and no greater than what can be kept."""

    def __new__(cls, text: str | int) -> Number:
        number = super().__new__(cls, text)
        if not 0 <= number <= NUMBER_MAX:
            raise ValueError(text)
        return number


FIRST = Number(0)


def draft_of(visit: Visit, number: int) -> Kept:
    """The campaign, while it can be changed. Raises NotStaff, CampaignUnknown, CampaignStateInvalid."""
    _ = visit.marketer
    kept = campaign.get(visit.work, number)
    if kept.state not in ("draft", "scheduled"):
        raise campaign.CampaignStateInvalid(state=kept.state, wanted="change")
    return kept


def variant_of(document: Campaign, name: str) -> Variant:
    """The variant, or the first one where it is gone."""
    return document.variant(name) or document.variants[0]


def changed(visit: Visit, number: int, document: Campaign) -> Campaign:
    """Keep the document at once."""
    campaign.redraft(visit.work, number, document)
    return document


def noticed(visit: Visit, screen: Screen) -> Reply:
    """The present state, with a word on the press that it came too late."""
    return Reply(screen, notice=visit.texts.plain.gettext("It has changed meanwhile; this is how it stands now"))


def reach(visit: Visit, expression: str) -> Reach | None:
    """How many it has; None for an expression that will not do."""
    try:
        counted = segment.count(visit.work, expression)
    except Refused:
        return None
    return Reach(counted.members, counted.reachable, counted.consenting)


def segments(visit: Visit) -> list[tuple[str, str]]:
    """(name, expression): the saved ones by their names, so that a change of theirs counts, then the ready-made."""
    saved = [(one.name, f'segment "{one.name}"') for one in segment.saved(visit.work)]
    return saved + [(ready_title(visit.texts.plain, one.code), one.expression) for one in READY]


def named(visit: Visit, expression: str) -> str:
    """What people call these members; empty for an expression that nobody named."""
    return next((name for name, known in segments(visit) if known == expression), "")


def offer_titles(visit: Visit) -> Mapping[str, str]:
    program = visit.program
    return {one.name: program.text(one.title, visit.texts.language) for one in program.offers}


def draft_facts(visit: Visit, kept: Kept) -> DraftFacts:
    return DraftFacts(
        number=kept.number,
        document=kept.document,
        reach=reach(visit, kept.document.audience),
        named=named(visit, kept.document.audience),
        doubts=campaign.doubts(visit.work, kept.number, visit.in_force),
        offers=offer_titles(visit),
    )
