"""A draw that anybody can check: opened with a promise, tickets while it is open, closed once, and proven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actions import ledger, notice, program, webhook
from actions.ledger import Cause
from actions.program import InForce
from rules.draw import Entrant, code, commitment, root, winners
from rules.game_notice import DrawWon
from rules.games import DRAW, DrawFacts, Entry, tickets
from rules.ledger import POINTS_MAX
from rules.program import Program
from rules.program_games import Draw
from rules.promo import TICKET
from rules.refusal import Refused
from rules.schedule import local_day
from storage import draws as rows
from storage import ledger as accounts
from storage.work import Row, Work

HEX = "0123456789abcdef"
SECRET_DIGITS = 64  # 32 bytes


class DrawUnknown(Refused):
    code = "draw_unknown"
    sentence = "There is no draw {draw}; the programme has {known}."


class DrawNotOpen(Refused):
    code = "draw_not_open"
    sentence = "The draw {draw} was never opened: kopilka draw open {draw}."


class DrawNotOver(Refused):
    code = "draw_not_over"
    sentence = "The draw {draw} gives tickets through {last_day}; it can be closed after that day."


class DrawNotClosed(Refused):
    code = "draw_not_closed"
    sentence = "The draw {draw} is not closed yet; until then its secret is told to nobody."


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """prize: in the programme's default language, empty where it names fewer. name, phone: of today, may be empty."""

    place: int
    prize: str
    code: str
    tickets: int
    member_id: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawState:
    """One draw for its owner. commitment is empty before it is opened; tickets and entrants are as of now, or fixed."""

    draw: str
    state: str
    last_day: date | None
    commitment: str
    entrants: int
    tickets: int


# ------------------------------------------------------------------ the owner's


def open_(work: Work, name: str) -> str:
    """Open a draw, and say the commitment to publish; of one that is open already, the same one. Raises DrawUnknown."""
    in_force = program.current(work)
    if in_force.program.draw(name) is None and rows.get(work, name) is None:
        raise DrawUnknown(draw=name, known=_known(in_force.program))
    _ensure(work, name, in_force.version)
    found = rows.get(work, name)
    assert found is not None, "it was opened just now"
    return str(found.commitment)


def close(work: Work, name: str) -> list[Winner]:
    """Fix the list, find the winners and tell them; of a draw that is closed already, who won.

    Raises DrawUnknown, DrawNotOpen, DrawNotOver.
    """
    found = rows.get(work, name, lock=True)
    in_force = program.current(work).program
    if found is None:
        raise DrawNotOpen(draw=name) if in_force.draw(name) else DrawUnknown(draw=name, known=_known(in_force))
    promised = _promised(work, found)
    if found.closed_at is None:
        last_day = (in_force.draw(name) or promised).last_day
        if local_day(work.now, in_force.zone) <= last_day:
            raise DrawNotOver(draw=name, last_day=last_day)
        _close(work, found, promised)
    return _winners(work, name, promised, in_force.default_language)


def states(work: Work) -> list[DrawState]:
    """Every draw: first those of the programme in force that are not open, then the others as they were opened."""
    in_force = program.current(work).program
    opened = rows.everything(work)
    names = {row.draw for row in opened}
    found = [
        DrawState(draw=one.name, state="not open", last_day=one.last_day, commitment="", entrants=0, tickets=0)
        for one in in_force.draws
        if one.name not in names
    ]
    for row in opened:
        entrants, count = (row.entrants, row.tickets) if row.closed_at else rows.held(work, TICKET + row.draw)
        found.append(
            DrawState(
                draw=row.draw,
                state="closed" if row.closed_at else "open",
                last_day=(in_force.draw(row.draw) or _promised(work, row)).last_day,
                commitment=row.commitment,
                entrants=entrants,
                tickets=count,
            )
        )
    return found


def proof(work: Work, name: str) -> dict[str, Any]:
    """Everything by which anybody finds the same winners, as plain values. Raises DrawUnknown, DrawNotClosed."""
    found = rows.get(work, name)
    if found is None:
        raise DrawUnknown(draw=name, known=_known(program.current(work).program))
    if found.closed_at is None:
        raise DrawNotClosed(draw=name)
    promised = _promised(work, found)
    return {
        "draw": name,
        "opened_at": found.opened_at.isoformat(),
        "closed_at": found.closed_at.isoformat(),
        "commitment": found.commitment,
        "secret": found.secret,
        "root": found.root,
        "winners_count": promised.winners,
        "winners": [row.code for row in rows.winners(work, name)],
        "entrants": [[row.code, row.tickets] for row in rows.entrants(work, name)],
    }


# ------------------------------------------------------------------ tickets


def takes(work: Work, in_force: InForce, name: str, day: date, *, lock: bool) -> bool:
    """Whether tickets for what happened on this day are given still.

    lock: they are to be given, so nobody closes the draw before the unit ends; one that nobody opened opens itself.
    """
    drawn = in_force.program.draw(name)
    if drawn is None or day > drawn.last_day:
        return False
    if not lock:
        found = rows.get(work, name)
        return found is None or found.closed_at is None
    found = rows.shared(work, name)
    if found is None:
        _ensure(work, name, in_force.version)
        found = rows.shared(work, name)
    return found is not None and found.closed_at is None


def give(work: Work, member_id: str, name: str, count: int, cause: Cause, *, source: str) -> None:
    """Give tickets of a draw that `takes` said yes to under its lock."""
    count = min(count, POINTS_MAX)
    ledger.earn(work, member_id, count, replace(cause, partner=""), source=source, asset=TICKET + name)


def keep_open(work: Work, assets: Iterable[str]) -> None:
    """Let no draw whose tickets are among these accounts be closed before the unit ends."""
    for asset in sorted(assets):
        if asset.startswith(TICKET):
            rows.shared(work, asset.removeprefix(TICKET))


def bought(work: Work, member_id: str, net_minor: int, day: date, in_force: InForce, cause: Cause) -> None:
    """Give the tickets of a purchase of this day. cause: its source_id is the purchase."""
    for one in in_force.program.draws:
        count = tickets(net_minor, one.ticket_for_minor) if one.ticket_for_minor else 0
        if count and takes(work, in_force, one.name, day, lock=True):
            give(work, member_id, one.name, count, replace(cause, reason=DRAW + one.name), source="purchase")


def returned(work: Work, bought: Row, left_minor: int, cause: Cause) -> None:
    """Take back the tickets that what is left of a purchase would not have given; none of a list that is fixed.

    left_minor: of its net.
    """
    then = program.of_version(work, bought.program_version)
    for one in then.draws:
        if not one.ticket_for_minor or not tickets(bought.net_minor, one.ticket_for_minor):
            continue
        found = rows.shared(work, one.name)
        if found is None or found.closed_at is not None:
            continue
        asset, have = TICKET + one.name, 0
        given = accounts.given(work, bought.member_id, asset, "purchase", bought.purchase_id)
        for tx_id, count in given:
            have += count - accounts.clawed_back(work, bought.member_id, tx_id)
        due = have - tickets(left_minor, one.ticket_for_minor)
        if due > 0:
            ledger.claw_back(work, bought.member_id, given[0][0], due, "within_balance", cause, asset=asset)


def take_back(work: Work, member_id: str, name: str, count: int, cause: Cause) -> None:
    """Take back tickets whose ground fell away; none of a list that is fixed."""
    found = rows.shared(work, name)
    if found is not None and found.closed_at is None:
        ledger.claw_back(work, member_id, None, count, "within_balance", cause, asset=TICKET + name)


# ------------------------------------------------------------------ the member's


def facts(work: Work, member_id: str, one: Draw, in_force: Program) -> DrawFacts:
    """A draw of the programme as this member sees it."""
    found = rows.get(work, one.name)
    account = accounts.account(work, member_id, TICKET + one.name)
    seen = DrawFacts(
        draw=one.name,
        last_day=one.last_day,
        over=local_day(work.now, in_force.zone) > one.last_day,
        tickets=account.balance if account and not account.debt else 0,
        ticket_for_minor=one.ticket_for_minor or 0,
        prizes=len(_prizes(one.prizes, in_force.default_language)),
        winners_count=one.winners,
    )
    if found is None:
        return seen
    seen = replace(
        seen,
        code=code(bytes.fromhex(found.salt), member_id),
        commitment=found.commitment,
        winners_count=_promised(work, found).winners,
    )
    if found.closed_at is None:
        return seen
    its = rows.of_member(work, one.name, member_id)
    entries = tuple(Entry(code=row.code, tickets=row.tickets, place=row.place or 0) for row in its)
    return replace(
        seen,
        tickets=sum(entry.tickets for entry in entries),
        closed_at=found.closed_at,
        root=found.root,
        entrants=found.entrants,
        all_tickets=found.tickets,
        winners=tuple(row.code for row in rows.winners(work, one.name)),
        entries=entries,
    )


# ------------------------------------------------------------------ inside


def _ensure(work: Work, name: str, version: int) -> None:
    secret = work.fresh_code(SECRET_DIGITS, HEX)
    rows.open_(
        work,
        {
            "draw": name,
            "program_version": version,
            "opened_at": work.now,
            "commitment": commitment(bytes.fromhex(secret)),
            "secret": secret,
            "salt": work.fresh_code(SECRET_DIGITS, HEX),
        },
    )


def _close(work: Work, found: Row, promised: Draw) -> None:
    secret, salt = bytes.fromhex(found.secret), bytes.fromhex(found.salt)
    members = {code(salt, row.member_id): row for row in rows.holders(work, TICKET + found.draw)}
    entrants = [Entrant(named, row.balance) for named, row in members.items()]
    won = winners(secret, entrants, promised.winners)
    places = {named: place for place, named in enumerate(won, start=1)}
    rows.insert_entrants(
        work,
        [
            {
                "draw": found.draw,
                "code": one.code,
                "member_id": members[one.code].member_id,
                "tickets": one.tickets,
                "place": places.get(one.code),
            }
            for one in entrants
        ],
    )
    count = sum(one.tickets for one in entrants)
    rows.close(work, found.draw, root=root(entrants), entrants=len(entrants), tickets=count)
    for named, place in places.items():
        said = DrawWon(draw=found.draw, place=place, code=named)
        notice.announce(work, members[named].member_id, said, key=f"draw_won:{found.draw}:{place}")
    facts = {"draw": found.draw, "entrants": len(entrants), "tickets": count}
    webhook.emit(work, "draw.closed", facts | {"winner_ids": [members[named].member_id for named in places]})


def _winners(work: Work, name: str, promised: Draw, language: str) -> list[Winner]:
    prizes = _prizes(promised.prizes, language)
    return [
        Winner(
            place=row.place,
            prize=prizes[row.place - 1] if row.place <= len(prizes) else "",
            code=row.code,
            tickets=row.tickets,
            member_id=row.member_id,
            name=row.name,
            phone=row.phone or "",
        )
        for row in rows.winners(work, name)
    ]


def _prizes(prizes: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    return prizes.get(language) or next(iter(prizes.values()), ())


def _promised(work: Work, found: Row) -> Draw:
    """The draw as it was opened: how many win, and what, was promised with it."""
    drawn = program.of_version(work, found.program_version).draw(found.draw)
    assert drawn is not None, "a draw is opened by a programme that has it"
    return drawn


def _known(in_force: Program) -> str:
    return ", ".join(one.name for one in in_force.draws) or "none"
