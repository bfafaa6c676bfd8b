"""The table of routes: which function answers which press, command or awaited word."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from channels.channel import Reply
from handlers.visit import Stale, Visit
from screens.screen import Screen

Answer = Screen | Reply

NUMBER_MAX = 10**12  # greater ones are of nothing that we keep
VALUE_BYTES_MAX = 64
_UNWRITTEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")  # what no button of ours says, and no database takes


class Id(str):
    """The id of a row; any other word is not from a button of ours."""

    __slots__ = ()

    def __new__(cls, text: str) -> Id:
        return super().__new__(cls, UUID(text))


Handler = TypeVar("Handler", bound=Callable[..., Answer])


@dataclass(frozen=True, slots=True)
class Route:
    """looks_only: it changes nothing and so may run as a read. studies: it looks through everybody, which takes its
    time. kinds: of the values after the name, in order."""

    call: Callable[..., Answer]
    looks_only: bool
    studies: bool
    kinds: tuple[type, ...]
    needed: int

    def answer(self, visit: Visit, values: list[str]) -> Answer:
        """Raises Stale when the values are not of this route: an old button, or a forged one."""
        if not self.needed <= len(values) <= len(self.kinds):
            raise Stale
        try:
            read = [_read(kind, value) for kind, value in zip(self.kinds, values, strict=False)]
        except ValueError as error:
            raise Stale from error
        return self.call(visit, *read)


class Routes:
    """What is pressed or commanded, and what is said while something is awaited."""

    def __init__(self) -> None:
        self._pressed: dict[str, Route] = {}
        self._awaited: dict[str, Route] = {}

    def pressed(self, name: str, *, looks_only: bool = False, studies: bool = False) -> Callable[[Handler], Handler]:
        """Answer the action `name[:value…]`, and the command of the same name. What studies only looks."""

        def add(call: Handler) -> Handler:
            _add(self._pressed, name, call, looks_only or studies, studies)
            return call

        return add

    def awaited(self, name: str) -> Callable[[Handler], Handler]:
        """Answer the words that come while the conversation waits for this."""

        def add(call: Handler) -> Handler:
            _add(self._awaited, name, call, False, False)
            return call

        return add

    def find(self, action: str) -> tuple[Route, list[str]] | None:
        """The route of the longest name that begins the action, and the values after it; None for a forged one."""
        parts = action.split(":")
        if not all(map(_is_value, parts)):
            return None
        for length in (2, 1):
            route = self._pressed.get(":".join(parts[:length]))
            if route is not None and len(parts) >= length:
                return route, parts[length:]
        return None

    def waiting_for(self, name: str) -> Route | None:
        return self._awaited.get(name)


def _is_value(text: str) -> bool:
    return _UNWRITTEN.search(text) is None and len(text.encode()) <= VALUE_BYTES_MAX


def _read(kind: type, value: str) -> Any:
    """Raises ValueError."""
    read = kind(value)
    if kind is int and abs(read) > NUMBER_MAX:
        raise ValueError(value)
    return read


def _add(table: dict[str, Route], name: str, call: Callable[..., Answer], looks_only: bool, studies: bool) -> None:
    assert name not in table, f"{name} has two handlers"
    hints: dict[str, Any] = get_type_hints(call)
    values = list(inspect.signature(call).parameters.values())[1:]
    needed = sum(value.default is inspect.Parameter.empty for value in values)
    table[name] = Route(call, looks_only, studies, tuple(hints[value.name] for value in values), needed)


on = Routes()
