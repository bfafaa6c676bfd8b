"""The gallery: every screen there is, by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rules.balance import Balance
from rules.gift_card import GiftCode
from rules.history import Entry, EntryKind, Page
from rules.invite import InviteFacts
from rules.member import Member
from rules.privilege import PrivilegeFacts
from rules.promo import PromoFacts
from rules.standing import TierFacts
from rules.till import RecordedPurchase, Returned, TillQuote
from rules.welcome import WelcomeFacts
from screens import (
    balance,
    birthday,
    card,
    consent,
    errors,
    gift_card,
    hearing,
    history,
    invite,
    language,
    menu,
    notices,
    owner,
    payment,
    phone,
    privacy,
    promo,
    settings,
    subscription,
    tier,
    till,
    welcome,
)
from screens import (
    help as guide,
)
from screens.screen import File, Screen
from screens.texts import Texts
from tests.screens.facts import (
    AN_ID,
    LAST_DAY,
    LATER,
    LINK,
    NOON,
    a_balance,
    a_card,
    a_consent,
    a_digest,
    a_gift_card,
    a_member,
    a_purchase,
    a_quote,
    a_request,
    a_subscription,
    a_tier,
    an_entry,
    an_invite,
    every_notice,
)
from tests.screens.gallery_campaign import campaigns
from tests.screens.gallery_feedback import feedback_screens
from tests.screens.gallery_formats import formats, reward_notices, titled
from tests.screens.gallery_games import game_notices, playing, the_games
from tests.screens.gallery_offers import offer_screens
from tests.screens.gallery_reports import reports
from tests.screens.gallery_segment import segments


def every(texts: Texts, name: str = "Анна") -> Iterator[tuple[str, Screen]]:
    """Yield every screen there is as (its name, the screen), with `name` wherever words come from outside."""
    yield from _registration(texts, name)
    yield from _member_screens(texts, name)
    yield from _till_screens(texts, name)
    yield from feedback_screens(texts, name)
    yield from reports(texts, name)
    yield from _codes(texts)
    yield from offer_screens(texts, name)
    for one in every_notice(name):
        yield f"notice {one.kind}", notices.show(texts, one)
    for number, one in enumerate(reward_notices(name)):
        yield f"notice {one.kind} {number}", notices.show(titled(texts, name), one)
    for number, one in enumerate(game_notices()):
        yield f"notice {one.kind} {number}", notices.show(playing(texts, name), one)
    yield from formats(texts, name)
    yield from the_games(texts, name)
    yield from campaigns(texts, name)
    yield from segments(texts, name)
    yield from _errors(texts)


def _registration(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    invited = WelcomeFacts(points=200, life_days=14, inviter=name, friend_points=200, purchase_min_minor=500_00)
    yield "welcome", welcome.show(texts, invited)
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
        ("gift", 100), ("transferred", 42), ("action", 30), ("promo", 200), ("badge", 100), ("challenge", 300),
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
    yield from _subscriptions(texts, name)
    yield "settings", settings.show(texts, a_member(name))
    yield "settings untouched", settings.show(texts, Member(member_id=AN_ID, marketing=True, zone="Europe/Moscow"))
    silent = replace(a_member(name), snoozed_until=LATER, marketing=True)
    yield "kinds", hearing.kinds(texts, a_member(name))
    yield "kinds with consent", hearing.kinds(texts, silent)
    yield "snooze", hearing.snooze(texts, a_member(name))
    yield "snoozed", hearing.snooze(texts, silent)
    yield "settings snoozed", settings.show(texts, silent)
    yield "hearing", hearing.show(texts, a_member(name))
    yield "hearing in silence", hearing.show(texts, replace(silent, quiet=None))
    yield "zones", settings.zones(texts, a_member(name))
    yield "quiet", settings.quiet(texts, a_member(name))
    yield "privacy", privacy.show(texts, name, name)
    yield "privacy for a stranger", privacy.show(texts, "Храним имя.", registered=False)
    yield "my data", privacy.my_data(texts)
    yield "my data sent", privacy.sent(texts, File("kopilka.json", b"{}"))
    yield "forget", privacy.forget(texts, 1250)
    yield "forget-with-a-gift-card", privacy.forget(texts, 1250, cards=1, money_minor=300_000)
    yield "forget-with-gift-cards", privacy.forget(texts, 0, cards=2, money_minor=450_050)
    yield "forgotten", privacy.forgotten(texts)
    yield "help", guide.show(texts, name, 50)
    yield "help bare", guide.show(texts)


def _subscriptions(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    """title: the owner's words, or words that are no code any more."""
    held = a_subscription(last_day=LAST_DAY, renews=True, order_id="")
    odd = a_subscription(title=name or "plus", last_day=LAST_DAY)
    yield (
        "menu with everything",
        menu.show(texts, name, a_balance(), a_tier(), frozenset({"cashier", "owner"}), frozenset({"subscription"})),
    )
    yield "subscription", subscription.show(texts, a_subscription())
    yield "subscription in force", subscription.show(texts, held, alone=False)
    yield "subscription that ends", subscription.show(texts, odd)
    yield "subscription of the till", subscription.show(texts, a_subscription(stars=0, order_id="", last_day=LAST_DAY))
    several = [replace(one, name=f"club{place}") for place, one in enumerate([a_subscription(), held, held])]
    yield "subscriptions", subscription.many(texts, several)
    yield "subscriptions not sold", subscription.none(texts)
    yield "subscription paid", subscription.paid(texts, held)
    yield "subscription returned", subscription.returned(texts)
    yield "subscription stopping", subscription.stopping(texts, held)
    yield "payment support", subscription.support(texts, name)
    yield "subscription stopped", subscription.stopped(texts, held)


def _codes(texts: Texts) -> Iterator[tuple[str, Screen]]:
    whole = PromoFacts(promo="leaflet", waits=True, sum_minor=300_00, minimum_minor=1_500_00, last_day=LAST_DAY)
    shown = GiftCode(card=a_gift_card(), code="ABCD-EFGH-JKMN-4729", content="https://t.me/kopilka_bot?start=g_ABCD")
    yield "promo", promo.ask(texts)
    yield "promo waiting", promo.ask(texts, whole)
    yield "promo for the next purchase", promo.used(texts, whole)
    yield "promo points", promo.used(texts, PromoFacts(promo="event", waits=False, points=200, last_day=LAST_DAY))
    yield "promo percent", promo.used(texts, PromoFacts(promo="spring", waits=True, percent=Decimal("7.5")))
    yield "promo gift", promo.used(texts, PromoFacts(promo="mug", waits=True, is_gift=True))
    yield "promo tier", promo.used(texts, PromoFacts(promo="golden", waits=False, tier="gold"))
    yield "promo tickets", promo.used(texts, PromoFacts(promo="draw", waits=False, tickets=3, draw="may"))
    yield "promo dropped", promo.dropped(texts)
    yield "gift cards", gift_card.many(texts, [replace(a_gift_card(), card_id=f"{AN_ID[:-1]}{n}") for n in range(9)])
    yield "gift cards none", gift_card.many(texts, [])
    yield "gift card", gift_card.show(texts, a_gift_card())
    yield "gift card blocked", gift_card.show(texts, a_gift_card("blocked", None))
    yield "gift card code", gift_card.code(texts, shown)
    yield "gift card bound", gift_card.bound(texts, a_gift_card())
    yield "till gift card", gift_card.ask_sum(texts, 500_00, 15_000_00)
    yield "till gift card confirm", gift_card.confirm(texts, 3_000_00)
    yield "till gift card sold", gift_card.sold(texts, shown)
    yield "till gift card looked", gift_card.looked(texts, a_gift_card(), takes_money=True)
    yield "till gift card top up", gift_card.confirm_top_up(texts, a_gift_card(), 500_00)
    yield "till gift card topped up", gift_card.topped_up(texts, a_gift_card())


def _till_screens(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    recorded = RecordedPurchase(
        purchase_id=AN_ID, member=name, cheque_minor=1_200_00, due_minor=900_00, spent=300, earned=27, tier_risen="gold"
    )
    poor = TillQuote(member="", tier="", cheque_minor=1, available=0, max_points=0, max_points_minor=0, earns=0, debt=3)
    returned = Returned(purchase_id=AN_ID, member=name, money_minor=900_00, clawed=27, refunded=300, debt=5)
    yield "till", till.show(texts, name)
    yield "till that sells gift cards", till.show(texts, name, sells_cards=True)
    yield "till staffed", till.staffed(texts, name)
    yield "till code", till.ask_code(texts)
    yield "till sum", till.ask_sum(texts, name, PrivilegeFacts(tier="silver", at=NOON))
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
    yield "clock right", owner.clock_right(texts)


def _errors(texts: Texts) -> Iterator[tuple[str, Screen]]:
    yield "unknown words", errors.unknown_words(texts)
    yield "unreadable", errors.unreadable(texts)
    yield "no code seen", errors.no_code_seen(texts)
    yield "picture too large", errors.no_code_seen(texts, too_large=True)
    yield "stale", errors.stale(texts)
    yield "not yours", errors.not_yours(texts)
    yield "not a member", errors.not_member(texts)
    yield "not staff", errors.not_staff(texts)
    yield "failed", errors.failed(texts)
    yield "refused", errors.refused(texts, "not_enough_points", {"available": 21, "points": 300})
    yield "refused somehow", errors.refused(texts, "never heard of", {})
