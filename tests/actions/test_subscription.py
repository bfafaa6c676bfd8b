"""Subscriptions: given, paid once, renewed from the old end, stopped, given back, ended; nobody loses a paid day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from actions import member, merge, privacy, program, subscription, subscription_stars, subscription_task
from actions.subscription import SubscriptionEndInvalid, SubscriptionNotHeld, SubscriptionUnknown
from actions.subscription_stars import (
    InvoiceNotYours,
    InvoiceStale,
    NotSold,
    Payment,
    PaymentReturnedAlready,
    PaymentUnknown,
    PriceChanged,
    RenewsAlready,
)
from rules.subscription import RENEWAL_GRACE, WARNING
from storage import subscriptions as rows
from storage.tables import deliveries, events, payment_tasks, subscriptions
from storage.work import Work
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT, FOLDER, changed

TEXT = (FOLDER / "subscription.toml").read_text("utf-8")
UNSOLD = changed(("price_stars = 250 ", "price_stars = 0 "), text=TEXT)
DEARER = changed(("price_stars = 250 ", "price_stars = 300 "), text=TEXT)
MONTH = timedelta(days=30)
DAY_END = timedelta(hours=12)  # from the clock of these tests, which begin at noon
PHONE = "+79161234501"


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, TEXT)
    return work


def join(work: Work) -> str:
    return member.create(work, client="test", welcome=False).member_id


def order(work: Work, member_id: str, stars: int = 250) -> str:
    return rows.order_for(work, member_id, "plus", stars)


def a_payment(order_id: str, charge_id: str = "charge-1", **more: object) -> Payment:
    first = Payment(
        channel="telegram",
        user_id="77",
        order_id=order_id,
        charge_id=charge_id,
        stars=250,
        currency="XTR",
        recurring=True,
        first=True,
    )
    return replace(first, **more)  # type: ignore[arg-type]


def a_renewal(order_id: str, charge_id: str, **more: object) -> Payment:
    return a_payment(order_id, charge_id, first=False, **more)


def subscribed(work: Work) -> tuple[str, str]:
    """A member who paid for the first month: their id and the order's."""
    anna = join(work)
    order_id = order(work, anna)
    assert subscription_stars.paid(work, a_payment(order_id, expires_at=work.now + MONTH)) is not None
    return anna, order_id


def ends_at(work: Work, member_id: str) -> datetime:
    row = rows.get(work, member_id, "plus")
    assert row is not None
    end: datetime = row.ends_at
    return end


def renews(work: Work, member_id: str) -> bool:
    row = rows.get(work, member_id, "plus")
    assert row is not None
    return bool(row.renews)


def tasks(work: Work) -> set[tuple[str, str]]:
    return {(row.kind, row.charge_id) for row in work.all(sa.select(payment_tasks))}


def told(work: Work, member_id: str) -> list[str]:
    found = work.all(sa.select(events).where(events.c.member_id == member_id).order_by(events.c.event_id))
    return [row.kind for row in found]


# ---------------------------------------------------------------------- what is in force


def test_what_was_given_is_in_force_until_its_end_and_not_a_moment_longer(shop: Work, clock: Clock) -> None:
    anna, until = join(shop), shop.now + timedelta(hours=5)
    subscription.grant(shop, anna, "plus", until=until, client="crm", reference="order 7")

    assert subscription.active(shop, anna) == {"plus"}
    clock.now = until - timedelta(microseconds=1)
    assert subscription.active(shop, anna) == {"plus"}
    clock.now = until
    assert subscription.active(shop, anna) == frozenset()
    assert told(shop, anna) == ["subscription_began"]


def test_what_is_given_again_begins_where_the_first_ends_and_takes_nothing_away(shop: Work) -> None:
    anna = join(shop)
    begun = shop.now

    subscription.grant(shop, anna, "plus", periods=2, client="crm")
    subscription.grant(shop, anna, "plus", client="crm")
    subscription.grant(shop, anna, "plus", until=begun + timedelta(days=1), client="crm")

    assert ends_at(shop, anna) == begun + 3 * MONTH + DAY_END
    assert told(shop, anna) == ["subscription_began", "subscription_renewed"]


@pytest.mark.parametrize(
    "wish, refusal",
    [
        ({"name": "gold"}, SubscriptionUnknown),
        ({"name": "plus", "until": timedelta()}, SubscriptionEndInvalid),
        ({"name": "plus", "until": timedelta(days=4000)}, SubscriptionEndInvalid),
    ],
)
def test_what_cannot_be_given_is_refused(shop: Work, wish: dict[str, object], refusal: type[Exception]) -> None:
    until = wish.get("until")
    end = shop.now + until if isinstance(until, timedelta) else None

    with pytest.raises(refusal):
        subscription.grant(shop, join(shop), str(wish["name"]), until=end, client="crm")


# ---------------------------------------------------------------------- paid in the chat


def test_a_payment_told_twice_counts_once(shop: Work) -> None:
    anna = join(shop)
    payment = a_payment(order(shop, anna))

    first, again = subscription_stars.paid(shop, payment), subscription_stars.paid(shop, payment)

    assert first == again
    assert ends_at(shop, anna) == shop.now + MONTH + DAY_END
    assert len(subscription_stars.payments(shop, anna)) == 1
    assert renews(shop, anna)


def test_a_renewal_goes_on_from_the_old_end_whether_it_is_early_or_late(shop: Work, clock: Clock) -> None:
    anna, order_id = subscribed(shop)
    end = ends_at(shop, anna)

    clock.now = end - timedelta(hours=1)
    subscription_stars.paid(shop, a_renewal(order_id, "charge-2", expires_at=end + MONTH))
    clock.now = end + MONTH + timedelta(hours=3)
    assert subscription.active(shop, anna) == {"plus"}
    subscription_stars.paid(shop, a_renewal(order_id, "charge-3"))

    assert ends_at(shop, anna) == end + 2 * MONTH
    assert told(shop, anna) == ["subscription_renewed"] * 2


def test_a_renewal_that_comes_long_after_lasts_as_long_as_the_messenger_says(shop: Work, clock: Clock) -> None:
    anna, order_id = subscribed(shop)
    clock.pass_(days=40)
    assert subscription.active(shop, anna) == frozenset()

    subscription_stars.paid(shop, a_renewal(order_id, "charge-2", expires_at=shop.now + MONTH))

    assert ends_at(shop, anna) == shop.now + MONTH + DAY_END


def test_days_that_the_shop_gave_are_not_lost_to_a_payment(shop: Work) -> None:
    anna = join(shop)
    subscription.grant(shop, anna, "plus", periods=1, client="crm")

    subscription_stars.paid(shop, a_payment(order(shop, anna), expires_at=shop.now + MONTH))

    assert ends_at(shop, anna) == shop.now + 2 * MONTH + DAY_END


def test_the_same_paid_twice_side_by_side_goes_back_and_renews_once(shop: Work) -> None:
    anna, order_id = subscribed(shop)

    assert subscription_stars.paid(shop, a_payment(order_id, "charge-9")) is None

    assert ends_at(shop, anna) == shop.now + MONTH + DAY_END
    assert tasks(shop) == {("return", "charge-9"), ("stop", "charge-9")}
    for task in subscription_task.due(shop, "telegram"):
        subscription_task.done(shop, task)
    assert ends_at(shop, anna) == shop.now + MONTH + DAY_END


@pytest.mark.parametrize("change", [{"order_id": "01920000-0000-7000-8000-0000000000ff"}, {"currency": "RUB"}])
def test_a_payment_for_nothing_that_we_know_goes_back(shop: Work, change: dict[str, object]) -> None:
    anna = join(shop)
    order_id = order(shop, anna)

    assert subscription_stars.paid(shop, replace(a_payment(order_id), **change)) is None  # type: ignore[arg-type]

    assert subscription.active(shop, anna) == frozenset()
    assert tasks(shop) == {("return", "charge-1"), ("stop", "charge-1")}


# ---------------------------------------------------------------------- agreeing to a payment


def test_who_may_pay_is_agreed_with(shop: Work) -> None:
    anna = join(shop)

    subscription_stars.agree(shop, anna, order(shop, anna), 250, "XTR")


@pytest.mark.parametrize("text, refusal", [(UNSOLD, NotSold), (DEARER, PriceChanged)])
def test_an_old_invoice_is_refused_when_the_programme_has_changed(
    shop: Work, clock: Clock, text: str, refusal: type[Exception]
) -> None:
    anna = join(shop)
    order_id = order(shop, anna)
    clock.pass_(days=1)
    program.apply(shop, text)

    with pytest.raises(refusal):
        subscription_stars.agree(shop, anna, order_id, 250, "XTR")


def test_a_forged_or_foreign_invoice_is_refused(shop: Work) -> None:
    anna, boris = join(shop), join(shop)
    order_id = order(shop, anna)

    with pytest.raises(InvoiceStale):
        subscription_stars.agree(shop, anna, "vip:1", 250, "XTR")
    with pytest.raises(InvoiceStale):
        subscription_stars.agree(shop, anna, order_id, 250, "RUB")
    with pytest.raises(PriceChanged):
        subscription_stars.agree(shop, anna, order_id, 1, "XTR")
    for other in (boris, None):
        with pytest.raises(InvoiceNotYours):
            subscription_stars.agree(shop, other, order_id, 250, "XTR")


def test_what_renews_itself_is_not_sold_again_until_it_is_stopped(shop: Work) -> None:
    anna, order_id = subscribed(shop)

    with pytest.raises(RenewsAlready):
        subscription_stars.agree(shop, anna, order_id, 250, "XTR")
    subscription.cancel(shop, anna, "plus")
    subscription_stars.agree(shop, anna, order_id, 250, "XTR")


def test_one_price_has_one_order_however_often_it_is_shown(shop: Work) -> None:
    anna = join(shop)

    assert order(shop, anna) == order(shop, anna) != order(shop, anna, 300)


# ---------------------------------------------------------------------- stopped


def test_what_is_stopped_stays_to_the_end_of_what_is_paid(shop: Work, clock: Clock) -> None:
    anna, _ = subscribed(shop)
    end = ends_at(shop, anna)

    subscription.cancel(shop, anna, "plus")

    assert tasks(shop) == {("stop", "charge-1")}
    clock.now = end - timedelta(seconds=1)
    assert subscription.active(shop, anna) == {"plus"}
    clock.now = end
    assert subscription.active(shop, anna) == frozenset()
    with pytest.raises(SubscriptionNotHeld):
        subscription.cancel(shop, anna, "plus")


def test_the_shop_may_end_it_at_once(shop: Work) -> None:
    anna, _ = subscribed(shop)

    subscription.cancel(shop, anna, "plus", at_once=True)
    subscription.end_due(shop)

    assert subscription.active(shop, anna) == frozenset()
    assert told(shop, anna) == ["subscription_ended"]


def test_a_renewal_that_crosses_our_wish_to_stop_is_the_last(shop: Work) -> None:
    anna, order_id = subscribed(shop)
    subscription.cancel(shop, anna, "plus")

    subscription_stars.paid(shop, a_renewal(order_id, "charge-2"))

    assert ends_at(shop, anna) == shop.now + 2 * MONTH + DAY_END
    assert not renews(shop, anna)


def test_the_settings_of_the_messenger_stop_and_resume_it(shop: Work) -> None:
    anna, order_id = subscribed(shop)

    subscription_stars.renewal_changed(shop, order_id, "77", renews=False)
    assert not renews(shop, anna)
    subscription_stars.renewal_changed(shop, order_id, "another", renews=True)
    assert not renews(shop, anna)
    subscription_stars.renewal_changed(shop, order_id, "77", renews=True)

    assert renews(shop, anna)
    assert tasks(shop) == set()


# ---------------------------------------------------------------------- what time does


def test_who_will_not_renew_is_told_before_and_at_the_end(shop: Work, clock: Clock) -> None:
    anna = join(shop)
    subscription.grant(shop, anna, "plus", client="crm")
    end = ends_at(shop, anna)

    assert subscription.end_due(shop) == {}
    for at in (end - WARNING, end - timedelta(hours=1), end, end + timedelta(days=9)):
        clock.now = at
        while subscription.end_due(shop):
            pass

    assert told(shop, anna) == ["subscription_began", "subscription_ends_soon", "subscription_ended"]


def test_what_renews_is_waited_for_a_day_and_then_ended(shop: Work, clock: Clock) -> None:
    anna, _ = subscribed(shop)
    end = ends_at(shop, anna)

    for at in (end - WARNING, end, end + RENEWAL_GRACE - timedelta(seconds=1)):
        clock.now = at
        subscription.end_due(shop)
        assert subscription.active(shop, anna) == {"plus"}
    clock.now = end + RENEWAL_GRACE
    subscription.end_due(shop)

    assert subscription.active(shop, anna) == frozenset()
    assert told(shop, anna) == ["subscription_ended"]


@pytest.mark.parametrize("text", [UNSOLD, BONUS_TEXT])
def test_nothing_renews_that_is_not_sold_any_more(shop: Work, clock: Clock, text: str) -> None:
    anna, _ = subscribed(shop)
    clock.pass_(days=1)
    program.apply(shop, text)
    clock.now = ends_at(shop, anna) - WARNING

    subscription.end_due(shop)

    assert tasks(shop) == {("stop", "charge-1")}
    assert told(shop, anna) == ["subscription_ends_soon"]
    assert subscription.active(shop, anna) == {"plus"}


# ---------------------------------------------------------------------- given back


def test_a_payment_goes_back_once_and_takes_its_days_with_it(shop: Work, clock: Clock) -> None:
    anna, order_id = subscribed(shop)
    subscription_stars.paid(shop, a_renewal(order_id, "charge-2"))
    clock.pass_(days=2)

    subscription_stars.give_back(shop, anna, "telegram", "charge-2")
    assert tasks(shop) == {("return", "charge-2"), ("stop", "charge-1")}
    with pytest.raises(PaymentReturnedAlready):
        subscription_stars.give_back(shop, anna, "telegram", "charge-2")
    for task in subscription_task.due(shop, "telegram"):
        subscription_task.done(shop, task)
    subscription_stars.returned_by_messenger(shop, order_id, "telegram", "charge-2")

    assert ends_at(shop, anna) == shop.now + MONTH + DAY_END - timedelta(days=2)
    assert not renews(shop, anna)
    assert told(shop, anna) == ["subscription_renewed", "payment_returned"]
    assert tasks(shop) == set()


def test_a_payment_that_is_nearly_used_up_ends_now_when_it_goes_back(shop: Work, clock: Clock) -> None:
    anna, order_id = subscribed(shop)
    clock.pass_(days=29)

    subscription_stars.returned_by_messenger(shop, order_id, "telegram", "charge-1")
    subscription_stars.returned_by_messenger(shop, order_id, "telegram", "nobody's")

    assert ends_at(shop, anna) <= shop.now
    assert [one.state for one in subscription_stars.payments(shop, anna)] == ["returned"]


def test_a_payment_that_the_messenger_does_not_give_back_stays_paid(shop: Work) -> None:
    anna, _ = subscribed(shop)
    subscription_stars.give_back(shop, anna, "telegram", "charge-1")

    for task in subscription_task.due(shop, "telegram"):
        subscription_task.failed(shop, task)

    assert [one.state for one in subscription_stars.payments(shop, anna)] == ["kept"]
    assert subscription.active(shop, anna) == {"plus"}
    with pytest.raises(PaymentUnknown):
        subscription_stars.give_back(shop, anna, "telegram", "nobody's")


def test_a_task_that_nobody_heard_is_tried_again_ever_later(shop: Work, clock: Clock) -> None:
    anna, _ = subscribed(shop)
    subscription.cancel(shop, anna, "plus")
    waits = []

    for _ in range(6):
        (task,) = subscription_task.due(shop, "telegram")
        subscription_task.again(shop, task)
        seconds = 0
        while not subscription_task.due(shop, "telegram"):
            clock.pass_(seconds=10)
            seconds += 10
        waits.append(seconds)

    assert waits == [10, 60, 300, 3600, 3600, 3600]
    assert subscription_task.due(shop, "another") == []


# ---------------------------------------------------------------------- members who become one, or go


def test_two_members_who_become_one_keep_every_paid_day(shop: Work) -> None:
    anna, order_id = subscribed(shop)
    known = member.create(shop, client="test", phone=PHONE, welcome=False).member_id
    subscription.grant(shop, known, "plus", client="crm")
    order(shop, known)  # was shown the same invoice

    merge.merge(shop, anna, known, PHONE)

    assert ends_at(shop, known) == shop.now + 2 * MONTH + timedelta(days=1) + DAY_END
    assert renews(shop, known)
    subscription_stars.paid(shop, a_renewal(order_id, "charge-2"))
    assert ends_at(shop, known) == shop.now + 3 * MONTH + timedelta(days=1) + DAY_END
    assert len(subscription_stars.payments(shop, known)) == 2
    assert subscription.active(shop, anna) == frozenset()


def test_of_two_that_renew_themselves_one_is_stopped(shop: Work) -> None:
    anna, _ = subscribed(shop)
    known = member.create(shop, client="test", phone=PHONE, welcome=False).member_id
    subscription_stars.paid(shop, a_payment(order(shop, known), "charge-7", user_id="88"))

    merge.merge(shop, anna, known, PHONE)

    assert tasks(shop) == {("stop", "charge-1")}
    assert ends_at(shop, known) == shop.now + 2 * MONTH + timedelta(days=1) + DAY_END
    assert renews(shop, known)


def test_a_payment_on_its_way_back_comes_back_to_whom_its_member_became(shop: Work) -> None:
    anna, _ = subscribed(shop)
    known = member.create(shop, client="test", phone=PHONE, welcome=False).member_id
    subscription_stars.give_back(shop, anna, "telegram", "charge-1")

    merge.merge(shop, anna, known, PHONE)
    for task in subscription_task.due(shop, "telegram"):
        subscription_task.done(shop, task)

    assert [one.state for one in subscription_stars.payments(shop, known)] == ["returned"]
    assert subscription.active(shop, known) == frozenset()
    assert told(shop, known) == ["payment_returned"]


def test_whoever_is_erased_pays_nothing_more(shop: Work) -> None:
    anna, order_id = subscribed(shop)

    privacy.forget(shop, member.get(shop, anna))

    assert work_rows(shop, subscriptions) == []
    assert tasks(shop) == {("stop", "charge-1")}
    # One that crossed it goes back.
    assert subscription_stars.paid(shop, a_renewal(order_id, "charge-2")) is None
    assert ("return", "charge-2") in tasks(shop)
    assert work_rows(shop, deliveries) == []


def work_rows(work: Work, table: sa.Table) -> list[object]:
    return list(work.all(sa.select(table)))


def test_a_copy_of_ones_data_holds_them(shop: Work) -> None:
    anna, _ = subscribed(shop)

    copy = privacy.copy(shop, member.get(shop, anna))

    assert copy["subscriptions"][0]["name"] == "plus"
    assert copy["subscription_payments"][0]["stars"] == 250
