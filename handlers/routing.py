"""From Telegram's updates to our functions: presses parsed, answered once, refusals worded."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler
from telegram.ext.filters import BaseFilter

from handlers.buttons import MODERATORS_ACTS, Act, Tap, parse
from handlers.context import Context, Services
from handlers.people import meet, moderator_name
from handlers.refusals import sentence
from handlers.texts import Speech
from moderation.errors import AlreadyDecided, RuleError
from moderation.member import Member

# Telegram's limit for the answer to a tap.
TOAST_MAX = 200


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
        member = await meet(services, query.from_user)
        speech = services.texts.of(member.language)
        tap = parse(query.data or "")
        is_private = query.message.chat.id == query.from_user.id
        if tap is None or not (is_private or tap.act in MODERATORS_ACTS):
            await _answer(query, _stale(speech), alert=True)
            return
        chat_id, message_id = query.message.chat.id, query.message.message_id
        press = Press(tap, member, query.from_user, chat_id, message_id, speech)
        try:
            toast = await respond(services, press)
        except RuleError as refusal:
            text = await explain(services, speech, refusal)
            await _answer(query, text, alert=True)
        else:
            await _answer(query, toast)

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
        member = await meet(context.services, query.from_user)
        await _answer(query, _stale(context.services.texts.of(member.language)), alert=True)


def message_handler(
    respond: OnMessage,
) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    async def handle(update: Update, context: Context) -> None:
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        services = context.services
        member = await meet(services, user)
        speech = services.texts.of(member.language)
        try:
            await respond(services, Said(message, member, user, speech))
        except RuleError as refusal:
            await message.reply_text(await explain(services, speech, refusal))

    return handle


async def _answer(query: CallbackQuery, text: str | None, *, alert: bool = False) -> None:
    try:
        await query.answer(text[:TOAST_MAX] if text else None, show_alert=alert)
    except BadRequest:
        # "query is too old": the person has long gone on; what they asked for is done.
        return


def _stale(speech: Speech) -> str:
    _ = speech.say
    return _("This button is no longer in use. Send /start to go on.")
