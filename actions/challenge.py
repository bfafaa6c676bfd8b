"""Challenges: what a member bought on their days, and the reward, once; a return that undoes the first undoes both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from actions import draw, ledger, notice, program, sold, webhook
from actions.ledger import Cause
from actions.program import InForce
from rules.game_notice import ChallengeDone
from rules.games import CHALLENGE, Bought, ChallengeFacts, challenge_way, counted, is_summed, span
from rules.lifetime import expires_at, last_usable_day
from rules.priced import Line
from rules.program import Program
from rules.program_games import Challenge
from rules.schedule import local_day
from storage import games as rows
from storage.work import Row, Work

SOURCE = "challenge"  # of the lots that it gave


def bought(work: Work, member_id: str, day: date, in_force: InForce, cause: Cause) -> None:
    """After a purchase of this day."""
    live = [one for one in in_force.program.challenges if one.first_day <= day <= one.last_day]
    if not live:
        return
    done = rows.challenges_of(work, member_id)
    for challenge in live:
        if challenge.name in done:
            continue
        _, needed = challenge_way(challenge)
        come = _come(work, member_id, challenge, in_force.program)
        if come >= needed:
            _reward(work, member_id, challenge, day, in_force, cause)


def returned(work: Work, bought: Row, cause: Cause) -> None:
    """After a return, which is kept: a challenge that what stays bought does not carry is undone, with its reward.

    By the terms that it was done by. Tickets of a draw that is closed stay.
    """
    for done in rows.challenges_of(work, bought.member_id).values():
        then = program.of_version(work, done.program_version)
        challenge = then.challenge(done.challenge)
        assert challenge is not None, "it was done by this programme"
        day = local_day(bought.at, then.zone)
        _, needed = challenge_way(challenge)
        is_its = challenge.first_day <= day <= challenge.last_day
        if not is_its or _come(work, bought.member_id, challenge, then) >= needed:
            continue
        rows.challenge_undone(work, bought.member_id, challenge.name)
        about = replace(cause, source_id=done.source_id)
        if done.points:
            ledger.cancel(work, bought.member_id, SOURCE, done.points, about)
        if done.tickets and challenge.tickets:
            draw.take_back(work, bought.member_id, challenge.tickets.draw, done.tickets, about)


def facts(work: Work, member_id: str, in_force: Program) -> tuple[ChallengeFacts, ...]:
    """The challenges whose days are not over, and those that this member has done, in the programme's order."""
    if not in_force.challenges:
        return ()
    today, found = local_day(work.now, in_force.zone), []
    done = rows.challenges_of(work, member_id)
    for challenge in in_force.challenges:
        row = done.get(challenge.name)
        at = row.at if row else None
        if today > challenge.last_day and at is None:
            continue
        by, needed = challenge_way(challenge)
        begun = today >= challenge.first_day
        come = needed if at else _come(work, member_id, challenge, in_force) if begun else 0
        found.append(
            ChallengeFacts(
                challenge=challenge.name,
                by=by,
                done=min(come, needed),
                needed=needed,
                first_day=challenge.first_day,
                last_day=challenge.last_day,
                days_left=max(0, (challenge.last_day - today).days),
                begun=begun,
                at=at,
                points=challenge.points or 0,
                tickets=challenge.tickets.count if challenge.tickets else 0,
                draw=challenge.tickets.draw if challenge.tickets else "",
            )
        )
    return tuple(found)


def _come(work: Work, member_id: str, challenge: Challenge, in_force: Program) -> int:
    since, until = span(challenge, in_force.zone)
    if is_summed(challenge):
        purchases, spend = rows.sums_between(work, member_id, since, until)
        return spend if challenge.spend_minor is not None else purchases
    found = rows.purchases_between(work, member_id, since, until)
    return counted(challenge, [_bought(work, row) for row in found])


def _bought(work: Work, row: Row) -> Bought:
    lines = [
        Line(
            line.get("amount_minor", 0),
            category=line.get("category", ""),
            sku=line.get("sku", ""),
            brand=line.get("brand", ""),
            labels=tuple(line.get("labels", ())),
        )
        for line in row.lines
    ]
    left = sold.lines_of(work, row) if row.returned_minor else sold.lines_sold(row)
    return Bought(lines=lines, left=left, whole=sold.sold_of(row))


def _reward(work: Work, member_id: str, challenge: Challenge, day: date, in_force: InForce, cause: Cause) -> None:
    zone = in_force.program.zone
    cause = replace(cause, reason=CHALLENGE + challenge.name, partner="")
    until = expires_at(challenge.life, work.now, zone) if challenge.points else None
    tickets = challenge.tickets
    if tickets and not draw.takes(work, in_force, tickets.draw, day, lock=True):
        tickets = None
    gave = {"points": challenge.points or 0, "tickets": tickets.count if tickets else 0}
    version = in_force.version
    is_new = rows.challenge_done(
        work, member_id, challenge.name, **gave, source_id=cause.source_id, program_version=version
    )
    if not is_new:
        return
    if challenge.points:
        ledger.earn(work, member_id, challenge.points, cause, source=SOURCE, expires_at=until)
    if tickets:
        draw.give(work, member_id, tickets.draw, tickets.count, cause, source=SOURCE)
    said = ChallengeDone(
        challenge=challenge.name,
        **gave,
        draw=tickets.draw if tickets else "",
        available=ledger.available(work, member_id),
        last_day=last_usable_day(until, zone) if until else None,
    )
    notice.announce(work, member_id, said, key=f"challenge:{member_id}:{challenge.name}:{cause.source_id}")
    facts = {"member_id": member_id, "challenge": challenge.name, **gave, "draw": said.draw}
    webhook.emit(work, "challenge.done", facts)
