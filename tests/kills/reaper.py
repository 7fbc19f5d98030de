"""The reaper: starts the bot again and again, and each time decides how that life ends."""

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.context import ForkServerContext, ForkServerProcess

from tests.kills.child import Life, Offset, live
from tests.kills.hospital import Hospital
from tests.kills.steps import ANYWHERE, PASSINGS, Step

# A step that does not come in so many seconds is given up for this time: then death comes anyway.
LIFE_SECONDS = 6.0
RARE_SECONDS = 15.0
# Of requests that children send, one in so many times out.
LOST = 150
PRELOADED = ["tests.kills.child"]


def forkserver() -> ForkServerContext:
    """Children are forked off a process that has imported everything, so that a start is quick."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@dataclass
class Reaper:
    """hits: kills by step; left: kills still to be made, by step; starts: lives, refused: those
    that ended by themselves because the messenger could not be reached at the start.
    """

    hospital: Hospital
    context: ForkServerContext
    seed: int
    tell: Callable[[str], None]
    flaw: str = ""
    hits: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    @property
    def kills(self) -> int:
        return self.hits.total()

    async def reap(self, plan: Counter[str]) -> None:
        """Kills until every step of the plan has had its share."""
        while left := +(plan - self.hits):
            step = self._chance.choices(list(left), list(left.values()))[0]
            await self.one_life(step)

    async def one_life(self, wanted: str) -> None:
        step = None if wanted == ANYWHERE else Step(wanted)
        passing = self._chance.randint(1, PASSINGS[step]) if step else 1
        life = replace(
            self.hospital.life(),
            seed=self._chance.randrange(2**32),
            step=step,
            passing=passing,
            lost=LOST,
            flaw=self.flaw,
        )
        process = self.begin(life)
        patience = self._chance.uniform(0.1, 4.0)
        if step is not None:
            patience = RARE_SECONDS if step.endswith("post") else LIFE_SECONDS
        if not await ended(process, patience):
            process.kill()
            await ended(process, 10)
            self._note(process, ANYWHERE)
        else:
            self._note(process, wanted)
        self.tell(f"{self.kills:>4} kills, {self.starts} starts; the last: {wanted}")

    def begin(self, life: Life) -> ForkServerProcess:
        self.starts += 1
        process = self.context.Process(target=live, args=(life, self.hospital.ahead), daemon=True)
        process.start()
        return process

    def _note(self, process: ForkServerProcess, what: str) -> None:
        code = process.exitcode
        process.close()
        if code == 1:
            self.refused += 1
        else:
            self.hits[what] += 1


async def ended(process: ForkServerProcess, seconds: float) -> bool:
    """Waits for the end of a process, at most so long."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(process.sentinel, over.set)
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(process.sentinel)
    process.join()
    return True


def shared_offset(context: ForkServerContext) -> Offset:
    offset: Offset = context.Value("d", 0.0, lock=False)
    return offset


def plan_of(kills: int) -> Counter[str]:
    """Every named step about equally often, those in the middle of a post or a file half as often,
    and some anywhere.
    """
    weights = {step: 2 if step in _OFTEN else 1 for step in Step}
    weights_all: dict[str, int] = {**weights, ANYWHERE: 3}
    total = sum(weights_all.values())
    plan = Counter({what: max(1, kills * weight // total) for what, weight in weights_all.items()})
    plan[ANYWHERE] += max(0, kills - plan.total())
    return plan


_OFTEN = frozenset(step for step in Step if not step.endswith(("post", "keep", "mask")))
