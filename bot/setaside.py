"""Updates that were set aside, taken up again by an operator once their fault is mended."""

import typer

from bot.settings import Settings
from bot.vault import database_path
from storage import inbox
from storage.database import Database


async def take_up(settings: Settings) -> int:
    """What still has its content waits anew; raises StorageError."""
    database = await Database.open(database_path(settings.storage))
    try:
        async with database.transaction() as tx:
            number = await inbox.try_again(tx)
    finally:
        await database.close()
    typer.echo(f"{number} updates wait again; a running bot sees to them within five minutes.")
    return 0
