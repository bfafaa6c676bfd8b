"""What a subscription's screens say where the words could fail them."""

from __future__ import annotations

import pytest

from rules.subscription_notice import SubscriptionEnded
from screens import notices, subscription
from tests.screens import floor
from tests.screens.facts import LAST_DAY, a_subscription, the_texts


def test_one_that_the_programme_dropped_is_told_by_the_name_it_had() -> None:
    told = notices.show(the_texts("ru"), SubscriptionEnded(title="subscription:club", last_day=LAST_DAY))

    assert "Подписка «club» закончилась" in floor.text(told)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_invoice_fits_whatever_the_owner_wrote(language: str) -> None:
    texts = the_texts(language)
    texts = type(texts)(
        texts.language, texts.brand, texts.currency, texts.zone, {"club": "К" * 64, "club:about": "x" * 600}
    )

    screen = subscription.show(texts, a_subscription(title="club"))

    (invoice,) = [button.invoice for button in floor.buttons(screen) if button.invoice]
    assert (len(invoice.title), len(invoice.about)) == (32, 255)
    assert invoice.about.endswith("…")
    assert list(floor.faults(screen)) == []


def test_a_price_is_said_in_the_words_of_the_language() -> None:
    prices = {1: "1 звезда", 2: "2 звезды", 250: "250 звёзд", 1001: "1 001 звезда"}

    for stars, words in prices.items():
        shown = floor.text(subscription.show(the_texts("ru"), a_subscription(stars=stars)))
        assert f"{words} за 30 дней" in shown.replace("\u00a0", " ")
