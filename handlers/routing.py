"""From Telegram's updates to our functions: who may is asked first, refusals are worded.

Every handler is a gate that names the actions it stands before; `moderation/permissions.py` says
who may pass. What a function writes before it refuses is taken back, so that a refusal changes
nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from typing import Protocol

from telegram import CallbackQuery, ChatJoinRequest, Message, Update, User

from handlers.buttons import Act, Tap, parse
from handlers.context import Context, Services
from handlers.people import moderator_name
from handlers.permits import TELEGRAM, Visit, arrive, where_is
from handlers.refusals import sentence
from handlers.telling import answer, take_buttons, tell
from handlers.texts import Speech, language_of, quoted
from moderation.errors import (
    AlreadyDecided,
    NotVerified,
    OutOfDate,
    RuleError,
    TakenByColleague,
)
from moderation.member import Member
from moderation.permissions import PERMITS, Action, Identity, Where, may
from storage import members


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
OnRefusal = Callable[[Services, Said, RuleError], Awaitable[None]]
OnPost = Callable[[Services, Message], Awaitable[None]]
# The last argument: whether the standing of the person opens doors.
OnKnock = Callable[[Services, ChatJoinRequest, Member, Speech, bool], Awaitable[None]]
OnFact = Callable[[Update, Context], Awaitable[None]]
# What may be asked for, the first that is permitted, and the function that does it.
Ways = tuple[tuple[Action, OnMessage], ...]


class Gate(Protocol):
    """What every handler calls; actions: what it stands before."""

    @property
    def actions(self) -> tuple[Action, ...]: ...

    async def __call__(self, update: Update, context: Context) -> None: ...


@dataclass(frozen=True, slots=True)
class TapGate:
    """Before the taps of one kind; what `respond` returns is shown as a toast."""

    act: Act
    action: Action
    respond: OnPress

    @property
    def actions(self) -> tuple[Action, ...]:
        return (self.action,)

    async def __call__(self, update: Update, context: Context) -> None:
        query, services = update.callback_query, context.services
        if query is None:
            return
        tap, message = parse(query.data or ""), query.message
        if tap is None or tap.act is not self.act or message is None:
            await _say_unknown(services, query)
            return
        user, chat, message_id = query.from_user, message.chat, message.message_id
        visit = await arrive(services, user, chat)
        press = Press(tap, visit.member, user, chat.id, message_id, visit.speech)
        try:
            visit.check(self.action)
            toast = await self.respond(services, press)
        except RuleError as refusal:
            await services.database.undo()
            await self._refuse(services, visit, press, query.id, refusal)
        else:
            await answer(services, chat.id, query.id, toast)

    async def _refuse(
        self, services: Services, visit: Visit, press: Press, query_id: str, refusal: RuleError
    ) -> None:
        if visit.where is Where.MODERATION and isinstance(refusal, OutOfDate | AlreadyDecided):
            await take_buttons(services, press.chat_id, press.message_id)
        text, name = await explain(services, visit.speech, refusal)
        await answer(services, press.chat_id, query_id, text + name, alert=True)


@dataclass(frozen=True, slots=True)
class UnknownTap:
    """Behind all gates: callback data that no handler knows, from old versions and forgeries."""

    @property
    def actions(self) -> tuple[Action, ...]:
        return ()

    async def __call__(self, update: Update, context: Context) -> None:
        if update.callback_query is not None:
            await _say_unknown(context.services, update.callback_query)


@dataclass(frozen=True, slots=True)
class MessageGate:
    """Before messages and commands; turn_away: says more than the refusal's own sentence; quiet:
    who may not is not answered.
    """

    ways: Ways
    turn_away: OnRefusal | None = None
    quiet: bool = False

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for action, _respond in self.ways)

    async def __call__(self, update: Update, context: Context) -> None:
        message, user, services = update.message, update.effective_user, context.services
        if message is None or user is None:
            return
        visit = await arrive(services, user, message.chat, message.sender_chat)
        said = Said(message, visit.member, user, visit.speech)
        try:
            respond = self._permitted(visit)
        except RuleError as refusal:
            await self._refuse(services, visit, said, refusal)
            return
        try:
            await respond(services, said)
        except RuleError as refusal:
            await services.database.undo()
            await _say_why(services, said, refusal)

    async def _refuse(
        self, services: Services, visit: Visit, said: Said, refusal: RuleError
    ) -> None:
        # A bot that is answered may answer in turn, for ever.
        if self.quiet or visit.actor.identity is Identity.BOT:
            return
        if self.turn_away is not None and visit.actor.identity is Identity.PERSON:
            await self.turn_away(services, said, refusal)
        else:
            await _say_why(services, said, refusal)

    def _permitted(self, visit: Visit) -> OnMessage:
        """Raises the reason of the last way when none is open."""
        reason: RuleError = NotVerified()
        for action, respond in self.ways:
            try:
                visit.check(action)
            except RuleError as refusal:
                reason = refusal
            else:
                return respond
        raise reason


@dataclass(frozen=True, slots=True)
class PostGate:
    """Before the posts of channels, whose writers nobody knows."""

    action: Action
    respond: OnPost

    @property
    def actions(self) -> tuple[Action, ...]:
        return (self.action,)

    async def __call__(self, update: Update, context: Context) -> None:
        post = update.channel_post
        if post is not None:
            visit = await arrive(context.services, None, post.chat)
            if may(visit.actor, visit.where, self.action):
                await self.respond(context.services, post)


@dataclass(frozen=True, slots=True)
class JoinGate:
    """Before the doors of our channels and their discussions; other doors are left to people."""

    action: Action
    respond: OnKnock

    @property
    def actions(self) -> tuple[Action, ...]:
        return (self.action,)

    async def __call__(self, update: Update, context: Context) -> None:
        request = update.chat_join_request
        if request is None:
            return
        visit = await arrive(context.services, request.from_user, request.chat)
        if visit.where in PERMITS[self.action].where:
            admitted = may(visit.actor, visit.where, self.action)
            await self.respond(context.services, request, visit.member, visit.speech, admitted)


@dataclass(frozen=True, slots=True)
class FactGate:
    """Before what Telegram tells of a chat: it counts only where it concerns us."""

    action: Action
    note: OnFact

    @property
    def actions(self) -> tuple[Action, ...]:
        return (self.action,)

    async def __call__(self, update: Update, context: Context) -> None:
        chat = update.effective_chat
        if chat is not None:
            where = await where_is(context.services, chat)
            if may(TELEGRAM, where, self.action):
                await self.note(update, context)


async def explain(services: Services, speech: Speech, refusal: RuleError) -> tuple[str, str]:
    """The refusal in words, and when somebody was first, for moderators, who."""
    name = ""
    if isinstance(refusal, AlreadyDecided | TakenByColleague) and refusal.by is not None:
        name = f" ({await moderator_name(services, refusal.by)})"
    return sentence(speech.say, refusal), name


async def _say_why(services: Services, said: Said, refusal: RuleError) -> None:
    text, name = await explain(services, said.speech, refusal)
    # The sentence is ours, and may hold commands to tap; the name is a person's.
    html = escape(text, quote=False) + quoted(name)
    await tell(services, said.chat_id, html, reply_to=said.message.message_id)


async def _say_unknown(services: Services, query: CallbackQuery) -> None:
    """In the presser's own language; nothing is remembered of who presses what is not there."""
    user = query.from_user
    known = await members.load(services.database.reader, user.id)
    language = known.language if known else language_of(user.language_code)
    _ = services.texts.of(language).say
    text = _("This button is no longer in use. Send /start to go on.")
    await answer(services, user.id, query.id, text, alert=True)
