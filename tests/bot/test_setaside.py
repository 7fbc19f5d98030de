"""`medpics inbox retry`: what was set aside waits anew, and the trail says so."""

import asyncio
from pathlib import Path

from bot.vault import database_path
from storage import audit, inbox
from storage.database import Database
from storage.inbox import Incoming
from tests.bot.test_keys import config, medpics
from tests.bot.test_vault import storage_at
from tests.moderation.examples import NOW

__all__ = ["config"]


async def set_aside(path: Path, *numbers: int) -> None:
    database = await Database.open(path)
    async with database.transaction() as tx:
        await inbox.store(tx, [Incoming(number, 7, "{}") for number in numbers], NOW)
        for number in numbers:
            await inbox.set_aside(tx, number)
    await database.close()


async def trail(path: Path, subject: str) -> list[tuple[str, int | None]]:
    database = await Database.open(path)
    try:
        rows = await audit.trail(database.reader, subject)
        return [(row["action"], row["actor_id"]) for row in rows]
    finally:
        await database.close()


def test_each_update_is_on_the_trail(config: Path, tmp_path: Path) -> None:
    """By its number, and once: what waits already is not taken up again."""
    path = database_path(storage_at(tmp_path))
    asyncio.run(set_aside(path, 11, 12))
    result = medpics("inbox", "retry", "--config", config)
    assert "2 updates wait again" in result.output
    assert "0 updates" in medpics("inbox", "retry", "--config", config).output
    assert asyncio.run(trail(path, "update 11")) == [("retry", None)]
    assert asyncio.run(trail(path, "update 12")) == [("retry", None)]
