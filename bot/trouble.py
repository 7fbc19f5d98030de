"""When the store fails, operators hear what to mend: once, and without the store."""

import logging
from datetime import timedelta

from telegram.error import TelegramError

from handlers.context import Services

log = logging.getLogger(__name__)

# Trouble that nobody mended is told again.
AGAIN_AFTER = timedelta(days=1)


async def tell_operators(services: Services, problem: str) -> None:
    """Sends the sentence to every operator, unless they had it today; never raises.

    Straight through the bot: whatever needs a row first would fail with the store.
    """
    now = services.clock()
    told = services.troubles.get(problem)
    # A time to come is what a clock leaves behind that was set back.
    if told is not None and told <= now < told + AGAIN_AFTER:
        return
    services.troubles[problem] = now
    for operator in services.rules.operators:
        try:
            await services.bot.send_message(operator, problem)
        except TelegramError as error:
            log.warning("an operator could not be told: %s", type(error).__name__)
