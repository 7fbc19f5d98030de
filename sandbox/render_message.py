"""Messages, polls and callbacks as the Bot API writes them."""

from sandbox.accounts import Callback
from sandbox.model import (
    Chat,
    ChatType,
    JsonObject,
    Media,
    Message,
    Origin,
    PhotoSize,
    Poll,
    World,
)
from sandbox.render import (
    ANONYMOUS_ADMIN_ID,
    CHANNEL_IDENTITY_ID,
    TELEGRAM_ID,
    render_chat,
    render_user,
)


def render_photo_size(size: PhotoSize) -> JsonObject:
    return {
        "file_id": size.file_id,
        "file_unique_id": size.unique_id,
        "width": size.width,
        "height": size.height,
        "file_size": size.size,
    }


def render_media(media: Media) -> object:
    """The value of `photo`, `document`, `sticker`, `voice` or `video` in a message."""
    if media.kind == "photo":
        return [render_photo_size(size) for size in media.sizes]
    out: JsonObject = {
        "file_id": media.file_id,
        "file_unique_id": media.unique_id,
        "file_size": media.size,
    }
    if media.kind in {"voice", "video"}:
        out["duration"] = media.duration
    if media.kind in {"sticker", "video"}:
        out |= {"width": media.width, "height": media.height}
    if media.kind == "sticker":
        out |= {"type": "regular", "is_animated": False, "is_video": False}
    elif media.mime:
        out["mime_type"] = media.mime
    if media.name and media.kind in {"document", "video"}:
        out["file_name"] = media.name
    if media.thumbnail:
        out["thumbnail"] = render_photo_size(media.thumbnail)
    return out


def render_poll(poll: Poll, *, with_answer: bool) -> JsonObject:
    """A Poll; the right answer is told to the poll's owner, and to all once it is closed."""
    out: JsonObject = {
        "id": poll.id,
        "question": poll.question,
        "options": [
            {"persistent_id": x.id, "text": x.text, "voter_count": len(x.voters)}
            for x in poll.options
        ],
        "total_voter_count": len({voter for x in poll.options for voter in x.voters}),
        "is_closed": poll.is_closed,
        "is_anonymous": poll.is_anonymous,
        "type": poll.kind,
        "allows_multiple_answers": poll.allows_multiple,
        "allows_revoting": poll.allows_revoting,
        "members_only": False,
    }
    if poll.kind == "quiz" and (with_answer or poll.is_closed):
        out["correct_option_ids"] = poll.correct
        if poll.explanation:
            out["explanation"] = poll.explanation
            out["explanation_entities"] = poll.explanation_entities
    if poll.open_period:
        out["open_period"] = poll.open_period
    if poll.close_date:
        out["close_date"] = poll.close_date
    return out


def render_origin(world: World, origin: Origin) -> JsonObject:
    if origin.kind == "channel":
        return {
            "type": "channel",
            "date": origin.date,
            "chat": render_chat(world, world.chats[origin.chat]),
            "message_id": origin.message_id,
        }
    if origin.kind == "chat":
        sender_chat = render_chat(world, world.chats[origin.chat])
        return {"type": "chat", "date": origin.date, "sender_chat": sender_chat}
    sender = render_user(world, origin.sender_id)
    return {"type": "user", "date": origin.date, "sender_user": sender}


def _sender(world: World, chat: Chat, message: Message) -> JsonObject:
    if chat.type is ChatType.CHANNEL:
        return {"sender_chat": render_chat(world, chat)}
    if not message.sender_chat:
        out: JsonObject = {"from": render_user(world, message.sender_id, acting=True)}
        member = chat.members.get(message.sender_id)
        if member and member.tag:
            out["sender_tag"] = member.tag
        return out
    account = ANONYMOUS_ADMIN_ID if message.sender_chat == chat.key else CHANNEL_IDENTITY_ID
    if message.sender_id == TELEGRAM_ID:
        account = TELEGRAM_ID
    return {
        "from": render_user(world, account),
        "sender_chat": render_chat(world, world.chats[message.sender_chat]),
    }


def _entities(world: World, message: Message) -> list[JsonObject]:
    """A mention by number names the person, and is plain text when nobody has that number."""
    shown = []
    for entity in message.entities:
        if entity["type"] != "text_mention":
            shown.append(entity)
        elif entity["user"]["id"] in world.users:
            shown.append({**entity, "user": render_user(world, entity["user"]["id"])})
    return shown


def _captioned(world: World, message: Message, media: Media) -> JsonObject:
    out: JsonObject = {media.kind: render_media(media)}
    if message.text:
        out["caption"] = message.text
        if entities := _entities(world, message):
            out["caption_entities"] = entities
    if message.spoiler:
        out["has_media_spoiler"] = True
    if message.caption_above:
        out["show_caption_above_media"] = True
    return out


def _worded(world: World, message: Message) -> JsonObject:
    out: JsonObject = {"text": message.text}
    if entities := _entities(world, message):
        out["entities"] = entities
    if message.link_preview:
        out["link_preview_options"] = message.link_preview
    return out


def _content(world: World, message: Message, bot_id: int) -> JsonObject:
    if message.media:
        return _captioned(world, message, message.media)
    if message.contact:
        return {"contact": message.contact}
    if message.poll_id:
        poll = world.polls[message.poll_id]
        return {"poll": render_poll(poll, with_answer=poll.owner_id == bot_id)}
    if message.service is not None:
        return _service(world, world.chats[message.chat], message.service, bot_id)
    return _worded(world, message)


def _service(world: World, chat: Chat, service: JsonObject, bot_id: int) -> JsonObject:
    out = dict(service)
    if "new_chat_members" in out:
        out["new_chat_members"] = [render_user(world, x) for x in out["new_chat_members"]]
    if "left_chat_member" in out:
        out["left_chat_member"] = render_user(world, out["left_chat_member"])
    if "pinned_message" in out:
        pinned = chat.messages[out["pinned_message"]]
        out["pinned_message"] = render_message(world, pinned, bot_id, nested=True)
    return out


def _reply(world: World, chat: Chat, message: Message, bot_id: int) -> JsonObject:
    out: JsonObject = {}
    target = message.reply_to
    if not target and message.in_topic and message.thread_id > 1 and not message.service:
        # In a forum topic Telegram writes every message as a reply to the topic's creation.
        target = message.thread_id
    replied = chat.messages.get(target) if target else None
    if replied and not replied.deleted:
        out["reply_to_message"] = render_message(world, replied, bot_id, nested=True)
    if message.external_reply:
        key, message_id = message.external_reply
        source = world.chats[key]
        external = source.messages[message_id]
        out["external_reply"] = {
            "origin": render_origin(world, origin_of(source, external)),
            "message_id": message_id,
        }
        if not source.is_private:
            out["external_reply"]["chat"] = render_chat(world, source)
    if message.quote:
        out["quote"] = message.quote
    return out


def origin_of(chat: Chat, message: Message) -> Origin:
    """Where a forward of this message says that it comes from."""
    if message.origin:
        return message.origin
    if chat.type is ChatType.CHANNEL:
        return Origin("channel", message.sender_id, message.id, message.date, chat.key)
    if message.sender_chat:
        return Origin("chat", message.sender_id, message.id, message.date, message.sender_chat)
    return Origin("user", message.sender_id, message.id, message.date)


def render_message(
    world: World, message: Message, bot_id: int, *, nested: bool = False
) -> JsonObject:
    """A Message as the bot `bot_id` sees it; a nested one does not show what it replies to."""
    chat = world.chats[message.chat]
    out: JsonObject = {
        "message_id": message.id,
        "date": message.date,
        "chat": render_chat(world, chat),
    }
    out |= _sender(world, chat, message)
    if message.thread_id and not (message.in_topic and message.thread_id == 1):
        out["message_thread_id"] = message.thread_id
        if message.in_topic:
            out["is_topic_message"] = True
    if message.origin:
        out["forward_origin"] = render_origin(world, message.origin)
    if message.is_automatic_forward:
        out["is_automatic_forward"] = True
    if message.via_bot:
        out["via_bot"] = render_user(world, message.via_bot)
    if message.edited:
        out["edit_date"] = message.edited
    if message.protected:
        out["has_protected_content"] = True
    if message.album:
        out["media_group_id"] = message.album
    if message.markup and message.markup["inline_keyboard"]:
        out["reply_markup"] = message.markup
    out |= _content(world, message, bot_id)
    return out if nested else out | _reply(world, chat, message, bot_id)


def render_callback(world: World, callback: Callback) -> JsonObject:
    chat = world.chats[callback.chat]
    message = chat.messages.get(callback.message_id)
    if message and not message.deleted:
        shown = render_message(world, message, callback.bot_id)
    else:
        shown = {"message_id": callback.message_id, "date": 0, "chat": render_chat(world, chat)}
    return {
        "id": callback.id,
        "from": render_user(world, callback.user_id, acting=True),
        "message": shown,
        "chat_instance": str(abs(chat.id) * 7919),
        "data": callback.data,
    }
