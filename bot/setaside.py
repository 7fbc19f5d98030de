"""Updates that were set aside, taken up again by an operator once their fault is mended."""

from bot.settings import Settings
from storage import inbox
from storage.database import Database


async def take_up(settings: Settings) -> int:
    """How many updates wait anew; content that is gone does not come back. Raises StorageError."""
    database = await Database.open(settings.storage.folder / "medpics.sqlite")
    try:
        async with database.transaction() as tx:
            return await inbox.try_again(tx)
    finally:
        await database.close()
