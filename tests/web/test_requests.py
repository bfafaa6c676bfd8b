"""How the door treats what is badly asked: refused in words, with nothing done."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.make import ANNA
from tests.web.rig import Shop, Till

LINE = {"amount_minor": 100_00}


@pytest.mark.parametrize(
    "field, wish, message",
    [
        ("member_id", {"lines": [LINE]}, "is missing"),
        ("lines", {"member_id": ANNA, "lines": []}, "must have at least 1 items"),
        ("lines", {"member_id": ANNA, "lines": [LINE] * 501}, "must have at most 500 items"),
        (
            "lines[0].amount_minor",
            {"member_id": ANNA, "lines": [{"amount_minor": 1.5}]},
            "must be a whole number, without quotes or a point",
        ),
        (
            "lines[1].amount_minor",
            {"member_id": ANNA, "lines": [LINE, {"amount_minor": "100"}]},
            "must be a whole number, without quotes or a point",
        ),
        ("lines[0].amount_minor", {"member_id": ANNA, "lines": [{"amount_minor": -1}]}, "must be 0 or more"),
        ("lines[0].quantity", {"member_id": ANNA, "lines": [{**LINE, "quantity": 0}]}, "must be 1 or more"),
        ("lines[0].price", {"member_id": ANNA, "lines": [{**LINE, "price": 5}]}, "is not known here; leave it out"),
        (
            "pay_points",
            {"member_id": ANNA, "lines": [LINE], "pay_points": True},
            "must be a whole number, without quotes or a point",
        ),
        (
            "at",
            {"member_id": ANNA, "lines": [LINE], "at": "2026-03-02T12:00:00"},
            "must name its offset from UTC, as in 2026-03-02T12:00:00+03:00",
        ),
        (
            "at",
            {"member_id": ANNA, "lines": [LINE], "at": "1772442000"},
            "must be an instant like 2026-03-02T12:00:00+03:00",
        ),
        (
            "at",
            {"member_id": ANNA, "lines": [LINE], "at": 1772442000},
            "must be an instant like 2026-03-02T12:00:00+03:00, in quotes",
        ),
        (
            "at",
            {"member_id": ANNA, "lines": [LINE], "at": "2026-02-30T12:00:00Z"},
            "must be an instant like 2026-03-02T12:00:00+03:00",
        ),
        (
            "receipt",
            {"member_id": ANNA, "lines": [LINE], "receipt": "x" * 65},
            "must have at most 64 characters",
        ),
    ],
)
async def test_each_mistake_is_named_with_its_place_and_what_would_be_right(
    till: Till, field: str, wish: object, message: str
) -> None:
    answer = await till.post("/v1/purchases", wish)

    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["errors"] == [{"field": field, "message": message}]
    assert field in answer.json()["detail"]


async def test_what_was_sent_is_not_said_back(till: Till) -> None:
    answer = await till.post("/v1/members", {"phone": ["+79123456789"], "birthday": "the secret day"})

    assert len(answer.json()["errors"]) == 2
    assert "secret day" not in answer.text
    assert "79123456789" not in answer.text


@pytest.mark.parametrize("secret", ["", "kpl_", "kpl_" + "A" * 31, "kpl_" + "A" * 32, "%00", "Basic QTpC"])
async def test_nothing_is_told_without_a_working_key(shop: Shop, secret: str) -> None:
    anna = await shop.member()
    stranger = Till(shop.http, secret)

    answers = [await stranger.get(f"/v1/members/{anna}"), await stranger.buy(anna, 100_00)]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(401, "unauthorized")] * 2


@pytest.mark.parametrize("key", ["", "two words", "\u00e9", "x" * 129])
async def test_an_idempotency_key_is_visible_ascii(till: Till, key: str) -> None:
    sent = [(b"Authorization", f"Bearer {till.secret}".encode()), (b"Idempotency-Key", key.encode("latin-1"))]
    answer = await till.http.post("/v1/quotes", json={}, headers=sent)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")


async def test_an_address_or_a_method_that_is_not_there_is_a_problem_too(till: Till) -> None:
    nowhere = await till.http.get("/v1/nowhere/")
    method = await till.http.delete("/v1/members")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (method.status_code, method.json()["code"], method.headers["allow"]) == (
        405,
        "method_not_allowed",
        "GET, POST",
    )


async def test_a_body_that_grows_beyond_its_limit_is_refused_while_it_comes(till: Till) -> None:
    async def growing() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b" " * 1024

    headers = {"Authorization": f"Bearer {till.secret}", "Idempotency-Key": "k"}
    answer = await till.http.post("/v1/purchases", content=growing(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("query", ["", "?phone=1&code=2", "?name=Anna", "?phone=%00", "?phone=" + "1" * 65])
async def test_a_member_is_looked_for_by_either_phone_or_code(till: Till, query: str) -> None:
    answer = await till.raw("GET", f"/v1/members{query}", b"", {})

    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
