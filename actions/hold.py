"""A till's hold: points kept for a purchase under way, by and for the client that opened it."""

from __future__ import annotations

from dataclasses import dataclass

from actions import ledger, member, program
from actions.ledger import Cause, Held, HoldClosed, HoldUnknown
from storage import ledger as rows
from storage.work import Row, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A closed hold. captured: points spent of it. available: points that may be spent now."""

    hold_id: str
    member_id: str
    captured: int
    available: int


def keep(work: Work, member_id: str, points: int, *, client: str, location: str = "", session: str = "") -> Held:
    """Keep points for the programme's while; the same session of this client replaces its earlier hold.

    points: 1 to rules.ledger.POINTS_MAX. Raises MemberUnknown, NotEnoughPoints, DebtOpen.
    """
    member.locked(work, member_id)
    in_force = program.current(work)
    cause = Cause(client=client, reason="hold", location=location, program_version=in_force.version)
    return ledger.hold(work, member_id, points, cause, minutes=in_force.program.hold.minutes, session=session)


def capture(
    work: Work, hold_id: str, points: int | None, *, client: str, location: str = "", partner: str = ""
) -> Settled:
    """Spend held points without a purchase, all of them for None; the rest becomes usable again.

    partner: of a coalition, at whose till; the location's own when it is empty.
    Raises HoldUnknown, HoldClosed, CaptureAboveHold.
    """
    found = own(work, hold_id, client)
    captured = found.amount if points is None else points
    ledger.capture(work, hold_id, captured, _cause(work, client, "capture", location, partner))
    return _settled(work, found, captured)


def void(work: Work, hold_id: str, *, client: str, location: str = "") -> Settled:
    """Let go of a hold. Raises HoldUnknown, HoldClosed."""
    found = own(work, hold_id, client)
    ledger.void(work, hold_id, _cause(work, client, "void", location))
    return _settled(work, found, 0)


def own(work: Work, hold_id: str, client: str, member_id: str = "") -> Row:
    """This client's open hold, for this member when one is named.

    Somebody else's hold is as no hold at all. Raises HoldUnknown, HoldClosed.
    """
    found = rows.hold(work, hold_id)
    if found is None or found.client != client or (member_id and found.member_id != member_id):
        raise HoldUnknown(hold_id=hold_id)
    if found.state != "open":
        raise HoldClosed(state=found.state)
    return found


def _cause(work: Work, client: str, reason: str, location: str, partner: str = "") -> Cause:
    in_force = program.current(work)
    return Cause(
        client=client,
        reason=reason,
        location=location,
        partner=partner or in_force.program.partner_at(location),
        program_version=in_force.version,
    )


def _settled(work: Work, found: Row, captured: int) -> Settled:
    available = ledger.available(work, found.member_id)
    return Settled(hold_id=found.hold_id, member_id=found.member_id, captured=captured, available=available)
