"""A shop with promo codes and gift cards, and every way in which its API refuses one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from actions import program
from tests.make import ANNA, Clock
from tests.rules.programs import FOLDER
from tests.web.rig import Shop, Till

CODES = (FOLDER / "codes.toml").read_text("utf-8")
NOBODYS = "01920000-0000-7000-8000-0000000000ff"

Provoke = Callable[[Shop, Till, Clock], Awaitable[httpx.Response]]


async def sold(till: Till, amount_minor: int = 1_000_00) -> tuple[str, str]:
    """(id, code) of a gift card."""
    card_id = (await till.post("/v1/gift-cards", {"amount_minor": amount_minor})).json()["id"]
    return card_id, (await till.post(f"/v1/gift-cards/{card_id}/codes", {})).json()["code"]


async def a_code(till: Till, promo: str = "leaflet") -> str:
    made = await till.post("/v1/promo-batches", {"promo": promo, "count": 1})
    code: str = made.json()["codes"][0]
    return code


async def use(till: Till, member_id: str, code: str) -> httpx.Response:
    return await till.post(f"/v1/members/{member_id}/promo-uses", {"code": code})


async def _locked(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    for _ in range(5):
        await till.post("/v1/gift-cards/lookup", {"code": "nonsense"})
    return await till.post("/v1/gift-cards/lookup", {"code": "nonsense"})


async def _not_for_this(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CODES)
    return await till.buy(await shop.member(), 10_00, promo_code="SPRING")


async def _gives_nothing(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    gift = '[[promos]]\nname = "up"\ntitle = { ru = "В", en = "Up" }\ncode = "LIFT"\ngives = { tier = "member" }\n'
    await shop.store.write(program.apply, CODES + gift)
    return await use(till, await shop.member(), "LIFT")


async def _has_one_code(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CODES)
    return await till.post("/v1/promo-batches", {"promo": "spring", "count": 1})


async def _sum_invalid(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CODES)
    return await till.post("/v1/gift-cards", {"amount_minor": 499_99})


async def _top_up_off(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CODES.replace("top_up = true", "top_up = false"))
    card_id, _ = await sold(till)
    return await till.post(f"/v1/gift-cards/{card_id}/top-ups", {"amount_minor": 500_00})


async def _closed(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CODES)
    card_id, _ = await sold(till)
    await till.post(f"/v1/gift-cards/{card_id}/block", {})
    return await till.post(f"/v1/gift-cards/{card_id}/top-ups", {"amount_minor": 500_00})


async def _short(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CODES)
    _, code = await sold(till)
    return await till.buy(await shop.member(), 2_000_00, gift_card=code, gift_card_minor=1_000_01)


REFUSED: dict[str, Provoke] = {
    "codes_locked": _locked,
    "promo_code_invalid": lambda shop, till, clock: _wrong_code(shop, till),
    "promo_not_for_this": _not_for_this,
    "promo_gives_nothing": _gives_nothing,
    "promo_unknown": lambda shop, till, clock: till.post("/v1/promo-batches", {"promo": "none", "count": 1}),
    "promo_has_one_code": _has_one_code,
    "promo_batch_unknown": lambda shop, till, clock: till.post(f"/v1/promo-batches/{NOBODYS}/void", {}),
    "gift_cards_off": lambda shop, till, clock: till.post("/v1/gift-cards", {"amount_minor": 500_00}),
    "gift_sum_invalid": _sum_invalid,
    "gift_top_up_off": _top_up_off,
    "gift_card_unknown": lambda shop, till, clock: till.get(f"/v1/gift-cards/{ANNA}"),
    "gift_card_closed": _closed,
    "gift_code_invalid": lambda shop, till, clock: till.post("/v1/gift-cards/lookup", {"code": "x"}),
    "gift_card_short": _short,
}


async def _wrong_code(shop: Shop, till: Till) -> httpx.Response:
    return await use(till, await shop.member(), "NONSENSE")
