"""Discipline: moderators warn, mute and remove in threads, by answering a message there."""

import logging

from telegram import ChatMember, ChatPermissions, Message, User
from telegram.error import BadRequest, Forbidden

from handlers.context import Services
from handlers.erasing import erase
from handlers.people import NOBODY, display_name, is_present, moderation_place
from handlers.permits import still_moderates
from handlers.relaying import relayed, tell_replaced
from handlers.routing import Said
from handlers.telling import message_link, tell
from handlers.texts import Speech, Translate, plain, quoted
from handlers.thread.house_rules import house_rules
from moderation.discipline import REMEMBERED, Measure, Order, Sanction, parse
from storage import audit, members, moderators, sanctions

log = logging.getLogger(__name__)

SILENT = ChatPermissions.no_permissions()


async def is_order(services: Services, message: Message) -> bool:
    """Whether this is a command that `act` will be called with, and so will delete."""
    user, command = message.from_user, (message.text or "").partition(" ")[0]
    name, _at, bot = command.removeprefix("/").partition("@")
    if user is None or message.sender_chat is not None or not command.startswith("/"):
        return False
    if name.lower() not in set(Measure) or bot.lower() not in {"", services.bot.username.lower()}:
        return False
    return await still_moderates(services, user.id)


async def act(services: Services, said: Said) -> None:
    """/warn, /mute 1d, /remove, as an answer to somebody's message and with a reason.

    The command leaves the thread whatever comes of it; moderators hear why nothing did.
    """
    order, aim = parse(said.words), said.message.reply_to_message
    speech = services.texts.of(services.rules.language)
    problem = await _problem(services, aim, speech.say)
    await erase(services, said.chat_id, [said.message.message_id])
    if problem or aim is None or aim.from_user is None:
        await _tell_moderators(services, problem)
        return
    sanction, labels = await _record(services, said, order, aim.from_user)
    if order.measure is Measure.REMOVE:
        await erase(services, said.chat_id, [aim.message_id])
    await _tell_person(services, sanction)
    await _tell_team(services, speech, said, sanction, aim)
    if labels:
        await tell_replaced(services, said.user.id, said.speech, labels)


async def _problem(services: Services, aim: Message | None, _: Translate) -> str:
    """Why nothing is done; asks Telegram, so it comes before anything is written."""
    if aim is None:
        return _("To warn, mute or remove, answer the message that it is about.")
    user = aim.from_user
    if aim.is_automatic_forward:
        return _(
            "That is the post itself: /takedown and its number remove it, here in this group."
        )
    if user is None or aim.sender_chat is not None or user.id in NOBODY:
        return _("Nothing was done: Telegram does not say who wrote that message.")
    if user.is_bot:
        return _("Nothing was done: that message is a bot's.")
    if await _moderates(services, user.id):
        return _("Nothing was done: {name} is a moderator, too. Talk to each other.").format(
            name=quoted(display_name(user))
        )
    return await _rank_problem(services, aim, user, _)


async def _moderates(services: Services, user_id: int) -> bool:
    """Whoever is in their group is spared, also who never acted there and is on no list yet."""
    if await moderators.is_listed(services.database.reader, user_id):
        return True
    place = await moderation_place(services)
    return place is not None and await is_present(services, place.chat_id, user_id)


async def _rank_problem(services: Services, aim: Message, user: User, _: Translate) -> str:
    try:
        present = await services.bot.get_chat_member(aim.chat_id, user.id)
    except (BadRequest, Forbidden):
        return _("Nothing was done: Telegram does not tell me who that is in the group.")
    if present.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}:
        return _("Nothing was done: {name} administers that group.").format(
            name=quoted(display_name(user))
        )
    return ""


async def _record(
    services: Services, said: Said, order: Order, user: User
) -> tuple[Sanction, list[str]]:
    """Keeps it, and has it done once that is committed; also what was replaced in the reason."""
    now = services.clock()
    person = await members.load(services.database.reader, user.id)
    language = person.language if person else services.rules.language
    reason, labels = relayed(services, language, order.reason) if order.reason else ("", [])
    sanction = Sanction(
        id=0,
        member_id=user.id,
        chat_id=said.chat_id,
        measure=order.measure,
        at=now,
        by_id=said.user.id,
        reason=reason,
        until=now + order.span if order.span else None,
        due=order.measure is Measure.MUTE,
    )
    async with services.database.transaction() as tx:
        sanction = await sanctions.add(tx, sanction)
        await audit.record(tx, now, said.user.id, order.measure, f"member {user.id}")
    if sanction.due:
        wake(services, sanction.id)
    return sanction, labels


async def _tell_person(services: Services, sanction: Sanction) -> None:
    person = await members.load(services.database.reader, sanction.member_id)
    _ = services.texts.of(person.language if person else services.rules.language).say
    texts = {
        Measure.WARN: _("⚠️ A moderator warns you about a message of yours in a thread."),
        Measure.MUTE: _("🔇 A moderator has muted you in the threads until {until} (UTC)."),
        Measure.REMOVE: _("🗑 A moderator removed a message of yours from a thread."),
    }
    until = sanction.until.strftime("%d.%m.%Y %H:%M") if sanction.until else ""
    lines = [texts[sanction.measure].format(until=until)]
    if sanction.reason:
        lines.append(f"<blockquote>{quoted(sanction.reason)}</blockquote>")
    lines.append(house_rules(_))
    if services.rules.privacy_contact:
        contact = plain(services.rules.privacy_contact)
        lines.append(_("If you disagree, write to: {contact}").format(contact=contact))
    await tell(services, sanction.member_id, "\n\n".join(lines))


async def _tell_team(
    services: Services, speech: Speech, said: Said, sanction: Sanction, aim: Message
) -> None:
    """A card for colleagues: who did what about whom, why, and what was before."""
    _ = speech.say
    texts = {
        Measure.WARN: _("⚠️ {moderator} warned {name} in “{group}”."),
        Measure.MUTE: _("🔇 {moderator} muted {name} in “{group}” until {until} (UTC)."),
        Measure.REMOVE: _("🗑 {moderator} removed a message of {name} from “{group}”."),
    }
    writer = display_name(aim.from_user) if aim.from_user else "?"
    lines = [
        texts[sanction.measure].format(
            moderator=quoted(display_name(said.user)),
            name=quoted(writer),
            group=quoted(aim.chat.title or "?"),
            until=sanction.until.strftime("%d.%m.%Y %H:%M") if sanction.until else "",
        )
    ]
    if sanction.reason:
        lines.append(f"<blockquote>{quoted(sanction.reason)}</blockquote>")
    if sanction.measure is not Measure.REMOVE:
        link = message_link(aim.chat_id, aim.message_id)
        lines.append(f'<a href="{link}">' + _("the message") + "</a>")
    since = sanction.at - REMEMBERED
    earlier = await sanctions.of_person(services.database.reader, sanction.member_id, since)
    lines.append(
        speech.count(
            "{number} measure about this person in 90 days, with this one.",
            "{number} measures about this person in 90 days, with this one.",
            len(earlier),
        )
    )
    await _tell_moderators(services, "\n\n".join(lines))


async def _tell_moderators(services: Services, text: str) -> None:
    place = await moderation_place(services)
    if place is not None and text:
        await tell(services, place.chat_id, text, thread_id=place.thread_id)


def wake(services: Services, sanction_id: int) -> None:
    services.errand("muting", sanction_id, lambda: carry_out(services, sanction_id))


async def sweep(services: Services) -> None:
    """Takes up what a stop or a broken connection left undone."""
    for sanction_id in await sanctions.due(services.database.reader):
        wake(services, sanction_id)


async def carry_out(services: Services, sanction_id: int) -> None:
    """Mutes a person; twice is harmless. Raises TelegramError when nobody answered."""
    sanction = await sanctions.load(services.database.reader, sanction_id)
    if sanction is None or not sanction.due:
        return
    refused = False
    # A mute whose time is over by now would be one for ever.
    if sanction.until is not None and sanction.until > services.clock():
        try:
            await services.bot.restrict_chat_member(
                sanction.chat_id, sanction.member_id, SILENT, until_date=sanction.until
            )
        except (BadRequest, Forbidden):
            log.warning("somebody could not be muted")
            refused = True
    async with services.database.unit():
        async with services.database.transaction() as tx:
            await sanctions.done(tx, sanction.id)
        if refused:
            _ = services.texts.of(services.rules.language).say
            text = _("⚠️ Telegram does not let me mute them there; please do it by hand.")
            await _tell_moderators(services, text)
