"""sendMessage, sendPhoto, sendDocument, sendChatAction and what all sending shares."""

from typing import Literal

from sandbox import files
from sandbox.methods.inputs import (
    AnyKeyboard,
    ChatId,
    JsonObject,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from sandbox.methods.keyboards import split
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import reachable_chat
from sandbox.methods.texts import caption_text, message_text
from sandbox.methods.threads import check_thread, check_writable, resolve_reply
from sandbox.model import Chat, Media, Message
from sandbox.posting import post
from sandbox.refusal import bad_request
from sandbox.render_message import render_message


class Send(Params):
    """What every message that is sent may carry."""

    chat_id: ChatId
    message_thread_id: int | None = None
    disable_notification: bool | None = None
    protect_content: bool | None = None
    message_effect_id: str | None = None
    reply_parameters: ReplyParameters | None = None
    reply_markup: AnyKeyboard | None = None


class Captioned(Send):
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[MessageEntity] | None = None


class SendMessage(Send):
    text: str
    parse_mode: str | None = None
    entities: list[MessageEntity] | None = None
    link_preview_options: LinkPreviewOptions | None = None


class SendPhoto(Captioned):
    photo: str
    show_caption_above_media: bool | None = None
    has_spoiler: bool | None = None


class SendDocument(Captioned):
    document: str
    thumbnail: str | None = None
    disable_content_type_detection: bool | None = None


class SendChatAction(Params):
    chat_id: ChatId
    message_thread_id: int | None = None
    action: Literal[
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]


def begin(call: Call, params: Send, kind: str) -> tuple[Chat, Message]:
    """The chat and an empty draft, after all checks that do not concern the content."""
    chat = reachable_chat(call, params.chat_id)
    check_writable(call, chat, kind)
    thread = check_thread(call, chat, params.message_thread_id)
    draft = Message(0, chat.key, 0, sender_id=call.bot_id, thread_id=thread)
    draft.protected = bool(params.protect_content)
    resolve_reply(call, chat, draft, params.reply_parameters)
    draft.markup, draft.reply_keyboard = split(params.reply_markup, chat)
    return chat, draft


def finish(call: Call, chat: Chat, draft: Message) -> JsonObject:
    return render_message(call.messenger.world, post(call.messenger, chat, draft), call.bot_id)


def load_media(call: Call, kind: str, source: str) -> Media:
    """An upload (`attach://name`) or the identifier of a file that is known."""
    if source.startswith("attach://"):
        upload = call.uploads.get(source.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"can't parse InputMedia: can't find the attached file {source}")
        if kind == "photo":
            return files.photo(call.messenger, upload.data)
        return files.document(call.messenger, upload.data, upload.name, upload.mime)
    if source.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    return files.known_media(call.messenger, kind, source)


@method(SendMessage)
def send_message(call: Call, params: SendMessage) -> JsonObject:
    chat, draft = begin(call, params, "text")
    draft.text, draft.entities = message_text(params.text, params.parse_mode, params.entities)
    if params.link_preview_options:
        draft.link_preview = params.link_preview_options.plain()
    return finish(call, chat, draft)


@method(SendPhoto)
def send_photo(call: Call, params: SendPhoto) -> JsonObject:
    chat, draft = begin(call, params, "photo")
    caption = caption_text(params.caption, params.parse_mode, params.caption_entities)
    draft.text, draft.entities = caption
    draft.spoiler = bool(params.has_spoiler)
    draft.caption_above = bool(params.show_caption_above_media)
    draft.media = load_media(call, "photo", params.photo)
    return finish(call, chat, draft)


@method(SendDocument)
def send_document(call: Call, params: SendDocument) -> JsonObject:
    chat, draft = begin(call, params, "document")
    caption = caption_text(params.caption, params.parse_mode, params.caption_entities)
    draft.text, draft.entities = caption
    draft.media = load_media(call, "document", params.document)
    return finish(call, chat, draft)


@method(SendChatAction)
def send_chat_action(call: Call, params: SendChatAction) -> bool:
    chat = reachable_chat(call, params.chat_id)
    check_writable(call, chat, "text")
    check_thread(call, chat, params.message_thread_id)
    return True
