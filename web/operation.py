"""One operation of the API as a value: what it takes, what it does, what it answers and refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from actions.key import Scope
from rules.refusal import Refused

# (work, till, wish, the ids of the path by name) -> plain JSON values
Do = Callable[..., Mapping[str, Any]]


def always(_: BaseModel) -> bool:
    return True


def never(_: BaseModel) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """path: such as `/v1/holds/{hold_id}/void`; every id in it is a UUID. takes: the model of the body, or of a GET's
    query. gives: the type of the answer, for the description.

    scope: what the key must be allowed to do. writes: whether this wish needs the writing door. studies: what only
    looks goes through everybody, and takes its time. guesses: whether it
    brings a code that may be wrong, which is counted. remembered: whether
    the answer is kept under the Idempotency-Key. names_member: whether the answer holds the name and phone of the
    member whose `id` it gives.
    refusals: what `do` raises, for the description.
    """

    method: Literal["GET", "POST", "PATCH"]
    path: str
    scope: Scope
    do: Do
    takes: type[BaseModel]
    gives: Any
    summary: str
    about: str
    status: int = 200
    writes: Callable[[Any], bool] = always
    studies: bool = False
    guesses: Callable[[Any], bool] = never
    remembered: bool = True
    names_member: bool = False
    refusals: tuple[type[Refused], ...] = ()
