"""/bind: an operator ties a group or channel to a duty, from inside it."""

from dataclasses import replace

from telegram import Chat, ChatFullInfo, ChatMember, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.erasing import erase
from handlers.menus import set_menus
from handlers.places.upkeep import inspect, missing_rights
from handlers.reviewing.moving import leave_earlier_group
from handlers.roster import take_stock
from handlers.routing import Press, Said
from handlers.sweeps import catch_up
from handlers.telling import present, tell
from handlers.texts import Speech, quoted, specialty_name
from handlers.thread.media import close, talk_of
from handlers.thread.screening import topic_of
from moderation.errors import NotOperator, OutOfDate
from moderation.post import MODERATION, Place
from moderation.specialty import SPECIALTIES
from moderation.trail import Entry
from storage import audit, places

DUTIES = (MODERATION, *SPECIALTIES)


async def bind(services: Services, said: Said) -> None:
    """/bind DUTY, by an operator in a group: at once."""
    message = said.message
    duty = await _named_duty(services, message)
    if duty is not None:
        text = await tie(services, message.chat, duty, topic_of(message), said.user.id)
        await tell(services, message.chat_id, text, thread_id=topic_of(message))


async def ask_in_channel(services: Services, post: Message) -> None:
    """/bind DUTY as a post: it does not say which person wrote it, so operators are asked.

    Channel posts reach the bot as plain text; only /bind is for it.
    """
    if (post.text or "").split("@")[0].split()[:1] != ["/bind"]:
        return
    # Anybody can make the bot an administrator of a channel; a stranger's gets no answer.
    operators = [o for o in services.rules.operators if await _is_admin(services, post.chat_id, o)]
    duty = await _named_duty(services, post) if operators else None
    if duty is not None:
        await _ask(services, operators, post.chat, duty)
        # Nobody who reads the channel needs to see it, nor the comments that would hang on it.
        await erase(services, post.chat_id, [post.message_id])


async def _named_duty(services: Services, message: Message) -> str | None:
    """The duty after the command; None when there is no such duty, which is said."""
    words = (message.text or "").split()
    duty = words[1].lower() if len(words) > 1 else ""
    if duty in DUTIES:
        return duty
    _ = services.texts.of(services.rules.language).say
    text = _("Name the duty of this chat: /bind DUTY, one of: {known}")
    known = ", ".join(DUTIES)
    await tell(services, message.chat_id, text.format(known=known), thread_id=topic_of(message))
    return None


async def confirm(services: Services, press: Press) -> str | None:
    """An operator confirms in private what was asked for inside a channel."""
    if press.tap.arg not in DUTIES:
        raise OutOfDate
    try:
        chat = await services.bot.get_chat(press.tap.subject)
    except (BadRequest, Forbidden):
        return press.speech.say("That channel is out of my reach now.")
    if not await _is_admin(services, chat.id, press.user.id):
        raise NotOperator
    text = await tie(services, chat, press.tap.arg, None, press.user.id)
    await present(services, press.chat_id, press.message_id, text)
    return None


async def tie(
    services: Services,
    chat: Chat | ChatFullInfo,
    duty: str,
    thread_id: int | None,
    operator_id: int,
) -> str:
    """Checks the rights, then binds; returns the sentence that says how it went."""
    speech = services.texts.of(services.rules.language)
    _ = speech.say
    missing = await missing_rights(services, chat.id, duty)
    if missing:
        text = _("Not bound. Make me an administrator with these rights, then repeat: {rights}")
        return text.format(rights=", ".join(missing))
    discussion_id = await _discussion(services, chat.id)
    if not await _is_apart(services, chat, duty, discussion_id):
        return _("Not bound: moderators need a group of their own, apart from all channels.")
    earlier = await places.of_duty(services.database.reader, duty)
    place = Place(
        duty=duty,
        chat_id=chat.id,
        title=chat.title or "",
        bound_by=operator_id,
        bound_at=services.clock(),
        thread_id=thread_id,
        discussion_id=discussion_id,
        students=earlier is None or earlier.students,
    )
    if duty != MODERATION:
        link = await services.bot.create_chat_invite_link(
            chat.id, name="MedPics", creates_join_request=True
        )
        place = replace(place, invite_link=link.invite_link)
    closed = await _close_talk(services, place, chat)
    await leave_earlier_group(services, place)
    async with services.database.transaction() as tx:
        await places.bind(tx, place)
        await audit.record(tx, services.clock(), operator_id, Entry.BIND, f"place {duty}")
    services.errand("binding", 0, lambda: _take_up(services, place.duty))
    return _bound_text(speech, place, closed=closed)


async def _close_talk(services: Services, place: Place, chat: Chat | ChatFullInfo) -> bool:
    """Where cases are discussed members send no media; the look that follows tells if they can."""
    talk = talk_of(place, chat)
    if talk is None or "can_restrict_members" in await missing_rights(services, talk, place.duty):
        return False
    return await close(services, talk)


async def _is_apart(
    services: Services, chat: Chat | ChatFullInfo, duty: str, discussion_id: int | None
) -> bool:
    """Whether the moderators' group would share no chat with a channel or its discussion.

    The doors of channels open for every verified member, who must not come to moderate by them.
    """
    bound = await places.everywhere(services.database.reader)
    if duty == MODERATION:
        others = [place for place in bound if place.duty != MODERATION]
        open_chats = {x for place in others for x in (place.chat_id, place.discussion_id)}
        return chat.type != Chat.CHANNEL and chat.id not in open_chats
    inner = {place.chat_id for place in bound if place.duty == MODERATION}
    return not inner & {chat.id, discussion_id}


async def _take_up(services: Services, duty: str) -> None:
    """What waited for this place is done now, and its people are known and get their menu."""
    await inspect(services, duty)
    await take_stock(services)
    await set_menus(services)
    await catch_up(services)


async def _discussion(services: Services, chat_id: int) -> int | None:
    chat = await services.bot.get_chat(chat_id)
    return chat.linked_chat_id if chat.type == Chat.CHANNEL else None


async def _ask(services: Services, operators: list[int], chat: Chat, duty: str) -> None:
    """operators: those who are administrators there."""
    for operator in operators:
        _ = services.texts.of(services.rules.language).say
        text = _("Bind the channel “{title}” ({id}) to “{duty}”?").format(
            title=quoted(chat.title or ""), id=chat.id, duty=duty
        )
        earlier = await places.of_duty(services.database.reader, duty)
        if earlier is not None and earlier.chat_id != chat.id:
            replaced = _("It takes the place of “{title}” ({id}).")
            text += "\n" + replaced.format(title=quoted(earlier.title), id=earlier.chat_id)
        tap = Tap(Act.BIND, chat.id, 0, duty)
        await tell(services, operator, text, keyboard([button(_("Yes, bind it"), tap)]))


async def _is_admin(services: Services, chat_id: int, user_id: int) -> bool:
    try:
        member = await services.bot.get_chat_member(chat_id, user_id)
    except TelegramError:
        return False
    return member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}


def _bound_text(speech: Speech, place: Place, *, closed: bool) -> str:
    _ = speech.say
    if place.duty == MODERATION:
        return _("✅ Bound: moderators work here. Try /queue.")
    name = specialty_name(_, place.duty)
    text = _("✅ Bound: cases of {specialty} appear here.").format(specialty=name)
    if place.discussion_id is None and place.thread_id is None:
        text += " " + _("No discussion group is linked yet, so nobody can answer in a thread.")
    if closed:
        text += " " + _("Where they are discussed, members can write, but send no media any more.")
    return text
