"""Who meets which refusal over HTTP: a register that files of this folder fill, one function for each code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from tests.make import Clock
from tests.web.rig import Shop, Till

Provoke = Callable[[Shop, Till, Clock], Awaitable[httpx.Response]]
PROVOKED: dict[str, Provoke] = {}
NOBODY = "01920000-0000-7000-8000-0000000000ff"


def provokes(code: str) -> Callable[[Provoke], Provoke]:
    def keep(provoke: Provoke) -> Provoke:
        PROVOKED[code] = provoke
        return provoke

    return keep
