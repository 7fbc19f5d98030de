"""Doors: the join-request links, and who may come through them."""

from telegram import InlineKeyboardButton, Update

from handlers.buttons import keyboard
from handlers.context import Context, Services
from handlers.people import meet
from handlers.telling import settle_request, tell
from handlers.texts import Speech, specialty_name
from moderation.errors import NotVerified
from moderation.member import Member
from moderation.post import MODERATION
from storage import places


async def send_channels(services: Services, member: Member, speech: Speech) -> None:
    """The channels as links; asking to join there is approved for verified members alone."""
    if not member.is_verified:
        raise NotVerified
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


async def knock(update: Update, context: Context) -> None:
    """A join request: approved for verified members, declined with the way in for others."""
    request = update.chat_join_request
    if request is None:
        return
    services = context.services
    if not await _is_ours(services, request.chat.id):
        return
    member = await meet(services, request.from_user)
    chat_id, user_id = request.chat.id, request.from_user.id
    await settle_request(services, chat_id, user_id, admitted=member.is_verified)
    if member.is_verified:
        return
    _ = services.texts.of(member.language).say
    await tell(
        services,
        request.user_chat_id,
        _(
            "This channel is for verified health professionals and students. Send /start here, "
            "prove once who you are, and ask again."
        ),
    )


async def _is_ours(services: Services, chat_id: int) -> bool:
    bound = await places.everywhere(services.database.reader)
    inner = {place.chat_id for place in bound if place.duty == MODERATION}
    outer = [place for place in bound if place.duty != MODERATION]
    doors = {place.chat_id for place in outer} | {place.discussion_id for place in outer}
    return chat_id in doors - inner
