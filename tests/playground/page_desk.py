"""A desk to try the chat page at: the local Telegram, a small bot that speaks plain HTTP to it, and a real browser."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from io import BytesIO
from typing import Any

import httpx
import segno
from playwright.async_api import Browser, Locator, Page, async_playwright

from playground.server import Limits, Playground, TillAddress, create_app, serving
from playground.world import Person
from tests.browser import LAUNCH_ARGS, chromium_path

TOKEN = "1:playground"
USERNAME = "corner_cafe_bot"
LINK = f"https://t.me/{USERNAME}?start=r_ANNA42"
HOSTILE_NAME = '<b>&"'
PHONE_SIZE = (390, 844)
DESKTOP_SIZE = (1280, 800)
Json = dict[str, Any]

INVITE_ROWS = [
    [
        {
            "text": "Share",
            "url": f"https://t.me/share/url?url={LINK.replace('?', '%3F').replace('=', '%3D')}&text=Join+me",
        },
        {"text": "Copy link", "copy_text": {"text": LINK}},
    ]
]
MENU_ROWS = [
    [{"text": "Taps: 0", "callback_data": "taps:0", "style": "primary"}],
    [{"text": "Whisper", "callback_data": "whisper"}, {"text": "Shout", "callback_data": "shout", "style": "danger"}],
]


def qr_png() -> bytes:
    picture = BytesIO()
    segno.make("KPL-482913").save(picture, kind="png", scale=8)
    return picture.getvalue()


class SmallBot:
    """Answers a handful of words; everything that the page draws comes from here over real HTTP."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.AsyncClient(base_url=f"{base_url}/bot{TOKEN}/", timeout=60)
        self.updates: list[Json] = []

    async def call(self, method: str, files: Json | None = None, **params: Any) -> Json:
        if files:
            flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in params.items()}
            answer = await self._client.post(method, data=flat, files=files)
        else:
            answer = await self._client.post(method, json=params)
        body: Json = answer.json()
        return body

    async def run(self) -> None:
        offset = 0
        while True:
            taken = await self.call("getUpdates", offset=offset, timeout=20)
            for update in taken.get("result", []):
                offset = update["update_id"] + 1
                self.updates.append(update)
                await self.answer(update)

    async def answer(self, update: Json) -> None:
        if "callback_query" in update:
            await self.pressed(update["callback_query"])
        elif "pre_checkout_query" in update:
            query = update["pre_checkout_query"]["id"]
            await self.call("answerPreCheckoutQuery", pre_checkout_query_id=query, ok=True)
        elif "contact" in update.get("message", {}):
            await self.contacted(update["message"])
        elif "text" in update.get("message", {}):
            await self.said(update["message"])

    async def said(self, message: Json) -> None:
        chat_id, name = message["chat"]["id"], escape(message["from"]["first_name"])
        word, _, rest = message["text"].partition(" ")
        match word:
            case "/start":
                came = f"\nYou came by <code>{escape(rest)}</code>." if rest else ""
                text = f"<b>Welcome</b>, {name}! 👋{came}\nAsk with /help"
                await self.send(chat_id, text, inline_keyboard=MENU_ROWS)
            case "phone":
                ask = [[{"text": "Share my phone", "request_contact": True, "style": "success"}], [{"text": "Later"}]]
                await self.send(chat_id, "May we know your phone?", keyboard=ask, resize_keyboard=True)
            case "invite":
                await self.send(chat_id, f"Your link: {LINK}", inline_keyboard=INVITE_ROWS)
            case "card":
                caption = "Show this at the till"
                await self.call("sendPhoto", {"photo": ("card.png", qr_png())}, chat_id=chat_id, caption=caption)
            case "data":
                await self.call("sendDocument", {"document": ("my-data.json", b"{}")}, chat_id=chat_id)
            case "film":
                await self.call("sendVideo", {"video": ("offer.mp4", b"no real film")}, chat_id=chat_id, caption="New!")
            case "club":
                price = [{"label": "A month", "amount": 50}]
                about: Json = {"title": "VIP club", "description": "A month of privileges", "payload": "vip-1"}
                await self.call("sendInvoice", chat_id=chat_id, currency="XTR", prices=price, **about)
            case "monthly":
                about = {"title": "VIP club", "description": "A month of privileges", "payload": "vip-2"}
                price = [{"label": "A month", "amount": 50}]
                period: Json = {"currency": "XTR", "subscription_period": 2_592_000}
                made = await self.call("createInvoiceLink", prices=price, **about, **period)
                rows = [[{"text": "Subscribe", "url": made["result"]}]]
                await self.send(chat_id, "Privileges for a month", inline_keyboard=rows)
            case "careless":
                # The bug that the panel of refused calls is there for: a name that nobody escaped.
                await self.send(chat_id, f"Hello, {message['from']['first_name']}")

    async def send(self, chat_id: int, text: str, **markup: Any) -> Json:
        extra = {"reply_markup": markup} if markup else {}
        return await self.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **extra)

    async def contacted(self, message: Json) -> None:
        own = message["contact"].get("user_id") == message["from"]["id"]
        words = f"Your phone is {message['contact']['phone_number']}" if own else "That is somebody else's phone"
        await self.send(message["chat"]["id"], words, remove_keyboard=True)

    async def pressed(self, query: Json) -> None:
        word, _, rest = query["data"].partition(":")
        message, answer = query["message"], {"callback_query_id": query["id"]}
        if word == "whisper":
            await self.call("answerCallbackQuery", **answer, text="Psst <i>")
        elif word == "shout":
            await self.call("answerCallbackQuery", **answer, text="HEY & <b>YOU</b>", show_alert=True)
        else:
            await self.call("answerCallbackQuery", **answer)
            taps = int(rest) + 1
            rows = [[{"text": f"Taps: {taps}", "callback_data": f"taps:{taps}"}], *MENU_ROWS[1:]]
            await self.call(
                "editMessageText",
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                text=f"Tapped {taps}",
                reply_markup={"inline_keyboard": rows},
            )

    async def close(self) -> None:
        await self._client.aclose()


@dataclass
class Desk:
    """page: the browser's. people: by their roles."""

    page: Page
    bot: SmallBot
    server: Playground
    base_url: str
    people: dict[str, Person]
    faults: list[str] = field(default_factory=list)

    def tab(self, role: str) -> Locator:
        return self.page.locator(f"#tab-{self.people[role].id}")

    @property
    def articles(self) -> Locator:
        return self.page.locator("#messages article")

    @property
    def latest(self) -> Locator:
        return self.articles.last

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def start(self) -> None:
        await self.button("Start").click()
        await self.articles.filter(has_text="Ask with").wait_for()

    async def say(self, text: str) -> None:
        await self.page.get_by_role("textbox", name="Message").fill(text)
        await self.page.keyboard.press("Enter")

    async def overflow_pixels(self) -> int:
        """How much wider than the window the page is."""
        wide: int = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return wide


@contextlib.asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=LAUNCH_ARGS)
        yield browser
        await browser.close()


class MovingClock:
    """The programme's instant and the way to move it, as the demo hands them to the playground."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    async def travel(self, span: timedelta) -> None:
        self.at += span


@contextlib.asynccontextmanager
async def a_desk(
    browser: Browser,
    size: tuple[int, int] = DESKTOP_SIZE,
    till: TillAddress | None = None,
    clock: MovingClock | None = None,
) -> AsyncIterator[Desk]:
    """Open the page in a fresh window; what the page's own code gets wrong fails the test that saw it."""
    moved: Callable[[timedelta], Awaitable[None]] | None = clock.travel if clock else None
    app = create_app(
        token=TOKEN,
        username=USERNAME,
        limits=Limits.lifted(),
        now=clock.now if clock else None,
        travel=moved,
        till=till,
    )
    named = {"customer": "Anna", "friend": HOSTILE_NAME, "cashier": "Kira"}
    people = {role: app.world.add_person(name, "en", role) for role, name in named.items()}
    async with serving(app) as base_url:
        bot = SmallBot(base_url)
        await bot.call("setMyCommands", commands=[{"command": "help", "description": "What I can do"}])
        running = asyncio.create_task(bot.run())
        window = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        page = await window.new_page()
        page.set_default_timeout(10_000)
        desk = Desk(page, bot, app, base_url, people)
        page.on("pageerror", lambda error: desk.faults.append(str(error)))
        page.on("console", lambda line: desk.faults.append(line.text) if "Security Policy" in line.text else None)
        try:
            await page.goto(base_url)
            await desk.tab("customer").wait_for()
            yield desk
            assert desk.faults == []
        finally:
            await window.close()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            await bot.close()
