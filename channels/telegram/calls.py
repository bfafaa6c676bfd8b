"""Calls to the Bot API over one long-lived HTTP session: aiogram's methods and errors, on a lean way there and back."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import EditMessageMedia, GetFile, GetUpdates, SendDocument, SendPhoto, TelegramMethod
from aiogram.types import InputFile
from aiogram.utils.token import TokenValidationError
from yarl import URL

from channels.channel import Refusal, Rejected, Unknown
from channels.seeing import TooLarge
from channels.telegram import outcome

CONNECTIONS = 100
CONNECT_SECONDS = 5
CALL_SECONDS = 20
UPLOAD_SECONDS = 60
LONG_POLL_MARGIN_SECONDS = 10
DOWNLOAD_CHUNK_BYTES = 64 * 1024

_JSON = {"Content-Type": "application/json"}


class Calls:
    """One bot's door to one Bot API server."""

    def __init__(self, token: str, api: str = "") -> None:
        """api: base address of another Bot API server. Raises Refusal when the token or the address cannot be one."""
        server = PRODUCTION
        if api:
            if URL(api).scheme not in {"http", "https"} or not URL(api).host:
                raise Refusal("The Bot API server's address must look like http://127.0.0.1:8081.")
            server = TelegramAPIServer.from_base(api)
        self._session = AiohttpSession(api=server, limit=CONNECTIONS)
        try:
            self._bot = Bot(token, session=self._session)
        except TokenValidationError:
            # Not chained: nothing that saw the token may reach a log.
            raise Refusal(
                "This is not a Telegram bot token; it looks like 123456:ABC, and @BotFather gives it."
            ) from None
        self._urls: dict[str, URL] = {}

    async def ask(self, method: TelegramMethod[Any], seconds: float = 0) -> Any:
        """Make one call and return Telegram's `result` as plain JSON. Raises Failed.

        seconds: how long to wait for the answer; 0 leaves it to the kind of call.
        """
        upload = _carries_file(method)
        limits = aiohttp.ClientTimeout(
            total=seconds or (UPLOAD_SECONDS if upload else CALL_SECONDS), connect=CONNECT_SECONDS
        )
        try:
            status, text = await self._post(method, upload, limits)
            return self._result(method, status, text)
        except (AiogramError, aiohttp.ClientError, TimeoutError, OSError) as error:
            failed = outcome.Failed(outcome.of(error))
        # Raised out here, so that it carries no trace of an HTTP error whose address has the token in it.
        raise failed

    async def updates(self, offset: int, wait_seconds: int, allowed: list[str]) -> list[dict[str, Any]]:
        """Ask for updates from `offset` on, which confirms all before it. Raises Failed."""
        method = GetUpdates(offset=offset, limit=100, timeout=wait_seconds, allowed_updates=allowed)
        updates: list[dict[str, Any]] = await self.ask(method, wait_seconds + LONG_POLL_MARGIN_SECONDS)
        return updates

    async def download(self, file_id: str, bytes_max: int) -> bytes:
        """Return the content of a file that a person sent. Raises TooLarge, Failed."""
        try:
            file = await self.ask(GetFile(file_id=file_id))
        except outcome.Failed as failed:
            if isinstance(failed.outcome, Rejected) and "file is too big" in failed.outcome.reason:
                raise TooLarge from None
            raise
        if not file.get("file_path"):
            raise outcome.Failed(Unknown("a file without a path"))
        try:
            return await self._fetch(URL(self._session.api.file_url(self._bot.token, file["file_path"])), bytes_max)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = outcome.Failed(outcome.of(error))
        # Raised out here for the same reason as above.
        raise failure

    async def _fetch(self, url: URL, bytes_max: int) -> bytes:
        session = await self._session.create_session()
        limits = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
        content = bytearray()
        async with session.get(url, timeout=limits, allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:
                raise outcome.Failed(Unknown(f"HTTP {response.status} instead of a file"))
            # Whatever was promised, no more than this is held.
            async for chunk in response.content.iter_chunked(DOWNLOAD_CHUNK_BYTES):
                content += chunk
                if len(content) > bytes_max:
                    raise TooLarge
        return bytes(content)

    async def close(self) -> None:
        # aiogram's own way sleeps afterwards for TLS to end, which its HTTP client by now waits for by itself.
        await (await self._session.create_session()).close()

    async def _post(
        self, method: TelegramMethod[Any], upload: bool, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        session = await self._session.create_session()
        if upload:
            body: Any = self._session.build_form_data(self._bot, method)
            headers = None
        else:
            body, headers = method.model_dump_json(exclude_unset=True, exclude_none=True).encode(), _JSON
        url = self._url(method.__api_method__)
        async with session.post(url, data=body, headers=headers, timeout=limits, allow_redirects=False) as response:
            return response.status, await response.read()

    def _result(self, method: TelegramMethod[Any], status: int, text: bytes) -> Any:
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and answer.get("ok") is True and "result" in answer:
            return answer["result"]
        # Whatever is no proper answer came from something in between, after the request was sent.
        if not isinstance(answer, dict) or "description" not in answer:
            raise outcome.Failed(Unknown(f"HTTP {status} without an answer"))
        self._session.check_response(self._bot, method, status, text.decode())
        raise outcome.Failed(Unknown(f"HTTP {status} that says neither yes nor no"))

    def _url(self, name: str) -> URL:
        url = self._urls.get(name)
        if url is None:
            url = self._urls[name] = URL(self._session.api.api_url(token=self._bot.token, method=name), encoded=True)
        return url


def in_answer(method: TelegramMethod[Any]) -> dict[str, Any]:
    """The call as the JSON that may ride in a webhook's answer."""
    payload: dict[str, Any] = json.loads(method.model_dump_json(exclude_unset=True, exclude_none=True))
    return {"method": method.__api_method__, **payload}


def _carries_file(method: TelegramMethod[Any]) -> bool:
    match method:
        case SendPhoto():
            return isinstance(method.photo, InputFile)
        case SendDocument():
            return isinstance(method.document, InputFile)
        case EditMessageMedia():
            return isinstance(method.media.media, InputFile)
    return False
