"""Two units at once: the second begins while the first holds what it locked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from storage.store import Store
from storage.work import Work

HELD_SECONDS = 0.3  # long enough for the second to run into the first's locks


async def meanwhile(store: Store, first: Callable[[Work], object], then: Callable[[Work], object]) -> object:
    """What `then` returned or raised, which began when `first` had done its work but not committed it."""
    did, stop = threading.Event(), threading.Event()

    def slowly(work: Work) -> None:
        first(work)
        did.set()
        stop.wait(HELD_SECONDS)

    begun = asyncio.create_task(store.write(slowly))
    await asyncio.to_thread(did.wait, 10)
    (answer,) = await asyncio.gather(store.write(then), return_exceptions=True)
    await begun
    return answer
