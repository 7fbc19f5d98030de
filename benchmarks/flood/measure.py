"""One run: people alone, people beside a flood, people alone again; how long answers took."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.flood.child import Job, serve
from benchmarks.flood.town import TOKEN, Town, served, settle

START_UP_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do; times in seconds. every: how often a person asks; most: the longest flood."""

    people: int = 20
    updates: int = 10_000
    a_second: float = 500.0
    every: float = 2.0
    quiet: float = 30.0
    most: float = 300.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Phase:
    """What was measured while something was going on; times in seconds."""

    name: str
    seconds: float
    unanswered: int
    times: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.times)

    @property
    def p95(self) -> float:
        return quantiles(self.times, n=20)[-1]

    def figures(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "seconds": self.seconds,
            "answers": len(self.times),
            "unanswered": self.unanswered,
            "p50": self.median,
            "p95": self.p95,
            "max": max(self.times),
        }


def ratio(phases: Sequence[Phase]) -> float:
    """How many times longer the p95 beside the flood is than that of both quiet times together."""
    quiet = [seconds for phase in (phases[0], phases[2]) for seconds in phase.times]
    return phases[1].p95 / quantiles(quiet, n=20)[-1]


def run(plan: Plan) -> list[Phase]:
    """Quiet, flood, quiet; raises TimeoutError when the flood is not through in time."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_run(plan, Path(folder)))


async def _run(plan: Plan, folder: Path) -> list[Phase]:
    town = settle(plan.people)
    async with served(town.messenger) as address:
        doctors = tuple(person.id for person in (*town.people, town.flooder))
        context = multiprocessing.get_context("spawn")
        near, far = context.Pipe()
        job = Job(TOKEN, address, folder, doctors)
        process = context.Process(target=serve, args=(far, job), daemon=True)
        process.start()
        try:
            await _ready(near)
            return await _phases(town, plan, near)
        finally:
            near.send("stop")
            await asyncio.to_thread(process.join, 10)
            process.kill()


async def _phases(town: Town, plan: Plan, pipe: Connection) -> list[Phase]:
    chance = random.Random(plan.seed)
    living = [
        asyncio.create_task(town.live(person, plan.every, random.Random(chance.random())))
        for person in town.people
    ]
    try:
        # The first answers load what later ones find loaded.
        await asyncio.sleep(2 * plan.every)
        before = await _phase(town, "quiet", asyncio.sleep(plan.quiet))
        flood = await _phase(town, "flood", _flood(town, plan, pipe))
        # People who are still waiting belong to the flood, not to what comes after it.
        await asyncio.sleep(plan.every)
        after = await _phase(town, "quiet again", asyncio.sleep(plan.quiet))
    finally:
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
    return [before, flood, after]


async def _flood(town: Town, plan: Plan, pipe: Connection) -> None:
    """Until the last update of the flood is dealt with."""
    async with asyncio.timeout(plan.most):
        await town.flood(plan.updates, plan.a_second)
        bot = town.messenger.only_bot()

        def is_fetched() -> bool:
            return not any(_is_by(each.body, town.flooder.id) for each in bot.queue)

        await town.messenger.wait(is_fetched, plan.most)
        while True:
            # The others may be asking at this very moment.
            if await _waiting(pipe) < len(town.people):
                return
            await asyncio.sleep(0.1)


def _is_by(body: dict[str, Any], user_id: int) -> bool:
    return bool(body.get("from", {}).get("id") == user_id)


async def _phase(town: Town, name: str, what: Any) -> Phase:
    town.answered.clear()
    town.unanswered = 0
    begun = time.perf_counter()
    await what
    seconds = time.perf_counter() - begun
    return Phase(name, seconds, town.unanswered, tuple(town.answered))


async def _waiting(pipe: Connection) -> int:
    pipe.send("waiting")
    return int(await asyncio.to_thread(pipe.recv))


async def _ready(pipe: Connection) -> None:
    if not await asyncio.to_thread(pipe.poll, START_UP_SECONDS):
        raise TimeoutError
    pipe.recv()
