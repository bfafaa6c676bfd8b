"""Ask the addresses in drafts of campaigns whether they open, so that nobody is sent to a page that is not there.

They are asked through the same door as webhooks: at no hop may a name lead into the shop's own network.
"""

from __future__ import annotations

import asyncio
import ssl

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, ThreadedResolver
from aiohttp.abc import AbstractResolver

from actions import campaign_links
from jobs.guard import Blocked, guarded
from rules.webhook import NOBODY, Trusted
from storage.store import Store, Unavailable

POLL_SECONDS = 2.0
AGAIN_SECONDS = 60.0  # before what failed is tried again
SECONDS = 10.0
CALLS_MAX = 5
REDIRECTS_MAX = 5
MISSING = frozenset({404, 410})

log = structlog.get_logger()


class Links:
    """To be closed. named: hosts in the shop's own network that it trusts. resolver: another than the system's."""

    def __init__(
        self,
        store: Store,
        named: Trusted = NOBODY,
        *,
        resolver: AbstractResolver | None = None,
        certificates: ssl.SSLContext | None = None,
        poll_seconds: float = POLL_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
        seconds: float = SECONDS,
    ) -> None:
        self._store, self._poll_seconds, self._again_seconds = store, poll_seconds, again_seconds
        self._resolver = resolver or ThreadedResolver()
        self._tls: ssl.SSLContext | bool = certificates or True
        self._session = ClientSession(
            connector=guarded(self._resolver, named, calls_max=CALLS_MAX),
            timeout=ClientTimeout(total=seconds),
            auto_decompress=False,
            cookie_jar=DummyCookieJar(),
            # No proxy of the environment: behind one, the guard would see only the proxy's own address.
            trust_env=False,
        )

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            try:
                await self.drain()
            except Unavailable as reason:
                log.warning("Links wait for the database", reason=str(reason))
            except Exception:  # a bug here ends nothing else
                log.exception("Links could not be asked")
                await asyncio.sleep(self._again_seconds)
            await asyncio.sleep(self._poll_seconds)

    async def drain(self) -> None:
        """Ask for every draft that was changed."""
        while (found := await self._store.read(campaign_links.unasked)) is not None:
            number, document, urls = found
            answers = await asyncio.gather(*(self.ask(url) for url in urls))
            await self._store.write(campaign_links.note, number, document, dict(zip(urls, answers, strict=True)))

    async def ask(self, url: str) -> str:
        """campaign_links.OK, or why it does not open. A page that turns programs away is one that people may see."""
        try:
            async with self._session.get(url, max_redirects=REDIRECTS_MAX, ssl=self._tls) as answer:
                status = answer.status
        except TimeoutError:
            return "no answer in time"
        except (ClientError, OSError, ValueError) as error:
            cause = getattr(error, "os_error", error)
            return "blocked" if isinstance(cause, Blocked) else type(error).__name__
        return str(status) if status in MISSING or status >= 500 else campaign_links.OK

    async def close(self) -> None:
        await self._session.close()
        await self._resolver.close()
