"""The API as `kopilka run` serves it, alone in a process: no messenger, no jobs, no quota.

`python -m bench.served ADDRESS PORT`
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

import uvicorn
import uvloop

from bot import logs
from bot.real import dice, now
from storage.store import open_store
from web.app import create_app


async def serve(address: str, port: int) -> None:
    store = await open_store(address, now, dice)
    app = create_app(store)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")
    gc.collect()
    gc.freeze()
    await uvicorn.Server(config).serve()
    await store.close()


if __name__ == "__main__":
    logs.set_up()
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn ends by it, and then raises it once more
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(sys.argv[1], int(sys.argv[2])))
