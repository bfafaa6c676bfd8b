"""Telegram as a Channel: who we are, how updates reach us, what is sent."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from aiogram.methods import DeleteWebhook, GetMe, SetWebhook, TelegramMethod

from channels.channel import Answer, Done, Effect, Menu, NotSent, Outcome, Refusal, Rejected, Unauthorized, Unknown
from channels.telegram import payments, receiving
from channels.telegram.answering import Answering, Sorry
from channels.telegram.calls import Calls, in_answer
from channels.telegram.codes import Codes
from channels.telegram.incoming import ALLOWED, Arrival, read
from channels.telegram.lanes import AT_ONCE, Lanes
from channels.telegram.outcome import Failed
from channels.telegram.patience import Patience
from channels.telegram.receiving import Window
from channels.telegram.show import Show
from screens.screen import Screen

WEBHOOK_PATH = "/telegram"
STOP_SECONDS = 5
# Updates that are done may still wait to be shown, when Telegram says so; with this many nothing new is asked for.
JOBS_MAX = 1000
OPEN_PAUSES_SECONDS = (0.5, 1.0, 2.0)

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What the web edge answers Telegram. json: a call that rides along, or None for an empty body."""

    status: int
    json: dict[str, Any] | None = None


class Telegram:
    """One bot. Long polling, or a webhook when `public_url` is set.

    api: base address of another Bot API server. public_url: our own https address; Telegram posts to it with
    WEBHOOK_PATH. secret: 1 to 256 of `[A-Za-z0-9_-]`, sent along by Telegram with every update. assets: the folder of
    logo files. sorry: what a person is told when their update was given up.
    Raises Refusal when one of these cannot be right.
    """

    name = "telegram"

    def __init__(
        self,
        token: str,
        *,
        assets: Path,
        api: str = "",
        public_url: str = "",
        secret: str = "",
        sorry: Sorry | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        if public_url and not _SECRET.fullmatch(secret):
            raise Refusal("A webhook needs a secret of 1 to 256 latin letters, digits, underscores or hyphens.")
        self.username = ""
        self._public_url = public_url.rstrip("/")
        self._secret = secret.encode()
        self._sorry = sorry
        self._calls = Calls(token, api)
        self._show = Show(self._calls, assets)
        self._codes = Codes(self._calls)
        self._lanes = Lanes(at_once)
        self._window = Window()
        self._answering: Answering | None = None
        self._deliveries: dict[int, asyncio.Future[WebhookAnswer]] = {}

    async def open(self) -> None:
        """Ask who we are, and tell Telegram how updates are to come. Raises Refusal in words."""
        me = await self._at_start(GetMe())
        self.username = me["username"]
        if self._public_url:
            url = self._public_url + WEBHOOK_PATH
            await self._at_start(SetWebhook(url=url, secret_token=self._secret.decode(), allowed_updates=ALLOWED))
        else:
            await self._at_start(DeleteWebhook())
        log.info("Telegram is open", username=self.username, mode="webhook" if self._public_url else "polling")

    async def receive(self, answer: Answer) -> None:
        """Take updates until cancelled; then end what has begun, within STOP_SECONDS. Raises Refusal on a 401."""
        self._answering = answering = Answering(answer, self._lanes.slots, self._sorry)
        try:
            if self._public_url:
                await asyncio.get_running_loop().create_future()
            await receiving.poll(self._calls, self._window, self._feed, lambda: self._lanes.below(JOBS_MAX))
        finally:
            self._answering = None
            answering.stop()
            await self._lanes.drain(STOP_SECONDS)
            if not self._public_url and self._window.offset:
                await receiving.confirm(self._calls, self._window)

    async def accept(self, secret_header: str, body: bytes) -> WebhookAnswer:
        """Take one update from the webhook and return when its unit ended.

        200 only after it committed, 401 without the right secret, 400 for what is no update, 500 when it failed and
        503 while we do not receive: Telegram delivers those again.
        """
        if not self._secret or not hmac.compare_digest(secret_header.encode(), self._secret):
            return WebhookAnswer(401)
        update = _parsed(body)
        if update is None:
            return WebhookAnswer(400)
        answering = self._answering
        if answering is None:
            return WebhookAnswer(503)
        update_id = update["update_id"]
        if (twin := self._deliveries.get(update_id)) is not None:
            # What rides along rides once.
            return WebhookAnswer((await asyncio.shield(twin)).status)
        arrival = read(update, self.username)
        if arrival is None:
            return WebhookAnswer(200)
        delivery: asyncio.Future[WebhookAnswer] = asyncio.get_running_loop().create_future()
        self._deliveries[update_id] = delivery
        delivery.add_done_callback(lambda _: self._deliveries.pop(update_id))
        self._lanes.put(str(arrival.chat_id), lambda: self._deliver(answering, arrival, delivery))
        # Shielded: a caller that goes away must not take the twin's answer with it.
        return await asyncio.shield(delivery)

    async def send(self, chat_id: str, screen: Screen) -> Outcome:
        """Send a new message; the caller waits and repeats by what became of it."""
        try:
            return await self._show.send(int(chat_id), screen, Patience(seconds=0))
        except Failed as failed:
            return failed.outcome

    async def edit(self, chat_id: str, message_id: str, screen: Screen) -> Effect:
        """Edit a message of ours, of any age; the caller waits and repeats by what became of it."""
        try:
            await self._show.edit(int(chat_id), int(message_id), screen, Patience(seconds=0))
        except Failed as failed:
            return failed.outcome
        return Done()

    async def delete(self, chat_id: str, message_id: str) -> Effect:
        """Take a message of ours back; Telegram lets us do that for 48 hours."""
        try:
            await self._show.delete(int(chat_id), int(message_id), Patience(seconds=0))
        except Failed as failed:
            return failed.outcome
        return Done()

    async def set_menus(self, menus: Sequence[tuple[str, Menu]]) -> None:
        """Set each language's default menu; the first one also serves every other language."""
        try:
            await self._show.menus.set_defaults(menus)
        except Failed as failed:
            log.warning("The commands menus were not set", reason=str(failed))

    def link(self, payload: str) -> str:
        return f"https://t.me/{self.username}?start={payload}"

    async def stop_renewal(self, user_id: str, charge_id: str) -> Effect:
        return await payments.stop_renewal(self._calls, user_id, charge_id)

    async def give_back(self, user_id: str, charge_id: str) -> Effect:
        return await payments.give_back(self._calls, user_id, charge_id)

    async def close(self) -> None:
        await self._lanes.drain(STOP_SECONDS)
        await self._calls.close()

    # ------------------------------------------------------------------ one update

    def _feed(self, update: dict[str, Any]) -> None:
        answering = self._answering
        assert answering is not None, "only `receive` polls, and it sets this first"
        arrival = read(update, self.username)
        if arrival is None:
            self._window.finish(update["update_id"])
            return
        self._lanes.put(str(arrival.chat_id), lambda: self._handle(answering, arrival))

    async def _handle(self, answering: Answering, arrival: Arrival) -> None:
        arrival = await self._codes.read(arrival, self.username)
        reply = await answering.until_done(arrival)
        if reply is None:
            return
        try:
            await self._show.reply(arrival, reply, self._patience(arrival))
        finally:
            # Only now: if we die before the person saw it, the update comes again and is recognised by its id.
            self._window.finish(arrival.update_id)

    async def _deliver(self, answering: Answering, arrival: Arrival, delivery: asyncio.Future[WebhookAnswer]) -> None:
        def ride(call: TelegramMethod[Any] | None) -> None:
            delivery.set_result(WebhookAnswer(200, in_answer(call) if call else None))

        try:
            arrival = await self._codes.read(arrival, self.username)
            reply = await answering.once(arrival)
            if reply is not None:
                await self._show.reply(arrival, reply, self._patience(arrival), ride)
        finally:
            if not delivery.done():
                delivery.set_result(WebhookAnswer(500))

    def _patience(self, arrival: Arrival) -> Patience:
        lane = str(arrival.chat_id)
        return Patience(
            crowded=lambda: self._lanes.waiting(lane) > 0, on_wait=lambda: self._window.finish(arrival.update_id)
        )

    # ------------------------------------------------------------------ opening

    async def _at_start(self, method: TelegramMethod[Any]) -> Any:
        for pause in (*OPEN_PAUSES_SECONDS, None):
            try:
                return await self._calls.ask(method)
            except Failed as failed:
                if pause is None or not isinstance(failed.outcome, NotSent | Unknown):
                    raise _refusal(failed) from None
            await asyncio.sleep(pause)
        raise AssertionError("the last try either returns or raises")


def _refusal(failed: Failed) -> Refusal:
    match failed.outcome:
        case Unauthorized() | Rejected("Not Found"):
            return Refusal(receiving.UNKNOWN_TO_TELEGRAM)
        case NotSent():
            return Refusal(
                "Telegram cannot be reached: check the network, a proxy, and KOPILKA_TELEGRAM_API if it is set."
            )
    return Refusal(f"Telegram does not let us start: {failed}.")


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
