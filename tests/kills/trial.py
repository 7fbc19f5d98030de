"""A trial: people at work, kills, bad weather, a day that passes, closing time, and the count."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.messenger import Messenger
from tests.kills.actor import Actor
from tests.kills.doctors import Doctor
from tests.kills.hospital import Hospital, hospital
from tests.kills.inspection import inspect
from tests.kills.moderators import Moderator
from tests.kills.others import Applicant, Colleague, Stranger
from tests.kills.reaper import Reaper, ended, forkserver, plan_of, shared_offset
from tests.kills.report import Report
from tests.kills.reporters import Reporter
from tests.kills.weather import Weather

# At closing time everything is at rest once nothing has happened for so long.
REST_SECONDS = 6.0
# Longer than anybody waits before they do something else.
PATIENCE_SECONDS = 15.0
CLOSING_SECONDS = 180.0
DAY_SECONDS = 25 * 3600.0


async def trial(
    kills: int,
    seed: int,
    folder: Path,
    *,
    doctors: int = 5,
    unhurried: float = 1.0,
    days: int = 2,
    flaw: str = "",
    tell: Callable[[str], None] = lambda _line: None,
) -> Report:
    """Plays it; days: how often the clock jumps by a day meanwhile; tell: hears how it goes."""
    context = forkserver()
    async with hospital(folder, shared_offset(context), doctors) as place:
        place.unhurried = unhurried
        reaper, weather = Reaper(place, context, seed, tell, flaw), Weather(place, seed)
        async with at_work(place, seed) as actors:
            plan = plan_of(kills)
            for part in range(1, days + 2):
                blowing = asyncio.create_task(weather.blow())
                await reaper.reap(_share(plan, part, days + 1))
                blowing.cancel()
                weather.clear()
                if part <= days:
                    await _a_day_passes(place, reaper)
            place.closing = True
            waiting = await _close(place, reaper, actors)
        return await inspect(place, reaper, weather, waiting)


def _share(plan, part: int, parts: int):
    return type(plan)({what: -(-count * part // parts) for what, count in plan.items()})


@asynccontextmanager
async def at_work(place: Hospital, seed: int) -> AsyncIterator[list[Actor]]:
    """Everybody acts until the end; whoever fails, fails the trial."""
    newcomer = place.messenger.add_person("Ada Applicant")
    stranger = place.messenger.add_person("Steve Stranger")
    actors: list[Actor] = [
        *(Doctor(place, person, seed + number) for number, person in enumerate(place.doctors)),
        *(Moderator(place, person, seed + 50 + n) for n, person in enumerate(place.moderators)),
        *(Colleague(place, person, seed + 90 + n) for n, person in enumerate(place.colleagues)),
        *(Reporter(place, person, seed + 93 + n) for n, person in enumerate(place.colleagues)),
        Applicant(place, newcomer, seed + 95),
        Stranger(place, stranger, seed + 96),
    ]
    newcomer.start()
    stranger.start()
    async with asyncio.TaskGroup() as group:
        for actor in actors:
            group.create_task(actor.live())
        try:
            yield actors
        finally:
            place.over = True
            place.opened.set()


async def _a_day_passes(place: Hospital, reaper: Reaper) -> None:
    """Everybody sleeps while the clock jumps by a day; sweeps find what is past its time."""
    place.opened.clear()
    process = reaper.begin(place.life())
    await rest(place.messenger, 3.0, 60)
    place.advance(DAY_SECONDS)
    await rest(place.messenger, 3.0, 60)
    process.kill()
    await ended(process, 10)
    place.opened.set()


async def _close(place: Hospital, reaper: Reaper, actors: list[Actor]) -> list[str]:
    """Everybody finishes what they began, with a bot that nobody kills; who cannot."""
    process = reaper.begin(place.life())
    at_rest = await rest(place.messenger, REST_SECONDS, CLOSING_SECONDS)
    if not all(actor.is_done for actor in actors):
        at_rest = await rest(place.messenger, PATIENCE_SECONDS, CLOSING_SECONDS)
    process.kill()
    await ended(process, 10)
    waiting = [actor.outlook() for actor in actors if not actor.is_done]
    return waiting if at_rest else ["things go on and on", *waiting]


async def rest(messenger: Messenger, quiet: float, most: float) -> bool:
    """Waits until nothing was said, changed or tapped for so many seconds; False when late."""
    loop = asyncio.get_running_loop()
    end, since, seen = loop.time() + most, loop.time(), ""
    while loop.time() < end:
        await asyncio.sleep(0.1)
        counters, queue = messenger.world.counters, messenger.only_bot().queue
        now = f"{counters.get('stamp')} {counters.get('callback')} {len(queue)}"
        if now != seen:
            seen, since = now, loop.time()
        if loop.time() - since >= quiet:
            return True
    return False
