"""Doors: the join-request links, and who may come through them."""

from telegram import ChatJoinRequest, InlineKeyboardButton

from handlers.buttons import keyboard
from handlers.context import Services
from handlers.telling import settle_request, tell
from handlers.texts import Speech, specialty_name
from moderation.member import Member
from moderation.post import MODERATION
from moderation.trail import Entry
from storage import audit, places
from storage.database import Transaction


async def send_channels(services: Services, member: Member, speech: Speech) -> None:
    """The channels as links; asking to join there is approved for verified members alone."""
    _ = speech.say
    bound = [
        place
        for place in await places.everywhere(services.database.reader)
        if place.duty != MODERATION and place.invite_link
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


async def knock(
    services: Services, request: ChatJoinRequest, speech: Speech, admitted: bool
) -> None:
    """A join request: let in, or declined and told the way in."""
    person, entry = request.from_user.id, Entry.LET_IN if admitted else Entry.TURN_AWAY
    async with services.database.transaction() as tx:
        door = await _door(tx, request.chat.id)
        await audit.record(tx, services.clock(), person, entry, door)
        await settle_request(services, request.chat.id, person, admitted=admitted)
    if admitted:
        return
    _ = speech.say
    await tell(
        services,
        request.user_chat_id,
        _(
            "This channel is for verified health professionals and students. Send /start here, "
            "prove once who you are, and ask again."
        ),
    )


async def _door(tx: Transaction, chat_id: int) -> str:
    """How the audit trail names a door; a group that is no place's any more, by its number."""
    for place in await places.everywhere(tx):
        if chat_id == place.chat_id:
            return f"place {place.duty}"
        if chat_id == place.discussion_id:
            return f"discussion {place.duty}"
    return f"discussion {chat_id}"
