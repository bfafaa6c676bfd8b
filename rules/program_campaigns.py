"""What the campaigns of a programme's file say: whether their audience can be read, and their places be filled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rules import placeholder, segment
from rules.program_fields import Place
from rules.segment_mistake import SegmentInvalid

if TYPE_CHECKING:
    from rules.campaign import Campaign
    from rules.program import Program


def unreadable(program: Program) -> Iterator[tuple[Place, Any, str]]:
    """Expressions and placeholders that mean nothing; which segments are saved the file cannot know."""
    for at, campaign in enumerate(program.campaigns):
        place: Place = ("campaigns", at)
        try:
            segment.parse(campaign.audience)
        except SegmentInvalid as mistake:
            where, meant = mistake.facts["letter"], mistake.facts["meant"]
            yield (*place, "audience"), campaign.audience, f"at letter {where}: {mistake.facts['what']}{meant}"
        yield from _unfillable(place, campaign)


def _unfillable(place: Place, campaign: Campaign) -> Iterator[tuple[Place, Any, str]]:
    for at, variant in enumerate(campaign.variants):
        for language, text in variant.message.text.items():
            for one in placeholder.unknown(text):
                meant = f"; did you mean {{{one.nearest}}}?" if one.nearest else ""
                here = (*place, "variants", at, "message", "text", language)
                yield here, f"{{{one.name}}}", f"is no placeholder{meant}"
