"""Screening: nothing raw stays where cases are discussed, be it a picture or a sure name.

Everything that is written or changed there is looked at before it counts as an answer. What has to
go is deleted, whoever sent it; nothing is said in the group, and its sender hears why in private.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from telegram import Message, Update, User
from telegram.ext import ApplicationHandlerStop

from anonymize import Identifier, Passage
from handlers.alarms import alarm_doubtful
from handlers.context import Context, Services
from handlers.erasing import erase
from handlers.people import NOBODY
from handlers.telling import message_link, tell
from handlers.texts import language_of, quoted, shortened
from handlers.thread.answering import offer
from handlers.thread.discipline import is_order
from handlers.thread.discussion import thread_of
from handlers.wording import rewritten
from moderation.member import Member
from moderation.post import MODERATION, Place
from storage import members, places, posts, told

# Who somebody is, or how to reach them. Dates, places and links have their use among colleagues:
# moderators look at those.
REMOVED = frozenset(
    {
        Identifier.NAME,
        Identifier.PHONE,
        Identifier.MAIL,
        Identifier.NATIONAL_NUMBER,
        Identifier.RECORD_NUMBER,
        Identifier.ADDRESS,
        Identifier.PROFESSIONAL,
        Identifier.PLATE,
    }
)
# What is given back fits into one message, with a sentence above it.
GIVEN_BACK_MAX = 3000
# The pictures of an album come one by one, and are told of once.
ALBUM_TOLD = timedelta(hours=1)


async def screen(update: Update, context: Context) -> None:
    """Whatever anybody wrote or changed in a discussion; raises ApplicationHandlerStop when it
    has to go, so that nobody hears it as an answer.
    """
    message, services = update.effective_message, context.services
    if message is None:
        return
    bound = await places.everywhere(services.database.reader)
    if not any(_is_for(place, message) for place in bound):
        return
    if holds_media(message, {place.chat_id for place in bound}):
        await _remove_media(services, message)
        raise ApplicationHandlerStop
    if message is update.message and await is_order(services, message):
        # It is deleted anyway, and its reason rewritten before anybody reads it.
        return
    found = services.identifiers(words_of(message))
    if is_grave(found):
        await _remove_words(services, message)
        raise ApplicationHandlerStop
    if found:
        await alarm_doubtful(services, message_link(message.chat_id, message.message_id))


def _is_for(place: Place, message: Message) -> bool:
    """Whether the place's cases are discussed there: in its group as a whole, or in its topic."""
    if place.duty == MODERATION:
        return False
    where = (message.chat_id, topic_of(message))
    return place.discussion_id == message.chat_id or (place.chat_id, place.thread_id) == where


def topic_of(message: Message) -> int | None:
    """The topic of a forum; None outside of forums, and in a forum's general topic."""
    return message.message_thread_id if message.is_topic_message else None


def holds_media(message: Message, ours: set[int]) -> bool:
    """Whatever is not surely words: what Telegram invents tomorrow is removed as well.

    ours: chats whose posts may be quoted with their pictures, which are masked.
    """
    body = message.to_dict()
    # What is answered stands there already, and was looked at.
    body.pop("reply_to_message", None)
    cited = message.external_reply
    if cited is not None and cited.chat is not None and cited.chat.id in ours:
        body.pop("external_reply", None)
    return _names_a_file(body) or not (message.text or message.poll or message.dice)


def _names_a_file(value: Any) -> bool:
    if isinstance(value, dict):
        return "file_id" in value or any(map(_names_a_file, value.values()))
    return isinstance(value, list | tuple) and any(map(_names_a_file, value))


def words_of(message: Message) -> str:
    """All words of a message, also those that it quotes from another chat."""
    said = [message.text]
    if message.poll:
        said += [message.poll.question, message.poll.description, message.poll.explanation]
        said += [option.text for option in message.poll.options]
    if message.external_reply and message.quote:
        said.append(message.quote.text)
    return "\n".join(filter(None, said))


def is_grave(passages: Sequence[Passage]) -> bool:
    """Whether a text must not stand among others."""
    return any(passage.sure and passage.kind in REMOVED for passage in passages)


async def _remove_media(services: Services, message: Message) -> None:
    await _remove(services, message)
    person = _person_behind(message)
    if person is None or not await _is_news(services, person, message.media_group_id):
        return
    member = await _as_member(services, person)
    _ = services.texts.of(member.language).say
    text = _(
        "🖼 I removed what you sent into the discussion: pictures, files and recordings that "
        "nobody has masked and looked at must not stand there. Words may."
    )
    more, markup = await offer(services, member, await thread_of(services, message))
    await tell(services, person.id, "\n\n".join([text, *more]), markup)


async def _remove_words(services: Services, message: Message) -> None:
    """Its author gets it back without what identifies; so nothing of that is kept meanwhile."""
    await _remove(services, message)
    person = _person_behind(message)
    if person is None:
        return
    member = await _as_member(services, person)
    text = given_back(services, member, words_of(message))
    _ = services.texts.of(member.language).say
    head = _(
        "✂️ I removed your message from the discussion, because it says who somebody is. Here it "
        "is with labels in place of that; send it again without them:"
    )
    await tell(services, person.id, f"{head}\n\n{text}")


def given_back(services: Services, member: Member, words: str) -> str:
    """Somebody's own words, in HTML, with labels for what surely identifies."""
    _ = services.texts.of(member.language).say
    kept = rewritten(services.identifiers, _, words, GIVEN_BACK_MAX)
    return quoted(shortened(kept.text, GIVEN_BACK_MAX))


async def _remove(services: Services, message: Message) -> None:
    """It may have been counted as an answer, before it was changed."""
    async with services.database.transaction() as tx:
        await posts.forget_reply(tx, message.chat_id, message.message_id)
    await erase(services, message.chat_id, [message.message_id])


def _person_behind(message: Message) -> User | None:
    """None for bots and for who writes in the name of a group or channel: nobody can be told."""
    user = message.from_user
    if user is None or message.sender_chat is not None or user.is_bot or user.id in NOBODY:
        return None
    return user


async def _is_news(services: Services, person: User, album: str | None) -> bool:
    if album is None:
        return True
    async with services.database.transaction() as tx:
        what, now = f"album {album}", services.clock()
        return await told.first_in(tx, person.id, what, now, ALBUM_TOLD)


async def _as_member(services: Services, person: User) -> Member:
    """Only in their private chat are people remembered, so this may be a visitor without a row."""
    known = await members.load(services.database.reader, person.id)
    return known or Member(person.id, language_of(person.language_code), services.clock())
