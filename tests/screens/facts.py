"""Builders of what screens show, and the gallery: every screen there is, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal

from rules import notice
from rules.balance import Balance, Burning, Pending
from rules.card import CardFacts
from rules.consent import ConsentFacts
from rules.digest import Digest
from rules.history import Entry, EntryKind, Page
from rules.invite import Invited, InviteFacts
from rules.member import Member
from rules.standing import NextTier, TierFacts
from rules.till import PaymentRequest, RecordedPurchase, Returned, TillPurchase, TillQuote
from rules.welcome import WelcomeFacts
from screens import (
    balance,
    birthday,
    card,
    consent,
    errors,
    history,
    invite,
    language,
    menu,
    notices,
    owner,
    payment,
    phone,
    privacy,
    settings,
    texts,
    tier,
    till,
    welcome,
)
from screens import (
    help as guide,
)
from screens.screen import File, Screen
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
    "ru": {"base": "Базовый", "silver": "Серебряный", "gold": "Золотой", "early": "Ранний доступ к акциям"},
    "en": {"base": "Base", "silver": "Silver", "gold": "Gold", "early": "Early access to promotions"},
}


def the_texts(code: str, *, brand: ABrand | None = None, zone: str = "Europe/Moscow", currency: str = "RUB") -> Texts:
    return texts.load(code, brand or ABrand(), currency, zone, TITLES[code])


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


def every_notice(name: str = "Борис К.") -> tuple[notice.Notice, ...]:
    """At least one of each kind, with everything it may say."""
    return (
        notice.Welcomed(points=200, last_day=LAST_DAY),
        notice.Purchased(
            purchase_minor=1_200_00, earned=27, spent=300, available=977, place=name, last_day=LAST_DAY, debt_repaid=3,
            tier_risen="gold",
        ),
        notice.Purchased(purchase_minor=1_200_00, earned=27, active_at=LATER),
        notice.Activated(points=27, available=1004, last_day=LAST_DAY),
        notice.TierRose(title="gold", privileges=("early",), until=LAST_DAY),
        notice.TierFell(title="base", before="silver"),
        notice.TierEnding(title="silver", last_day=LAST_DAY, purchases_lacking=2, spend_lacking_minor=4_000_00),
        notice.Expiring(points=300, last_day=LAST_DAY, days=3, available=1250, share_percent=50),
        notice.Expiring(points=1, last_day=LAST_DAY, days=0, available=1, share_percent=50),
        notice.Burned(points=300, available=950),
        notice.FriendJoined(name=name, points=300, purchase_min_minor=500_00),
        notice.FriendBought(name=name, points=300, active_at=LATER),
        notice.FriendRewarded(name=name, points=300, available=1550, last_day=LAST_DAY),
        notice.FriendRewarded(points=200, available=200, invited=True),
        notice.FriendCancelled(name=name, points=300),
        notice.PurchaseReturned(money_minor=900_00, clawed=27, refunded=300, available=1250, debt=5, place=name),
        notice.PaymentAsked(request=a_request(name, name)),
        notice.PaymentAnswered(agreed=True, request=a_request(name, name)),
        notice.PaymentAnswered(agreed=False, request=a_request(name, name)),
        notice.HoldReleased(points=300, available=1250, burned=20),
        notice.Digested(digest=a_digest()),
    )  # fmt: skip


def gallery(texts: Texts, name: str = "Анна") -> Iterator[tuple[str, Screen]]:
    """Yield every screen there is as (its name, the screen), with `name` wherever words come from outside."""
    yield from _registration(texts, name)
    yield from _member_screens(texts, name)
    yield from _till_screens(texts, name)
    for one in every_notice(name):
        yield f"notice {one.kind}", notices.show(texts, one)
    yield from _errors(texts)


def _registration(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    yield "welcome", welcome.show(texts, WelcomeFacts(points=200, life_days=14, inviter=name, friend_points=200))
    yield "welcome greeting", welcome.show(texts, WelcomeFacts(greeting=name, points=200, friend_points=200))
    yield "welcome without gifts", welcome.show(texts, WelcomeFacts())
    yield "language", language.show(texts)
    yield "language first", language.show(texts, registered=False)
    yield "consent", consent.show(texts, a_consent())
    yield "consent declined", consent.declined(texts)
    yield "marketing", consent.marketing(texts, a_consent())
    yield "phone", phone.ask(texts)
    yield "phone saved", phone.saved(texts)
    yield "phone merged", phone.merged(texts, 1)
    yield "phone foreign", phone.foreign(texts)
    yield "birthday", birthday.ask(texts)
    yield "birthday saved", birthday.saved(texts, date(1990, 12, 25))
    yield "birthday unreadable", birthday.unreadable(texts)
    yield "joined", welcome.joined(texts, name, 200, LAST_DAY)
    yield "joined without a gift", welcome.joined(texts, "", 0, None)


def _member_screens(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    kinds: tuple[tuple[EntryKind, int], ...] = (
        ("welcome", 200), ("friend_welcome", 200), ("earned", 42), ("spent", -300), ("referral", 300), ("clawed", -42),
        ("refunded", 300), ("burned", -1), ("adjusted", 21), ("imported", 5), ("cancelled", -300), ("debt", -3),
        ("gift", 100),
    )  # fmt: skip
    entries = tuple(an_entry(kind, points, name) for kind, points in kinds)
    nothing = Balance(available=0)
    yield "menu", menu.show(texts, name, a_balance(), a_tier(), frozenset({"cashier", "owner"}))
    yield "menu of a newcomer", menu.show(texts, "", nothing, TierFacts(title=""))
    yield "balance", balance.show(texts, a_balance())
    yield "balance empty", balance.show(texts, nothing)
    yield (
        "balance with many lots",
        balance.show(texts, Balance(available=1, pending=a_balance().pending * 9, burning=a_balance().burning * 9)),
    )
    yield "card", card.show(texts, a_card())
    yield "tier", tier.show(texts, a_tier())
    yield (
        "tier at the top",
        tier.show(texts, TierFacts(title=name or "gold", privileges=(name or "early",), offers=(name or "early",))),
    )
    yield "history", history.show(texts, Page(entries[:5], 1, 3))
    yield "history of all kinds", history.show(texts, Page(entries))
    yield (
        "history with bare entries",
        history.show(texts, Page(tuple(Entry(at=NOON, kind=kind, points=1, active_at=LATER) for kind, _ in kinds))),
    )
    yield "history empty", history.show(texts, Page(()))
    yield "invite", invite.show(texts, an_invite(name))
    yield (
        "invite before anybody",
        invite.show(texts, InviteFacts(code="r", link=LINK, inviter_points=1, friend_points=1)),
    )
    yield "invite qr", invite.qr(texts, an_invite(name))
    yield "friends", invite.friends(texts, an_invite(name))
    yield "no friends", invite.friends(texts, InviteFacts(code="r", link=LINK, inviter_points=1, friend_points=1))
    yield "invitation refused", invite.refused(texts, "own")
    yield "settings", settings.show(texts, a_member(name))
    yield "settings untouched", settings.show(texts, Member(member_id=AN_ID, marketing=True, zone="Europe/Moscow"))
    yield "kinds", settings.kinds(texts, a_member(name))
    yield "zones", settings.zones(texts, a_member(name))
    yield "quiet", settings.quiet(texts, a_member(name))
    yield "privacy", privacy.show(texts, name, name)
    yield "privacy for a stranger", privacy.show(texts, "Храним имя.", registered=False)
    yield "my data", privacy.my_data(texts)
    yield "my data sent", privacy.sent(texts, File("kopilka.json", b"{}"))
    yield "forget", privacy.forget(texts, 1250)
    yield "forgotten", privacy.forgotten(texts)
    yield "help", guide.show(texts, name, 50)
    yield "help bare", guide.show(texts)


def _till_screens(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    recorded = RecordedPurchase(
        purchase_id=AN_ID, member=name, cheque_minor=1_200_00, due_minor=900_00, spent=300, earned=27, tier_risen="gold"
    )
    poor = TillQuote(member="", tier="", cheque_minor=1, available=0, max_points=0, max_points_minor=0, earns=0, debt=3)
    returned = Returned(purchase_id=AN_ID, member=name, money_minor=900_00, clawed=27, refunded=300, debt=5)
    yield "till", till.show(texts, name)
    yield "till staffed", till.staffed(texts, name)
    yield "till code", till.ask_code(texts)
    yield "till sum", till.ask_sum(texts, name, "silver")
    yield "till quote", till.quote(texts, a_quote(name))
    yield "till quote with debt", till.quote(texts, poor)
    yield "till waiting", till.waiting(texts, a_request(name, name))
    yield "till agreed", till.agreed(texts, a_request(name, name))
    yield "till declined", till.declined(texts, a_request(name, name))
    yield "till recorded", till.recorded(texts, recorded)
    yield "till cancelled", till.cancelled(texts)
    yield "till returns", till.returns(texts, [a_purchase(name)] * 9)
    yield "till returns empty", till.returns(texts, [])
    yield "till return", till.confirm_return(texts, a_purchase(name))
    yield "till returned", till.returned(texts, returned)
    yield "payment", payment.ask(texts, a_request(name, name))
    yield "payment agreed", payment.agreed(texts, a_request(name, name))
    yield "payment declined", payment.declined(texts, a_request(name, name))
    yield "payment closed", payment.closed(texts)
    yield "digest", owner.digest(texts, a_digest())


def _errors(texts: Texts) -> Iterator[tuple[str, Screen]]:
    yield "unknown words", errors.unknown_words(texts)
    yield "unreadable", errors.unreadable(texts)
    yield "stale", errors.stale(texts)
    yield "not yours", errors.not_yours(texts)
    yield "not a member", errors.not_member(texts)
    yield "not staff", errors.not_staff(texts)
    yield "failed", errors.failed(texts)
    yield "refused", errors.refused(texts, "not_enough_points", {"available": 21, "points": 300})
    yield "refused somehow", errors.refused(texts, "never heard of", {})
