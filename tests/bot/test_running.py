"""Running: until it is stopped, or until the bot cannot hear any more, with the reason."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import InvalidToken

from bot.ears import TwoBotsError
from bot.running import _until


def listening(task: "asyncio.Task[None]") -> Any:
    return SimpleNamespace(listening=task)


@pytest.mark.parametrize("reason", [TwoBotsError(), InvalidToken()])
async def test_a_bot_that_cannot_hear_any_more_ends(reason: Exception) -> None:
    """With the reason, which becomes a sentence; it does not go on deaf."""

    async def deaf() -> None:
        raise reason

    with pytest.raises(type(reason)):
        await _until(asyncio.Event(), listening(asyncio.create_task(deaf())))


async def test_a_bot_that_is_stopped_ends_while_it_listens() -> None:
    """The listening itself is ended with everything else."""
    stop, task = asyncio.Event(), asyncio.create_task(asyncio.sleep(3600))
    ending = asyncio.create_task(_until(stop, listening(task)))
    await asyncio.sleep(0)
    assert not ending.done()
    stop.set()
    await ending
    assert not task.done()
    task.cancel()
