"""The limits, with real processes: too slow, too greedy or dead, and the others go on."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from anonymize import Anonymizer, Options, PictureError, Refusal
from anonymize.tools import ToolMaker
from anonymize.worker import LimitedPool
from tests.detectors import crashing_tools, greedy_tools, mark_tools, slow_tools
from tests.drawn import as_bytes, marked, plain

# The stand-ins need milliseconds: a second is long, and the slow one never returns.
OPTIONS = Options(time_limit_seconds=1.0, memory_limit_mib=2048)


@pytest.fixture(scope="module")
def pool() -> Iterator[LimitedPool]:
    with LimitedPool(2, OPTIONS.time_limit_seconds, OPTIONS.memory_limit_mib) as executor:
        yield executor


async def refusal(pool: LimitedPool, tools: ToolMaker) -> Refusal:
    with pytest.raises(PictureError) as caught:
        await Anonymizer(OPTIONS, pool, tools).process(as_bytes(plain()))
    return caught.value.refusal


async def test_a_picture_comes_back_from_its_process(pool: LimitedPool) -> None:
    """Findings and bytes survive the way through the pipe."""
    result = await Anonymizer(OPTIONS, pool, mark_tools).process(as_bytes(marked()))
    assert len(result.findings) == 1


@pytest.mark.parametrize(
    ("tools", "reason"),
    [
        (slow_tools, Refusal.TOO_SLOW),
        (crashing_tools, Refusal.FAILED),
        (greedy_tools, Refusal.OUT_OF_MEMORY),
    ],
)
async def test_a_limit_refuses_one_picture_and_not_the_next(
    pool: LimitedPool, tools: ToolMaker, reason: Refusal
) -> None:
    """Killed, dead or out of memory: refused, while a picture beside it is masked."""
    beside = Anonymizer(OPTIONS, pool, mark_tools).process(as_bytes(marked()))
    refused, masked = await asyncio.gather(refusal(pool, tools), beside)
    assert refused is reason
    assert masked.masked.data


def test_a_slow_process_is_gone(pool: LimitedPool) -> None:
    """The time limit ends the process itself, not only the waiting for it."""
    with LimitedPool(1, 1.0, 2048) as own:
        before = own.submit(os.getpid).result()
        with pytest.raises(PictureError):
            own.submit(_never).result()
        after = own.submit(os.getpid).result()
        assert before != after
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)


def test_a_killed_process_is_out_of_memory() -> None:
    """Short of memory, the kernel kills; nobody else does."""
    with LimitedPool(1, 5.0, 2048) as own, pytest.raises(PictureError) as caught:
        own.submit(_killed).result()
    assert caught.value.refusal is Refusal.OUT_OF_MEMORY


async def test_the_memory_limit_is_what_refuses() -> None:
    """The same detector is content where it may have what it asks for."""
    with LimitedPool(1, 5.0, 8192) as roomy:
        result = await Anonymizer(OPTIONS, roomy, greedy_tools).process(as_bytes(plain()))
    assert result.findings == ()


async def test_closing_does_not_wait_for_a_slow_picture() -> None:
    """The bot stops now: what runs is killed, and its picture refused."""
    anonymizer = Anonymizer(Options(time_limit_seconds=50), make_tools=slow_tools)
    slow = asyncio.create_task(anonymizer.process(as_bytes(plain())))
    await asyncio.wait([slow], timeout=0.1)
    await anonymizer.close()
    with pytest.raises(PictureError):
        await slow


def test_one_process_serves_many_pictures(pool: LimitedPool) -> None:
    """Models are loaded once per worker."""
    with LimitedPool(1, 5.0, 2048) as own:
        assert len({own.submit(os.getpid).result() for _ in range(3)}) == 1


def _never() -> None:
    import threading

    threading.Event().wait(60)


def _killed() -> None:
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
