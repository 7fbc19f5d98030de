"""The real bot in a process of its own, with a fuse at each step of its work."""

import asyncio
import logging
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from telegram.error import TelegramError

from bot.app import Running, build
from bot.settings import Limits, Pictures, Review, Settings, Telegram
from tests.journeys.hiders import passages, stand_in
from tests.kills.flaws import FLAWS
from tests.kills.fuses import FusedHider, Wire, lay_fuses
from tests.kills.steps import Fuse, Step
from tests.storage.examples import KEY_TEXT

log = logging.getLogger(__name__)

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
# The bot does this every five minutes; no life here is so long.
SWEEP_SECONDS = 1.5


class Offset(Protocol):
    """Seconds by which the clock of the harness is ahead, shared between the processes."""

    value: float


@dataclass(frozen=True, slots=True)
class Life:
    """All that a new process has to know. channels: where posts go; lost: one request in so many
    times out, half of them before they are sent and half after, 0: none does; flaw: what is
    planted to be noticed.
    """

    folder: Path
    address: str
    operator: int
    channels: tuple[int, ...]
    seed: int = 0
    step: Step | None = None
    passing: int = 1
    lost: int = 0
    flaw: str = ""

    @property
    def hits(self) -> Path:
        return self.folder / "hits.txt"

    @property
    def files(self) -> Path:
        return self.folder / "data" / "files"

    @property
    def log(self) -> Path:
        return self.folder / "bot.log"


# People of this harness do a week's work in minutes.
QUICK = Limits(
    burst=1000,
    pictures_per_hour=100_000,
    pictures_per_day=100_000,
    all_pictures_per_hour=100_000,
    all_pictures_per_day=100_000,
    open_cases=1000,
)


def settings_of(life: Life) -> Settings:
    return Settings(
        language="en",
        telegram=Telegram(token=TOKEN, operators={life.operator}, base_url=life.address),
        storage={"folder": life.folder / "data", "master_key": KEY_TEXT},
        review=Review(quorum=1, quorum_risky=2, first_cases=0),
        pictures=Pictures(album_wait_seconds=0.1),
        quotas=QUICK,
    )


async def pause(seconds: float) -> None:
    """What the bot waits, in the quick time of this harness."""
    await asyncio.sleep(min(seconds, 30) / 50)


async def raise_bot(life: Life, ahead: Offset, executor: ThreadPoolExecutor) -> Running:
    """The bot that `medpics run` builds, with fuses, quick pauses and the stand-in anonymizer."""
    fuse = Fuse(life.hits, life.step, life.passing)
    running = await build(
        settings_of(life),
        request=Wire(life.channels, life.lost, life.seed, fuse),
        updates_request=Wire(life.channels, 0, life.seed, fuse),
        hider=FusedHider(stand_in(executor), fuse),
        clock=lambda: datetime.now(UTC) + timedelta(seconds=ahead.value),
        sleep=pause,
        pause=pause,
    )
    running.services.identifiers = passages
    lay_fuses(running, fuse)
    if life.flaw:
        FLAWS[life.flaw](running)
    return running


def live(life: Life, ahead: Offset) -> None:
    """Runs until it is killed, or ends with code 1 as `medpics run` does when it cannot go on."""
    logging.basicConfig(
        filename=life.log, format="%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(_live(life, ahead))


async def _live(life: Life, ahead: Offset) -> None:
    running = await raise_bot(life, ahead, ThreadPoolExecutor(2))
    _date_files(running, ahead)
    try:
        await running.start()
        await _sweep_and_listen(running)
    except TelegramError as error:
        # The program ends, and a supervisor starts it again.
        log.warning("the bot ended by itself: %s", type(error).__name__)
    except Exception:
        log.exception("the bot ended by itself")
    await running.stop()
    raise SystemExit(1)


async def _sweep_and_listen(running: Running) -> None:
    """As the job queue does, but more often; raises what ends the listening."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        if running.listening is not None and running.listening.done():
            await running.listening
        try:
            await running._sweep()
        except Exception:
            log.exception("a sweep failed")


def _date_files(running: Running, ahead: Offset) -> None:
    """The disk dates files by the computer's clock, which is not ahead."""
    forget = running.services.files.forget_strays

    async def forget_strays(known: Collection[str], before: datetime) -> int:
        return await forget(known, before - timedelta(seconds=ahead.value))

    running.services.files.forget_strays = forget_strays  # type: ignore[method-assign]
