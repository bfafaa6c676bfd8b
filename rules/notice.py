"""What happened that a person should hear of: facts, one class per kind, kept as JSON and put in words at sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, cast, get_args

from pydantic import TypeAdapter

from rules.campaign_notice import CampaignMessage
from rules.digest import Digest
from rules.feedback_notice import LowRating, NpsAsked, RatingAsked, ShopAnswered
from rules.game_notice import BadgeEarned, ChallengeDone, DrawWon
from rules.gift_notice import GiftCardReceived, PromoGiven
from rules.member import Mutable
from rules.offer_facts import OfferDone
from rules.reward_notice import ActionRewarded, GiftHanded, Stamped
from rules.stamp import StampFacts, StampGain
from rules.subscription_notice import (
    PaymentReturned,
    SubscriptionBegan,
    SubscriptionEnded,
    SubscriptionEndsSoon,
    SubscriptionRenewed,
)
from rules.till import PaymentRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcomed:
    """last_day: of the welcome points, None when they never burn."""

    kind: ClassVar[str] = "welcomed"
    mutes: ClassVar[Mutable | None] = None
    points: int
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchased:
    """active_at: given while the earned points are on their way. tier_risen: the new tier's code or empty.

    purchase_minor: after every discount. discount_minor: what the programme took off. gift: the stamp card whose gift
    was taken, or empty. gift_card_minor: what a gift card paid. offer: that was used.
    """

    kind: ClassVar[str] = "purchased"
    mutes: ClassVar[Mutable | None] = "purchases"
    purchase_minor: int
    earned: int = 0
    spent: int = 0
    available: int = 0
    place: str = ""
    last_day: date | None = None
    active_at: datetime | None = None
    debt_repaid: int = 0
    tier_risen: str = ""
    discount_minor: int = 0
    stamps: tuple[StampGain, ...] = ()
    gift: str = ""
    gift_card_minor: int = 0
    offer: OfferDone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    kind: ClassVar[str] = "activated"
    mutes: ClassVar[Mutable | None] = "purchases"
    points: int
    available: int
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRose:
    """title, privileges: codes that `texts.name` puts in the member's language, so no stored text is sent.

    rate_percent comes back from every purchase, discount_percent is taken off it.
    """

    kind: ClassVar[str] = "tier_rose"
    mutes: ClassVar[Mutable | None] = "tiers"
    title: str
    privileges: tuple[str, ...] = ()
    until: date | None = None
    rate_percent: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFell:
    """title: the tier from now on; before: the one that ended."""

    kind: ClassVar[str] = "tier_fell"
    mutes: ClassVar[Mutable | None] = "tiers"
    title: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierEnding:
    """What keeps the tier: either number, whichever is sooner; 0 for a way the programme does not have."""

    kind: ClassVar[str] = "tier_ending"
    mutes: ClassVar[Mutable | None] = "tiers"
    title: str
    last_day: date
    purchases_lacking: int = 0
    spend_lacking_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """days: whole days left, 0 on the last one. share_percent: how much of a cheque points may pay."""

    kind: ClassVar[str] = "expiring"
    mutes: ClassVar[Mutable | None] = "warnings"
    points: int
    last_day: date
    days: int
    available: int
    share_percent: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Burned:
    kind: ClassVar[str] = "burned"
    mutes: ClassVar[Mutable | None] = "warnings"
    points: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendJoined:
    """name: masked, may be empty."""

    kind: ClassVar[str] = "friend_joined"
    mutes: ClassVar[Mutable | None] = "friends"
    name: str
    points: int
    purchase_min_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendBought:
    """The reward is on its way until active_at. invited: this goes to the friend, of their own; no name."""

    kind: ClassVar[str] = "friend_bought"
    mutes: ClassVar[Mutable | None] = "friends"
    name: str
    points: int
    active_at: datetime
    invited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendRewarded:
    """name: of the friend for the inviter; empty for the friend's own reward. invited: this goes to the friend."""

    kind: ClassVar[str] = "friend_rewarded"
    mutes: ClassVar[Mutable | None] = "friends"
    points: int
    available: int
    name: str = ""
    invited: bool = False
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendCancelled:
    """reason: one of rules.invite.InviteReason. invited: this goes to the friend, of their own; no name."""

    kind: ClassVar[str] = "friend_cancelled"
    mutes: ClassVar[Mutable | None] = "friends"
    name: str
    points: int
    reason: str = "returned"
    invited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseReturned:
    """stamps: the cards that the return touched, as they are after it. gift_card_minor: back on the card that paid."""

    kind: ClassVar[str] = "purchase_returned"
    mutes: ClassVar[Mutable | None] = None
    money_minor: int
    clawed: int = 0
    refunded: int = 0
    available: int = 0
    debt: int = 0
    place: str = ""
    stamps: tuple[StampFacts, ...] = ()
    gift_card_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAsked:
    kind: ClassVar[str] = "payment_asked"
    mutes: ClassVar[Mutable | None] = None
    request: PaymentRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased:
    """Points kept for a purchase that did not happen are usable again. burned: of them, expired meanwhile."""

    kind: ClassVar[str] = "hold_released"
    mutes: ClassVar[Mutable | None] = None
    points: int
    available: int
    burned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAnswered:
    """To the cashier: what the member said. purchase_id: recorded already, or empty."""

    kind: ClassVar[str] = "payment_answered"
    mutes: ClassVar[Mutable | None] = None
    agreed: bool
    request: PaymentRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    kind: ClassVar[str] = "digested"
    mutes: ClassVar[Mutable | None] = None
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped:
    """To the owner: the clock moved by so many minutes at once (signed), so nothing burns until they confirm it."""

    kind: ClassVar[str] = "clock_jumped"
    mutes: ClassVar[Mutable | None] = None
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramChanged:
    """What the owner says of a version of the programme that took force.

    words: by language; kept once, with the version, and put in when it is sent.
    """

    kind: ClassVar[str] = "program_changed"
    mutes: ClassVar[Mutable | None] = None
    version: int
    words: Mapping[str, str] = field(default_factory=dict)


Notice = (
    Welcomed
    | Purchased
    | Activated
    | TierRose
    | TierFell
    | TierEnding
    | Expiring
    | Burned
    | FriendJoined
    | FriendBought
    | FriendRewarded
    | FriendCancelled
    | PurchaseReturned
    | PaymentAsked
    | PaymentAnswered
    | HoldReleased
    | Digested
    | ClockJumped
    | SubscriptionBegan
    | SubscriptionRenewed
    | SubscriptionEndsSoon
    | SubscriptionEnded
    | PaymentReturned
    | ProgramChanged
    | ActionRewarded
    | Stamped
    | GiftHanded
    | GiftCardReceived
    | BadgeEarned
    | ChallengeDone
    | DrawWon
    | PromoGiven
    | RatingAsked
    | NpsAsked
    | LowRating
    | ShopAnswered
    | CampaignMessage
)
KINDS: dict[str, type[Notice]] = {cls.kind: cls for cls in get_args(Notice)}


def dump(notice: Notice) -> dict[str, Any]:
    """Return the notice's facts as plain JSON values; its kind is kept beside them."""
    return cast("dict[str, Any]", _adapter(notice.kind).dump_python(notice, mode="json"))


def load(kind: str, facts: dict[str, Any]) -> Notice:
    """Return the notice that `dump` gave, whatever process kept it meanwhile."""
    return _adapter(kind).validate_python(facts)


@cache
def _adapter(kind: str) -> TypeAdapter[Notice]:
    return TypeAdapter(KINDS[kind])
