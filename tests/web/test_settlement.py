"""What the partners of a coalition may rely on when they ask what they owe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from actions import seal, settlement
from storage.store import Store
from tests.make import Clock
from tests.rules.programs import FOLDER
from tests.web.rig import Shop, a_shop

MARCH = {"from": "2026-03-01T00:00:00+03:00", "until": "2026-04-01T00:00:00+03:00"}
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
async def alliance(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store, document=(FOLDER / "coalition.toml").read_text("utf-8")) as shop:
        yield shop


async def cafe_gives_and_books_take(shop: Shop) -> None:
    anna = await shop.member()
    cafe, books = [await shop.another_till(f"{name}-1", partner=name) for name in ("cafe", "books")]
    assert (await cafe.buy(anna, 1000_00)).json()["earned_points"] == 50
    held = await books.hold(anna, 10)
    assert (await books.post(f"/v1/holds/{held}/capture", {})).status_code == 200
    assert (await books.buy(anna, 500_00, pay_points=30)).status_code == 201


async def test_a_period_is_read_whole_by_the_alliances_own_key(alliance: Shop) -> None:
    await cafe_gives_and_books_take(alliance)

    read = (await alliance.till.get("/v1/settlement", **MARCH)).json()

    assert read["pairs"] == [{"debtor": "cafe", "creditor": "books", "points": 40, "minor": 40_00}]
    assert (read["currency"], read["closed"], read["since"]) == ("RUB", None, "2026-02-28T21:00:00Z")
    lines = {line["partner"]: line for line in read["statements"]}
    assert lines.keys() == {"", "books", "cafe", "pharmacy"}
    assert (lines["books"]["issued_points"], lines["books"]["redeemed_points"]) == (14, 40)
    assert (lines["cafe"]["title"], lines["cafe"]["net_minor"], lines[""]["title"]) == (
        "Кофейня «Зерно»",
        -40_00,
        "Свои",
    )


async def test_a_partners_key_sees_its_own_line_alone(alliance: Shop) -> None:
    await cafe_gives_and_books_take(alliance)
    office = await alliance.another_till("pharmacy-office", partner="pharmacy", scopes=["reports"])
    cafe = await alliance.another_till("cafe-office", partner="cafe", scopes=["reports"])

    assert [line["partner"] for line in (await cafe.get("/v1/settlement", **MARCH)).json()["statements"]] == ["cafe"]
    theirs = (await office.get("/v1/settlement", **MARCH)).json()
    assert ([line["partner"] for line in theirs["statements"]], theirs["pairs"]) == (["pharmacy"], [])


async def test_a_till_without_the_scope_reads_nothing(alliance: Shop) -> None:
    till = await alliance.another_till("cafe-1", partner="cafe")

    refused = await till.get("/v1/settlement", **MARCH)

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


async def test_a_closed_period_says_its_number(alliance: Shop, store: Store, clock: Clock) -> None:
    await cafe_gives_and_books_take(alliance)
    clock.pass_(days=1)
    await store.write(seal.seal, KEY)
    first = await store.write(settlement.close, clock(), "owner")
    clock.pass_(days=1)
    second = await store.write(settlement.close, first.until + timedelta(hours=1), "owner")
    period = {"from": first.until.isoformat(), "until": second.until.isoformat()}

    assert (await alliance.till.get("/v1/settlement", **period)).json()["closed"] == 2


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-03-01"} | {"until": MARCH["until"]},
        {"from": "2024-03-01T00:00:00Z", "until": "2026-03-01T00:00:00Z"},
        {"until": MARCH["until"]},
        MARCH | {"partner": "cafe"},
    ],
)
async def test_a_period_that_is_not_as_described_is_refused(alliance: Shop, query: dict[str, str]) -> None:
    refused = await alliance.till.get("/v1/settlement", **query)

    assert (refused.status_code, refused.json()["code"]) == (422, "request_invalid")


async def test_a_partner_knows_of_its_own_purchases_alone(alliance: Shop) -> None:
    anna = await alliance.member()
    cafe, books = [await alliance.another_till(f"{name}-1", partner=name) for name in ("cafe", "books")]
    sold = (await cafe.buy(anna, 1000_00)).json()["id"]
    own = (await alliance.till.buy(anna, 1000_00)).json()["id"]

    for purchase_id, stranger in ((sold, books), (own, cafe)):
        path = f"/v1/purchases/{purchase_id}"
        refused = [
            await stranger.get(path),
            await stranger.get(f"{path}/receipt"),
            await stranger.post(f"{path}/returns", {}),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(404, "purchase_unknown")] * 3

    assert (await cafe.get(f"/v1/purchases/{sold}")).json()["partner"] == "cafe"
    assert (await cafe.get(f"/v1/purchases/{sold}/receipt")).status_code == 200
    half = await alliance.till.post(f"/v1/purchases/{sold}/returns", {"amount_minor": 500_00})
    rest = await cafe.post(f"/v1/purchases/{sold}/returns", {})
    assert [half.json()["refund_minor"], rest.json()["refund_minor"]] == [500_00, 500_00]


async def test_a_period_is_named_by_instants_and_never_by_seconds_since_1970(alliance: Shop) -> None:
    refused = await alliance.till.get("/v1/settlement", **{"from": "1772442000", "until": "1775000000"})

    assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, ["from", "until"])
