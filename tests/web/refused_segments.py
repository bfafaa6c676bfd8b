"""Segments and expressions that are refused."""

from __future__ import annotations

import httpx

from actions import segment
from storage.work import Work
from tests.make import Clock
from tests.web.provoking import provokes
from tests.web.rig import Shop, Till


@provokes("segment_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post("/v1/segment-counts", {"expression": "recency_days > 60 adn frequency >= 3"})


@provokes("segment_name_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post("/v1/segments", {"name": 'often "before"', "expression": "r = 1"})


@provokes("segment_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post("/v1/segments/forget", {"name": "nobody"})


@provokes("segment_used")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await till.post("/v1/segments", {"name": "quiet", "expression": "r = 1"})
    await till.post("/v1/segments", {"name": "quiet ones", "expression": 'segment "quiet" and marketing'})
    return await till.post("/v1/segments/forget", {"name": "quiet"})


@provokes("segment_breaks")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await till.post("/v1/segments", {"name": "quiet", "expression": "r = 1"})
    thrice = " or ".join(['segment "quiet"'] * 3)
    await till.post("/v1/segments", {"name": "quiet ones", "expression": thrice})
    return await till.post("/v1/segments", {"name": "quiet", "expression": " or ".join(["r = 1"] * 50)})


@provokes("segments_too_many")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    def fill(work: Work) -> None:
        for each in range(segment.SEGMENTS_MAX):
            segment.save(work, f"n{each}", "r = 1")

    await shop.store.write(fill)
    return await till.post("/v1/segments", {"name": "one more", "expression": "r = 1"})
