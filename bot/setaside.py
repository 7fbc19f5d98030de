"""Updates that were set aside, taken up again by an operator once their fault is mended."""

from datetime import datetime

import typer

from bot.settings import Settings
from bot.vault import database_path
from moderation.trail import Entry
from storage import audit, inbox
from storage.database import Database


async def take_up(settings: Settings, now: datetime) -> int:
    """What still has its content waits anew; raises StorageError."""
    database = await Database.open(database_path(settings.storage))
    try:
        async with database.transaction() as tx:
            numbers = await inbox.try_again(tx)
            for number in numbers:
                await audit.record(tx, now, None, Entry.RETRY, f"update {number}")
    finally:
        await database.close()
    typer.echo(
        f"{len(numbers)} updates wait again; a running bot sees to them within five minutes."
    )
    return 0
