"""The one error handler: an apology with a reference, and the place in the code in the log."""

import logging
import secrets
from collections.abc import Callable

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError

from bot.logs import describe
from bot.trouble import tell_operators
from handlers.context import Context
from handlers.texts import Translate, language_of
from storage.failures import explain

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Logs where it happened, never what was said; the person gets a sentence and a reference.

    A store that fails is told as such, and its operators hear what to mend.
    """
    error = context.error
    if isinstance(error, Conflict):
        log.error("Another copy of the bot uses this token; stop it, then start this one again.")
        return
    # BadRequest is a NetworkError to PTB; what Telegram refuses is ours to mend.
    unreachable = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if unreachable and update is None:
        log.warning("Telegram cannot be reached (%s); trying again.", type(error).__name__)
        return
    problem = explain(error)
    if problem is not None:
        log.error("%s", problem)
        await tell_operators(context.services, problem)
        await _answer(update, context, _not_kept)
        return
    reference = secrets.token_hex(4)
    log.error("error %s: %s", reference, describe(error))
    await _answer(update, context, lambda _: _apology(_).format(reference=reference))


def _not_kept(_: Translate) -> str:
    return _(
        "Sorry, I cannot store anything at the moment, so I did not take this. The operators are "
        "told, and nothing that I had is lost. Please try again later."
    )


def _apology(_: Translate) -> str:
    return _(
        "Sorry, that went wrong; nothing you sent is lost. Try again, and if it happens again "
        "give the moderators this reference: {reference}"
    )


async def _answer(update: object, context: Context, words: Callable[[Translate], str]) -> None:
    """To a person in private, or to whoever tapped; nobody else would know what it is about."""
    if not isinstance(update, Update):
        return
    user = update.effective_user
    chat = update.effective_chat
    query = update.callback_query
    if user is None or chat is None or (query is None and chat.id != user.id):
        return
    text = words(context.services.texts.of(language_of(user.language_code)).say)
    try:
        if query is not None:
            # A tap that is never answered leaves a spinning button, and moderators wondering.
            await query.answer(text, show_alert=True)
        else:
            await context.bot.send_message(chat.id, text)
    except (Forbidden, TelegramError):
        log.info("an apology could not be delivered")
