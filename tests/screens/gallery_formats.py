"""The gallery's rooms for stamps, privileges, partners and what was done besides buying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rules import notice
from rules.deed import ProfileFacts
from rules.history import Entry, EntryKind
from rules.priced import Reduction
from rules.privilege import DiscountNow, PrivilegeFacts, Subscribed
from rules.reward_notice import ActionRewarded, GiftHanded, Stamped
from rules.stamp import StampFacts, StampGain
from rules.till import RecordedPurchase
from screens import menu, partner, privilege, settings, stamp, till, till_stamp
from screens.screen import Screen
from screens.texts import Texts
from tests.screens.facts import AN_ID, LAST_DAY, LATER, NOON, a_balance, a_card, a_member, a_quote, a_tier

CARD = "c" * 32  # the longest name that a card has
PARTS = frozenset({"stamps", "privileges", "subscription", "partners"})


def a_stamp_card(stamps: int = 3, needed: int = 5, **more: object) -> StampFacts:
    return StampFacts(card=CARD, stamps=stamps, needed=needed, **more)  # type: ignore[arg-type]


def some_privileges() -> PrivilegeFacts:
    return PrivilegeFacts(
        tier="silver",
        at=NOON,
        privileges=("early",) * 3,
        subscriptions=(Subscribed(title="vip", privileges=("early",), last_day=LAST_DAY), Subscribed(title="vip")),
        discounts=(
            DiscountNow(title="tier", percent=Decimal(3)),
            DiscountNow(title="discount:birthday", percent=Decimal(20)),
            DiscountNow(title="discount:large", percent=Decimal("7.5"), from_minor=5_000_00),
        ),
    )


def reward_notices(name: str) -> tuple[notice.Notice, ...]:
    gain = StampGain(card=CARD, gained=1, stamps=5, needed=5, gifts=1)
    return (
        notice.Purchased(
            purchase_minor=960_00,
            earned=27,
            available=977,
            place=name,
            discount_minor=240_00,
            stamps=(gain, StampGain(card=CARD, gained=2, stamps=7, needed=10)),
            gift=CARD,
        ),
        ActionRewarded(action="action:review", points=30, available=977, last_day=LAST_DAY),
        ActionRewarded(action="action:unheard", points=30, available=977, active_at=LATER),
        Stamped(gain=gain),
        GiftHanded(card=CARD, stamps=1, needed=5),
    )


def titled(texts: Texts, name: str) -> Texts:
    """The texts of a programme whose titles come from outside."""
    own = {
        "ru": {"stamp": "Шестой кофе в подарок", "gift": "Кофе в подарок", "day": "В день рождения", "vip": "Клуб"},
        "en": {
            "stamp": "The sixth coffee is free",
            "gift": "A free coffee",
            "day": "On your birthday",
            "vip": "The club",
        },
    }[texts.language]
    titles = {
        f"stamp:{CARD}": name if name != "Анна" else own["stamp"],
        f"stamp_gift:{CARD}": name if name != "Анна" else own["gift"],
        "discount:birthday": own["day"],
        "discount:large": own["day"],
        "action:review": own["day"],
        "partner:cafe": name or own["vip"],
        "partner_about:cafe": name,
        "vip": own["vip"],
    }
    return replace(texts, names={**texts.names, **titles})


def formats(plain: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    texts = titled(plain, name)
    cards = [
        a_stamp_card(last_day=LAST_DAY),
        a_stamp_card(12, last_day=LAST_DAY),
        a_stamp_card(0, owed=2),
        a_stamp_card(3, 100),
    ]
    kinds: tuple[EntryKind, ...] = (
        "earned",
        "spent",
        "adjusted",
        "clawed",
        "refunded",
        "burned",
        "imported",
        "transferred",
    )
    entries = [Entry(at=NOON, kind=kind, points=-1, note=name) for kind in kinds]
    for at, _ in enumerate(cards):
        apart = [replace(one, card=CARD if place == at else f"card{place}") for place, one in enumerate(cards)]
        yield f"stamps {at}", stamp.show(texts, apart, at, entries[at : at + 3])
        yield f"stamps {at} alone", stamp.show(texts, [cards[at]], 0, entries[at * 2 : at * 2 + 3])
        yield f"till gift {at}", till_stamp.ask_gift(texts, cards[at])
        yield f"till stamp {at}", till_stamp.ask_stamp(texts, cards[at])
    yield "stamps none", stamp.none(texts)
    yield "privileges", privilege.show(texts, some_privileges(), a_card())
    yield "privileges none", privilege.show(texts, PrivilegeFacts(tier="", at=NOON), a_card())
    yield "partners", partner.show(texts, ["cafe"] * 13, 1)
    yield "partners none", partner.show(texts, [])
    yield "till sum with cards", till.ask_sum(texts, name, some_privileges(), apart)
    yield "till sum with a gift", till.ask_sum(texts, name, some_privileges(), apart, CARD)
    reductions = (
        Reduction("stamp_gift", CARD, 200_00),
        Reduction("tier", "silver", 30_00),
        Reduction("discount", "birthday", 240_00),
        Reduction("promo", "spring", 10_00),
    )
    quoted = replace(
        a_quote(name), reductions=reductions, due_minor=720_00, stamps=((CARD, 2),), gift=CARD, cards=tuple(apart)
    )
    yield "till quote with discounts", till.quote(texts, quoted)
    yield "till quote with a gift ready", till.quote(texts, replace(quoted, gift=""))
    gains = (StampGain(card=CARD, gained=2, stamps=5, needed=5, gifts=1),)
    recorded = RecordedPurchase(
        purchase_id=AN_ID, member=name, cheque_minor=1, due_minor=1, reductions=reductions, stamps=gains
    )
    yield "till recorded with stamps", till.recorded(texts, recorded)
    yield (
        "settings with a profile",
        settings.show(texts, a_member(name), ProfileFacts(missing=("name", "phone", "birthday"), points=50)),
    )
    yield "menu with everything", menu.show(texts, name, a_balance(), a_tier(), frozenset(), PARTS)
    few = frozenset({"stamps", "privileges", "subscription"})
    yield "menu with three", menu.show(texts, name, a_balance(), a_tier(), frozenset(), few)
    yield "menu of an owner", menu.show(texts, name, a_balance(), a_tier(), frozenset({"cashier", "owner"}), PARTS)
    yield "menu of a cashier", menu.show(texts, name, a_balance(), a_tier(), frozenset({"cashier"}), few)
    yield "menu more", menu.more(texts, PARTS)
