"""The updates that wait for the bot: kept until confirmed, old taps dropped."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playground.refusal import Json

UPDATE_LIFE_SECONDS = 24 * 3600
QUERY_LIFE_SECONDS = 150
SHORT_LIVED = frozenset({"callback_query", "pre_checkout_query"})
KINDS = frozenset({"message", "callback_query", "my_chat_member", "inline_query", "pre_checkout_query", "subscription"})


@dataclass(slots=True)
class Update:
    body: Json
    kind: str
    person_id: int
    dies_at_seconds: float

    @property
    def id(self) -> int:
        update_id: int = self.body["update_id"]
        return update_id


class UpdateQueue:
    """What was not yet confirmed, in order; some that were confirmed are remembered, so that they can come again."""

    def __init__(self, clock: Callable[[], float], first_id: int = 700_000_001) -> None:
        self._clock = clock
        self._ids = itertools.count(first_id)
        self._waiting: dict[int, Update] = {}
        self._seen: dict[int, Update] = {}
        self.allowed: frozenset[str] = KINDS
        self.on_push: Callable[[Update], None] | None = None

    def push(self, kind: str, content: Json, person_id: int) -> int:
        """Return the update's id, or 0 when the bot did not ask for this kind."""
        if kind not in self.allowed:
            return 0
        life = QUERY_LIFE_SECONDS if kind in SHORT_LIVED else UPDATE_LIFE_SECONDS
        update_id = next(self._ids)
        update = Update({"update_id": update_id, kind: content}, kind, person_id, self._clock() + life)
        self._waiting[update_id] = update
        self._tell(update)
        return update_id

    def repeat(self, update_id: int) -> bool:
        """Let an update that was confirmed come again, as after a lost confirmation."""
        update = self._waiting.get(update_id) or self._seen.get(update_id)
        if update is None:
            return False
        self._waiting = dict(sorted({**self._waiting, update_id: update}.items()))
        self._tell(update)
        return True

    def _tell(self, update: Update) -> None:
        if self.on_push is not None:
            self.on_push(update)

    def waiting(self) -> Iterator[Update]:
        """Oldest first; what has died of age is left out, and forgotten when it is confirmed."""
        now = self._clock()
        return (update for update in self._waiting.values() if update.dies_at_seconds > now)

    def batch(self, limit: int) -> list[Update]:
        return list(itertools.islice(self.waiting(), limit))

    def confirm_below(self, offset: int) -> None:
        """offset: Telegram's: updates below it are confirmed; a negative one keeps that many of the last."""
        if offset < 0:
            ids = list(self._waiting)[:offset]
        else:
            ids = list(itertools.takewhile(lambda update_id: update_id < offset, self._waiting))
        for update_id in ids:
            self.confirm(update_id)

    def confirm(self, update_id: int) -> None:
        update = self._waiting.pop(update_id, None)
        if update is None:
            return
        self._seen[update_id] = update
        if len(self._seen) > 1_000:
            del self._seen[next(iter(self._seen))]

    def clear(self) -> None:
        self._waiting.clear()

    def __len__(self) -> int:
        return sum(1 for _ in self.waiting())
