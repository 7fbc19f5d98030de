"""Keeps one decoding process busy, buries it when it dies or hangs, and counts."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Final

from benchmarks.fuzz.child import serve

BATCH: Final = 200
# More than this for one input is a hang; the slowest honest one takes a tenth of it.
SECONDS: Final = 20.0
START_UP_SECONDS: Final = 60.0
Work = Callable[[Connection, Sequence[bytes], Any], None]


@dataclass
class Report:
    """outcomes: how many of each. dead, hung: numbers of the inputs that ended the process."""

    outcomes: Counter[str] = field(default_factory=Counter)
    dead: list[int] = field(default_factory=list)
    hung: list[int] = field(default_factory=list)
    inputs: int = 0

    @property
    def escaped(self) -> int:
        return sum(count for name, count in self.outcomes.items() if name.startswith("ESCAPED"))


class Victim:
    """The process, started anew whenever it is needed."""

    def __init__(self, seeds: Sequence[bytes], work: Work, seconds: float) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._seconds = seconds
        self._current = context.Value("q", -1, lock=False)
        arguments = (far_end, list(seeds), self._current)
        self._process = context.Process(target=work, args=arguments, daemon=True)
        self._process.start()
        far_end.close()

    @property
    def current(self) -> int:
        return int(self._current.value)

    def take(self, numbers: range) -> Counter[str] | str:
        """The outcomes, or "dead" or "hung"; `current` is then the input it was busy with."""
        self._current.value = -1
        self._pipe.send(numbers)
        last, since = -1, time.monotonic()
        while not self._pipe.poll(0.5):
            if self.current != last:
                last, since = self.current, time.monotonic()
            # Before the first input it still imports.
            if time.monotonic() - since > self._seconds + (0 if last >= 0 else START_UP_SECONDS):
                return "hung"
        try:
            found: Counter[str] = self._pipe.recv()
        except (EOFError, ConnectionError):
            return "dead"
        return found

    def bury(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def fuzz(
    seeds: Sequence[bytes], first: int, inputs: int, work: Work = serve, seconds: float = SECONDS
) -> Iterator[Report]:
    """The growing report, after each batch. work: what the process does, for tests."""
    report, victim, number = Report(), Victim(seeds, work, seconds), first
    while number < first + inputs:
        numbers = range(number, min(number + BATCH, first + inputs))
        answer = victim.take(numbers)
        if isinstance(answer, str):
            # What the batch did before is done again, up to the input that ended it.
            at = max(victim.current, number)
            victim.bury()
            victim = Victim(seeds, work, seconds)
            (report.hung if answer == "hung" else report.dead).append(at)
            if at > number:
                done = victim.take(range(number, at))
                report.outcomes.update(done if isinstance(done, Counter) else {})
            number = at + 1
        else:
            report.outcomes.update(answer)
            number = numbers.stop
        report.inputs = number - first
        yield report
    victim.bury()
