"""The members of a demo live on: they have chats, and come to the shop again as they came a year before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from actions import address, consent, facts, purchase
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage import members as rows
from storage import repeat
from storage.work import Work

YEAR = timedelta(weeks=52)  # whole weeks, so that who shops on Saturdays comes on a Saturday
CLIENT = "demo"
REFUSES_EACH = 10  # of so many members one wants no advertising
CHANNEL = "telegram"


class Silent(NamedTuple):
    """A member who has no chat yet. phone: may be empty."""

    member_id: str
    name: str
    language: str
    phone: str


def silent(work: Work) -> list[Silent]:
    return [Silent(row.member_id, row.name, row.language, row.phone or "") for row in repeat.silent(work)]


def settle(work: Work, chats: Iterable[tuple[str, Silent]]) -> None:
    """Give each of these the chat of this user, a birthday, and nearly all of them a yes to advertising."""
    for number, (user_id, who) in enumerate(chats):
        address.seen(work, CHANNEL, user_id, user_id, who.language)
        rows.update_address(work, CHANNEL, user_id, member_id=who.member_id)
        born = date(1950 + number % 50, 1 + number % 12, 1 + number % 28)
        rows.update(work, who.member_id, birthday=born)
        if number % REFUSES_EACH:
            consent.record(work, who.member_id, "marketing", granted=True, language=who.language, channel=CHANNEL)


def shop(work: Work, since: datetime, until: datetime) -> int:
    """Record what was bought a year before this time, now; how many purchases.

    Who holds an offer is told of the purchase as at any till; the others buy quietly, for a demo has thousands of them.
    """
    told = repeat.with_offers(work)
    past = repeat.bought(work, since - YEAR, until - YEAR)
    for one in past:
        sale = Sale(
            member_id=one.member_id,
            cheque=Cheque(tuple(_line(line) for line in one.lines)),
            client=CLIENT,
            location=one.location,
            partner=one.partner,
        )
        if one.member_id in told:
            purchase.record(work.at(one.at + YEAR), sale)
        else:
            purchase.record_past(work.at(one.at + YEAR), sale)
    facts.changed_many(work, {one.member_id for one in past})
    return len(past)


def _line(kept: Mapping[str, Any]) -> Line:
    return Line(
        kept["amount_minor"],
        quantity=kept.get("quantity", 1),
        category=kept.get("category", ""),
        sku=kept.get("sku", ""),
        brand=kept.get("brand", ""),
        name=kept.get("name", ""),
        labels=tuple(kept.get("labels", ())),
    )
