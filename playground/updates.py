"""How updates reach the bot: the long poll, or the webhook that is tried until it says 2xx."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from playground.params import Params, decoded
from playground.queue import KINDS, Update
from playground.refusal import Json, Refused, bad_request
from playground.world import World

POLL_SECONDS_MAX = 50
BATCH_MAX = 100
CONNECTIONS_MAX = 100
CONNECTIONS_DEFAULT = 40
WEBHOOK_TIMEOUT_SECONDS = 60
RETRY_SECONDS_MAX = 60
SECRET = re.compile(r"[A-Za-z0-9_-]*")
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
TERMINATED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
# A webhook's answer may carry a call, but none of these.
NEVER_RIDES = ("get", "setwebhook", "deletewebhook")

Perform = Callable[[str, Params], Awaitable[Any]]


def is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class Delivery:
    """retry_seconds: the pause before the third try of a webhook (the second comes at once); it doubles from there."""

    def __init__(self, world: World, perform: Perform, retry_seconds: float = 2.0) -> None:
        self._world, self._perform, self._retry_seconds = world, perform, retry_seconds
        self._poll: asyncio.Future[None] | None = None
        self._url = ""
        self._secret = ""
        self._max_connections = CONNECTIONS_DEFAULT
        self._last_error: Json = {}
        self._free = asyncio.Semaphore(CONNECTIONS_DEFAULT)
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._closing = False
        world.updates.on_push = self._pushed

    def _pushed(self, update: Update) -> None:
        if self._url:
            self._hand_over(update)
        elif self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def _allow(self, params: Params) -> None:
        """What the bot wants to hear of from now on; silence leaves it as it was, an empty list means everything."""
        allowed = params.parsed("allowed_updates", "allowed_updates")
        if isinstance(allowed, list):
            self._world.updates.allowed = frozenset(map(str, allowed)) & KINDS if allowed else KINDS

    # -------------------------------------------------------------- the long poll

    async def get_updates(self, params: Params) -> list[Json]:
        if self._url:
            raise Refused(409, WEBHOOK_ACTIVE)
        self._end_poll(TERMINATED)
        self._allow(params)
        updates = self._world.updates
        limit = params.number("limit", BATCH_MAX, 1, BATCH_MAX)
        if offset := params.number("offset"):
            updates.confirm_below(offset)
        loop = asyncio.get_running_loop()
        until = loop.time() + params.number("timeout", 0, 0, POLL_SECONDS_MAX)
        while not (batch := updates.batch(limit)) and (rest := until - loop.time()) > 0 and not self._closing:
            self._poll = loop.create_future()
            try:
                async with asyncio.timeout(rest):
                    await self._poll
            except TimeoutError:
                break
        return [update.body for update in batch]

    def _end_poll(self, why: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refused(409, why))

    # -------------------------------------------------------------- the webhook

    async def set_webhook(self, params: Params) -> bool:
        url = params.text("url")
        if not url:
            return await self.delete_webhook(params)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise bad_request("invalid webhook URL specified")
        if not is_loopback(parts.hostname):
            raise bad_request("bad webhook: the local Telegram delivers to this machine only")
        secret = params.text("secret_token")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        await self._stop_lanes()
        self._forget(params)
        self._allow(params)
        self._end_poll(TERMINATED_BY_WEBHOOK)
        self._url, self._secret, self._last_error = url, secret, {}
        self._max_connections = params.number("max_connections", CONNECTIONS_DEFAULT, 1, CONNECTIONS_MAX)
        self._free = asyncio.Semaphore(self._max_connections)
        for update in self._world.updates.waiting():
            self._hand_over(update)
        return True

    async def delete_webhook(self, params: Params) -> bool:
        await self._stop_lanes()
        self._forget(params)
        self._url = self._secret = ""
        self._last_error = {}
        return True

    def _forget(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            self._world.updates.clear()

    def info(self) -> Json:
        updates = self._world.updates
        shown: Json = {
            "url": self._url,
            "has_custom_certificate": False,
            "pending_update_count": len(updates),
        }
        if self._url:
            shown |= self._last_error | {"max_connections": self._max_connections, "ip_address": "127.0.0.1"}
        if updates.allowed != KINDS:
            shown["allowed_updates"] = sorted(updates.allowed)
        return shown

    def _hand_over(self, update: Update) -> None:
        """Into its person's lane: people at the same time, each person's updates one after another."""
        lane = self._lanes.get(update.person_id)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.person_id] = deque([update])
        task = asyncio.create_task(self._run_lane(update.person_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_lane(self, person_id: int) -> None:
        lane = self._lanes[person_id]
        while lane:
            update = lane[0]
            if update.dies_at_seconds > self._world.clock():
                await self._deliver(update)
            self._world.updates.confirm(update.id)
            lane.popleft()
        del self._lanes[person_id]

    async def _deliver(self, update: Update) -> None:
        """Return when the bot took it or it died of age."""
        pause, tries = self._retry_seconds, 0
        while update.dies_at_seconds > self._world.clock():
            async with self._free:
                error, retry_after = await self._post(update.body)
            if not error:
                return
            self._last_error = {"last_error_date": self._world.unix_now(), "last_error_message": error}
            tries += 1
            if retry_after:
                await asyncio.sleep(retry_after)
            elif tries > 1:
                await asyncio.sleep(pause)
                pause = min(pause * 2, RETRY_SECONDS_MAX)

    async def _post(self, body: Json) -> tuple[str, float]:
        """Return what went wrong ("" when nothing did) and the pause that the bot asked for."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=WEBHOOK_TIMEOUT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            async with self._session.post(self._url, json=body, headers=headers, allow_redirects=False) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return f"Webhook connection closed: {type(error).__name__}", 0
        if not 200 <= answer.status <= 299:
            asked = answer.headers.get("Retry-After", "")
            return f"Wrong response from the webhook: {answer.status} {answer.reason}", float(
                asked
            ) if asked.isdigit() else 0
        if content:
            await self._ride(answer.headers.get("Content-Type", ""), content)
        return "", 0

    async def _ride(self, content_type: str, content: bytes) -> None:
        """A call in the webhook's answer: done like any other, but nobody hears its result."""
        try:
            params = await decoded(b"", content_type, content)
        except Refused:
            return  # Telegram, too, passes over an answer that is no call
        method = params.text("method")
        if method and not method.lower().startswith(NEVER_RIDES):
            params.values.pop("method")
            await self._perform(method, params)

    async def _stop_lanes(self) -> None:
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()

    async def close(self) -> None:
        """End the poll with nothing: a server that goes away is no conflict."""
        self._closing = True
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        await self._stop_lanes()
        if self._session is not None:
            await self._session.close()
