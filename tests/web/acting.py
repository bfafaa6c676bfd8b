"""A programme with stamp cards and actions, for tests of the edge."""

from __future__ import annotations

from tests.rules.programs import FOLDER

ACTING = (
    (FOLDER / "stamps.toml").read_text("utf-8")
    + """
[[actions]]
name = "channel"
title = { ru = "Подписка на канал", en = "The channel" }
on = "channel_joined"
points = 5

[[actions]]
name = "photo"
title = { ru = "Фото с покупкой", en = "A photo with a purchase" }
on = "custom"
points = 10
budget = 15
"""
)
