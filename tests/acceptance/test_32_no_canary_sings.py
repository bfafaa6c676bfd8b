"""Secrets and personal data planted as canaries: none in logs, metrics or error pages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from storage.store import Store
from tests.web.rig import Shop, Till, a_shop, the_log

NAME, PHONE, RECEIPT, KEY = "Canary-Name", "+79995550011", "canary-receipt", "canary-idempotency-key"


class Broken:
    """A part with a bug whose words quote a person."""

    @property
    def troubles(self) -> Mapping[str, str]:
        raise RuntimeError(f"{NAME} {PHONE}")


async def everything_that_fails(shop: Shop, till: Till) -> list[str]:
    """The texts of answers that must not quote a person."""
    anna = await shop.member(name=NAME, phone=PHONE)
    await till.get("/v1/members", phone=PHONE)
    await till.buy(anna, 100_00, key=KEY, receipt=RECEIPT)
    line = {"amount_minor": 100, "name": NAME}
    refused = [
        await till.buy(anna, 100_00, key=KEY, receipt=RECEIPT + "2"),
        await till.post("/v1/members", {"phone": PHONE, "name": NAME}),
        await till.post("/v1/members", {"phone": PHONE + NAME, "name": NAME}),
        await till.post("/v1/members", {"phone": [PHONE], "name": {"of": NAME}, "birthday": PHONE}),
        await till.post("/v1/purchases", {"member_id": PHONE, "lines": [line], "receipt": RECEIPT * 9}),
        await till.buy(anna, 0, lines=[line], pay_points=1, receipt=RECEIPT),
        await till.raw("POST", "/v1/members", b'{"phone": "' + PHONE.encode(), {"Idempotency-Key": KEY}),
        await till.get("/v1/members", phone=PHONE + "0000000000"),
        await till.get(f"/v1/members/{PHONE}"),
        await till.get("/v1/nowhere", phone=PHONE),
        await Till(shop.http, till.secret[:-1] + "A").get("/v1/members", phone=PHONE),
        await shop.http.get("/readyz", params={"phone": PHONE}),
    ]
    assert all(answer.status_code >= 400 for answer in refused)
    return [answer.text for answer in refused] + [(await shop.http.get("/metrics")).text]


async def test_nobody_is_quoted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with the_log("DEBUG") as log:
        async with a_shop(store, health=Broken()) as shop:
            texts = await everything_that_fails(shop, shop.till)
            secret = shop.till.secret

    said = log.getvalue() + "".join(capsys.readouterr()) + "".join(texts)
    assert said.count('"event": "request"') > 10
    for canary in (NAME, PHONE, PHONE[1:], RECEIPT, KEY, secret, secret[4:]):
        assert canary not in said
