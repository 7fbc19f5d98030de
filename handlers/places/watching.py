"""Watching: Telegram says that the bot's own rights changed; a bound place is looked at."""

from telegram import Update

from handlers.context import Context, Services
from handlers.places import upkeep
from handlers.sweeps import go_on
from storage import places


async def note_change(update: Update, context: Context) -> None:
    """The bot was removed, demoted, promoted or let in again; the answer is an errand's."""
    change = update.my_chat_member
    if change is None:
        return
    services = context.services
    async with services.database.transaction() as tx:
        is_ours = await places.look_again(tx, change.chat.id)
    if is_ours:
        wake(services)


def wake(services: Services) -> None:
    """Has every place that is due looked at, and what can go on goes on."""
    services.errand("places", 0, lambda: _look(services))


async def _look(services: Services) -> None:
    resumed = await upkeep.sweep(services)
    if resumed:
        await go_on(services, resumed)
