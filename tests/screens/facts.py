"""Builders of what screens show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from rules import notice
from rules.balance import Balance, Burning, Pending
from rules.campaign import AdButton, Message
from rules.campaign_notice import CampaignMessage
from rules.card import CardFacts
from rules.consent import ConsentFacts
from rules.digest import Digest
from rules.feedback_notice import LowRating, NpsAsked, RatingAsked, ShopAnswered
from rules.game_notice import BadgeEarned, ChallengeDone, DrawWon
from rules.gift_card import CardState, GiftCardFacts
from rules.gift_notice import GiftCardReceived, PromoGiven
from rules.history import Entry, EntryKind
from rules.invite import Invited, InviteFacts
from rules.member import Member
from rules.placeholder import Filling
from rules.promo import PromoFacts
from rules.reward_notice import ActionRewarded, GiftHanded, Stamped
from rules.stamp import StampFacts, StampGain
from rules.standing import NextTier, TierFacts
from rules.subscription import SubscriptionFacts
from rules.subscription_notice import (
    PaymentReturned,
    SubscriptionBegan,
    SubscriptionEnded,
    SubscriptionEndsSoon,
    SubscriptionRenewed,
)
from rules.till import PaymentRequest, TillPurchase, TillQuote
from screens import (
    texts,
)
from screens.texts import Texts

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
LAST_DAY = date(2026, 11, 30)
AN_ID = "0197a5e0-7c3d-7abc-9def-0123456789ab"
HOSTILE = 'Ё<b>&"\u202e\u2066💥 <a href="x">שלום\n' + "x" * 80
LINK = "https://t.me/kopilka_bot?start=r_7Hq2mVx9Kd"
WORDS = {
    "ru": {"one": "балл", "few": "балла", "many": "баллов", "other": "балла"},
    "en": {"one": "point", "other": "points"},
}


@dataclass(frozen=True, slots=True)
class ABrand:
    name: str = "Копилка"
    accent: str = "#1f6f5c"
    logo: str = "kopilka.png"
    points: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: WORDS)


TITLES = {
    "ru": {
        "base": "Базовый",
        "silver": "Серебряный",
        "gold": "Золотой",
        "early": "Ранний доступ к акциям",
        "subscription:plus": "Плюс",
        "subscription:plus:about": "Больше баллов и <всё> остальное. " * 12,
        "subscription:plus:0": "Бесплатная доставка",
        "subscription:plus:1": "Закрытые распродажи",
    },
    "en": {
        "base": "Base",
        "silver": "Silver",
        "gold": "Gold",
        "early": "Early access to promotions",
        "subscription:plus": "Plus",
        "subscription:plus:about": "More points and <all> the rest. " * 12,
        "subscription:plus:0": "Free delivery",
        "subscription:plus:1": "Closed sales",
    },
}


def the_texts(code: str, *, brand: ABrand | None = None, zone: str = "Europe/Moscow", currency: str = "RUB") -> Texts:
    return texts.load(code, brand or ABrand(), currency, zone, TITLES[code])


def a_subscription(title: str = "subscription:plus", **more: Any) -> SubscriptionFacts:
    """One that is sold and not held."""
    facts = SubscriptionFacts("plus", title, stars=250, period_days=30, order_id=AN_ID, price_minor=299_00)
    return replace(facts, **more)


def a_balance() -> Balance:
    return Balance(
        available=1250,
        pending=(Pending(120, LATER),),
        held=50,
        debt=30,
        burning=(Burning(300, LAST_DAY, datetime(2026, 11, 30, 21, tzinfo=UTC)),),
    )


def a_tier() -> TierFacts:
    return TierFacts(
        title="silver",
        privileges=("early",),
        rate_percent=Decimal(3),
        until=date(2027, 11, 30),
        next=NextTier(
            title="gold",
            privileges=("early",),
            rate_percent=Decimal(5),
            purchases_done=6,
            purchases_needed=10,
            spend_done_minor=15_000_00,
            spend_needed_minor=25_000_00,
            percent=60,
        ),
        window_days=365,
    )


def an_invite(name: str = "Борис К.") -> InviteFacts:
    return InviteFacts(
        code="r_7Hq2mVx9Kd",
        link=LINK,
        inviter_points=300,
        friend_points=200,
        purchase_min_minor=500_00,
        joined=5,
        bought=3,
        earned_points=300,
        pending_points=300,
        refused=1,
        friends=(
            Invited(name=name, state="joined", at=NOON),
            Invited(name=name, state="pending", at=NOON, points=300, active_at=LATER),
            Invited(name=name, state="rewarded", at=NOON, points=300),
            Invited(name="", state="refused", at=NOON, reason="own"),
            Invited(name=name, state="cancelled", at=NOON, reason="returned"),
        ),
        page=1,
        pages=3,
    )


def a_member(name: str = "Анна") -> Member:
    return Member(
        member_id=AN_ID,
        name=name,
        language="ru",
        phone="+79161234567",
        birthday=date(1990, 12, 25),
        zone="Europe/Moscow",
        muted=frozenset({"tiers"}),
        quiet=(time(22), time(9)),
    )


def a_card() -> CardFacts:
    expires = datetime(2026, 11, 20, 9, 1, tzinfo=UTC)
    return CardFacts(
        code="482 913", content="kopilka:482913", expires_at=expires, seconds=60, available=1250, tier="silver",
        progress_percent=60,
    )  # fmt: skip


def a_request(name: str = "Анна", place: str = "Ленина, 5") -> PaymentRequest:
    return PaymentRequest(
        request_id=AN_ID,
        place=place,
        cheque_minor=1_200_00,
        points=300,
        points_minor=300_00,
        due_minor=900_00,
        earns=27,
        expires_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        member=name,
    )


def a_quote(name: str = "Анна") -> TillQuote:
    return TillQuote(
        member=name,
        tier="silver",
        cheque_minor=1_200_00,
        available=1250,
        max_points=600,
        max_points_minor=600_00,
        earns=36,
        privileges=("early",),
    )


def a_purchase(name: str = "Анна") -> TillPurchase:
    return TillPurchase(
        purchase_id=AN_ID, at=NOON, member=name, cheque_minor=1_200_50, due_minor=900_50, left_minor=900_50
    )


def an_entry(kind: EntryKind, points: int, name: str = "Борис К.") -> Entry:
    return Entry(
        at=NOON,
        kind=kind,
        points=points,
        purchase_minor=1_200_00,
        rule="silver",
        rate_percent=Decimal("3.5"),
        last_day=date(2027, 11, 30),
        note=name,
        place=name,
    )


def a_consent() -> ConsentFacts:
    return ConsentFacts(text="Мы храним имя и покупки.\nУдалить: /forget", version="1", contact="+7 495 000-00-00")


def a_digest() -> Digest:
    return Digest(
        day=date(2026, 11, 19),
        new_members=12,
        members=340,
        purchases=87,
        turnover_minor=96_450_00,
        issued=2890,
        spent=1200,
        burned=340,
        clawed=36,
        liability_points=125_000,
        liability_minor=125_000_00,
        undelivered=2,
    )


def a_gift_card(state: CardState = "active", last_day: date | None = LAST_DAY) -> GiftCardFacts:
    return GiftCardFacts(
        card_id=AN_ID,
        last4="4729",
        state=state,
        balance_minor=3_000_00,
        sold_at=NOON,
        last_day=last_day,
        burns_minor=1_000_00 if last_day else 0,
    )


def a_campaign_message(name: str = "Анна") -> CampaignMessage:
    """With everything that there is room for."""
    opens = ("card", "balance", "invite")
    buttons = [AdButton(label={"ru": "Открыть", "en": "Open"}, opens=one) for one in opens]
    buttons.append(AdButton(label={"ru": "Меню", "en": "Menu"}, url="https://example.com/menu"))
    text = {"ru": "{name|Друг}, на счёте {balance}. <b>Кофе</b> ждёт.", "en": "{name|Friend}, you have {balance}."}
    return CampaignMessage(
        campaign=12,
        variant="a",
        message=Message(text=text, buttons=tuple(buttons)),
        filling=Filling(name=name, balance=120),
        offer="coffee",
        erid="2VfnxxyZ1Ab",
        advertiser=name,
    )


def every_notice(name: str = "Борис К.") -> tuple[notice.Notice, ...]:
    """At least one of each kind, with everything it may say."""
    return (
        notice.Welcomed(points=200, last_day=LAST_DAY),
        a_campaign_message(name),
        GiftCardReceived(card=a_gift_card()),
        PromoGiven(promo=PromoFacts(promo="event", waits=False, points=200, last_day=LAST_DAY)),
        notice.Purchased(
            purchase_minor=1_200_00, earned=27, spent=300, available=977, place=name, last_day=LAST_DAY, debt_repaid=3,
            tier_risen="gold",
        ),
        notice.Purchased(purchase_minor=1_200_00, earned=27, active_at=LATER, gift_card_minor=500_00),
        notice.Activated(points=27, available=1004, last_day=LAST_DAY),
        notice.TierRose(title="gold", privileges=("early",), until=LAST_DAY),
        notice.TierRose(title="gold", rate_percent=Decimal("2.5"), discount_percent=Decimal(5)),
        notice.TierFell(title="base", before="silver"),
        notice.TierEnding(title="silver", last_day=LAST_DAY, purchases_lacking=2, spend_lacking_minor=4_000_00),
        notice.Expiring(points=300, last_day=LAST_DAY, days=3, available=1250, share_percent=50),
        notice.Expiring(points=1, last_day=LAST_DAY, days=0, available=1, share_percent=50),
        notice.Burned(points=300, available=950),
        notice.FriendJoined(name=name, points=300, purchase_min_minor=500_00),
        notice.FriendBought(name=name, points=300, active_at=LATER),
        notice.FriendBought(name="", points=200, active_at=LATER, invited=True),
        notice.FriendRewarded(name=name, points=300, available=1550, last_day=LAST_DAY),
        notice.FriendRewarded(points=200, available=200, invited=True),
        notice.FriendCancelled(name=name, points=300),
        notice.FriendCancelled(name="", points=200, invited=True),
        notice.FriendCancelled(name="", points=200, reason="not_new", invited=True),
        notice.PurchaseReturned(money_minor=900_00, clawed=27, refunded=300, available=1250, debt=5, place=name),
        notice.PurchaseReturned(
            money_minor=0, gift_card_minor=900_00, stamps=(StampFacts(card="silver", stamps=4, needed=5),)
        ),
        notice.PaymentAsked(request=a_request(name, name)),
        notice.PaymentAnswered(agreed=True, request=a_request(name, name)),
        notice.PaymentAnswered(agreed=False, request=a_request(name, name)),
        notice.HoldReleased(points=300, available=1250, burned=20),
        ActionRewarded(action="silver", points=30, available=977, last_day=LAST_DAY),
        BadgeEarned(badge="first", icon="🌱", points=100, available=977, last_day=LAST_DAY),
        ChallengeDone(challenge="teas", points=40, tickets=2, draw="winter", available=977),
        DrawWon(draw="winter", place=1, code="0123456789abcdef0123"),
        Stamped(gain=StampGain(card="silver", gained=1, stamps=5, needed=5, gifts=1)),
        GiftHanded(card="silver", stamps=1, needed=5),
        RatingAsked(rating_id=AN_ID, sum_minor=1_200_00, at=NOON, place=name),
        NpsAsked(rating_id=AN_ID),
        LowRating(
            rating_id=AN_ID, survey="purchase", score=2, sum_minor=1_200_00, at=NOON, place=name, name=name,
            words=f"Холодный кофе.\n{name}",
        ),
        LowRating(rating_id=AN_ID, survey="nps", score=0),
        ShopAnswered(survey="nps", score=6, words=f"Простите!\n{name}"),
        notice.Digested(digest=a_digest()),
        notice.ClockJumped(minutes=-150),
        SubscriptionBegan(title="subscription:plus", last_day=LAST_DAY),
        SubscriptionRenewed(title="subscription:plus", last_day=LAST_DAY, stars=250),
        SubscriptionRenewed(title=name or "plus", last_day=LAST_DAY),
        SubscriptionEndsSoon(title="subscription:plus", last_day=LAST_DAY),
        SubscriptionEnded(title="subscription:plus", last_day=LAST_DAY),
        PaymentReturned(title="subscription:plus", stars=1, last_day=LAST_DAY),
        PaymentReturned(title=name or "plus", stars=250),
        notice.ProgramChanged(
            version=7,
            words={
                "ru": "С 1 декабря серебряный уровень даёт 4% вместо 3%.\nВопросы: <на кассе>.",
                "en": "From 1 December the silver tier gives 4% instead of 3%.\nQuestions: <at the till>.",
            },
        ),
    )  # fmt: skip
