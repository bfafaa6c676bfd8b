"""The gallery's room for badges, challenges and draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules import notice
from rules.game_notice import BadgeEarned, ChallengeDone, DrawWon
from rules.games import BadgeFacts, By, ChallengeFacts, DrawFacts, Entry, GamesFacts
from screens import games
from screens.screen import Screen
from screens.texts import Texts
from tests.screens.facts import LAST_DAY, NOON

NAME = "n" * 32  # the longest name that something of a programme has
CODE, HASH = "0123456789abcdef0123", "0123456789abcdef" * 4
WAYS: tuple[tuple[By, int, int], ...] = (
    ("purchases", 3, 10), ("spend", 1_500_00, 10_000_00), ("friends", 0, 1), ("action", 2, 5), ("pieces", 1, 3),
)  # fmt: skip


def some_badges(count: int = 5) -> tuple[BadgeFacts, ...]:
    held = BadgeFacts(badge="first", icon="🌱", by="purchases", done=1, needed=1, at=NOON)
    ahead = [
        BadgeFacts(badge=NAME, icon="🏅", by=by, done=done, needed=needed, points=100)
        for by, done, needed in (WAYS * count)[: count - 1]
    ]
    return (*ahead, held)


def some_challenges() -> tuple[ChallengeFacts, ...]:
    one = ChallengeFacts(
        challenge=NAME, by="pieces", done=1, needed=3, first_day=LAST_DAY, last_day=LAST_DAY, days_left=14,
        points=300, tickets=5, draw=NAME,
    )  # fmt: skip
    return (
        one,
        replace(one, challenge="last", days_left=0, by="spend", needed=100_00, tickets=0),
        replace(one, challenge="coming", begun=False, points=0),
        replace(one, challenge="done", at=NOON),
    )


def a_draw() -> DrawFacts:
    return DrawFacts(draw=NAME, last_day=LAST_DAY, over=False, tickets=5, ticket_for_minor=1_000_00, prizes=3,
                     winners_count=3, code=CODE, commitment=HASH)  # fmt: skip


def a_closed_draw(place: int = 2) -> DrawFacts:
    entries = (Entry(code=CODE, tickets=5, place=place),)
    won = (CODE[::-1], CODE, CODE[1:] + "7")
    return replace(
        a_draw(),
        over=True,
        closed_at=NOON,
        root=HASH[::-1],
        entrants=120,
        all_tickets=431,
        winners=won,
        entries=entries,
    )


def game_notices() -> tuple[notice.Notice, ...]:
    return (
        BadgeEarned(badge=NAME, icon="🌱", points=100, available=977, last_day=LAST_DAY),
        BadgeEarned(badge="unheard", icon="🏅"),
        ChallengeDone(challenge=NAME, points=300, tickets=5, draw=NAME, available=977, last_day=LAST_DAY),
        ChallengeDone(challenge=NAME, tickets=1, draw=NAME, available=977),
        DrawWon(draw=NAME, place=1, code=CODE),
        DrawWon(draw="unheard", place=12, code=CODE),
    )


def playing(texts: Texts, name: str) -> Texts:
    """The texts of a programme whose titles come from outside."""
    own = {
        "ru": {"badge": "Десять покупок", "challenge": "Три чая за неделю", "draw": "Зимний розыгрыш"},
        "en": {"badge": "Ten purchases", "challenge": "Three teas in a week", "draw": "The winter draw"},
    }[texts.language]
    prizes = {"ru": ("Кофемашина", "Сертификат", "Набор кофе"), "en": ("A coffee machine", "A voucher", "A coffee set")}
    given = {f"{kind}:{NAME}": name if name != "Анна" else words for kind, words in own.items()}
    given |= {f"draw:{NAME}:{place}": words for place, words in enumerate(prizes[texts.language])}
    given |= {"badge:first": own["badge"], "challenge:done": name, "challenge:last": name, "challenge:coming": name}
    return replace(texts, names={**texts.names, **given})


def the_games(plain: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    texts = playing(plain, name)
    draws = (a_draw(), a_closed_draw())
    yield "games", games.show(texts, GamesFacts(badges=some_badges(), challenges=some_challenges(), draws=draws[:1]))
    apart = tuple(replace(draws[at % 2], draw=f"draw{at}") for at in range(9))
    many = GamesFacts(badges=some_badges(100), challenges=some_challenges() * 9, draws=apart)
    yield "games many", games.show(texts, many)
    yield "games none", games.show(texts, GamesFacts(badges=(), challenges=(), draws=()))
    for page in range(2):
        yield f"badges {page}", games.badges(texts, some_badges(9), page)
    yield "badges none", games.badges(texts, ())
    yield "draw", games.draw(texts, a_draw())
    yield "draw not open", games.draw(texts, replace(a_draw(), code="", commitment="", prizes=0, ticket_for_minor=0))
    yield "draw over", games.draw(texts, replace(a_draw(), over=True, winners_count=1000, prizes=100))
    yield "draw won", games.draw(texts, a_closed_draw())
    yield "draw not won", games.draw(texts, a_closed_draw(0))
    yield "draw without me", games.draw(texts, replace(a_closed_draw(), entries=(), tickets=0))
    yield "draw with nobody", games.draw(texts, replace(a_closed_draw(), entries=(), winners=(), entrants=0, tickets=0))
    yield "draw gone", games.no_draw(texts)
