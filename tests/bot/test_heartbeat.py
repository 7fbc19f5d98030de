"""The clock of the machine is set back by a day, and repeated work goes on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from apscheduler.executors import base as executing
from apscheduler.schedulers import base as scheduling
from telegram.ext import Application, JobQueue

from bot import heartbeat
from bot.heartbeat import Heartbeat
from handlers.context import Services
from tests.handlers.conftest import database, files, services, telegram, texts

__all__ = ["database", "files", "services", "telegram", "texts"]

EVERY = timedelta(seconds=0.05)
DAY = timedelta(days=1)


class Wall(datetime):
    """The clock that the scheduler goes by."""

    behind = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # no instance of ours
        return datetime.now(tz) - cls.behind


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (scheduling, executing, heartbeat):
        monkeypatch.setattr(module, "datetime", Wall)
    monkeypatch.setattr(Wall, "behind", timedelta())
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.02)


@pytest.fixture
async def jobs(services: Services) -> AsyncIterator[JobQueue[Any]]:
    made: JobQueue[Any] = JobQueue()
    app = Application.builder().bot(services.bot).updater(None).job_queue(made).build()
    app.bot_data["services"] = services
    await made.start()
    yield made
    await made.stop()


class Sweeps:
    """Counts, and lets a test wait for the next ones."""

    def __init__(self) -> None:
        self.done: asyncio.Queue[int] = asyncio.Queue()

    async def __call__(self) -> None:
        self.done.put_nowait(1)

    async def come(self, number: int, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            for _sweep in range(number):
                await self.done.get()

    def forget(self) -> None:
        while not self.done.empty():
            self.done.get_nowait()


async def test_work_goes_on_after_the_clock_was_set_back(jobs: JobQueue[Any]) -> None:
    """The scheduler alone would wait for a day; the heartbeat makes what is late due now."""
    heart, sweeps = Heartbeat(jobs), Sweeps()
    heart.repeat("sweep", EVERY, sweeps)
    await sweeps.come(2)
    Wall.behind = DAY
    sweeps.forget()
    with pytest.raises(TimeoutError):
        await sweeps.come(2, seconds=0.4)
    beating = asyncio.create_task(heart.beat())
    await sweeps.come(5)
    beating.cancel()


async def test_work_goes_on_after_the_clock_was_set_forward(jobs: JobQueue[Any]) -> None:
    """And back again: a day that was none is no day lost."""
    heart, sweeps = Heartbeat(jobs), Sweeps()
    heart.repeat("sweep", EVERY, sweeps)
    beating = asyncio.create_task(heart.beat())
    for behind in (-DAY, timedelta(), DAY):
        Wall.behind = behind
        sweeps.forget()
        await sweeps.come(3)
    beating.cancel()


async def test_what_is_at_work_is_not_late(jobs: JobQueue[Any]) -> None:
    """A sweep that takes long is not begun a second time beside itself."""
    gate, begun = asyncio.Event(), []

    async def sweep() -> None:
        begun.append(1)
        await gate.wait()

    heart = Heartbeat(jobs)
    heart.repeat("sweep", EVERY, sweep)
    beating = asyncio.create_task(heart.beat())
    while not begun:
        await asyncio.sleep(0.01)
    Wall.behind = DAY
    await asyncio.sleep(0.2)
    assert begun == [1]
    gate.set()
    while len(begun) < 2:
        await asyncio.sleep(0.01)
    beating.cancel()
