"""What is pressed under a campaign's message: it leads on for whom it was sent to, and out for everybody, at once."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from actions import campaign, campaign_watch, delivery, lease, program
from rules.campaign import campaign_of
from storage.tables import consents, deliveries, touches
from tests.handlers.chat import CHANNEL, Chat, Town
from tests.rules.offers import OFFERS_TEXT

NAME = '<b>&"🎉'


def sent(town: Town, **more: Any) -> int:
    message = {
        "text": {"ru": "Привет, {name|друг}!", "en": "Hello, {name|friend}!"},
        "buttons": [{"label": {"ru": "Карта"}, "opens": "card"}],
    }
    document = {
        "name": "spring",
        "variants": [{"name": "a", "message": message}],
        "erid": "2219",
        "advertiser": "Ромашка",
    }
    number = campaign.draft(town.work, campaign_of(document | more))
    campaign.start(town.work, number)
    while campaign_watch.step(town.work):
        pass
    town.post()
    return number


def consenting(town: Town, name: str = "Анна") -> Chat:
    chat = town.joined(name)
    chat.forges("marketing:on")
    return chat


def test_a_message_ends_with_its_mark_and_the_way_out(town: Town) -> None:
    anna = consenting(town, NAME)
    sent(town)

    assert "Привет, &lt;b&gt;&amp;&quot;🎉!" in anna.screen.html
    assert "Реклама. Ромашка. erid: 2219" in anna.text
    assert anna.actions[-1] == "ad:1:-:stop"


def test_the_way_out_is_one_tap_and_holds_for_what_is_promised_already(town: Town) -> None:
    anna = consenting(town)
    sent(town)

    anna.press("ad:1:-:stop")

    assert not anna.member.marketing
    row = town.work.one(
        sa.select(consents).where(consents.c.kind == "marketing").order_by(consents.c.consent_id.desc())
    )
    assert row is not None
    assert not row.granted
    held = lease.acquire(town.work, "sender:telegram", "one", 15)
    assert held is not None
    claimed = delivery.claim(town.work, held, CHANNEL, {})
    assert all(letter.campaign == 0 for letter in claimed.letters)
    rows = town.work.all(sa.select(deliveries).where(deliveries.c.campaign == 1))
    assert [(one.state, one.reason) for one in rows] == [("skipped", "no consent")]
    anna.press("marketing:ask")
    assert not anna.member.marketing
    anna.press("marketing:on")
    assert anna.member.marketing


def test_a_tap_is_noted_once_and_leads_on(town: Town) -> None:
    anna, stranger = consenting(town), town.joined("Борис")
    sent(town)

    anna.press("ad:1:-:b0")
    assert "card" in str(anna.screen.picture).lower()
    first = town.rows(touches)[0].tapped_at
    anna.press("ad:1:-:b0")
    assert first is not None
    assert town.rows(touches)[0].tapped_at == first

    stranger.forges("ad:1:-:b0")
    assert "уже не работает" in stranger.text
    for forged in ("ad:1:-:b1", "ad:1:-:x", "ad:9:-:b0", "ad:1:2026:b0", "ad:x:-:b0"):
        anna.forges(forged)
        assert "уже не работает" in anna.text


def test_a_test_for_colleagues_is_answered_too(town: Town) -> None:
    worker = town.cashier("Вера")
    variants = [{"name": "a", "message": {"text": {"ru": "Привет, {name}!"}}}]
    number = campaign.draft(town.work, campaign_of({"name": "x", "variants": variants}))
    (row,) = town.work.all(sa.text("SELECT staff_id FROM staff"))

    assert campaign.test(town.work, number, [row.staff_id]) == 1
    town.post()

    assert worker.text.startswith("Привет!")


def test_a_test_shows_the_offer_that_a_member_would_get(town: Town) -> None:
    program.apply(town.work, OFFERS_TEXT)
    worker = town.cashier("Вера")
    told = {"text": {"ru": "{offer} до {offer_day} от {offer_from}"}}
    variants = [{"name": "a", "message": told, "offer": "back"}]
    number = campaign.draft(town.work, campaign_of({"name": "x", "variants": variants}))
    (row,) = town.work.all(sa.text("SELECT staff_id FROM staff"))
    campaign.test(town.work, number, [row.staff_id])
    town.post()
    assert worker.text.startswith("Ждём вас снова до ")
    assert "ad:1:test:offer" in worker.actions

    worker.press("ad:1:test:offer")

    assert "проверка" in worker.text


def test_what_a_campaign_noted_of_a_member_is_in_their_copy(town: Town) -> None:
    anna = consenting(town)
    sent(town)
    anna.press("ad:1:-:b0")

    anna.forges("mydata:json")

    (touch,) = json.loads(anna.files[0].content)["touches"]
    assert (touch["campaign"], touch["variant"]) == (1, "a")
    assert {"at", "tapped_at"} <= touch.keys()
