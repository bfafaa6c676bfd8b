"""The webhook without its secret: 401, and nothing is handled."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.telegram.channel import Telegram
from storage.store import Store
from tests.web.rig import a_shop
from web import webhook

SECRET = "a-secret-of-this-test"
UPDATE = b'{"update_id": 1}'


@pytest.mark.parametrize("sent", [{}, {"secret": ""}, {"secret": "another"}, {"secret": SECRET + "x"}])
async def test_a_stranger_is_turned_away(store: Store, sent: dict[str, str]) -> None:
    channel = Telegram("1:a-token-of-nobody", assets=Path(), public_url="https://shop.example", secret=SECRET)
    async with a_shop(store, webhook=channel.accept) as shop:
        headers = {webhook.SECRET_HEADER: sent["secret"]} if sent else {}

        answer = await shop.http.post(webhook.PATH, content=UPDATE, headers=headers)
        known = await shop.http.post(webhook.PATH, content=UPDATE, headers={webhook.SECRET_HEADER: SECRET})

        assert answer.status_code == 401
        assert known.status_code == 503, "the channel does not receive yet, so Telegram is to come again"
    await channel.close()
