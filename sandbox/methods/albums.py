"""sendMediaGroup: two to ten items of one kind, and no buttons."""

from sandbox.methods.inputs import ChatId, InputMedia, JsonObject, ReplyParameters
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.sending import load_media
from sandbox.methods.targets import reachable_chat
from sandbox.methods.texts import caption_text
from sandbox.methods.threads import check_thread, check_writable, resolve_reply
from sandbox.model import Chat, Message
from sandbox.posting import post
from sandbox.refusal import bad_request
from sandbox.render_message import render_message
from sandbox.writing import new_album_id

MIN_ITEMS = 2
MAX_ITEMS = 10


class SendMediaGroup(Params):
    chat_id: ChatId
    message_thread_id: int | None = None
    media: list[InputMedia]
    disable_notification: bool | None = None
    protect_content: bool | None = None
    message_effect_id: str | None = None
    reply_parameters: ReplyParameters | None = None


@method(SendMediaGroup)
def send_media_group(call: Call, params: SendMediaGroup) -> list[JsonObject]:
    chat = reachable_chat(call, params.chat_id)
    _check_items(params)
    check_writable(call, chat, params.media[0].type)
    thread = check_thread(call, chat, params.message_thread_id)
    album = new_album_id(call.messenger)
    drafts = [_draft(call, chat, params, item, album, thread) for item in params.media]
    posted = [post(call.messenger, chat, draft) for draft in drafts]
    return [render_message(call.messenger.world, message, call.bot_id) for message in posted]


def _check_items(params: SendMediaGroup) -> None:
    if len(params.media) < MIN_ITEMS:
        raise bad_request("there are too few messages to send as an album")
    if len(params.media) > MAX_ITEMS:
        raise bad_request("too many messages to send as an album")
    if len({item.type for item in params.media}) > 1:
        raise bad_request("document can't be mixed with other media types")


def _draft(
    call: Call, chat: Chat, params: SendMediaGroup, item: InputMedia, album: str, thread: int
) -> Message:
    draft = Message(0, chat.key, 0, sender_id=call.bot_id, album=album, thread_id=thread)
    draft.protected = bool(params.protect_content)
    draft.text, draft.entities = caption_text(item.caption, item.parse_mode, item.caption_entities)
    draft.spoiler = bool(getattr(item, "has_spoiler", None))
    resolve_reply(call, chat, draft, params.reply_parameters)
    draft.media = load_media(call, item.type, item.media)
    return draft
