"""One sender's shift: claim, render, mark, send several at once, and note what became of each."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count

import structlog

from actions import delivery
from actions.delivery import CHAT_SECONDS, CLAIM_MAX, Letter
from actions.lease import Lease
from channels.channel import Channel, NotSent, Outcome, Unknown, Wait
from jobs.bucket import Bucket
from jobs.health import Health
from jobs.outcome import UNAUTHORIZED, result
from rules.delivery import LANES, Lane, Result
from screens.screen import Screen
from storage.store import Store, Unavailable

Render = Callable[[Letter], Screen]

IN_FLIGHT_MAX = 50
WORTH_CLAIMING = CLAIM_MAX // 2  # a smaller batch would cost a commit for little
SEND_SECONDS = 30.0
TOGETHER_SECONDS = 0.02
STOP_SECONDS = 5.0
AWAY_SECONDS = 1.0  # the pause while the database or the messenger is away
AWAY_SECONDS_MAX = 30.0

log = structlog.get_logger()


class TokenRefused(Exception):
    """The messenger does not know our token any more: nothing can be sent until somebody acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a shift works with. woken: set when something was promised."""

    store: Store
    channel: Channel
    render: Render
    health: Health
    per_second: float
    poll_seconds: float
    woken: asyncio.Event


class Shift:
    """What one holder of the lease keeps in memory, from the election to the end."""

    def __init__(self, means: Means, held: Lease) -> None:
        self._means, self._lease = means, held
        self._store, self._channel = means.store, means.channel
        self._clock = asyncio.get_running_loop().time
        self._bucket = Bucket(means.per_second, self._clock)
        self._order = count()
        self._backlog: list[tuple[int, int, Letter]] = []  # a heap by lane, then by turn
        self._filled = asyncio.Event()
        self._landed = asyncio.Event()
        self._noted = asyncio.Event()
        self._busy: dict[str, float] = {}  # chat -> when it may be written to again; infinity while a letter waits
        self._flights: set[asyncio.Task[None]] = set()
        self._results: deque[tuple[Letter, Result]] = deque()
        self._refusals = 0

    async def work(self) -> None:
        """Work until cancelled. Raises, in a group, LeaseLost and TokenRefused."""
        try:
            async with asyncio.TaskGroup() as group:
                for part in (self._keep(), self._claim(), self._send(), self._note()):
                    group.create_task(part)
        finally:
            await self._end()

    # -------------------------------------------------------------- claiming

    async def _claim(self) -> None:
        surely = False
        while True:
            self._means.woken.clear()
            room = CLAIM_MAX - len(self._backlog)
            if room >= WORTH_CLAIMING:
                surely = await self._claim_once(LANES, room, surely)
            else:
                # With enough in hand only those who are waiting at a till may still come in before it.
                await self._claim_once(LANES[:1], CLAIM_MAX, surely=False)
            if not surely or room < WORTH_CLAIMING:
                await _within(self._means.poll_seconds, self._means.woken)

    async def _claim_once(self, lanes: tuple[Lane, ...], limit: int, surely: bool) -> bool:
        """Claim into the backlog; whether more may be waiting."""
        with database_away():
            if not surely and not await self._store.read(delivery.anything_due, self._channel.name, lanes):
                return False
            claimed = await self._store.write(
                delivery.claim, self._lease, self._channel.name, self._chats_busy(), lanes, limit
            )
            for letter in claimed.letters:
                heapq.heappush(self._backlog, (LANES.index(letter.lane), next(self._order), letter))
                self._busy[letter.chat_id] = float("inf")
            if claimed.letters:
                self._filled.set()
            return claimed.looked >= limit
        await asyncio.sleep(AWAY_SECONDS)
        return False

    def _chats_busy(self) -> dict[str, int]:
        now = self._clock()
        self._busy = {chat: until for chat, until in self._busy.items() if until > now}
        return dict.fromkeys(self._busy, 1)

    # -------------------------------------------------------------- sending

    async def _send(self) -> None:
        while True:
            if not self._backlog:
                self._filled.clear()
                await self._filled.wait()
            if len(self._flights) >= IN_FLIGHT_MAX:
                self._landed.clear()
                await self._landed.wait()
            room = min(CLAIM_MAX, len(self._backlog), IN_FLIGHT_MAX - len(self._flights))
            # At a high rate a few go together, as each beginning is a commit; at 30 a second each goes by itself.
            together = max(1, min(room, int(self._bucket.per_second * TOGETHER_SECONDS)))
            wait = self._bucket.wait_seconds(together)
            if wait > 0:
                await asyncio.sleep(wait)
            room = min(CLAIM_MAX, len(self._backlog), IN_FLIGHT_MAX - len(self._flights))
            letters = [heapq.heappop(self._backlog)[2] for _ in range(self._bucket.take(room))]
            if letters:
                await self._send_batch(letters)

    async def _send_batch(self, letters: list[Letter]) -> None:
        if CLAIM_MAX - len(self._backlog) >= WORTH_CLAIMING:
            self._means.woken.set()
        while True:
            with database_away():
                return await self._begin(letters)
            await asyncio.sleep(AWAY_SECONDS)

    async def _begin(self, letters: list[Letter]) -> None:
        waiting, ids = deque(letters), [letter.delivery_id for letter in letters]
        begun = asyncio.create_task(self._store.write(delivery.begin, self._lease, ids))
        try:
            going = await asyncio.shield(begun)
            while waiting:
                self._launch(waiting.popleft(), going)
                await asyncio.sleep(0)  # whoever pressed a button meanwhile is answered between two of them
        except asyncio.CancelledError:
            # They are marked as being sent, so they are sent: a clean stop leaves nothing unknown.
            with suppress(Exception):
                going = await begun
                for letter in waiting:
                    self._launch(letter, going)
            raise

    def _launch(self, letter: Letter, going: set[str]) -> None:
        if letter.delivery_id in going:
            flight = asyncio.create_task(self._fly(letter))
            self._flights.add(flight)
            flight.add_done_callback(self._land)
        else:
            self._busy.pop(letter.chat_id, None)

    def _land(self, flight: asyncio.Task[None]) -> None:
        self._flights.discard(flight)
        self._landed.set()

    async def _fly(self, letter: Letter) -> None:
        try:
            screen = self._means.render(letter)
        except Exception as bug:
            # No traceback: it may quote facts about a person.
            log.error("No words for a notice", kind=letter.kind, error=type(bug).__name__)  # noqa: TRY400
            told = Result(state="failed", reason=f"no words: {type(bug).__name__}", attempts=letter.attempts + 1)
        else:
            outcome = await self._ask(letter, screen)
            told = result(letter, outcome)
            self._heed(outcome)
        self._busy[letter.chat_id] = self._clock() + CHAT_SECONDS
        self._results.append((letter, told))
        self._noted.set()

    async def _ask(self, letter: Letter, screen: Screen) -> Outcome:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._channel.send(letter.chat_id, screen)
        except TimeoutError:
            return Unknown(f"no answer within {SEND_SECONDS:.0f} s")
        except Exception as bug:
            log.error("The channel failed", channel=letter.channel, error=type(bug).__name__)  # noqa: TRY400
            return Unknown(f"the channel failed: {type(bug).__name__}")

    def _heed(self, outcome: Outcome) -> None:
        """What an answer to one says about all the others."""
        match outcome:
            case Wait(seconds):
                self._bucket.slow(seconds)
            case NotSent():
                # Nobody is there: let the queue wait instead of spending everybody's attempts.
                if not self._bucket.closed:
                    self._refusals += 1
                    self._bucket.close(min(AWAY_SECONDS * 2**self._refusals, AWAY_SECONDS_MAX))
            case _:
                self._refusals = 0

    # -------------------------------------------------------------- noting, keeping, ending

    async def _note(self) -> None:
        while True:
            if not self._results:
                self._noted.clear()
                await self._noted.wait()
            if len(self._results) < CLAIM_MAX:
                await asyncio.sleep(TOGETHER_SECONDS)  # those that land together are noted in one commit
            batch = [self._results[i] for i in range(min(CLAIM_MAX, len(self._results)))]
            with database_away():
                await self._store.write(delivery.note, self._lease.holder, batch)
                self._done(batch)
                continue
            await asyncio.sleep(AWAY_SECONDS)

    def _done(self, batch: list[tuple[Letter, Result]]) -> None:
        """Forget results only when they are committed. Raises TokenRefused."""
        for letter, told in batch:
            self._results.popleft()
            self._means.health.delivered(told.state)
            if told.state == "failed":
                log.warning("A delivery failed", delivery=letter.delivery_id, kind=letter.kind, reason=told.reason)
        if any(told.reason == UNAUTHORIZED for _, told in batch):
            raise TokenRefused

    async def _keep(self) -> None:
        """Keep the lease, take over from the dead, and tell how long the queue is."""
        while True:
            with database_away():
                queued, unknown = await self._store.write(delivery.recover, self._lease, self._channel.name)
                if queued or unknown:
                    log.warning("Took over from a dead sender", queued_again=queued, unknown=unknown)
                depth = await self._store.read(delivery.depth, self._channel.name)
                self._means.health.queued(depth, self._bucket.per_second)
            await asyncio.sleep(self._lease.seconds / 3)

    async def _end(self) -> None:
        """Let what is under way end, keep what is known, and let the next sender in."""
        if self._flights:
            await asyncio.wait(self._flights, timeout=STOP_SECONDS)
        for flight in self._flights:
            flight.cancel()
        with database_away():
            await self._store.write(delivery.note, self._lease.holder, list(self._results))
            await self._store.write(delivery.leave, self._lease, self._channel.name)


@contextmanager
def database_away() -> Iterator[None]:
    """Nothing is lost while the database cannot serve: whoever asked asks again."""
    try:
        yield
    except Unavailable as reason:
        log.warning("The sender waits for the database", reason=str(reason))


async def _within(seconds: float, event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
