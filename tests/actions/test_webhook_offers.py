"""What other programs are told of offers: codes, cards, subscriptions, deeds and games, and never what opens them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions import (
    deed,
    draw,
    expiry,
    gift_card,
    guess,
    member,
    merge,
    program,
    promo,
    promo_code,
    purchase,
    returns,
    subscription,
    subscription_stars,
    tier,
    webhook,
)
from actions.promo import PromoGivesNothing
from actions.purchase import Sale
from rules.code import bare
from rules.member import Member
from rules.priced import Cheque, Line
from rules.subscription import RENEWAL_GRACE
from rules.webhook import EVENTS
from storage.work import Work
from tests.actions.test_games import TEXT as GAMES_TEXT
from tests.actions.test_promo import CODES as CODES_TEXT
from tests.actions.test_subscription import DEARER, UNSOLD, a_payment, a_renewal, order
from tests.actions.test_subscription import TEXT as SUBSCRIPTION_TEXT
from tests.actions.test_webhook_events import NAME, PHONE, facts_of, told
from tests.jobs.receiver import messages
from tests.make import Clock

TILL = "till-1"


def a_shop(work: Work, text: str) -> Member:
    """A shop with a listener to everything, and a member of it."""
    program.apply(work, text)
    webhook.add(work, "https://shop.example/hook")
    return member.create(work, name=NAME, client=TILL, welcome=False)


def buy(work: Work, member_id: str, amount_minor: int, **more: Any) -> str:
    sale = Sale(member_id=member_id, cheque=Cheque((Line(amount_minor),)), client=TILL, **more)
    return purchase.record(work, sale).purchase_id


def use(work: Work, member_id: str, code: str) -> None:
    promo.use(work, member_id, code, client="telegram", who=guess.member(member_id))


def kinds(work: Work, noun: str) -> list[str]:
    """What happened to these, in no order."""
    return sorted(kind.partition(".")[2] for kind, _ in told(work) if kind.partition(".")[0] == noun)


# ------------------------------------------------------------------ promo codes


def test_a_code_that_gives_points_at_once_has_no_purchase(work: Work) -> None:
    anna = a_shop(work, CODES_TEXT).member_id

    use(work, anna, "KOPILKA-DAY")

    [used] = facts_of(work, "promo.used")
    assert (used["member_id"], used["promo"], used["points"]) == (anna, "event", 200)
    assert (used["purchase_id"], used["off_minor"], used["client"]) == (None, 0, "telegram")
    [earned] = facts_of(work, "points.earned")
    assert (earned["amount"], earned["about_id"]) == (200, used["use_id"])


def test_a_code_that_waits_is_told_with_its_purchase_and_undone_with_it(work: Work) -> None:
    anna = a_shop(work, CODES_TEXT).member_id
    code = promo_code.make(work, "leaflet", 1)[1][0]
    use(work, anna, code)
    assert kinds(work, "promo") == []

    purchase_id = buy(work, anna, 2_000_00)
    returns.take_back(work, purchase_id, 500_00, client=TILL)
    assert kinds(work, "promo") == ["used"]
    returns.take_back(work, purchase_id, None, client="till-2")

    [used], [undone] = facts_of(work, "promo.used"), facts_of(work, "promo.undone")
    assert (used["promo"], used["purchase_id"], used["off_minor"]) == ("leaflet", purchase_id, 300_00)
    assert (used["points"], used["tier"], used["is_gift"], used["tickets"]) == (0, "", False, 0)
    assert (undone["use_id"], undone["purchase_id"], undone["client"]) == (used["use_id"], purchase_id, "till-2")
    assert not [row for row in messages(work) if bare(code) in bare(str(row.facts))]


def test_a_percent_says_what_it_took_off_and_a_gift_that_it_is_one(work: Work) -> None:
    anna = a_shop(work, CODES_TEXT).member_id

    buy(work, anna, 1_000_00, promo_code="SPRING")
    buy(work, anna, 500_00, promo_code=promo_code.make(work, "mug", 1)[1][0])

    gave = {used["promo"]: (used["off_minor"], used["is_gift"]) for used in facts_of(work, "promo.used")}
    assert gave == {"spring": (100_00, False), "mug": (0, True)}


def test_a_tier_and_tickets_are_named(work: Work) -> None:
    anna = a_shop(work, CODES_TEXT).member_id
    use(work, anna, "GOLDEN")
    use(work, anna, "DRAW")

    used = {each["promo"]: each for each in facts_of(work, "promo.used")}

    assert used["golden"]["tier"] == "gold"
    assert (used["draw"]["draw"], used["draw"]["tickets"]) == ("may", 3)


def test_a_use_that_is_refused_is_told_to_nobody(work: Work) -> None:
    anna = a_shop(work, CODES_TEXT).member_id
    tier.give(work, anna, "gold")

    with pytest.raises(PromoGivesNothing):
        use(work, anna, "GOLDEN")

    assert kinds(work, "promo") == []


# ------------------------------------------------------------------ gift cards


def of_card(work: Work, card_id: str) -> list[tuple[str, int, int]]:
    """(event, amount, balance) of the card's money, in the order of its account."""
    moved = [(kind, facts) for kind, facts in told(work) if facts.get("card_id") == card_id and "seq" in facts]
    ordered = sorted(moved, key=lambda each: int(each[1]["seq"]))
    return [(kind.partition(".")[2], facts["amount_minor"], facts["balance_minor"]) for kind, facts in ordered]


def test_the_money_of_a_gift_card_is_told_without_its_code(work: Work, clock: Clock) -> None:
    anna = a_shop(work, CODES_TEXT)
    card = gift_card.sell(work, 1_000_00, client=TILL, location="Arbat 1")
    code = gift_card.fresh_code(work, card.card_id)
    gift_card.top_up(work, card.card_id, 500_00, client="till-2")
    purchase_id = buy(work, anna.member_id, 400_00, gift_card_id=card.card_id)
    returns.take_back(work, purchase_id, 100_00, client=TILL)
    clock.pass_(days=400)
    expiry.sweep(work)

    moved = of_card(work, card.card_id)

    assert moved[:4] == [
        ("sold", 1_000_00, 1_000_00),
        ("topped_up", 500_00, 1_500_00),
        ("spent", -400_00, 1_100_00),
        ("refunded", 100_00, 1_200_00),
    ]
    assert {kind for kind, _, _ in moved[4:]} == {"expired"}
    assert moved[-1][2] == 0
    [sold], [spent] = facts_of(work, "gift_card.sold"), facts_of(work, "gift_card.spent")
    assert (sold["client"], sold["location"], spent["about_id"]) == (TILL, "Arbat 1", purchase_id)
    assert sold["expires_at"].endswith("Z")
    assert "last4" not in str(messages(work))
    assert not [row for row in messages(work) if bare(code) in bare(str(row.facts))]


def test_a_card_is_given_on_blocked_and_paid_back(work: Work) -> None:
    anna = a_shop(work, CODES_TEXT)
    boris = member.create(work, client=TILL, welcome=False)
    card_id = gift_card.sell(work, 700_00, client=TILL, member_id=anna.member_id).card_id
    gift_card.give_to(work, card_id, boris.member_id)
    gift_card.give_to(work, card_id, boris.member_id)  # theirs already
    gift_card.bind(work, anna.member_id, gift_card.fresh_code(work, card_id), who=guess.member(anna.member_id))
    gift_card.block(work, card_id)
    gift_card.block(work, card_id)  # blocked already
    gift_card.block(work, card_id, blocked=False)
    assert gift_card.pay_back(work, card_id, client="till-2") == 700_00

    holders = [facts["member_id"] for facts in facts_of(work, "gift_card.given")]
    assert sorted(holders) == sorted([anna.member_id, boris.member_id, anna.member_id])
    assert facts_of(work, "gift_card.blocked") == [{"card_id": card_id, "balance_minor": 700_00}]
    assert facts_of(work, "gift_card.unblocked") == [{"card_id": card_id, "balance_minor": 700_00}]
    [back] = facts_of(work, "gift_card.paid_back")
    assert (back["amount_minor"], back["balance_minor"], back["client"]) == (-700_00, 0, "till-2")


# ------------------------------------------------------------------ subscriptions


def ends(work: Work, member_id: str) -> str:
    [row] = subscription.held(work, member_id)
    return str(row.ends_at.isoformat().replace("+00:00", "Z"))


def test_a_subscription_that_the_shop_gives_begins_lasts_longer_and_ends(work: Work, clock: Clock) -> None:
    anna = a_shop(work, SUBSCRIPTION_TEXT).member_id
    subscription.grant(work, anna, "plus", client="crm")
    first = ends(work, anna)
    subscription.grant(work, anna, "plus", client="crm")
    subscription.grant(work, anna, "plus", until=work.now + timedelta(days=1), client="crm")  # less than it has
    last = ends(work, anna)
    clock.pass_(days=70)
    while subscription.end_due(work):
        pass

    about = {"member_id": anna, "subscription": "plus", "renews": False}
    assert facts_of(work, "subscription.began") == [{**about, "ends_at": first}]
    assert facts_of(work, "subscription.renewed") == [{**about, "ends_at": last}]
    assert facts_of(work, "subscription.ended") == [{**about, "ends_at": last}]
    assert kinds(work, "subscription") == ["began", "ended", "renewed"]


def test_a_subscription_that_members_pay_for_renews_stops_and_goes_on(work: Work) -> None:
    anna = a_shop(work, SUBSCRIPTION_TEXT).member_id
    order_id = order(work, anna)
    subscription_stars.paid(work, a_payment(order_id))
    subscription_stars.paid(work, a_payment(order_id))  # told again
    subscription_stars.paid(work, a_renewal(order_id, "charge-2"))
    subscription_stars.renewal_changed(work, order_id, "77", renews=False)
    subscription_stars.renewal_changed(work, order_id, "77", renews=False)
    subscription_stars.renewal_changed(work, order_id, "77", renews=True)
    subscription.cancel(work, anna, "plus")
    subscription.cancel(work, anna, "plus")  # nothing to stop any more

    assert kinds(work, "subscription") == ["began", "cancelled", "cancelled", "renewed", "resumed"]
    assert [facts["renews"] for facts in facts_of(work, "subscription.renewed")] == [True]
    [resumed] = facts_of(work, "subscription.resumed")
    assert (resumed["renews"], resumed["ends_at"]) == (True, ends(work, anna))
    assert {facts["renews"] for facts in facts_of(work, "subscription.cancelled")} == {False}


def test_a_subscription_that_the_shop_ends_at_once_is_cancelled_and_then_over(work: Work) -> None:
    anna = a_shop(work, SUBSCRIPTION_TEXT).member_id
    subscription.grant(work, anna, "plus", client="crm")
    subscription.cancel(work, anna, "plus", at_once=True)
    while subscription.end_due(work):
        pass

    assert kinds(work, "subscription") == ["began", "cancelled", "ended"]
    assert facts_of(work, "subscription.cancelled") == facts_of(work, "subscription.ended")


@pytest.mark.parametrize("days", [2, 29])
def test_a_payment_that_goes_back_says_when_the_subscription_ends_now(work: Work, clock: Clock, days: int) -> None:
    anna = a_shop(work, SUBSCRIPTION_TEXT).member_id
    order_id = order(work, anna)
    subscription_stars.paid(work, a_payment(order_id))
    subscription_stars.paid(work, a_renewal(order_id, "charge-2"))
    clock.pass_(days=days)
    subscription_stars.returned_by_messenger(work, order_id, "telegram", "charge-2")
    left = ends(work, anna)
    subscription_stars.returned_by_messenger(work, order_id, "telegram", "charge-1")

    # Stopped, shortened once, and then nothing was left.
    assert left in [facts["ends_at"] for facts in facts_of(work, "subscription.cancelled")]
    assert kinds(work, "subscription") == ["began", "cancelled", "cancelled", "ended", "renewed"]
    [ended] = facts_of(work, "subscription.ended")
    assert ended["ends_at"] <= work.now.isoformat().replace("+00:00", "Z")


def test_what_is_not_sold_any_more_renews_no_more(work: Work, clock: Clock) -> None:
    anna = a_shop(work, SUBSCRIPTION_TEXT).member_id
    subscription_stars.paid(work, a_payment(order(work, anna)))
    program.apply(work, DEARER)
    program.apply(work, UNSOLD)
    clock.pass_(days=29)
    subscription.end_due(work)
    assert kinds(work, "subscription") == ["began", "cancelled"]

    clock.pass_(seconds=timedelta(days=3).total_seconds() + RENEWAL_GRACE.total_seconds())
    subscription.end_due(work)

    assert kinds(work, "subscription") == ["began", "cancelled", "ended"]


def test_of_two_who_are_one_the_other_has_what_was_paid_for(work: Work) -> None:
    anna = a_shop(work, SUBSCRIPTION_TEXT)
    known = member.create(work, client=TILL, welcome=False, phone=PHONE)
    subscription.grant(work, anna.member_id, "plus", client="crm")
    merge.merge(work, anna.member_id, known.member_id, PHONE)

    began = {facts["member_id"]: facts["ends_at"] for facts in facts_of(work, "subscription.began")}

    assert began[known.member_id] == began[anna.member_id] == ends(work, known.member_id)


# ------------------------------------------------------------------ deeds and games


def test_a_deed_is_told_once_for_its_reference_and_earns_a_badge(work: Work) -> None:
    anna = a_shop(work, GAMES_TEXT).member_id
    for reference in ("r1", "r1", "r2"):
        rewarded = deed.done(work, anna, "review", "crm", reference, "Arbat 1")

    deeds, [badge] = facts_of(work, "deed.rewarded"), facts_of(work, "badge.earned")

    assert [(each["action"], each["points"], each["client"]) for each in deeds] == [("review", 5, "crm")] * 2
    assert rewarded.deed_id in {each["deed_id"] for each in deeds}
    assert badge == {"member_id": anna, "badge": "critic", "points": 11}


def test_a_challenge_and_a_badge_without_points_are_told_once(work: Work) -> None:
    anna = a_shop(work, GAMES_TEXT).member_id
    for _ in range(3):
        buy(work, anna, 10_00)

    done = {"member_id": anna, "challenge": "twice", "points": 0, "tickets": 1, "draw": "may"}
    assert facts_of(work, "challenge.done") == [done]
    assert facts_of(work, "badge.earned") == [{"member_id": anna, "badge": "first", "points": 0}]


def test_a_draw_is_told_with_its_winners_in_the_order_of_their_places(work: Work, clock: Clock) -> None:
    anna = a_shop(work, GAMES_TEXT).member_id
    members = [anna, *(member.create(work, client=TILL, welcome=False).member_id for _ in range(3))]
    for member_id in members:
        buy(work, member_id, 2_000_00)
    clock.pass_(days=40)
    won = draw.close(work, "may")
    draw.close(work, "may")

    [closed] = facts_of(work, "draw.closed")

    assert closed["winner_ids"] == [one.member_id for one in won]
    assert (closed["draw"], closed["entrants"], closed["tickets"]) == ("may", 4, 8)


def test_whoever_asks_for_offers_by_their_nouns_hears_of_them(work: Work) -> None:
    nouns = ("promo", "gift_card", "subscription", "deed", "badge", "challenge", "draw")
    program.apply(work, CODES_TEXT)
    webhook.add(work, "https://shop.example/hook", nouns)
    anna = member.create(work, client=TILL, welcome=False)
    use(work, anna.member_id, "KOPILKA-DAY")
    gift_card.sell(work, 700_00, client=TILL)

    assert sorted(row.kind for row in messages(work)) == ["gift_card.sold", "promo.used"]
    assert {kind.partition(".")[0] for kind in EVENTS} > set(nouns)
