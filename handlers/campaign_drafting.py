"""What every step of writing a broadcast needs: the draft itself, its change, its audience's counts, its doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions import campaign, segment
from channels.channel import Reply
from handlers.visit import Visit
from rules.campaign import Campaign, State, Variant
from rules.campaign_progress import Kept
from rules.refusal import Refused
from rules.segment_ready import READY
from screens.campaign_draft import DraftFacts, Reach
from screens.routes import action
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
    return _in(visit, number, ("draft",), "change")


def unsent_of(visit: Visit, number: int) -> Kept:
    """The campaign, while it can be started. Raises as draft_of."""
    return _in(visit, number, ("draft", "scheduled"), "start")


def _in(visit: Visit, number: int, states: Sequence[State], wanted: str) -> Kept:
    _ = visit.marketer
    kept = campaign.get(visit.work, number)
    if kept.state not in states:
        raise campaign.CampaignStateInvalid(state=kept.state, wanted=wanted)
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


def looked_at(name: str, *values: str | int) -> Reply:
    """Show this once the change is kept: an audience is counted by a read, which holds nobody up."""
    return Reply(then=action(name, *values))


def reach(visit: Visit, expression: str) -> Reach | None:
    """How many it has; None for an expression that will not do."""
    (found,) = reaches(visit, [expression])
    return found


def reaches(visit: Visit, expressions: Sequence[str]) -> list[Reach | None]:
    """Each as `reach`, in one pass through the members; what will not do is left out of it."""
    good = [one for one in dict.fromkeys(expressions) if _can_be_asked(visit, one)]
    found = dict(zip(good, segment.counts(visit.work, good), strict=True))
    counted = (found.get(one) for one in expressions)
    return [Reach(one.members, one.reachable, one.consenting) if one is not None else None for one in counted]


def _can_be_asked(visit: Visit, expression: str) -> bool:
    try:
        segment.condition(visit.work, expression)
    except Refused:
        return False
    return True


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
        everywhere_percent=visit.program.marketing.global_control_percent,
    )
