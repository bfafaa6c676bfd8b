"""A door that lets calls out to the open internet only, asked when a connection is made and not before."""

from __future__ import annotations

import socket

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from rules.webhook import Trusted, may_reach

# What aiohttp hands to whoever makes its sockets: family, type, protocol, canonical name, address.
AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]


class Blocked(OSError):
    """The name leads where no call may go."""


class Guard(AbstractResolver):
    """Resolves by another resolver and refuses the name whole when one of its addresses is not public.

    The connection is then made to these very numbers, so that a second answer of the name changes nothing.
    """

    def __init__(self, inner: AbstractResolver, named: Trusted) -> None:
        self._inner, self._named = inner, named

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(may_reach(one["host"], self._named) for one in found):
            raise Blocked("the address is not public")
        return found

    def socket(self, info: AddrInfo) -> socket.socket:
        """The last look, which numbers written into an address come to as well."""
        family, kind, protocol, _, address = info
        if not may_reach(str(address[0]), self._named):
            raise Blocked("the address is not public")
        return socket.socket(family, kind, protocol)

    async def close(self) -> None:
        await self._inner.close()


def guarded(inner: AbstractResolver, named: Trusted, *, calls_max: int) -> TCPConnector:
    """A connector through this door; names are asked anew at each connection."""
    guard = Guard(inner, named)
    return TCPConnector(
        resolver=guard, socket_factory=guard.socket, use_dns_cache=False, limit=calls_max, family=socket.AF_UNSPEC
    )
