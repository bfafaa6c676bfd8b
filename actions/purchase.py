"""A purchase: quoted and recorded, one unit each; `actions.returns` takes it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from actions import buyer, facts, games, ledger, member, notice, offer, program, promo, referral, stamp, tier, webhook
from actions.ledger import Cause
from actions.program import InForce
from actions.sale import Sale as Sale
from actions.sale import priced
from rules.gift_card import GIFT
from rules.late import lives_until
from rules.ledger import POINTS, Account
from rules.lifetime import WhileActive, expires_at, last_usable_day
from rules.notice import Purchased
from rules.priced import Cheque, Line, MemberState, Quote, QuotedLine
from rules.program import Program
from rules.program_offers import OFFER
from rules.refusal import Refused
from rules.stamp import STAMP
from rules.tier import Standing
from rules.webhook import instant
from storage import ledger as accounts
from storage import purchases as rows
from storage import standings
from storage.work import Work

RULE = "rule:"  # before the name of a rule, where an entry says why; a tier stands there by its bare name
BACKDATED_DAYS_MAX = 31  # an offline till that comes back; what is older is imported


class PurchaseTimeInvalid(Refused):
    code = "purchase_time_invalid"
    sentence = "A purchase is recorded at most {days} days late and never ahead of time; this one says {at}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """tier_risen: the new tier's name, or empty. available: points that may be spent now."""

    purchase_id: str
    quote: Quote
    tier_risen: str
    available: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """A purchase in the books. debt_repaid: of the points it gave. standing: as it still is, where that is known.

    lifted: whether a promo code gave a higher tier.
    """

    purchase_id: str
    quote: Quote
    cause: Cause
    debt_repaid: int
    standing: Standing | None
    lifted: bool


def quote(work: Work, sale: Sale) -> Quote:
    """Price a sale for its member as it would be recorded; nothing changes.

    Raises what `sale.priced` raises, MemberUnknown and PurchaseTimeInvalid.
    """
    at = _time_of(work, sale)
    in_force = program.serving(work, sale.member_id, sale.location, at=sale.at)
    account = accounts.account(work, sale.member_id, POINTS)
    usable = ledger.available(work, sale.member_id) + _held(work, sale.hold_id)
    state = MemberState(_tier_in(_standing_of(work, sale.member_id)), usable, account.debt if account else 0)
    return priced(work, sale, in_force, state, at, lock=False).quote


def record(work: Work, sale: Sale) -> Recorded:
    """Record a purchase: spend the points, earn the new ones, let the tier rise, reward who invited.

    A late one goes by the programme of its own instant, and by the tiers of today.
    Raises what `sale.priced`, `ledger.spend` and `ledger.capture` raise, MemberUnknown and PurchaseTimeInvalid.
    """
    at = _time_of(work, sale)
    in_force = program.serving(work, sale.member_id, sale.location, at=sale.at)
    today = in_force if sale.at is None else program.serving(work, sale.member_id, sale.location)
    account, invited = referral.lock(work, sale.member_id)
    taken = _take(work, sale, at, in_force, account)
    risen = tier.recount(work, sale.member_id, today.program, before=taken.standing)
    if taken.lifted:
        risen = tier.name_of(work, sale.member_id)
    referral.bought(work, invited, taken.purchase_id, taken.quote.net_minor, taken.cause)
    facts.changed(work, sale.member_id)
    games.bought(work, sale.member_id, taken.quote.net_minor, at, in_force, taken.cause)
    available = ledger.available(work, sale.member_id)
    _announce(work, sale, taken, in_force, risen, available)
    _tell(work, sale, taken)
    return Recorded(purchase_id=taken.purchase_id, quote=taken.quote, tier_risen=risen, available=available)


def record_past(work: Work, sale: Sale) -> None:
    """Record a purchase of an old base as of `work.now`: nobody is told of it, and nobody rewarded for the buyer.

    Before the first programme came into force, that one counts. What was paid was paid: nothing more is taken off it.
    Raises what `record` raises.
    """
    in_force = program.of_then(work)
    account = accounts.lock_account(work, sale.member_id, POINTS)
    taken = _take(work, sale, work.now, in_force._replace(program=_as_paid(in_force.program), offered=False), account)
    tier.recount(work, sale.member_id, in_force.program, before=taken.standing, quiet=True)


def _as_paid(in_force: Program) -> Program:
    """The programme without what it takes off a cheque."""
    takes_off = in_force.discounts or in_force.promos or in_force.offers
    if not takes_off and not any(each.discount for each in in_force.tiers):
        return in_force
    tiers = tuple(each.model_copy(update={"discount": Decimal(0)}) for each in in_force.tiers)
    return in_force.model_copy(update={"discounts": (), "promos": (), "offers": (), "tiers": tiers})


def _take(work: Work, sale: Sale, at: datetime, in_force: InForce, account: Account) -> _Taken:
    """Price it, spend and give the points, keep the purchase. account: just locked. Raises MemberUnknown."""
    wants_points = bool(sale.cheque.pay_points)
    usable = ledger.available(work, sale.member_id) + _held(work, sale.hold_id) if wants_points else 0
    standing = _standing_of(work, sale.member_id)
    state = MemberState(_tier_in(standing), usable, account.debt)
    sold = priced(work, sale, in_force, state, at, lock=True)
    cheque, quoted = sold.cheque, sold.quote
    purchase_id = work.fresh_id()
    cause = Cause(
        client=sale.client,
        reason=quoted.tier,
        source_id=purchase_id,
        location=sale.location,
        partner=cheque.partner,
        program_version=in_force.version,
    )
    spent = _pay(work, sale, quoted, cause)
    gift = _pay_by_gift(work, sale, quoted, cause)
    given = _give(work, sale.member_id, quoted, cause, None if spent or sale.hold_id else account)
    _stamp(work, sale.member_id, cheque, quoted, in_force, at, cause)
    buyer.note(work, sale.member_id, in_force.program, quoted, at)
    paid = {"spend_tx_id": spent, "gift_tx_id": gift, "earn_tx_id": given[0].tx_id if given else None}
    rows.insert(work, _values(sale, cheque, purchase_id, at, quoted, in_force) | paid)
    if quoted.offer or quoted.counted:
        offer.note(work, sale.member_id, quoted, in_force, cause)
    if sold.promo is not None:
        off_minor = sum(one.minor for one in quoted.reductions if one.kind == "promo")
        promo.note(work, sale.member_id, sold.promo, in_force, cause, off_minor=off_minor)
    _prolong(work, sale.member_id, in_force, cause)
    lifted = sold.promo is not None and bool(sold.promo.promo.gives.tier)
    repaid = -sum(posted.d_debt for posted in given)
    return _Taken(purchase_id, quoted, cause, repaid, None if lifted else standing, lifted)


def _tier_in(standing: Standing | None) -> str:
    """Empty, which the programme reads as its first, for one who has none yet."""
    return standing.tier if standing else ""


def _standing_of(work: Work, member_id: str) -> Standing | None:
    """Raises MemberUnknown. A sale asks under the lock: meanwhile they may have been erased or joined with another."""
    lives, found = standings.of_living(work, member_id)
    if not lives:
        raise member.MemberUnknown
    return found


def _time_of(work: Work, sale: Sale) -> datetime:
    if sale.at is None:
        return work.now
    if not work.now - timedelta(days=BACKDATED_DAYS_MAX) <= sale.at <= work.now:
        raise PurchaseTimeInvalid(days=BACKDATED_DAYS_MAX, at=sale.at.isoformat())
    return sale.at


def _held(work: Work, hold_id: str) -> int:
    """What the sale's own hold keeps for it. Raises HoldClosed for one whose time is out, swept or not."""
    held = accounts.hold(work, hold_id) if hold_id else None
    if held is None or held.state != "open":
        return 0
    if held.expires_at <= work.now:
        raise ledger.HoldClosed(state="expired")
    return int(held.amount)


def _pay(work: Work, sale: Sale, quoted: Quote, cause: Cause) -> str | None:
    if sale.hold_id:
        if quoted.points_spend:
            return ledger.capture(work, sale.hold_id, quoted.points_spend, cause).tx_id
        ledger.void(work, sale.hold_id, cause)
        return None
    return ledger.spend(work, sale.member_id, quoted.points_spend, cause).tx_id if quoted.points_spend else None


def _pay_by_gift(work: Work, sale: Sale, quoted: Quote, cause: Cause) -> str | None:
    if not quoted.gift_minor:
        return None
    return ledger.spend(work, sale.gift_card_id, quoted.gift_minor, cause, asset=GIFT).tx_id


def _give(work: Work, member_id: str, quoted: Quote, cause: Cause, locked: Account | None) -> list[ledger.Posted]:
    """One entry for each rule, so that the history can name it. locked: as long as nothing was moved."""
    return [
        ledger.earn(
            work,
            member_id,
            earned.points,
            replace(cause, reason=_reason(earned.rule)) if earned.rule else cause,
            source="purchase",
            active_at=earned.active_at,
            expires_at=earned.expires_at,
            giver=cause.partner,
            locked=None if at else locked,
        )
        for at, earned in enumerate(quoted.earnings)
    ]


def _reason(rule: str) -> str:
    return rule if rule.startswith(OFFER) else f"{RULE}{rule}"


def _stamp(
    work: Work, member_id: str, cheque: Cheque, quoted: Quote, in_force: InForce, at: datetime, cause: Cause
) -> None:
    zone = in_force.program.zone
    gift = in_force.program.stamp_card(cheque.stamp_gift)
    if gift is not None:
        ledger.spend(work, member_id, gift.needed, cause, asset=STAMP + gift.name)
    for name, count in quoted.stamps:
        card = in_force.program.stamp_card(name)
        assert card is not None, "it was priced by this programme"
        until = lives_until(card.life, at, work.now, zone)
        ledger.earn(work, member_id, count, cause, source="purchase", expires_at=until, asset=STAMP + name)


def _prolong(work: Work, member_id: str, in_force: InForce, cause: Cause) -> None:
    life = in_force.program.earning.life
    if isinstance(life, WhileActive):
        until = expires_at(life, work.now, in_force.program.zone)
        assert until is not None
        ledger.prolong(work, member_id, "purchase", until, cause)


def _announce(work: Work, sale: Sale, taken: _Taken, in_force: InForce, risen: str, available: int) -> None:
    zone, quoted = in_force.program.zone, taken.quote
    said = Purchased(
        purchase_minor=quoted.gross_minor - quoted.discount_minor,
        earned=quoted.earn_points,
        spent=quoted.points_spend,
        available=available,
        place=sale.location,
        last_day=last_usable_day(quoted.expires_at, zone) if quoted.expires_at and quoted.earn_points else None,
        active_at=quoted.active_at if quoted.earn_points and quoted.active_at > work.now else None,
        debt_repaid=taken.debt_repaid,
        tier_risen=risen,
        discount_minor=sum(one.minor for one in quoted.reductions),
        stamps=stamp.gains(work, sale.member_id, in_force.program, quoted),
        gift=sale.cheque.stamp_gift,
        gift_card_minor=quoted.gift_minor,
        offer=offer.done(quoted),
    )
    notice.announce(work, sale.member_id, said, key=f"purchased:{taken.purchase_id}")


def _tell(work: Work, sale: Sale, taken: _Taken) -> None:
    quoted = taken.quote
    facts = {
        "member_id": sale.member_id,
        "purchase_id": taken.purchase_id,
        "at": instant(sale.at or work.now),
        "gross_minor": quoted.gross_minor,
        "discount_minor": quoted.discount_minor,
        "net_minor": quoted.net_minor,
        "gift_minor": quoted.gift_minor,
        "points_earned": quoted.earn_points,
        "points_spent": quoted.points_spend,
        "tier": quoted.tier,
        "location": sale.location,
        "partner": taken.cause.partner,
        "client": sale.client,
        "receipt": sale.receipt,
    }
    webhook.emit(work, "purchase.recorded", facts)


def _values(
    sale: Sale, cheque: Cheque, purchase_id: str, at: datetime, quoted: Quote, in_force: InForce
) -> dict[str, object]:
    return {
        "member_id": sale.member_id,
        "purchase_id": purchase_id,
        "at": at,
        "gross_minor": quoted.gross_minor,
        "discount_minor": quoted.discount_minor,
        "points_spent": quoted.points_spend,
        "points_minor": quoted.points_spend_minor,
        "net_minor": quoted.net_minor,
        "points_earned": quoted.earn_points,
        "gift_minor": quoted.gift_minor,
        "gift_card_id": sale.gift_card_id if quoted.gift_minor else None,
        "lines": [_line(line, part) for line, part in zip(cheque.lines, quoted.lines, strict=True)],
        "rules": _rules(cheque, quoted),
        "client": sale.client,
        "cashier": sale.cashier,
        "location": sale.location,
        "partner": cheque.partner,
        "receipt": sale.receipt,
        "program_version": in_force.version,
    }


def _rules(cheque: Cheque, quoted: Quote) -> dict[str, object] | None:
    """What the programme took off and gave, by rule; None where the tier's rate did it all."""
    kept = {
        "off": [[one.kind, one.name, one.minor] for one in quoted.reductions],
        "earned": [[one.rule, one.points] for one in quoted.earnings if one.rule],
        "stamps": [[card, count] for card, count in quoted.stamps],
        "promo": cheque.promo,
        "stamp_gift": cheque.stamp_gift,
        "offer": quoted.offer.granted.offer_id if quoted.offer else "",
        "counted": list(quoted.counted),
    }
    return {name: value for name, value in kept.items() if value} or None


def _line(line: Line, part: QuotedLine) -> dict[str, object]:
    """A line as it is kept: what is empty or nought takes no room."""
    kept = {
        "amount_minor": line.amount_minor,
        "quantity": line.quantity if line.quantity != 1 else 0,
        "category": line.category,
        "sku": line.sku,
        "brand": line.brand,
        "name": line.name,
        "labels": list(line.labels),
        "discount_minor": part.discount_minor,
        "points": part.points_spend,
        "net_minor": part.net_minor,
        "earned": part.earn_points,
        "gift_minor": part.gift_minor,
    }
    return {name: value for name, value in kept.items() if value}
