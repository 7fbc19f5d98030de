"""Keyboards of a request: what Telegram takes and what it refuses."""

import re

from sandbox.methods.inputs import (
    AnyKeyboard,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    JsonObject,
)
from sandbox.model import Chat
from sandbox.refusal import bad_request

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_COPY_TEXT = 256
STYLES = frozenset({"danger", "success", "primary"})
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
)


def inline_keyboard(markup: InlineKeyboardMarkup | None, chat: Chat) -> JsonObject | None:
    """A checked inline keyboard; None for none, and for one without buttons."""
    if markup is None:
        return None
    rows = [row for row in markup.inline_keyboard if row]
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check(button, chat)
    if not buttons:
        return None
    return {"inline_keyboard": [[button.plain() for button in row] for row in rows]}


def split(markup: AnyKeyboard | None, chat: Chat) -> tuple[JsonObject | None, JsonObject | None]:
    """The inline keyboard of a new message, and what it does to the reply keyboard."""
    if markup is None or isinstance(markup, InlineKeyboardMarkup):
        return inline_keyboard(markup, chat), None
    if chat.type == "channel":
        raise bad_request("inline keyboard expected")
    plain = markup.plain()
    if "keyboard" in plain and any(not x["text"] for row in plain["keyboard"] for x in row):
        raise bad_request("keyboard button text must be non-empty")
    return None, plain


def _check(button: InlineKeyboardButton, chat: Chat) -> None:
    if not button.text.strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = [name for name in _ACTIONS if getattr(button, name) is not None]
    if not actions:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one optional field is expected"
        )
    if button.style is not None and button.style not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    _check_action(button, chat)


def _check_action(button: InlineKeyboardButton, chat: Chat) -> None:
    if button.callback_data is not None:
        if not 1 <= len(button.callback_data.encode()) <= MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif button.url is not None:
        if not re.match(r"(https?://|tg://)[^\s]+\.?[^\s]*$", button.url):
            raise bad_request(
                f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL"
            )
    elif button.web_app is not None:
        if not chat.is_private:
            raise bad_request("BUTTON_TYPE_INVALID")
        if not button.web_app.url.startswith("https://"):
            raise bad_request(
                f"inline keyboard button Web App URL '{button.web_app.url}' is invalid: "
                "Only HTTPS links are allowed"
            )
    elif button.copy_text and not 1 <= len(button.copy_text.text) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
