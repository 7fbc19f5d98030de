"""The objects that requests carry; whatever is not named here is refused."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

JsonObject = dict[str, Any]


class Strict(BaseModel):
    """An object of a request: no unknown field, no conversion between types."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def plain(self) -> JsonObject:
        """The object as it was given, without what was left out."""
        return self.model_dump(exclude_none=True)


def _chat_id(value: object) -> object:
    """Digits in a form are a number; anything else stays for the type check to judge."""
    if isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    return value


ChatId = Annotated[int | str, BeforeValidator(_chat_id)]


class MessageEntity(Strict):
    type: str
    offset: int
    length: int
    url: str | None = None
    user: JsonObject | None = None
    language: str | None = None
    custom_emoji_id: str | None = None


class WebAppInfo(Strict):
    url: str


class CopyTextButton(Strict):
    text: str


class SwitchInlineQueryChosenChat(Strict):
    query: str | None = None
    allow_user_chats: bool | None = None
    allow_bot_chats: bool | None = None
    allow_group_chats: bool | None = None
    allow_channel_chats: bool | None = None


class InlineKeyboardButton(Strict):
    text: str
    icon_custom_emoji_id: str | None = None
    style: str | None = None
    url: str | None = None
    callback_data: str | None = None
    web_app: WebAppInfo | None = None
    switch_inline_query: str | None = None
    switch_inline_query_current_chat: str | None = None
    switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat | None = None
    copy_text: CopyTextButton | None = None


class InlineKeyboardMarkup(Strict):
    inline_keyboard: list[list[InlineKeyboardButton]]


class KeyboardButton(Strict):
    text: str
    icon_custom_emoji_id: str | None = None
    style: str | None = None
    request_contact: bool | None = None
    request_location: bool | None = None
    web_app: WebAppInfo | None = None


def _keyboard_button(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class ReplyKeyboardMarkup(Strict):
    keyboard: list[list[Annotated[KeyboardButton, BeforeValidator(_keyboard_button)]]]
    is_persistent: bool | None = None
    resize_keyboard: bool | None = None
    one_time_keyboard: bool | None = None
    input_field_placeholder: str | None = None
    selective: bool | None = None


class ReplyKeyboardRemove(Strict):
    remove_keyboard: Literal[True]
    selective: bool | None = None


class ForceReply(Strict):
    force_reply: Literal[True]
    input_field_placeholder: str | None = None
    selective: bool | None = None


AnyKeyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply


class ReplyParameters(Strict):
    message_id: int
    chat_id: ChatId | None = None
    allow_sending_without_reply: bool | None = None
    quote: str | None = None
    quote_parse_mode: str | None = None
    quote_entities: list[MessageEntity] | None = None
    quote_position: int | None = None


class LinkPreviewOptions(Strict):
    is_disabled: bool | None = None
    url: str | None = None
    prefer_small_media: bool | None = None
    prefer_large_media: bool | None = None
    show_above_text: bool | None = None


class _InputMedia(Strict):
    media: str
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[MessageEntity] | None = None


class InputMediaPhoto(_InputMedia):
    type: Literal["photo"]
    show_caption_above_media: bool | None = None
    has_spoiler: bool | None = None


class InputMediaDocument(_InputMedia):
    type: Literal["document"]
    thumbnail: str | None = None
    disable_content_type_detection: bool | None = None


InputMedia = Annotated[InputMediaPhoto | InputMediaDocument, Field(discriminator="type")]


class InputPollOption(Strict):
    text: str
    text_parse_mode: str | None = None
    text_entities: list[MessageEntity] | None = None


class ReactionType(Strict):
    type: Literal["emoji", "custom_emoji"]
    emoji: str | None = None
    custom_emoji_id: str | None = None


class BotCommand(Strict):
    command: str
    description: str


class BotCommandScope(Strict):
    type: Literal[
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
    chat_id: ChatId | None = None
    user_id: int | None = None


class ChatPermissions(Strict):
    can_send_messages: bool | None = None
    can_send_audios: bool | None = None
    can_send_documents: bool | None = None
    can_send_photos: bool | None = None
    can_send_videos: bool | None = None
    can_send_video_notes: bool | None = None
    can_send_voice_notes: bool | None = None
    can_send_polls: bool | None = None
    can_send_other_messages: bool | None = None
    can_add_web_page_previews: bool | None = None
    can_react_to_messages: bool | None = None
    can_edit_tag: bool | None = None
    can_change_info: bool | None = None
    can_invite_users: bool | None = None
    can_pin_messages: bool | None = None
    can_manage_topics: bool | None = None


class MenuButton(Strict):
    type: Literal["default", "commands", "web_app"]
    text: str | None = None
    web_app: WebAppInfo | None = None


class InputTextMessageContent(Strict):
    message_text: str
    parse_mode: str | None = None
    entities: list[MessageEntity] | None = None
    link_preview_options: LinkPreviewOptions | None = None


class InlineQueryResultArticle(Strict):
    type: Literal["article"]
    id: str
    title: str
    input_message_content: InputTextMessageContent
    reply_markup: InlineKeyboardMarkup | None = None
    url: str | None = None
    description: str | None = None
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None


class InlineQueryResultsButton(Strict):
    text: str
    web_app: WebAppInfo | None = None
    start_parameter: str | None = None
