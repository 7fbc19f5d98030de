"""The one error handler: an apology with a reference, and the place in the code in the log."""

import logging
import secrets

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError

from bot.logs import describe
from handlers.context import Context
from handlers.texts import language_of

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Logs where it happened, never what was said; the person gets a sentence and a reference."""
    error = context.error
    if isinstance(error, Conflict):
        log.error("Another copy of the bot uses this token; stop it, then start this one again.")
        return
    # BadRequest is a NetworkError to PTB; what Telegram refuses is ours to mend.
    unreachable = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if unreachable and update is None:
        log.warning("Telegram cannot be reached (%s); trying again.", type(error).__name__)
        return
    reference = secrets.token_hex(4)
    log.error("error %s: %s", reference, describe(error))
    if isinstance(update, Update) and update.effective_user is not None:
        await _apologise(update, context, reference)


async def _apologise(update: Update, context: Context, reference: str) -> None:
    user = update.effective_user
    chat = update.effective_chat
    query = update.callback_query
    if user is None or chat is None or (query is None and chat.id != user.id):
        return
    _ = context.services.texts.of(language_of(user.language_code)).say
    text = _(
        "Sorry, that went wrong; nothing you sent is lost. Try again, and if it happens again "
        "give the moderators this reference: {reference}"
    )
    try:
        if query is not None:
            # A tap that is never answered leaves a spinning button, and moderators wondering.
            await query.answer(text.format(reference=reference), show_alert=True)
        else:
            await context.bot.send_message(chat.id, text.format(reference=reference))
    except (Forbidden, TelegramError):
        log.info("the apology %s could not be delivered", reference)
