"""A chat's new member turns out to be one whom the shop knew already: the two become one, and no point is lost."""

from __future__ import annotations

from dataclasses import replace

from actions import ledger, program, referral, tier
from actions.ledger import Cause
from rules.ledger import POINTS
from storage import ledger as accounts
from storage import members, merges, privacy, purchases
from storage.work import Row, Work

REFERRAL_CODE_LETTERS = 12
WELCOME = "welcome"  # the source of the newcomer's gift, which is given once


def merge(work: Work, newcomer_id: str, into_id: str, phone: str) -> None:
    """Let the newcomer's chat, points, purchases and friends be the other's. phone: E.164, verified now.

    The welcome gift goes over only to a member who never bought and never had one.
    """
    rows = merges.lock_both(work, newcomer_id, into_id)
    newcomer, into = rows[newcomer_id], rows[into_id]
    is_new = purchases.is_new(work, into_id)
    for member_id in sorted(rows):
        accounts.lock_account(work, member_id, POINTS)
    cause = Cause(client="merge", reason="merged", source_id=into_id, program_version=program.current(work).version)
    for hold in privacy.open_holds(work, newcomer_id):
        ledger.release(work, hold.hold_id, cause)
    _carry_points(work, newcomer_id, into_id, cause, gift=is_new and not merges.had(work, into_id, WELCOME))
    referral.befell(work, newcomer_id, into_id, is_new=is_new)
    merges.move(work, newcomer_id, into_id)
    merges.blank(work, newcomer_id, into_id, work.fresh_code(REFERRAL_CODE_LETTERS))
    members.update(work, into_id, **_wishes(newcomer, into), phone=phone, phone_verified_at=work.now)
    tier.recount(work, into_id, quiet=True)


def _carry_points(work: Work, newcomer_id: str, into_id: str, cause: Cause, *, gift: bool) -> None:
    ledger.expire(work, newcomer_id, cause)
    lots = [lot for lot in merges.lots_left(work, newcomer_id, POINTS) if lot.source != WELCOME or gift]
    owed = ledger.transfer_out(work, newcomer_id, {lot.lot_id for lot in lots}, cause)
    ledger.write_off(work, newcomer_id, cause)
    for lot in lots:
        # By the rule and the programme that gave them, so that the history explains them as it always did.
        given = replace(cause, reason=lot.reason, source_id=lot.source_id, program_version=lot.program_version)
        ledger.transfer_in(
            work,
            into_id,
            lot.remaining,
            given,
            source=lot.source,
            active_at=lot.active_at if lot.active_at > work.now else None,
            expires_at=lot.expires_at,
        )
    if owed:
        ledger.transfer_debt(work, into_id, owed, replace(cause, source_id=newcomer_id))


def _wishes(newcomer: Row, into: Row) -> dict[str, object]:
    """What was said in the chat goes before what the shop had noted; a birthday that was noted stays."""
    return {
        "language": newcomer.language,
        "name": into.name or newcomer.name,
        "birthday": into.birthday or newcomer.birthday,
        "zone": newcomer.zone or into.zone,
        "muted": newcomer.muted,
        "quiet_start": newcomer.quiet_start if newcomer.quiet_start is not None else into.quiet_start,
        "quiet_end": newcomer.quiet_end if newcomer.quiet_end is not None else into.quiet_end,
        "marketing": newcomer.marketing,
        # The link that was sent to friends is the chat's; nobody was ever given the other.
        "referral_code": newcomer.referral_code,
    }
