"""editMessageText, editMessageCaption, editMessageMedia and editMessageReplyMarkup."""

from dataclasses import replace

from sandbox.methods.inputs import (
    ChatId,
    InlineKeyboardMarkup,
    InputMedia,
    JsonObject,
    LinkPreviewOptions,
    MessageEntity,
)
from sandbox.methods.keyboards import inline_keyboard
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.sending import load_media
from sandbox.methods.targets import find_message, reachable_chat
from sandbox.methods.texts import caption_text, message_text
from sandbox.model import Chat, ChatType, Message
from sandbox.posting import revise
from sandbox.refusal import NOT_MODIFIED, bad_request, forbidden
from sandbox.render_message import render_message
from sandbox.rights import has_right


class Edit(Params):
    """Which message, and its keyboard; leaving the keyboard out takes it away."""

    chat_id: ChatId
    message_id: int
    reply_markup: InlineKeyboardMarkup | None = None


class EditMessageText(Edit):
    text: str
    parse_mode: str | None = None
    entities: list[MessageEntity] | None = None
    link_preview_options: LinkPreviewOptions | None = None


class EditMessageCaption(Edit):
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[MessageEntity] | None = None
    show_caption_above_media: bool | None = None


class EditMessageMedia(Edit):
    media: InputMedia


class EditMessageReplyMarkup(Edit):
    pass


def editable(call: Call, params: Edit) -> tuple[Chat, Message, Message]:
    """The chat, the message, and a copy of it that already has the new keyboard."""
    chat = reachable_chat(call, params.chat_id)
    message = find_message(chat, params.message_id, "message to edit not found")
    if chat.is_private and chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not _may_edit(call, chat, message) or message.service is not None:
        raise bad_request("message can't be edited")
    markup = inline_keyboard(params.reply_markup, chat)
    return chat, message, replace(message, markup=markup)


def _may_edit(call: Call, chat: Chat, message: Message) -> bool:
    # Telegram edits only what has an inline keyboard or none: a reply keyboard fixes a message.
    if message.origin or message.reply_keyboard:
        return False
    if message.sender_id == call.bot_id:
        posting = chat.type is ChatType.CHANNEL
        return not posting or has_right(chat, call.bot_id, "can_post_messages")
    return chat.type is ChatType.CHANNEL and has_right(chat, call.bot_id, "can_edit_messages")


_CONTENT = ("text", "entities", "media", "spoiler", "caption_above", "link_preview")


def settle(call: Call, message: Message, new: Message) -> JsonObject:
    """Take over what differs; raises "message is not modified" when nothing does."""
    content = any(getattr(message, name) != getattr(new, name) for name in _CONTENT)
    if not content and message.markup == new.markup:
        raise bad_request(NOT_MODIFIED)
    for name in (*_CONTENT, "markup"):
        setattr(message, name, getattr(new, name))
    revise(call.messenger, message, content=content)
    return render_message(call.messenger.world, message, call.bot_id)


@method(EditMessageText)
def edit_message_text(call: Call, params: EditMessageText) -> JsonObject:
    _, message, new = editable(call, params)
    if message.media or message.poll_id or message.contact:
        raise bad_request("there is no text in the message to edit")
    new.text, new.entities = message_text(params.text, params.parse_mode, params.entities)
    options = params.link_preview_options
    new.link_preview = options.plain() if options else None
    return settle(call, message, new)


@method(EditMessageCaption)
def edit_message_caption(call: Call, params: EditMessageCaption) -> JsonObject:
    _, message, new = editable(call, params)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    caption = caption_text(params.caption, params.parse_mode, params.caption_entities)
    new.text, new.entities = caption
    new.caption_above = bool(params.show_caption_above_media)
    return settle(call, message, new)


@method(EditMessageMedia)
def edit_message_media(call: Call, params: EditMessageMedia) -> JsonObject:
    _, message, new = editable(call, params)
    item = params.media
    if message.poll_id or message.contact:
        raise bad_request("there is no media in the message to edit")
    if message.album and message.media and message.media.kind != item.type:
        raise bad_request("message content type can't be used in an album")
    new.text, new.entities = caption_text(item.caption, item.parse_mode, item.caption_entities)
    new.spoiler = bool(getattr(item, "has_spoiler", None))
    new.caption_above = bool(getattr(item, "show_caption_above_media", None))
    new.media = load_media(call, item.type, item.media)
    return settle(call, message, new)


@method(EditMessageReplyMarkup)
def edit_message_reply_markup(call: Call, params: EditMessageReplyMarkup) -> JsonObject:
    _, message, new = editable(call, params)
    return settle(call, message, new)
