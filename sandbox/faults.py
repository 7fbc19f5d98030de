"""Faults on demand: each is aimed at a method and at a number of its next calls."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    FLOOD = "flood"
    SERVER_ERROR = "server error"
    RESET_BEFORE = "reset before handling"
    RESET_AFTER = "reset after handling"
    TIMEOUT_BEFORE = "time-out before handling"
    TIMEOUT_AFTER = "time-out after handling"
    HOLD = "hold"


@dataclass(slots=True)
class Gate:
    """A held request waits here: `arrived` is set when it is there, `release` lets it on."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self.opened.set()


@dataclass(slots=True)
class Fault:
    """`left` more calls of `method` ("*": of any but getUpdates) go wrong in this way."""

    kind: FaultKind
    method: str
    left: int
    value: int = 0
    gate: Gate | None = None

    def concerns(self, method: str) -> bool:
        if self.method == "*":
            return method.lower() != "getupdates"
        return self.method.lower() == method.lower()


class Faults:
    """The plan of what goes wrong next; methods are named as in the Bot API."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def flood(self, method: str = "*", *, retry_after: int = 1, count: int = 1) -> None:
        """Answer 429 with `retry_after` seconds."""
        self._plan(FaultKind.FLOOD, method, count, retry_after)

    def server_error(self, method: str = "*", *, status: int = 502, count: int = 1) -> None:
        self._plan(FaultKind.SERVER_ERROR, method, count, status)

    def reset_before(self, method: str = "*", *, count: int = 1) -> None:
        """Break the connection; nothing was done."""
        self._plan(FaultKind.RESET_BEFORE, method, count)

    def reset_after(self, method: str = "*", *, count: int = 1) -> None:
        """Break the connection after the work was done: the client cannot know that it was."""
        self._plan(FaultKind.RESET_AFTER, method, count)

    def timeout_before(self, method: str = "*", *, count: int = 1) -> None:
        """Let the client time out; nothing was done."""
        self._plan(FaultKind.TIMEOUT_BEFORE, method, count)

    def timeout_after(self, method: str = "*", *, count: int = 1) -> None:
        """Let the client time out although the work was done."""
        self._plan(FaultKind.TIMEOUT_AFTER, method, count)

    def hold(self, method: str, *, count: int = 1) -> Gate:
        """Keep the next calls waiting, before anything is done, until the gate is released."""
        gate = Gate()
        self._plan(FaultKind.HOLD, method, count, gate=gate)
        return gate

    def clear(self) -> None:
        """Forget the plan and let go of what is held."""
        for fault in self.planned:
            if fault.gate:
                fault.gate.release()
        self.planned.clear()

    def take(self, method: str) -> Fault | None:
        """The fault this call meets, if any; counts it."""
        for fault in self.planned:
            if fault.concerns(method):
                fault.left -= 1
                if fault.left == 0:
                    self.planned.remove(fault)
                return fault
        return None

    def _plan(
        self, kind: FaultKind, method: str, count: int, value: int = 0, gate: Gate | None = None
    ) -> None:
        if count < 1:
            raise ValueError("a fault happens at least once")
        self.planned.append(Fault(kind, method, count, value, gate))
