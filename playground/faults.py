"""Faults on demand: what a network and a messenger do to a bot now and then, done when a test asks."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from playground.refusal import Json, Refused, too_many_requests

KINDS = ("429", "502", "cut_before", "cut_after", "slow", "kill")


class Cut(Exception):
    """The connection ends without an answer."""


@dataclass(slots=True)
class Fault:
    """method: a name or `*`. times: how many calls it strikes. when: `before` or `after` the effect, of a kill."""

    method: str
    kind: str
    times: int = 1
    seconds: float = 0
    retry_after_seconds: int = 1
    pid: int = 0
    when: str = "before"


def read(wanted: Json) -> Fault:
    """Raise ValueError with the sentence to show."""
    kind, pid, when = str(wanted.get("kind")), int(wanted.get("pid") or 0), str(wanted.get("when") or "before")
    if kind not in KINDS:
        raise ValueError(f"kind: one of {', '.join(KINDS)}")
    if kind == "kill" and (pid <= 1 or pid == os.getpid() or when not in ("before", "after")):
        raise ValueError("kill needs the pid of another process and when: before or after")
    return Fault(
        str(wanted.get("method") or "*"),
        kind,
        int(wanted.get("times") or 1),
        float(wanted.get("seconds") or 0),
        int(wanted.get("retry_after") or 1),
        pid,
        when,
    )


class Faults:
    def __init__(self) -> None:
        self.armed: list[Fault] = []

    def take(self, method: str) -> Fault | None:
        """The first fault that waits for this method; spent when it struck often enough."""
        for fault in self.armed:
            if fault.method == "*" or fault.method.lower() == method.lower():
                fault.times -= 1
                if fault.times <= 0:
                    self.armed.remove(fault)
                return fault
        return None


def before(fault: Fault) -> None:
    """Raise what stands in the way of the call, or kill whom it should."""
    match fault.kind:
        case "429":
            raise too_many_requests(fault.retry_after_seconds)
        case "502":
            raise Refused(502, "Bad Gateway")
        case "cut_before":
            raise Cut
        case "kill" if fault.when == "before":
            os.kill(fault.pid, signal.SIGKILL)


def after(fault: Fault) -> None:
    if fault.kind == "cut_after":
        raise Cut
    if fault.kind == "kill" and fault.when == "after":
        os.kill(fault.pid, signal.SIGKILL)
