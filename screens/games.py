"""Badges, challenges and draws: what is won, how far the rest is, and how a draw can be checked."""

from __future__ import annotations

from collections.abc import Sequence

from rules.games import BADGE, CHALLENGE, DRAW, BadgeFacts, By, ChallengeFacts, DrawFacts, GamesFacts
from screens import routes
from screens.layout import Row, back, bar, blocks, heading, home, lines, pages_line
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts

CHALLENGES_MAX = 5
DRAWS_MAX = 4
ICONS_MAX = 20
BADGES_A_PAGE = 6
PRIZES_MAX = 10
WINNERS_MAX = 10


def show(texts: Texts, facts: GamesFacts) -> Screen:
    """Everything at one look, with a button to the badges and to each draw."""
    html = blocks(
        heading("🎮", texts.gettext("Games")),
        _badges_in_short(texts, facts.badges),
        *(_challenge(texts, one) for one in _soonest(facts.challenges)),
        *(_draw_in_short(texts, one, number) for number, one in _numbered(facts.draws)),
        "" if facts.badges or facts.challenges or facts.draws else texts.gettext("There is nothing to win now."),
    )
    badges = ((Button.action(texts.gettext("🏅 Badges"), routes.BADGES),),) if facts.badges else ()
    draws = [
        Button.action(f"🎫 {number}" if number else texts.gettext("🎫 The draw"), action(routes.DRAW, one.draw))
        for number, one in _numbered(facts.draws)
    ]
    return Screen(html, (*badges, *((tuple(draws),) if draws else ()), home(texts)))


def badges(texts: Texts, all_of_them: Sequence[BadgeFacts], page: int = 0) -> Screen:
    """Every badge, those that the member has first. page: from 0."""
    if not all_of_them:
        return Screen(texts.gettext("There are no badges here now."), (home(texts),))
    pages = -(-len(all_of_them) // BADGES_A_PAGE)
    page = min(max(page, 0), pages - 1)
    ordered = sorted(all_of_them, key=lambda one: one.at is None)
    shown = ordered[page * BADGES_A_PAGE : (page + 1) * BADGES_A_PAGE]
    html = blocks(
        heading("🏅", texts.gettext("Badges")),
        *(_badge(texts, one) for one in shown),
        pages_line(texts, page, pages),
    )
    before = Button.action(texts.gettext("‹ Previous"), action(routes.BADGES, page - 1))
    following = Button.action(texts.gettext("Next ›"), action(routes.BADGES, page + 1))
    turn = (*((before,) if page > 0 else ()), *((following,) if page + 1 < pages else ()))
    return Screen(html, (*((turn,) if turn else ()), (*back(texts, routes.GAMES), *home(texts))))


def draw(texts: Texts, facts: DrawFacts) -> Screen:
    """One draw: the member's tickets, the prizes, the promise, and who won once it is closed."""
    html = blocks(
        heading("🎫", title(texts, DRAW + facts.draw)),
        _result(texts, facts) if facts.closed_at else _tickets(texts, facts),
        _prizes(texts, facts),
        _promise(texts, facts),
    )
    return Screen(html, ((*back(texts, routes.GAMES), *home(texts)),))


def no_draw(texts: Texts) -> Screen:
    return Screen(texts.gettext("This draw is not here any more."), (back(texts, routes.GAMES),))


def title(texts: Texts, code: str) -> str:
    """How the programme calls it, no longer than a name."""
    return texts.person(texts.names.get(code, code.partition(":")[2]))


def prize(texts: Texts, draw: str, place: int) -> str:
    """What the winner of this place (from 1) wins; empty where the programme has no words for it."""
    words = texts.names.get(f"{DRAW}{draw}:{place - 1}", "")
    return texts.person(words) if words else ""


def came(texts: Texts, by: By, done: int, needed: int) -> str:
    """`3 of 5 purchases`, in what is counted."""
    if by == "spend":
        return texts.gettext("%(done)s of %(needed)s", done=texts.money(done), needed=texts.money(needed))
    if by == "purchases":
        return texts.ngettext("%(done)s of %(n)s purchase", "%(done)s of %(n)s purchases", needed, done=done)
    if by == "friends":
        return texts.ngettext("%(done)s of %(n)s friend", "%(done)s of %(n)s friends", needed, done=done)
    if by == "pieces":
        return texts.ngettext("%(done)s of %(n)s piece", "%(done)s of %(n)s pieces", needed, done=done)
    return texts.ngettext("%(done)s of %(n)s time", "%(done)s of %(n)s times", needed, done=done)


# ------------------------------------------------------------------ badges and challenges


def _badges_in_short(texts: Texts, found: Sequence[BadgeFacts]) -> str:
    if not found:
        return ""
    held = [one for one in found if one.at]
    ahead = [one for one in found if not one.at]
    nearest = max(ahead, key=lambda one: one.done / one.needed, default=None)
    return lines(
        texts.gettext("🏅 Badges: <b>%(held)s of %(all)s</b>", held=len(held), all=len(found)),
        " ".join(texts.safe(one.icon) for one in held[:ICONS_MAX]),
        texts.gettext(
            "Nearest: %(badge)s, %(way)s",
            badge=title(texts, BADGE + nearest.badge),
            way=came(texts, nearest.by, nearest.done, nearest.needed),
        )
        if nearest
        else "",
    )


def _badge(texts: Texts, one: BadgeFacts) -> str:
    head = f"{texts.safe(one.icon)} <b>{title(texts, BADGE + one.badge)}</b>"
    if one.at is not None:
        return lines(head, texts.gettext("✅ Yours since %(day)s", day=texts.local_day(one.at)))
    return lines(
        head,
        f"{bar(one.done * 100 // one.needed)} {came(texts, one.by, one.done, one.needed)}",
        texts.gettext("🎁 Brings %(points)s", points=texts.points(one.points)) if one.points else "",
    )


def _soonest(found: Sequence[ChallengeFacts]) -> list[ChallengeFacts]:
    """Those under way first, by their last day; then what is to come; then what is done, the newest first."""
    done = sorted((one for one in found if one.at), key=lambda one: one.last_day, reverse=True)
    ahead = sorted((one for one in found if not one.at), key=lambda one: (not one.begun, one.last_day))
    return [*ahead, *done][:CHALLENGES_MAX]


def _challenge(texts: Texts, one: ChallengeFacts) -> str:
    head = f"🎯 <b>{title(texts, CHALLENGE + one.challenge)}</b>"
    if one.at is not None:
        return lines(head, texts.gettext("✅ Done on %(day)s", day=texts.local_day(one.at)))
    if not one.begun:
        when = texts.gettext("Begins on %(day)s", day=texts.day_month(one.first_day))
        return lines(head, when, _reward(texts, one))
    left = texts.ngettext("⏳ %(n)s day left after today", "⏳ %(n)s days left after today", one.days_left)
    return lines(
        head,
        f"{bar(one.done * 100 // one.needed)} {came(texts, one.by, one.done, one.needed)}",
        left if one.days_left else texts.gettext("⏳ Today is the last day"),
        _reward(texts, one),
    )


def _reward(texts: Texts, one: ChallengeFacts) -> str:
    return lines(
        texts.gettext("🎁 Brings %(points)s", points=texts.points(one.points)) if one.points else "",
        tickets_of(texts, one.tickets, one.draw) if one.tickets else "",
    )


# ------------------------------------------------------------------ draws


def tickets_of(texts: Texts, count: int, draw: str) -> str:
    return texts.ngettext(
        "🎫 %(n)s ticket: %(draw)s", "🎫 %(n)s tickets: %(draw)s", count, draw=title(texts, DRAW + draw)
    )


def _numbered(draws: Sequence[DrawFacts]) -> list[tuple[int, DrawFacts]]:
    """Each with the number that its button bears; 0 for the only one, which needs none."""
    return [(number if len(draws) > 1 else 0, one) for number, one in enumerate(draws[:DRAWS_MAX], start=1)]


def _draw_in_short(texts: Texts, facts: DrawFacts, number: int) -> str:
    head = f"🎫 <b>{f'{number}. ' if number else ''}{title(texts, DRAW + facts.draw)}</b>"
    if facts.closed_at is not None:
        return lines(head, _won(texts, facts) or texts.gettext("The winners are known."))
    return lines(head, _own(texts, facts), _until(texts, facts))


def _own(texts: Texts, facts: DrawFacts) -> str:
    return texts.ngettext("You have <b>%(n)s ticket</b>", "You have <b>%(n)s tickets</b>", facts.tickets)


def _until(texts: Texts, facts: DrawFacts) -> str:
    if facts.over:
        return texts.gettext("Tickets are given no more; the winners will be known soon.")
    return texts.gettext("Tickets are given through %(day)s", day=texts.day(facts.last_day))


def _tickets(texts: Texts, facts: DrawFacts) -> str:
    each = texts.money(facts.ticket_for_minor)
    return lines(
        _own(texts, facts),
        texts.gettext("One for each full %(sum)s of a purchase", sum=each) if facts.ticket_for_minor else "",
        _until(texts, facts),
    )


def _won(texts: Texts, facts: DrawFacts) -> str:
    places = [entry.place for entry in facts.entries if entry.place]
    return lines(*(won(texts, facts.draw, place) for place in places))


def won(texts: Texts, draw: str, place: int) -> str:
    what = prize(texts, draw, place)
    if what:
        return texts.gettext("🏆 You won: <b>%(prize)s</b>", prize=what)
    return texts.gettext("🏆 You won: place <b>%(place)s</b>", place=place)


def _result(texts: Texts, facts: DrawFacts) -> str:
    assert facts.closed_at is not None, "it is asked of a closed draw"
    return lines(
        texts.gettext("Closed on %(day)s", day=texts.local_day(facts.closed_at)),
        texts.ngettext("%(n)s ticket took part", "%(n)s tickets took part", facts.all_tickets),
        _own(texts, facts),
        _won(texts, facts),
    )


def _prizes(texts: Texts, facts: DrawFacts) -> str:
    """The prizes, and beside each the code of who won it."""
    rows = min(PRIZES_MAX, max(min(facts.prizes, facts.winners_count), len(facts.winners)))
    shown = (_place(texts, facts, place) for place in range(1, rows + 1))
    more = max(facts.winners_count, len(facts.winners)) - rows
    return lines(
        texts.gettext("<b>Prizes</b>") if rows else "",
        *shown,
        texts.ngettext("and %(n)s more", "and %(n)s more", more) if rows and more > 0 else "",
    )


def _place(texts: Texts, facts: DrawFacts, place: int) -> str:
    what = prize(texts, facts.draw, place) or "🎁"
    if place > len(facts.winners):
        return texts.gettext("%(place)s. %(prize)s", place=place, prize=what)
    code = facts.winners[place - 1]
    return texts.gettext("%(place)s. %(prize)s: <code>%(code)s</code>", place=place, prize=what, code=code)


def _promise(texts: Texts, facts: DrawFacts) -> str:
    """By what the draw can be checked: a promise before, and a list afterwards in which one finds oneself."""
    if not facts.commitment:
        return ""
    return lines(
        texts.gettext("<b>Anybody can check it</b>"),
        texts.gettext("Promise: <code>%(hash)s</code>", hash=facts.commitment),
        texts.gettext("The list: <code>%(hash)s</code>", hash=facts.root) if facts.root else "",
        *(
            texts.gettext("You in the list: <code>%(code)s</code>", code=code)
            for code in ([entry.code for entry in facts.entries] or ([] if facts.closed_at else [facts.code]))
        ),
    )


def games_button(texts: Texts) -> Row:
    return (Button.action(texts.gettext("🎮 Games"), routes.GAMES),)
