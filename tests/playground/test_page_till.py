"""The till panel sells by the product's own HTTP API: a real shop behind a real page."""

from __future__ import annotations

import contextlib
import random
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copyfile

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Route, expect

from playground.server import TillAddress
from storage.store import open_store
from tests.make import NOON, Clock
from tests.playground.page_desk import Desk, a_browser, a_desk
from tests.rules.programs import FOLDER
from tests.web.rig import PROGRAM, Shop, a_shop

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened:
        yield opened


@pytest.fixture
def database_file(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(copyfile(sqlite_template, tmp_path / "kopilka.db"))


@contextlib.asynccontextmanager
async def a_till(
    browser: Browser, database_file: Path, document: str = PROGRAM
) -> AsyncIterator[tuple[Shop, str, Desk, Locator]]:
    """A shop, the id of its member Anna, the desk where her chat is open, and the till panel beside it."""
    store = await open_store(f"sqlite:///{database_file}", Clock(NOON), random.Random(2).randbytes)
    try:
        async with a_shop(store, document=document) as shop:
            address = TillAddress(str(shop.http.base_url), shop.till.secret)
            async with a_desk(browser, till=address) as desk:
                anna = await shop.member(points=1_000, phone=desk.people["customer"].phone)
                yield shop, anna, desk, desk.page.locator("#till")
    finally:
        await store.close()


async def find_anna(panel: Locator) -> None:
    await panel.get_by_role("group", name="People of the playground").get_by_text("Anna").click()
    await panel.get_by_label("Sum").wait_for()


async def test_a_purchase_is_quoted_recorded_and_taken_back_in_part(browser: Browser, database_file: Path) -> None:
    async with a_till(browser, database_file) as (shop, anna, desk, panel):
        await find_anna(panel)
        await expect(panel.locator(".member")).to_contain_text("1,000")

        await panel.get_by_label("Sum").fill("1 499,90")
        await panel.get_by_label("Pay with points").fill("200")
        await panel.get_by_role("button", name="Quote").click()
        await expect(panel.locator(".breakdown")).to_contain_text("1 299,90")
        assert await shop.till.balance(anna) == 1_000

        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel.locator(".notice")).to_contain_text("Recorded.")
        await expect(panel.locator(".member")).to_contain_text("812")
        assert await shop.till.balance(anna) == 1_000 - 200 + 12

        await panel.get_by_role("button", name="Take back").click()
        await desk.page.get_by_label("Sum taken back").fill("749,95")
        await desk.page.get_by_role("dialog").get_by_role("button", name="Take back").click()

        await expect(panel.locator(".notice")).to_contain_text("649,95")
        await expect(panel.locator(".notice")).to_contain_text("100 returned")
        assert await shop.till.balance(anna) == 812 + 100 - 6


async def test_stamps_are_collected_and_their_gift_taken(browser: Browser, database_file: Path) -> None:
    stamps = (FOLDER / "stamps.toml").read_text("utf-8")
    async with a_till(browser, database_file, stamps) as (_, _, _, panel):
        await find_anna(panel)
        await expect(panel.get_by_label("Gift of a stamp card")).to_be_hidden()
        await panel.get_by_text("Goods, codes and gifts").click()
        await panel.get_by_label("Sum").fill("1000")
        await panel.get_by_label("Category").fill("coffee")
        await panel.get_by_label("Pieces").fill("5")
        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel.locator(".member")).to_contain_text("coffee 5 of 5, a gift is ready")

        await panel.get_by_label("Sum").fill("200")
        await panel.get_by_label("Category").fill("coffee")
        await panel.get_by_label("Gift of a stamp card").select_option("coffee")
        await panel.get_by_role("button", name="Quote").click()
        await expect(panel.locator(".breakdown")).to_contain_text("Stamp gift: coffee")
        await panel.get_by_role("button", name="Record purchase").click()

        await expect(panel.locator(".member")).to_contain_text("coffee 0 of 5")


async def test_a_member_is_found_by_the_code_of_the_card(browser: Browser, database_file: Path) -> None:
    async with a_till(browser, database_file) as (shop, anna, desk, panel):
        code = await shop.card_code(anna)

        await desk.page.get_by_label("Card code or phone").fill(f"{code[:3]} {code[3:]}")
        await desk.button("Find").click()

        await expect(panel.locator(".member")).to_contain_text("Anna")


async def test_a_purchase_whose_answer_was_lost_is_recorded_once(browser: Browser, database_file: Path) -> None:
    async with a_till(browser, database_file) as (shop, anna, desk, panel):
        await find_anna(panel)
        await panel.get_by_label("Sum").fill("1000")
        await panel.get_by_label("Pay with points").fill("300")

        async def lose_the_answer(route: Route) -> None:
            await route.fetch()
            await route.abort()

        await desk.page.route("**/v1/purchases", lose_the_answer, times=1)
        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel.get_by_role("alert")).to_be_visible()
        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel.locator(".notice")).to_contain_text("Recorded.")

        assert await shop.till.balance(anna) == 1_000 - 300 + 7


async def test_a_purchase_refused_once_may_succeed_when_tried_again(browser: Browser, database_file: Path) -> None:
    async with a_till(browser, database_file) as (shop, anna, _, panel):
        hold_id = await shop.till.hold(anna, 900)
        await find_anna(panel)
        await panel.get_by_label("Sum").fill("1000")
        await panel.get_by_label("Pay with points").fill("300")
        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel.get_by_role("alert")).to_be_visible()

        await shop.till.post(f"/v1/holds/{hold_id}/void", {})
        await panel.get_by_role("button", name="Record purchase").click()

        await expect(panel.locator(".notice")).to_contain_text("Recorded.")


async def test_what_the_till_refuses_is_said_in_its_own_sentence(browser: Browser, database_file: Path) -> None:
    async with a_till(browser, database_file) as (shop, _, desk, panel):
        for typed in ("111111", "+7 901 000-00-99", "Anna"):
            asked = {"code": typed} if typed == "111111" else {"phone": typed.replace(" ", "").replace("-", "")}
            said = (await shop.till.get("/v1/members", **asked)).json()["detail"]
            await desk.page.get_by_label("Card code or phone").fill(typed)
            await desk.button("Find").click()

            await expect(panel.get_by_role("alert")).to_have_text(said)


async def test_what_is_no_sum_never_leaves_the_page(browser: Browser, database_file: Path) -> None:
    async with a_till(browser, database_file) as (_, _, desk, panel):
        await find_anna(panel)
        posted: list[str] = []
        desk.page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
        for typed in ("ten", "1.999", "-5", "0"):
            await panel.get_by_label("Sum").fill(typed)

            await panel.get_by_role("button", name="Record purchase").click()

            await expect(panel.get_by_role("alert")).to_contain_text(f"“{typed}” is not a sum")
        assert posted == []
