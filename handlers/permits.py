"""Permits: who acts, and where, as the one table of rights knows them; asked before all else."""

from dataclasses import dataclass

from telegram import Chat, User

from handlers.context import Services
from handlers.people import NOBODY, meet, moderation_place
from handlers.texts import Speech, language_of
from moderation.member import Member, Standing
from moderation.permissions import Action, Actor, Identity, Where, check, keeps_power
from storage import members, moderators, places, posts

TELEGRAM = Actor(Identity.TELEGRAM)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody acts somewhere; member: only in their private chat are people remembered, so it may
    be a visitor without a row.
    """

    actor: Actor
    where: Where
    member: Member
    speech: Speech

    def check(self, action: Action) -> None:
        """Raises the reason why they may not."""
        check(self.actor, self.where, action)


async def arrive(
    services: Services, user: User | None, chat: Chat, in_name_of: Chat | None = None
) -> Visit:
    """in_name_of: the group or channel in whose name a message was written."""
    where = await where_is(services, chat, user)
    identity = _identity(user, in_name_of)
    if user is None or identity is not Identity.PERSON:
        member = _unknown(services, user, services.rules.language)
        return Visit(Actor(identity), where, member, services.texts.of(member.language))
    if where is Where.PRIVATE:
        member = await meet(services, user)
    else:
        known = await members.load(services.database.reader, user.id)
        member = known or _unknown(services, user, language_of(user.language_code))
    actor = Actor(
        standing=member.standing,
        role=member.role,
        informed=member.is_informed,
        moderates=where in {Where.MODERATION, Where.DISCUSSION}
        and await moderators.is_listed(services.database.reader, user.id),
        operates=user.id in services.rules.operators,
    )
    return Visit(actor, where, member, services.texts.of(member.language))


async def where_is(services: Services, chat: Chat, user: User | None = None) -> Where:
    """What kind of chat this is to the bot; a private one only for its own person."""
    if user is not None and chat.id == user.id:
        return Where.PRIVATE
    reader = services.database.reader
    team = await moderation_place(services)
    if team is not None and team.chat_id == chat.id:
        return Where.MODERATION
    if chat.type == Chat.CHANNEL:
        return Where.CHANNEL if await places.in_chat(reader, chat.id) else Where.OTHER
    if await places.discusses(reader, chat.id) or await posts.has_thread(reader, chat.id):
        return Where.DISCUSSION
    return Where.OTHER


async def still_moderates(services: Services, user_id: int) -> bool:
    """Whether a verdict that was given still has power behind it: it may have left with its
    moderator, or with their own standing.
    """
    reader = services.database.reader
    if not await moderators.is_listed(reader, user_id):
        return False
    member = await members.load(reader, user_id)
    return keeps_power(member.standing if member else Standing.VISITOR)


def _unknown(services: Services, user: User | None, language: str) -> Member:
    return Member(user.id if user else 0, language, services.clock())


def _identity(user: User | None, in_name_of: Chat | None) -> Identity:
    if user is None or in_name_of is not None or user.id in NOBODY:
        return Identity.NAMELESS
    return Identity.BOT if user.is_bot else Identity.PERSON
