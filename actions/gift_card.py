"""Gift cards: sold, topped up, looked at, given on, blocked, paid back; `actions.purchase` takes money off them.

Whatever changes a card goes under the lock of its account, so that no money of it is spent or given back twice.
"""

from __future__ import annotations

import hashlib

from actions import guess, ledger, member, notice, program, webhook
from actions.ledger import Cause
from rules.code import DIGITS, GIFT_SECRET_LETTERS, GROUP, bare, grouped, is_gift
from rules.gift_card import GIFT, GiftCardFacts
from rules.gift_notice import GiftCardReceived
from rules.lifetime import expires_at, last_usable_day
from rules.program_formats import GiftCards
from rules.refusal import Refused
from storage import gifts as rows
from storage import ledger as accounts
from storage.work import Row, Work

SOURCE = "gift_card"  # of the lots that are money on a card
SHOWN_MAX = 8  # of one member's cards
FOUND_MAX = 50


class GiftCardsOff(Refused):
    code = "gift_cards_off"
    sentence = "The programme in force has no gift cards."


class GiftSumInvalid(Refused):
    code = "gift_sum_invalid"
    sentence = "A card takes from {least_minor} to {most_minor} now, in minor units; this is {amount_minor}."


class GiftTopUpOff(Refused):
    code = "gift_top_up_off"
    sentence = "Money is put on a card once, when it is sold; sell another card."


class GiftCardUnknown(Refused):
    code = "gift_card_unknown"
    sentence = "There is no gift card {card_id}."


class GiftCardClosed(Refused):
    code = "gift_card_closed"
    sentence = "This gift card is {state}."


class GiftCodeInvalid(guess.Missed, Refused):
    """One and the same answer for a code that never was, opens nothing any more, or is of a card that is closed."""

    code = "gift_code_invalid"
    sentence = "This is not the code of a gift card that can be used."


# ------------------------------------------------------------------ sold and topped up


def sell(
    work: Work, amount_minor: int, *, client: str, location: str = "", partner: str = "", member_id: str = ""
) -> GiftCardFacts:
    """Sell a card with so much on it; `fresh_code` then gives what opens it.

    member_id: who gets it at once, and is told so; empty for a card on paper. Raises GiftCardsOff, GiftSumInvalid,
    MemberUnknown.
    """
    in_force = program.current(work)
    terms = _terms(in_force.program.gift_cards)
    if not terms.minimum_minor <= amount_minor <= terms.maximum_minor:
        raise _sum_invalid(terms, terms.maximum_minor, amount_minor)
    if member_id:
        member.locked(work, member_id)
    card_id = work.fresh_id()
    rows.insert(
        work,
        {
            "card_id": card_id,
            "last4": work.fresh_code(GROUP, DIGITS),
            "member_id": member_id or None,
            "state": "active",
            "sold_at": work.now,
            "client": client,
            "location": location,
            "partner": partner,
            "program_version": in_force.version,
        },
    )
    _put(work, card_id, amount_minor, terms, _cause(work, client, card_id, location, partner))
    card = get(work, card_id)
    if member_id:
        notice.announce(work, member_id, GiftCardReceived(card=card), key=f"gift_card:{card_id}")
        _tell_given(work, card_id, member_id)
    return card


def top_up(
    work: Work, card_id: str, amount_minor: int, *, client: str, location: str = "", partner: str = ""
) -> GiftCardFacts:
    """Put more money on a card; it lives its own life from today on.

    Raises GiftCardsOff, GiftTopUpOff, GiftSumInvalid, GiftCardUnknown, GiftCardClosed.
    """
    in_force = program.current(work).program
    terms = _terms(in_force.gift_cards)
    if not terms.top_up:
        raise GiftTopUpOff
    _open(work, card_id)
    most = terms.maximum_minor - ledger.available(work, card_id, GIFT)
    if not min(terms.minimum_minor, most) <= amount_minor <= most or amount_minor <= 0:
        raise _sum_invalid(terms, most, amount_minor)
    _put(work, card_id, amount_minor, terms, _cause(work, client, card_id, location, partner))
    return get(work, card_id)


def fresh_code(work: Work, card_id: str) -> str:
    """A new code that opens this card, shown this once; the one before it opens nothing any more.

    Raises GiftCardUnknown, GiftCardClosed.
    """
    row = _open(work, card_id)
    code = work.fresh_code(GIFT_SECRET_LETTERS) + str(row.last4)
    rows.update(work, card_id, code_hash=hash_of(code))
    return grouped(code)


# ------------------------------------------------------------------ looked at


def get(work: Work, card_id: str) -> GiftCardFacts:
    """Raises GiftCardUnknown."""
    row = rows.get(work, card_id)
    if row is None:
        raise GiftCardUnknown(card_id=card_id)
    return _facts(work, row)


def look(work: Work, code: str, *, who: str) -> GiftCardFacts:
    """The card that this code opens. who: whom a miss counts against. Raises GiftCodeInvalid, CodesLocked."""
    guess.check(work, who)
    row = rows.by_code(work, hash_of(code)) if is_gift(code) else None
    if row is None or row.state != "active":
        raise GiftCodeInvalid(who=who)
    return _facts(work, row)


def of_member(work: Work, member_id: str) -> list[GiftCardFacts]:
    """The member's cards, newest first."""
    return [_facts(work, row) for row in rows.of_member(work, member_id, SHOWN_MAX)]


def money_of(work: Work, member_id: str) -> tuple[int, int]:
    """(cards, minor units on them): the member's cards that have money on them, blocked ones too."""
    found = rows.money(work, member_id, GIFT)
    return len(found), sum(found)


def ending(work: Work, last4: str) -> list[GiftCardFacts]:
    """The cards whose codes end so, newest first: to find one that was lost."""
    return [_facts(work, row) for row in rows.ending(work, last4, FOUND_MAX)]


def payable(work: Work, card_id: str, *, lock: bool) -> int:
    """What this card can pay now. lock: its account too, to spend from it. Raises GiftCardUnknown, GiftCardClosed."""
    if lock:
        _open(work, card_id)
    else:
        _checked(rows.get(work, card_id), card_id)
    return ledger.available(work, card_id, GIFT)


# ------------------------------------------------------------------ given on


def bind(work: Work, member_id: str, code: str, *, who: str) -> GiftCardFacts:
    """Let this card be the member's: from now on they show it from their chat, and the code opens nothing any more.

    The member's own card stays as it is. Raises GiftCodeInvalid, CodesLocked, MemberUnknown.
    """
    member.locked(work, member_id)
    found = look(work, code, who=who)
    row = _open(work, found.card_id)
    if row.code_hash != hash_of(code):
        raise GiftCodeInvalid(who=who)  # somebody was faster
    if row.member_id != member_id:
        rows.update(work, found.card_id, member_id=member_id, code_hash=None)
        _tell_given(work, found.card_id, member_id)
    return get(work, found.card_id)


def give_to(work: Work, card_id: str, member_id: str) -> GiftCardFacts:
    """Let a card be this member's, who is told; its code opens nothing any more.

    Raises GiftCardUnknown, GiftCardClosed, MemberUnknown.
    """
    member.locked(work, member_id)
    row = _open(work, card_id)
    if row.member_id == member_id:
        return get(work, card_id)
    rows.update(work, card_id, member_id=member_id, code_hash=None)
    card = get(work, card_id)
    notice.announce(work, member_id, GiftCardReceived(card=card), key=f"gift_card:{card_id}:{work.fresh_id()}")
    _tell_given(work, card_id, member_id)
    return card


def own(work: Work, member_id: str, card_id: str) -> GiftCardFacts:
    """One of the member's cards. Raises GiftCardUnknown for anybody else's, too."""
    card = get(work, card_id)
    if card.holder_id != member_id:
        raise GiftCardUnknown(card_id=card_id)
    return card


# ------------------------------------------------------------------ closed


def block(work: Work, card_id: str, *, blocked: bool = True) -> GiftCardFacts:
    """Let nobody use the card, or let it be used again. Raises GiftCardUnknown, GiftCardClosed for a void one."""
    row = _locked(work, card_id)
    if row.state == "void":
        raise GiftCardClosed(state="void")
    state = "blocked" if blocked else "active"
    rows.update(work, card_id, state=state)
    card = get(work, card_id)
    if row.state != state:
        facts = {"card_id": card_id, "balance_minor": card.balance_minor}
        webhook.emit(work, "gift_card.blocked" if blocked else "gift_card.unblocked", facts)
    return card


def pay_back(work: Work, card_id: str, *, client: str, location: str = "", partner: str = "") -> int:
    """Take back a card: what is left on it, to be given back in money; the card is void then.

    Raises GiftCardUnknown, GiftCardClosed.
    """
    _open(work, card_id)
    ledger.expire(work, card_id, _cause(work, "schedule", card_id), asset=GIFT)
    left, cause = ledger.balance(work, card_id, GIFT), _cause(work, client, card_id, location, partner)
    if left:
        ledger.adjust(work, card_id, -left, cause, asset=GIFT)
    rows.update(work, card_id, state="void")
    facts = {"card_id": card_id, "amount_minor": -left, "balance_minor": 0}
    told = facts | {"client": client, "location": location, "partner": cause.partner}
    webhook.emit(work, "gift_card.paid_back", told)
    return left


def revive(work: Work, card_id: str) -> None:
    """A return gave money back to this card: one that was void can be used again."""
    row = _locked(work, card_id)
    if row.state == "void":
        rows.update(work, card_id, state="active")


def _tell_given(work: Work, card_id: str, member_id: str) -> None:
    webhook.emit(work, "gift_card.given", {"card_id": card_id, "member_id": member_id})


def hash_of(code: str) -> str:
    return hashlib.sha256(bare(code).encode()).hexdigest()


def _terms(terms: GiftCards | None) -> GiftCards:
    if terms is None:
        raise GiftCardsOff
    return terms


def _sum_invalid(terms: GiftCards, most_minor: int, amount_minor: int) -> GiftSumInvalid:
    least = min(terms.minimum_minor, most_minor)
    return GiftSumInvalid(least_minor=least, most_minor=most_minor, amount_minor=amount_minor)


def _put(work: Work, card_id: str, amount_minor: int, terms: GiftCards, cause: Cause) -> None:
    until = expires_at(terms.life, work.now, program.current(work).program.zone)
    ledger.earn(work, card_id, amount_minor, cause, source=SOURCE, expires_at=until, asset=GIFT, giver=cause.partner)


def _cause(work: Work, client: str, card_id: str, location: str = "", partner: str = "") -> Cause:
    in_force = program.current(work)
    return Cause(
        client=client,
        reason=SOURCE,
        source_id=card_id,
        location=location,
        partner=partner or in_force.program.partner_at(location),
        program_version=in_force.version,
    )


def _locked(work: Work, card_id: str) -> Row:
    if rows.get(work, card_id) is None:
        raise GiftCardUnknown(card_id=card_id)
    accounts.lock_account(work, card_id, GIFT)
    row = rows.get(work, card_id)
    assert row is not None, "cards are never deleted"
    return row


def _open(work: Work, card_id: str) -> Row:
    """The card under its account's lock, to the end of the unit. Raises GiftCardUnknown, GiftCardClosed."""
    return _checked(_locked(work, card_id), card_id)


def _checked(row: Row | None, card_id: str) -> Row:
    if row is None:
        raise GiftCardUnknown(card_id=card_id)
    if row.state != "active":
        raise GiftCardClosed(state=row.state)
    return row


def _facts(work: Work, row: Row) -> GiftCardFacts:
    zone = program.current(work).program.zone
    burning = rows.burning(work, row.card_id, GIFT)
    day = last_usable_day(burning[0].expires_at, zone) if burning else None
    return GiftCardFacts(
        card_id=row.card_id,
        last4=row.last4,
        state=row.state,
        balance_minor=ledger.available(work, row.card_id, GIFT),
        sold_at=row.sold_at,
        last_day=day,
        burns_minor=sum(lot.remaining for lot in burning if lot.expires_at == burning[0].expires_at),
        holder_id=row.member_id or "",
    )
