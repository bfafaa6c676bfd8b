"""Make one outgoing call: guarded, short, never redirected, and deaf to what the answer says beyond its status."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    ThreadedResolver,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from actions.webhook_call import Call
from jobs.guard import Blocked, guarded
from rules.webhook import NOBODY, Reply, Trusted, WebhookUrlInvalid, check_url
from storage.work import Clock

CALL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
ANSWER_BYTES_MAX = 16 * 1024  # read so that the connection can serve again; a longer or later one costs it that
ANSWER_SECONDS = 1.0
CALLS_MAX = 40
RETRY_AFTER_LENGTH_MAX = 64


class Caller:
    """Calls over long-lived sessions, to be closed. named: hosts in the shop's own network that it trusts.

    clock: the world's own, also where the programme's is moved; receivers refuse what is signed as of another time.
    resolver: another than the system's. certificates: whom https trusts; None for what the system does.
    """

    def __init__(
        self,
        named: Trusted = NOBODY,
        *,
        clock: Clock,
        resolver: AbstractResolver | None = None,
        certificates: ssl.SSLContext | None = None,
        seconds: float = CALL_SECONDS,
    ) -> None:
        self._named, self._clock = named, clock
        self._resolver = resolver or ThreadedResolver()
        self._timeout = ClientTimeout(total=seconds, sock_connect=min(seconds, CONNECT_SECONDS))
        self._tls: ssl.SSLContext | bool = certificates or True
        self._outside = self._session(guarded(self._resolver, named, calls_max=CALLS_MAX))
        # Where the shop trusts a host by its name, that name may lead anywhere.
        self._inside = self._session(TCPConnector(resolver=self._resolver, use_dns_cache=False, limit=CALLS_MAX))

    def _session(self, connector: TCPConnector) -> ClientSession:
        # No proxy of the environment: behind one, the guard would see only the proxy's own address.
        return ClientSession(
            connector=connector,
            timeout=self._timeout,
            auto_decompress=False,
            cookie_jar=DummyCookieJar(),
            trust_env=False,
        )

    async def call(self, call: Call) -> Reply:
        """Sign it and POST it; never raises for what the other end does."""
        try:
            check_url(call.url, self._named)  # the settings may have changed since it was added
            return await self._post(URL(call.url), call.headers(self._clock()), call.body)
        except WebhookUrlInvalid as refused:
            return Reply(None, f"blocked: {refused.facts['why']}")
        except TimeoutError:
            return Reply(None, "no answer in time")
        except ClientSSLError:
            return Reply(None, "no secure connection")
        except ClientConnectorError as error:
            blocked = isinstance(error.os_error, Blocked)
            return Reply(None, f"blocked: {error.os_error}" if blocked else "no connection")
        except (ClientError, OSError, ValueError) as error:
            return Reply(None, type(error).__name__)

    async def _post(self, url: URL, headers: Mapping[str, str], body: str) -> Reply:
        named = (url.host or "").casefold().rstrip(".") in self._named.names
        session = self._inside if named else self._outside
        async with session.post(
            url, data=body.encode(), headers=headers, allow_redirects=False, ssl=self._tls
        ) as answer:
            await _drain(answer)
            if 300 <= answer.status < 400:
                return Reply(answer.status, f"answered {answer.status}, and redirects are not followed")
            return Reply(answer.status, retry_after=answer.headers.get("Retry-After", "")[:RETRY_AFTER_LENGTH_MAX])

    async def close(self) -> None:
        await self._outside.close()
        await self._inside.close()
        await self._resolver.close()


async def _drain(answer: ClientResponse) -> None:
    """The status has said it all; what follows is taken off the line if it is short and comes at once."""
    with suppress(TimeoutError, ClientError):
        async with asyncio.timeout(ANSWER_SECONDS):
            await answer.content.read(ANSWER_BYTES_MAX)
