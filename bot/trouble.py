"""When the store fails: operators hear what to mend, once, and a person that their update waits.

All of it goes straight through the bot: what is written down first would fail with the store.
"""

import json
import logging
from datetime import timedelta
from typing import Any

from telegram.error import TelegramError

from handlers.context import Services
from handlers.texts import language_of
from storage.failures import explain

log = logging.getLogger(__name__)

# Trouble that nobody mended is told again.
AGAIN_AFTER = timedelta(days=1)


async def report(services: Services, error: BaseException | None) -> bool:
    """Whether the error is one of the store; then every operator hears of it, unless they did
    today. Never raises."""
    problem = explain(error)
    if problem is None:
        return False
    now = services.clock()
    told = services.troubles.get(problem)
    # A time to come is what a clock leaves behind that was set back.
    if told is not None and told <= now < told + AGAIN_AFTER:
        return True
    services.troubles[problem] = now
    log.error("%s", problem)
    for operator in services.rules.operators:
        try:
            await services.bot.send_message(operator, problem)
        except TelegramError as refusal:
            log.warning("an operator could not be told: %s", type(refusal).__name__)
    return True


async def ask_for_patience(services: Services, payload: str) -> None:
    """Says in private, or to who pressed a button, that it is taken up later. Never raises.

    payload: the update as Telegram sent it.
    """
    raw: dict[str, Any] = json.loads(payload)
    query, message = raw.get("callback_query"), raw.get("message")
    user = (query or message or {}).get("from") or {}
    _ = services.texts.of(language_of(user.get("language_code"))).say
    text = _(
        "Sorry, I cannot store anything at the moment. The operators are told; what you sent or "
        "pressed waits, and I take it up by myself."
    )
    try:
        if query:
            await services.bot.answer_callback_query(query["id"], text, show_alert=True)
        elif message and message["chat"]["id"] == user.get("id"):
            await services.bot.send_message(user["id"], text)
    except TelegramError as refusal:
        log.info("a person could not be asked for patience: %s", type(refusal).__name__)
