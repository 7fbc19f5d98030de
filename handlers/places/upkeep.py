"""Upkeep: places are looked at daily, at every change and, while they are paused, at every sweep;
what keeps the bot from working pauses them, what is mended resumes them, and people are told once.
"""

import logging
import re
from dataclasses import replace

from telegram import (
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from handlers.context import Services
from handlers.delivery import follow_migration, is_out_of_reach
from handlers.people import moderation_place
from handlers.places.upkeep_words import report
from handlers.telling import tell
from handlers.thread.media import is_open, talk_of
from moderation.post import MODERATION, Place
from moderation.upkeep import Defect, Flaw
from storage import places

log = logging.getLogger(__name__)

GROUP_RIGHTS = ("can_delete_messages",)
DISCUSSION_RIGHTS = (*GROUP_RIGHTS, "can_invite_users", "can_restrict_members")
CHANNEL_RIGHTS = (
    "can_post_messages",
    "can_edit_messages",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
)
# How Telegram says of the bot itself that it is not there, besides "chat not found".
OUTSIDE = re.compile(
    r"(user|member) not found|participant_id_invalid|user_not_participant|"
    r"member list is inaccessible",
    re.IGNORECASE,
)
# What stands for all rights of somebody who is not there.
MEMBER = "member"


async def sweep(services: Services) -> set[str]:
    """Looks at every place that is due; returns the duties that can be done again."""
    resumed = set()
    for place in await places.everywhere(services.database.reader):
        if not place.is_due(services.clock()):
            continue
        try:
            if await inspect(services, place.duty):
                resumed.add(place.duty)
        except TelegramError as error:
            log.info("a place could not be looked at: %s", type(error).__name__)
    return resumed


async def inspect(services: Services, duty: str) -> bool:
    """Looks at a place now, and tells what has changed; True when it is no longer paused.

    Asks Telegram, so it comes before anything is written. Raises TelegramError without an answer:
    then everything stays as it was, and the next sweep looks.
    """
    place = await places.of_duty(services.database.reader, duty)
    if place is None:
        return False
    try:
        defects = await look(services, place)
    except ChatMigrated as moved:
        await follow_migration(services, place.chat_id, moved.new_chat_id)
        return False
    found = replace(place, flaws=frozenset(defect.pack() for defect in defects))
    if defects and found.flaws != place.flaws:
        log.warning("%s: %s", duty, ", ".join(sorted(found.flaws)))
    async with services.database.unit():
        async with services.database.transaction() as tx:
            if not await places.note(tx, place, found.flaws, services.clock()):
                return False
        if found.flaws != place.flaws:
            await _tell(services, place, found, defects)
    return place.is_paused and not found.is_paused


async def _tell(services: Services, was: Place, now: Place, defects: list[Defect]) -> None:
    """Operators hear of every change, moderators of what is paused and of what goes on."""
    speech = services.texts.of(services.rules.language)
    text = report(speech, was, now, defects)
    for operator in sorted(services.rules.operators):
        await tell(services, operator, text)
    moderators = await moderation_place(services)
    if moderators is None or moderators.is_gone or not (was.is_paused or now.is_paused):
        return
    await tell(services, moderators.chat_id, text, thread_id=moderators.thread_id)


async def look(services: Services, place: Place) -> list[Defect]:
    """Everything that is wrong with a place now; raises TelegramError without an answer."""
    lacking = await missing_rights(services, place.chat_id, place.duty)
    if MEMBER in lacking:
        return [Defect(Flaw.GONE)]
    found = [Defect(Flaw.RIGHTS, ", ".join(lacking))] if lacking else []
    chat = await services.bot.get_chat(place.chat_id)
    if chat.type == Chat.CHANNEL:
        found += await _discussion(services, place, chat)
        found += await _writers(services, place)
    elif talk_of(place, chat) is not None and is_open(chat):
        found.append(Defect(Flaw.MEDIA))
    if place.duty == MODERATION and chat.has_visible_history:
        found.append(Defect(Flaw.HISTORY))
    return found


async def _discussion(services: Services, place: Place, chat: ChatFullInfo) -> list[Defect]:
    if place.discussion_id is None:
        return [Defect(Flaw.LINKED)] if chat.linked_chat_id else []
    if chat.linked_chat_id != place.discussion_id:
        return [Defect(Flaw.UNLINKED)]
    lacking = await missing_rights(services, place.discussion_id, place.duty)
    if MEMBER in lacking:
        return [Defect(Flaw.TALK_GONE)]
    found = [Defect(Flaw.TALK_RIGHTS, ", ".join(lacking))] if lacking else []
    if is_open(await services.bot.get_chat(place.discussion_id)):
        found.append(Defect(Flaw.MEDIA))
    return found


async def _writers(services: Services, place: Place) -> list[Defect]:
    """Telegram tells no bot when a person changes a post: so nobody but the bot should be able to.

    Counted, not named; the owner can do everything and is left out.
    """
    try:
        administrators = await services.bot.get_chat_administrators(place.chat_id)
    except (BadRequest, Forbidden):
        return []
    people = [
        member
        for member in administrators
        if isinstance(member, ChatMemberAdministrator) and member.user.id != services.bot.id
    ]
    editors = sum(bool(member.can_edit_messages) for member in people)
    posters = sum(bool(member.can_post_messages) for member in people)
    return [Defect(Flaw.WRITERS, f"{editors} {posters}")] if editors or posters else []


async def missing_rights(services: Services, chat_id: int, duty: str) -> list[str]:
    """The rights the bot lacks there for this duty, by Telegram's own names; MEMBER for all.

    Raises TelegramError when Telegram does not answer, or answers what says nothing about that.
    """
    try:
        me = await services.bot.get_chat_member(chat_id, services.bot.id)
    except (BadRequest, Forbidden) as refusal:
        if is_out_of_reach(refusal) or OUTSIDE.search(refusal.message):
            return [MEMBER]
        raise
    if me.status in {ChatMember.LEFT, ChatMember.BANNED}:
        return [MEMBER]
    chat = await services.bot.get_chat(chat_id)
    needed: tuple[str, ...] = CHANNEL_RIGHTS
    if chat.type != Chat.CHANNEL:
        needed = GROUP_RIGHTS if duty == MODERATION else DISCUSSION_RIGHTS
    if me.status == ChatMember.OWNER:
        return []
    if not isinstance(me, ChatMemberAdministrator):
        return list(needed)
    return [right for right in needed if not getattr(me, right, False)]
