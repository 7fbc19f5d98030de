"""One message as the web page draws it; of a deleted one nothing but the place is told."""

from sandbox.messenger import Messenger
from sandbox.model import Chat, JsonObject, Media, Message, Origin, Poll, World
from sandbox.people import Person
from sandbox.posting import automatic_forward_of, thread_of
from sandbox.render import SERVICE_USERS, find_user
from sandbox.seen import Seen
from sandbox.service_words import service_words

DRAWABLE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
BUBBLE_SIDE = 800  # px, the long side drawn in a bubble
QUOTED = 120  # characters of the message that is answered


def message_json(messenger: Messenger, person: Person, chat: Chat, message: Message) -> JsonObject:
    """What `person` sees of the message; dates in unix seconds, sizes in bytes and pixels."""
    seen = Seen(messenger, chat.key, message.id)
    shown: JsonObject = {
        "id": message.id,
        "date": message.date,
        "sender": _sender(chat, seen),
        "own": message.sender_id == person.id and chat.type != "channel",
        "album": message.album,
    }
    if message.in_topic:
        shown["topic"] = message.thread_id
    else:
        shown["thread"] = message.thread_id
    if message.deleted:
        return shown | {"deleted": True}
    if message.service:
        return shown | {"service": service_words(messenger.world, message)}
    return shown | _content(messenger, person, seen) | _context(messenger, chat, message)


def _sender(chat: Chat, seen: Seen) -> JsonObject:
    member = chat.members.get(seen.sender_id)
    key = seen.record.sender_chat or (chat.key if chat.type == "channel" else seen.sender_id)
    return {"id": str(key), "name": seen.sender_name, "tag": member.tag if member else ""}


def _content(messenger: Messenger, person: Person, seen: Seen) -> JsonObject:
    message = seen.record
    shown: JsonObject = {
        "html": seen.html,
        "edited": seen.edited,
        "protected": seen.protected,
        "buttons": _buttons(seen),
    }
    if message.media:
        shown |= _media(message.media, spoiler=message.spoiler)
    if message.contact:
        shown["note"] = {"en": "contact", "fr": "contact"}
    if message.poll_id:
        shown["poll"] = _poll(messenger.world.polls[message.poll_id], person)
    return shown


def _buttons(seen: Seen) -> list[list[JsonObject]]:
    rows: dict[int, list[JsonObject]] = {}
    for button in seen.buttons:
        rows.setdefault(button.row, []).append(
            {
                "row": button.row,
                "column": button.column,
                "text": button.label,
                "url": button.body.get("url"),
                "style": button.body.get("style", ""),
            }
        )
    return list(rows.values())


def media_url(file_id: str) -> str:
    return f"page/media/{file_id}"


def _media(media: Media, *, spoiler: bool) -> JsonObject:
    if media.kind == "photo":
        largest = media.sizes[-1]
        sizes = [x for x in media.sizes if max(x.width, x.height) <= BUBBLE_SIDE] or [largest]
        photo = {"url": media_url(largest.file_id), "small": media_url(sizes[-1].file_id)}
        measures = {"width": largest.width, "height": largest.height, "spoiler": spoiler}
        return {"photo": photo | measures}
    if media.kind == "document":
        return {"document": _document(media)}
    names = {"sticker": "sticker", "voice": "message vocal", "video": "vidéo"}
    return {"note": {"en": media.kind, "fr": names.get(media.kind, media.kind)}}


def _document(media: Media) -> JsonObject:
    return {
        "name": media.name,
        "size": media.size,
        "mime": media.mime,
        "url": media_url(media.file_id),
        "small": media_url(media.thumbnail.file_id) if media.thumbnail else None,
        "image": media.mime in DRAWABLE and media.thumbnail is not None,
    }


def _poll(poll: Poll, person: Person) -> JsonObject:
    """Who voted reads the result; the right answer of a quiz is told with it."""
    voted = any(person.id in option.voters for option in poll.options)
    told = voted or poll.is_closed
    quiz = poll.kind == "quiz"
    return {
        "question": poll.question,
        "quiz": quiz,
        "closed": poll.is_closed,
        "voted": voted,
        "total": len({voter for option in poll.options for voter in option.voters}),
        "options": [
            {
                "text": option.text,
                "votes": len(option.voters) if told else 0,
                "chosen": person.id in option.voters,
                "wrong": quiz and told and index not in poll.correct,
            }
            for index, option in enumerate(poll.options)
        ],
    }


def _context(messenger: Messenger, chat: Chat, message: Message) -> JsonObject:
    """What the message answers, where it comes from, and what is said below it."""
    shown: JsonObject = {}
    replied = chat.messages.get(message.reply_to)
    if replied and not replied.deleted:
        seen = Seen(messenger, chat.key, replied.id)
        shown["reply"] = {
            "id": replied.id,
            "name": seen.sender_name,
            "text": replied.text[:QUOTED],
        }
    if message.origin:
        name = _origin_name(messenger.world, message.origin)
        shown["forward"] = {"name": name, "automatic": message.is_automatic_forward}
    if comments := _comments(messenger, chat, message):
        shown["comments"] = comments
    return shown


def _origin_name(world: World, origin: Origin) -> str:
    if origin.chat:
        return world.chats[origin.chat].title
    known = origin.sender_id in world.users or origin.sender_id in SERVICE_USERS
    return find_user(world, origin.sender_id).full_name if known else ""


def _comments(messenger: Messenger, chat: Chat, message: Message) -> JsonObject | None:
    """The thread below a channel post; an album has it below its first part."""
    copy = automatic_forward_of(messenger, chat, message)
    if copy is None:
        return None
    if message.album and any(
        other.album == message.album and other.id < message.id and not other.deleted
        for other in chat.messages.values()
    ):
        return None
    discussion = messenger.world.chats[chat.linked]
    thread = thread_of(discussion, copy)
    return {"count": len(thread), "chat": discussion.id, "thread": copy.id}
