"""Two members turn out to be one person: the one becomes a part of the other, and no point is lost."""

from __future__ import annotations

from dataclasses import replace

from actions import campaign_merge, draw, facts, ledger, program, referral, subscription, tier, webhook
from actions.ledger import Cause
from storage import ledger as accounts
from storage import members, merges, privacy, purchases, standings
from storage.work import Row, Work

REFERRAL_CODE_LETTERS = 12
WELCOME = "welcome"  # the source of the newcomer's gift, which is given once


def merge(work: Work, newcomer_id: str, into_id: str, phone: str = "") -> None:
    """Let the newcomer's chats, points, stamps, purchases and friends be the other's; both are members still.

    phone: E.164, verified now; without one, the other's phone stays, or else the newcomer's. The welcome gift goes over
    only to a member who never bought and never had one. A higher tier is kept with its term.
    """
    rows = merges.lock_both(work, newcomer_id, into_id)
    newcomer, into = rows[newcomer_id], rows[into_id]
    # Whoever alone has a chat chose there what to hear, and sent out a link.
    chats = bool(members.addresses_of(work, newcomer_id)), bool(members.addresses_of(work, into_id))
    speaker = newcomer if chats == (True, False) else into
    other_refused = merges.refused_marketing(work, into_id if speaker is newcomer else newcomer_id)
    is_new = purchases.is_new(work, into_id)
    # An invitation of the newcomer's may end here, and its reward with it.
    inviter = referral.inviter_of(work, newcomer_id)
    accounts.lock_points(work, {*rows, *inviter})
    cause = Cause(client="merge", reason="merged", source_id=into_id, program_version=program.current(work).version)
    for hold in privacy.open_holds(work, newcomer_id):
        ledger.release(work, hold.hold_id, cause)
    gift = is_new and not merges.had(work, into_id, WELCOME)
    assets = merges.assets(work, newcomer_id)
    draw.keep_open(work, assets)  # else one that is closed now would list who is gone
    for asset in assets:
        _carry(work, newcomer_id, into_id, asset, cause, gift=gift)
    referral.befell(work, newcomer_id, into_id, is_new=is_new)
    subscription.merge(work, newcomer_id, into_id)
    campaign_merge.merge(work, newcomer_id, into_id)
    merges.move(work, newcomer_id, into_id)
    merges.blank(work, newcomer_id, into_id, work.fresh_code(REFERRAL_CODE_LETTERS))
    wishes = _wishes(newcomer, into, speaker, other_refused=other_refused)
    members.update(work, into_id, **wishes, **_phone(work, newcomer, into, phone))
    _keep_tier(work, newcomer_id, into_id)
    tier.recount(work, into_id, quiet=True)
    webhook.emit(work, "member.merged", {"member_id": into_id, "from_member_id": newcomer_id})
    facts.merged(work, newcomer_id, into_id)


def _carry(work: Work, newcomer_id: str, into_id: str, asset: str, cause: Cause, *, gift: bool) -> None:
    """Let what is on one account live on as the other's: points, stamps, tickets."""
    ledger.expire(work, newcomer_id, cause, asset=asset)
    lots = [lot for lot in merges.lots_left(work, newcomer_id, asset) if lot.source != WELCOME or gift]
    owed = ledger.transfer_out(work, newcomer_id, {lot.lot_id for lot in lots}, cause, asset=asset)
    ledger.write_off(work, newcomer_id, cause, asset=asset)
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
            asset=asset,
            giver=lot.partner,
        )
    if owed:
        ledger.transfer_debt(work, into_id, owed, replace(cause, source_id=newcomer_id), asset=asset)


def _keep_tier(work: Work, newcomer_id: str, into_id: str) -> None:
    """A tier was promised for its term, whoever of the two it was given to."""
    in_force = program.current(work).program
    given, own = standings.get(work, newcomer_id), standings.get(work, into_id)
    if given is None or own is None:
        return
    higher = given if in_force.rank(given.tier) > in_force.rank(own.tier) else own
    floor = max(given.floor, own.floor, key=in_force.rank)
    standings.put(work, into_id, replace(higher, floor=floor))


def _phone(work: Work, newcomer: Row, into: Row, phone: str) -> dict[str, object]:
    if phone:
        return {"phone": phone, "phone_verified_at": work.now}
    whose = into if into.phone else newcomer
    return {"phone": whose.phone, "phone_verified_at": whose.phone_verified_at}


def _wishes(newcomer: Row, into: Row, speaker: Row, *, other_refused: bool) -> dict[str, object]:
    """What was said in the chat goes before what the shop had noted; a birthday that was noted stays.

    What either of the two did not want to hear, the one who stays does not hear.
    """
    other = into if speaker is newcomer else newcomer
    return {
        "language": speaker.language,
        "name": into.name or newcomer.name,
        "birthday": into.birthday or newcomer.birthday,
        "zone": speaker.zone or other.zone,
        "muted": sorted({*speaker.muted, *other.muted}),
        "snoozed_until": max((at for at in (speaker.snoozed_until, other.snoozed_until) if at), default=None),
        "quiet_start": speaker.quiet_start if speaker.quiet_start is not None else other.quiet_start,
        "quiet_end": speaker.quiet_end if speaker.quiet_end is not None else other.quiet_end,
        "marketing": speaker.marketing and not other_refused,
        "external_id": into.external_id or newcomer.external_id,
        # The link that was sent to friends is the chat's; nobody was ever given the other.
        "referral_code": speaker.referral_code,
    }
