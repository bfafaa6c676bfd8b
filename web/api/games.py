"""What a member has won and is on the way to: badges, challenges, tickets of draws."""

from __future__ import annotations

from pydantic import with_config
from typing_extensions import TypedDict

from actions import games, member, program
from actions.key import Client
from actions.member import MemberUnknown
from rules.games import BadgeFacts, By, ChallengeFacts, DrawFacts
from rules.webhook import instant
from storage.work import Work
from web.api.fields import ANSWER, NoQuery
from web.operation import Operation, never


@with_config(ANSWER)
class BadgeOut(TypedDict):
    badge: str
    icon: str
    """One emoji."""
    by: By
    """What is counted; `spend` in minor units."""
    done: int
    needed: int
    earned_at: str | None
    """Since when the member has it; null while it is to be earned."""


@with_config(ANSWER)
class ChallengeOut(TypedDict):
    challenge: str
    by: By
    """What is counted; `spend` in minor units."""
    done: int
    needed: int
    first_day: str
    last_day: str
    points: int
    tickets: int
    """How many tickets it brings, of `draw`."""
    draw: str
    done_at: str | None


@with_config(ANSWER)
class DrawOut(TypedDict):
    draw: str
    last_day: str
    """Tickets are given through this day."""
    tickets: int
    """The member's; of a closed draw, those that took part."""
    commitment: str
    """The SHA-256 of the draw's secret, hex; empty before it is opened."""
    closed_at: str | None
    places: list[int]
    """The member's among the winners of a closed draw, from 1; empty for who did not win."""


@with_config(ANSWER)
class GamesOut(TypedDict):
    badges: list[BadgeOut]
    challenges: list[ChallengeOut]
    draws: list[DrawOut]


def read(work: Work, till: Client, wish: NoQuery, member_id: str) -> GamesOut:
    member.get(work, member_id)
    found = games.facts(work, member_id, program.serving(work, member_id, till.location).program)
    return {
        "badges": [_badge(one) for one in found.badges],
        "challenges": [_challenge(one) for one in found.challenges],
        "draws": [_draw(one) for one in found.draws],
    }


def _badge(one: BadgeFacts) -> BadgeOut:
    return {
        "badge": one.badge,
        "icon": one.icon,
        "by": one.by,
        "done": one.done,
        "needed": one.needed,
        "earned_at": instant(one.at) if one.at else None,
    }


def _challenge(one: ChallengeFacts) -> ChallengeOut:
    return {
        "challenge": one.challenge,
        "by": one.by,
        "done": one.done,
        "needed": one.needed,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "points": one.points,
        "tickets": one.tickets,
        "draw": one.draw,
        "done_at": instant(one.at) if one.at else None,
    }


def _draw(one: DrawFacts) -> DrawOut:
    return {
        "draw": one.draw,
        "last_day": one.last_day.isoformat(),
        "tickets": one.tickets,
        "commitment": one.commitment,
        "closed_at": instant(one.closed_at) if one.closed_at else None,
        "places": sorted(entry.place for entry in one.entries if entry.place),
    }


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/members/{member_id}/games",
        scope="members:read",
        do=read,
        takes=NoQuery,
        gives=GamesOut,
        writes=never,
        summary="Read badges, challenges and tickets",
        about="Those of the programme that serves the member, in its order, and how far the member has come in each.",
        refusals=(MemberUnknown,),
    ),
)
