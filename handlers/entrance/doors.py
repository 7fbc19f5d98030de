"""Doors: the join-request links, who may come through them, and who waits before them."""

from telegram import ChatJoinRequest, InlineKeyboardButton

from handlers.buttons import keyboard
from handlers.context import Services
from handlers.telling import settle_request, tell
from handlers.texts import Speech, specialty_name
from moderation.member import Member, Standing
from moderation.permissions import may_enter
from moderation.post import MODERATION, Place
from moderation.trail import Entry
from storage import audit, doors, places
from storage.database import Transaction


async def send_channels(services: Services, member: Member, speech: Speech) -> None:
    """The channels as links; asking to join there is approved for those who may enter."""
    _ = speech.say
    bound = [
        place
        for place in await places.everywhere(services.database.reader)
        if place.duty != MODERATION and place.invite_link and may_enter(member, place)
    ]
    if not bound:
        await tell(services, member.id, _("No channel is open yet. Come back soon: /channels"))
        return
    rows = [
        [InlineKeyboardButton(specialty_name(_, place.duty), url=place.invite_link)]
        for place in sorted(bound, key=lambda place: place.duty != member.specialty)
    ]
    text = _("The channels: tap one, ask to join, and I let you in at once.")
    await tell(services, member.id, text, keyboard(*rows))


async def of_chat(services: Services, chat_id: int) -> list[Place]:
    """The channels that a chat is, or belongs to."""
    return [
        place
        for place in await places.everywhere(services.database.reader)
        if place.duty != MODERATION and chat_id in {place.chat_id, place.discussion_id}
    ]


async def is_open_for(services: Services, member: Member, chat_id: int) -> bool:
    """Whether somebody has a place in this channel or discussion."""
    return any(may_enter(member, place) for place in await of_chat(services, chat_id))


async def knock(
    services: Services, request: ChatJoinRequest, member: Member, speech: Speech, admitted: bool
) -> None:
    """A join request: let in, kept until the person is decided about, or declined and told why."""
    chat_id, person = request.chat.id, request.from_user.id
    _ = speech.say
    if admitted and await is_open_for(services, member, chat_id):
        await _answer(services, chat_id, person, admitted=True)
        return
    if member.standing is Standing.APPLICANT:
        async with services.database.transaction() as tx:
            await doors.knock(tx, chat_id, person, services.clock())
        text = _(
            "Your application is with the moderators, or waits for an answer of yours: /start. I "
            "keep your request to join, and answer it with their decision."
        )
        await tell(services, request.user_chat_id, text)
        return
    await _answer(services, chat_id, person, admitted=False)
    await tell(services, request.user_chat_id, _why_not(speech, admitted=admitted))


def _why_not(speech: Speech, *, admitted: bool) -> str:
    """admitted: they are members, and only this channel is not for them."""
    _ = speech.say
    if admitted:
        return _("This channel is not open for students. /channels shows those that are.")
    return _(
        "This channel is for verified health professionals and students. Send /start here, "
        "prove once who you are, and ask again."
    )


async def settle_knocks(services: Services, member: Member) -> None:
    """They are decided about: every door that they wait before opens, or does not."""
    async with services.database.transaction() as tx:
        for chat_id in await doors.take_knocks(tx, member.id):
            admitted = await is_open_for(services, member, chat_id)
            await _answer(services, chat_id, member.id, admitted=admitted)


async def _answer(services: Services, chat_id: int, person: int, *, admitted: bool) -> None:
    entry = Entry.LET_IN if admitted else Entry.TURN_AWAY
    async with services.database.transaction() as tx:
        door = await _door(tx, chat_id)
        await audit.record(tx, services.clock(), person, entry, door)
        await settle_request(services, chat_id, person, admitted=admitted)


async def _door(tx: Transaction, chat_id: int) -> str:
    """How the audit trail names a door; a group that is no place's any more, by its number."""
    for place in await places.everywhere(tx):
        if chat_id == place.chat_id:
            return f"place {place.duty}"
        if chat_id == place.discussion_id:
            return f"discussion {place.duty}"
    return f"discussion {chat_id}"
