"""A subscription in the chat: looked at, paid in Stars, stopped; what the messenger tells is heard once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from actions import program, subscription
from channels.channel import Reply
from channels.incoming import Incoming, Paid, PaymentAsked, Refunded, RenewalChanged
from handlers.answer import answer, look, looks_only
from screens.screen import Invoice
from storage.tables import payment_tasks
from storage.work import Work
from tests.handlers.chat import Chat, Town, link, read_only
from tests.make import Clock
from tests.rules.programs import FOLDER, changed
from tests.screens import floor

TEXT = (FOLDER / "subscription.toml").read_text("utf-8")
UNSOLD = changed(("price_stars = 250 ", "price_stars = 0 "), text=TEXT)
DEARER = changed(("price_stars = 250 ", "price_stars = 300 "), text=TEXT)
TWO = changed(
    (
        "[[subscriptions]]\n",
        '[[subscriptions]]\nname = "care"\ntitle = { ru = "Забота", en = "Care" }\n'
        'about = { ru = "Уход за обувью.", en = "Shoe care." }\nprice_stars = 100\n\n[[subscriptions]]\n',
    ),
    text=TEXT,
)
MONTH = timedelta(days=30)


@pytest.fixture
def shop(work: Work) -> Town:
    return Town.opened(work, TEXT)


@pytest.fixture
def anna(shop: Town) -> Chat:
    return shop.joined("Анна")


def tells(chat: Chat, kind: type[Incoming], **facts: Any) -> Reply:
    """What a messenger tells of itself: nobody pressed anything, so nothing need be answered."""
    incoming = kind(update_id=facts.pop("update_id", None) or str(next(chat.town.numbers)), person=chat.who, **facts)
    work = chat.town.work
    if looks_only(incoming):
        with read_only(work):
            reply = look(work, incoming, link)
    else:
        reply = answer(work, incoming, link)
    if reply.screen is not None:
        chat.screens.append(reply.screen)
        assert not list(floor.faults(reply.screen))
    chat.town.post()
    return reply


def invoice(chat: Chat) -> Invoice:
    """The one that hangs under the last screen."""
    (found,) = [button.invoice for button in floor.buttons(chat.screen) if button.invoice]
    return found


def asks(chat: Chat, wanted: Invoice) -> Reply:
    return tells(chat, PaymentAsked, query_id="q", payload=wanted.payload, amount=wanted.stars, currency="XTR")


def pays(chat: Chat, wanted: Invoice, charge_id: str = "charge-1", **more: Any) -> Reply:
    facts = {"amount": wanted.stars, "currency": "XTR", "recurring": True, "first": True} | more
    return tells(chat, Paid, payload=wanted.payload, charge_id=charge_id, **facts)


def labels(chat: Chat) -> list[str]:
    return [button.label for button in floor.buttons(chat.screen)]


def test_the_way_there_is_shown_only_where_something_is_sold(work: Work) -> None:
    town = Town.opened(work)
    boris = town.joined("Борис")

    boris.start()
    assert "subscription" not in boris.actions
    assert "subscription" not in boris.commands
    assert "подписок нет" in boris.says("/subscription").html


def test_a_member_reads_what_it_gives_pays_and_has_it(anna: Chat) -> None:
    anna.start()
    assert "subscription" in anna.commands
    anna.press("subscription")

    assert "Бесплатная доставка" in anna.text
    assert "250 звёзд за 30 дней" in anna.text
    wanted = invoice(anna)
    assert (wanted.title, wanted.stars, wanted.period_seconds) == ("Плюс", 250, 2_592_000)
    assert asks(anna, wanted).agreed
    assert pays(anna, wanted).fresh
    assert "Спасибо! Подписка «Плюс» ваша." in anna.text

    anna.press("subscription:plus")
    assert "продлится сама" in anna.text
    assert "unsubscribe:plus" in anna.actions
    assert not [button for button in floor.buttons(anna.screen) if button.invoice]


def test_of_several_each_is_chosen_by_its_name(work: Work) -> None:
    boris = Town.opened(work, TWO).joined("Boris", "en")

    boris.forges("subscription")
    assert [action for action in boris.actions if action != "menu"] == ["subscription:care", "subscription:plus"]
    boris.press("subscription:care")
    assert "Shoe care." in boris.text
    boris.press("subscription")
    assert "Plus" in labels(boris)


@pytest.mark.parametrize(
    "text, sentence",
    [(UNSOLD, "Эта подписка больше не продаётся."), (DEARER, "Цена изменилась: теперь 300 звёзд.")],
)
def test_an_invoice_that_the_programme_outgrew_is_refused_in_words(
    anna: Chat, clock: Clock, text: str, sentence: str
) -> None:
    anna.forges("subscription")
    wanted = invoice(anna)
    clock.pass_(hours=1)
    program.apply(anna.town.work, text)

    reply = asks(anna, wanted)

    assert not reply.agreed
    assert sentence in reply.notice
    assert len(reply.notice) <= 200


def test_nobody_pays_by_anothers_invoice_or_by_one_that_was_made_up(shop: Town, anna: Chat) -> None:
    anna.forges("subscription")
    wanted = invoice(anna)

    for stranger in (shop.joined("Борис"), shop.person("Вася")):
        assert "другому человеку" in asks(stranger, wanted).notice
    assert "больше не действует" in asks(anna, Invoice("x", "x", "plus:1", 250)).notice
    assert "Цена изменилась" in asks(anna, Invoice("x", "x", wanted.payload, 1)).notice


def test_a_payment_that_comes_again_changes_nothing_more(anna: Chat) -> None:
    """As the same update, and as another one that names the same charge."""
    anna.forges("subscription")
    wanted = invoice(anna)

    pays(anna, wanted, update_id="700")
    pays(anna, wanted, update_id="700")
    pays(anna, wanted, update_id="701")

    (row,) = subscription.held(anna.town.work, anna.member.member_id)
    assert row.ends_at == anna.town.work.now + MONTH + timedelta(hours=12)


def test_a_renewal_is_told_by_a_message_and_not_twice(anna: Chat, clock: Clock) -> None:
    anna.forges("subscription")
    wanted = invoice(anna)
    pays(anna, wanted, expires_at=anna.town.work.now + MONTH)
    clock.pass_(days=30)
    shown = len(anna.screens)

    for update_id in ("801", "802"):
        reply = pays(anna, wanted, "charge-2", first=False, update_id=update_id)
        assert reply == Reply()

    assert len(anna.screens) == shown + 1
    assert "Подписка «Плюс» продлена" in anna.text
    assert "Списано 250 звёзд" in anna.text


def test_what_is_stopped_in_the_chat_stays_to_its_end(anna: Chat, clock: Clock) -> None:
    anna.forges("subscription")
    pays(anna, invoice(anna))
    anna.press("subscription:plus")
    anna.press("unsubscribe:plus")
    assert "Больше ничего не спишется" in anna.text

    anna.press("unsubscribe:plus:yes")

    assert "больше не продлится" in anna.text
    assert subscription.active(anna.town.work, anna.member.member_id) == {"plus"}
    assert [row.kind for row in anna.town.rows(payment_tasks)] == ["stop"]
    # The old button still works, and does nothing more.
    anna.forges("unsubscribe:plus:yes")
    assert "⭐ Продлить" in labels(anna)
    assert len(anna.town.rows(payment_tasks)) == 1


def test_what_was_stopped_in_the_settings_of_the_messenger_is_shown_so(anna: Chat) -> None:
    anna.forges("subscription")
    wanted = invoice(anna)
    pays(anna, wanted)

    tells(anna, RenewalChanged, payload=wanted.payload, renews=False)
    anna.forges("subscription")

    assert "⭐ Продлить" in labels(anna)
    assert "unsubscribe:plus" not in anna.actions


def test_stars_that_go_back_are_told_and_take_their_days_with_them(anna: Chat) -> None:
    anna.forges("subscription")
    wanted = invoice(anna)
    pays(anna, wanted)

    for _ in range(2):
        tells(anna, Refunded, payload=wanted.payload, charge_id="charge-1")

    assert "Вам вернулись 250 звёзд" in anna.text
    assert subscription.active(anna.town.work, anna.member.member_id) == frozenset()


def test_a_second_payment_side_by_side_is_given_back_in_words(anna: Chat) -> None:
    anna.forges("subscription")
    wanted = invoice(anna)
    pays(anna, wanted)

    pays(anna, wanted, "charge-2")

    assert "Звёзды вернутся вам" in anna.text
    rows = anna.town.work.all(sa.select(payment_tasks.c.kind, payment_tasks.c.charge_id))
    assert {tuple(row) for row in rows} == {("return", "charge-2"), ("stop", "charge-2")}


def test_whoever_was_erased_gets_their_stars_back(anna: Chat) -> None:
    anna.forges("subscription")
    wanted = invoice(anna)
    pays(anna, wanted)
    anna.forges("forget:yes")

    pays(anna, wanted, "charge-2", first=False)

    kinds = {(row.kind, row.charge_id) for row in anna.town.rows(payment_tasks)}
    assert kinds == {("stop", "charge-1"), ("return", "charge-2")}


@pytest.mark.parametrize("forged", ["subscription:gold", "unsubscribe:gold", "unsubscribe:plus", "unsubscribe:plus:no"])
def test_forged_buttons_change_nothing(anna: Chat, forged: str) -> None:
    anna.forges(forged)

    assert subscription.active(anna.town.work, anna.member.member_id) == frozenset()
    assert anna.town.rows(payment_tasks) == []


def test_a_stranger_is_asked_to_join_first(shop: Town) -> None:
    vasya = shop.person("Вася")

    vasya.start()
    vasya.forges("subscription")

    assert any(button.target == "consent" for button in floor.buttons(vasya.screen))


@pytest.mark.parametrize("command", ["/paysupport", "/terms"])
def test_anybody_may_ask_how_payments_work_and_whom_to_ask(shop: Town, anna: Chat, command: str) -> None:
    for chat in (anna, shop.person("Вася")):
        chat.says(command)
        assert "Спросите на кассе" in chat.text


def test_what_the_shop_gave_is_told_and_shown(anna: Chat) -> None:
    subscription.grant(anna.town.work, anna.member.member_id, "plus", client="crm")
    anna.town.post()

    assert "Подписка «Плюс» теперь ваша" in anna.text
    anna.press("subscription")
    assert "⭐ Продлить" in labels(anna)
