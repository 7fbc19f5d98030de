"""forwardMessage, forwardMessages, copyMessage and copyMessages."""

from dataclasses import replace

from sandbox.methods.inputs import ChatId, JsonObject, MessageEntity
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.sending import Send, begin, finish
from sandbox.methods.targets import find_message, reachable_chat
from sandbox.methods.texts import caption_text
from sandbox.model import Message
from sandbox.posting import post
from sandbox.refusal import bad_request
from sandbox.render_message import origin_of
from sandbox.writing import kind_of, new_album_id

MAX_BATCH = 100


class ForwardMessage(Params):
    chat_id: ChatId
    message_thread_id: int | None = None
    from_chat_id: ChatId
    message_id: int
    disable_notification: bool | None = None
    protect_content: bool | None = None


class ForwardMessages(Params):
    chat_id: ChatId
    message_thread_id: int | None = None
    from_chat_id: ChatId
    message_ids: list[int]
    disable_notification: bool | None = None
    protect_content: bool | None = None


class CopyMessage(Send):
    from_chat_id: ChatId
    message_id: int
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[MessageEntity] | None = None
    show_caption_above_media: bool | None = None


class CopyMessages(ForwardMessages):
    remove_caption: bool | None = None


def _source(call: Call, chat_id: int | str, message_id: int, verb: str) -> Message:
    chat = reachable_chat(call, chat_id)
    message = find_message(chat, message_id, f"message to {verb} not found")
    past = {"forward": "forwarded", "copy": "copied"}[verb]
    if message.protected or message.service is not None:
        raise bad_request(f"message can't be {past}")
    return message


def _draft(call: Call, params: Params, source: Message) -> tuple[Message, JsonObject]:
    """An empty draft in the target chat, and the content to fill it with."""
    fields = {"chat_id", "message_thread_id", "disable_notification", "protect_content"}
    send = Send(**params.model_dump(include=fields))
    _, draft = begin(call, send, kind_of(source))
    content = {
        name: getattr(source, name)
        for name in ("text", "entities", "media", "contact", "spoiler", "link_preview")
    }
    return draft, content


def _forward(call: Call, params: ForwardMessage | ForwardMessages, source: Message) -> Message:
    draft, content = _draft(call, params, source)
    world = call.messenger.world
    origin = origin_of(world.chats[source.chat], source)
    return replace(draft, **content, origin=origin, poll_id=source.poll_id)


@method(ForwardMessage)
def forward_message(call: Call, params: ForwardMessage) -> JsonObject:
    source = _source(call, params.from_chat_id, params.message_id, "forward")
    draft = _forward(call, params, source)
    return finish(call, call.messenger.world.chats[draft.chat], draft)


@method(CopyMessage)
def copy_message(call: Call, params: CopyMessage) -> JsonObject:
    source = _source(call, params.from_chat_id, params.message_id, "copy")
    if source.poll_id:
        raise bad_request("message can't be copied")
    _, draft = begin(call, params, kind_of(source))
    draft = replace(
        draft,
        text=source.text,
        entities=source.entities,
        media=source.media,
        contact=source.contact,
        spoiler=source.spoiler,
    )
    if params.caption is not None and source.media:
        caption = caption_text(params.caption, params.parse_mode, params.caption_entities)
        draft.text, draft.entities = caption
    posted = post(call.messenger, call.messenger.world.chats[draft.chat], draft)
    return {"message_id": posted.id}


def _batch(call: Call, params: ForwardMessages, verb: str) -> list[Message]:
    """The messages that can be taken; the others are skipped, but all missing is an error."""
    if not 1 <= len(params.message_ids) <= MAX_BATCH:
        raise bad_request("too many message identifiers specified")
    if params.message_ids != sorted(set(params.message_ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    chat = reachable_chat(call, params.from_chat_id)
    found = [chat.messages[x] for x in params.message_ids if x in chat.messages]
    usable = [x for x in found if not x.deleted and not x.protected and x.service is None]
    if not usable:
        raise bad_request(f"there are no messages to {verb}")
    return usable


def _post_batch(call: Call, drafts: list[Message], sources: list[Message]) -> list[JsonObject]:
    albums = {source.album: new_album_id(call.messenger) for source in sources if source.album}
    answers: list[JsonObject] = []
    for draft, source in zip(drafts, sources, strict=True):
        draft.album = albums.get(source.album, "")
        posted = post(call.messenger, call.messenger.world.chats[draft.chat], draft)
        answers.append({"message_id": posted.id})
    return answers


@method(ForwardMessages)
def forward_messages(call: Call, params: ForwardMessages) -> list[JsonObject]:
    sources = _batch(call, params, "forward")
    drafts = [_forward(call, params, source) for source in sources]
    return _post_batch(call, drafts, sources)


@method(CopyMessages)
def copy_messages(call: Call, params: CopyMessages) -> list[JsonObject]:
    sources = _batch(call, params, "copy")
    drafts = []
    for source in sources:
        draft, content = _draft(call, params, source)
        if params.remove_caption and source.media:
            content |= {"text": "", "entities": []}
        drafts.append(replace(draft, **content))
    return _post_batch(call, drafts, sources)
