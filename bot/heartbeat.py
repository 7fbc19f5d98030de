"""The heartbeat: repeated work goes on although the clock of the machine was set back.

The scheduler asks the clock on the wall what is due: set back by a day, it waits for a day. So the
seconds that pass are counted as well, and what is late by them is made due now.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.ext import Job, JobQueue

from handlers.context import Context

Work = Callable[[], Awaitable[object]]
# How often lateness is looked for, and how much of it is none yet.
BEAT_SECONDS = 30.0


def wall() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Rhythm:
    """Work that is repeated; begun: when it last was, by the clock that nobody sets."""

    work: Work
    every: timedelta
    begun: float
    at_work: bool = False
    job: Job[Context] | None = None

    async def run(self, _context: Context) -> None:
        self.begun, self.at_work = time.monotonic(), True
        try:
            await self.work()
        finally:
            self.at_work = False

    @property
    def is_late(self) -> bool:
        waited = time.monotonic() - self.begun
        return not self.at_work and waited > self.every.total_seconds() + BEAT_SECONDS


@dataclass(slots=True)
class Heartbeat:
    """jobs: the scheduler; wall: the clock that it goes by."""

    jobs: JobQueue[Any]
    wall: Callable[[], datetime] = wall
    _rhythms: list[Rhythm] = field(default_factory=list)

    def repeat(self, name: str, every: timedelta, work: Work) -> None:
        """Has something done now and then, for the first time after one interval."""
        rhythm = Rhythm(work, every, time.monotonic())
        rhythm.job = self.jobs.run_repeating(rhythm.run, interval=every, name=name)
        self._rhythms.append(rhythm)

    async def beat(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for rhythm in self._rhythms:
                if rhythm.is_late and rhythm.job is not None:
                    # What follows it is counted from now, too.
                    rhythm.job.job.modify(next_run_time=self.wall())
