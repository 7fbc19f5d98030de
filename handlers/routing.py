"""From Telegram's updates to our functions: presses parsed, answered once, refusals worded.

What a function writes before it refuses is taken back, so that a refusal changes nothing.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update, User
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler
from telegram.ext.filters import BaseFilter

from handlers.buttons import MODERATORS_ACTS, Act, Tap, parse
from handlers.context import Context, Services
from handlers.people import meet, moderator_name, recognise
from handlers.refusals import sentence
from handlers.telling import answer, take_buttons, tell
from handlers.texts import Speech, quoted
from moderation.errors import AlreadyDecided, OutOfDate, RuleError
from moderation.member import Member


@dataclass(frozen=True, slots=True)
class Press:
    """A tap as our functions see it: who pressed what, on which message of which chat."""

    tap: Tap
    member: Member
    user: User
    chat_id: int
    message_id: int
    speech: Speech


@dataclass(frozen=True, slots=True)
class Said:
    """A message as our functions see it."""

    message: Message
    member: Member
    user: User
    speech: Speech

    @property
    def chat_id(self) -> int:
        return self.message.chat_id

    @property
    def words(self) -> str:
        return (self.message.text or "").strip()


OnPress = Callable[[Services, Press], Awaitable[str | None]]
OnMessage = Callable[[Services, Said], Awaitable[None]]


def on_tap(act: Act, respond: OnPress) -> CallbackQueryHandler[Context, None]:
    """Calls `respond` for the taps of one kind; what it returns is shown as a toast."""

    async def handle(update: Update, context: Context) -> None:
        query = update.callback_query
        if query is None or query.message is None:
            return
        services = context.services
        chat_id, message_id = query.message.chat.id, query.message.message_id
        await recognise(services, query.from_user, chat_id)
        member = await meet(services, query.from_user)
        speech = services.texts.of(member.language)
        tap = parse(query.data or "")
        is_private = chat_id == query.from_user.id
        if tap is None or not (is_private or tap.act in MODERATORS_ACTS):
            await answer(services, chat_id, query.id, _stale(speech), alert=True)
            return
        press = Press(tap, member, query.from_user, chat_id, message_id, speech)
        try:
            toast = await respond(services, press)
        except RuleError as refusal:
            await services.database.undo()
            text = await explain(services, speech, refusal)
            if not is_private and isinstance(refusal, OutOfDate | AlreadyDecided):
                await take_buttons(services, chat_id, message_id)
            await answer(services, chat_id, query.id, text, alert=True)
        else:
            await answer(services, chat_id, query.id, toast)

    return CallbackQueryHandler(handle, pattern=f"^{act}:")


def on_command(name: str, respond: OnMessage, where: BaseFilter) -> CommandHandler[Context, None]:
    return CommandHandler(name, message_handler(respond), filters=where)


def on_message(where: BaseFilter, respond: OnMessage) -> MessageHandler[Context, None]:
    return MessageHandler(where, message_handler(respond))


async def explain(services: Services, speech: Speech, refusal: RuleError) -> str:
    """The refusal in words; when somebody was first, moderators also learn who."""
    text = sentence(speech.say, refusal)
    if isinstance(refusal, AlreadyDecided) and refusal.by is not None:
        text += f" ({await moderator_name(services, refusal.by)})"
    return text


async def unknown_tap(update: Update, context: Context) -> None:
    """Any callback data that no handler knows: old versions and forgeries."""
    query = update.callback_query
    if query is not None:
        services = context.services
        member = await meet(services, query.from_user)
        text = _stale(services.texts.of(member.language))
        await answer(services, query.from_user.id, query.id, text, alert=True)


def message_handler(
    respond: OnMessage,
) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    async def handle(update: Update, context: Context) -> None:
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        services = context.services
        await recognise(services, user, message.chat_id)
        member = await meet(services, user)
        speech = services.texts.of(member.language)
        try:
            await respond(services, Said(message, member, user, speech))
        except RuleError as refusal:
            await services.database.undo()
            text = quoted(await explain(services, speech, refusal))
            await tell(services, message.chat_id, text, reply_to=message.message_id)

    return handle


def _stale(speech: Speech) -> str:
    _ = speech.say
    return _("This button is no longer in use. Send /start to go on.")
