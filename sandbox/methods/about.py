"""getMe, and what a bot says of itself: name, description, menu button."""

from sandbox.methods.inputs import JsonObject, MenuButton
from sandbox.methods.registry import Call, Params, method
from sandbox.refusal import bad_request
from sandbox.render import render_user

MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
MAX_NAME = 64


class GetMe(Params):
    pass


class Localised(Params):
    language_code: str | None = None


class SetMyName(Localised):
    name: str | None = None


class GetMyName(Localised):
    pass


class SetMyDescription(Localised):
    description: str | None = None


class GetMyDescription(Localised):
    pass


class SetMyShortDescription(Localised):
    short_description: str | None = None


class GetMyShortDescription(Localised):
    pass


class SetChatMenuButton(Params):
    chat_id: int | None = None
    menu_button: MenuButton | None = None


class GetChatMenuButton(Params):
    chat_id: int | None = None


@method(GetMe)
def get_me(call: Call, _: GetMe) -> JsonObject:
    out = render_user(call.messenger.world, call.bot_id)
    return out | {
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _set(call: Call, what: str, text: str | None, params: Localised, longest: int) -> bool:
    text = text or ""
    if len(text) > longest:
        raise bad_request(f"{what} is too long")
    key = f"{what}:{params.language_code or ''}"
    if text:
        call.bot.texts[key] = text
    else:
        call.bot.texts.pop(key, None)
    return True


def _get(call: Call, what: str, params: Localised) -> str:
    texts = call.bot.texts
    return texts.get(f"{what}:{params.language_code or ''}") or texts.get(f"{what}:", "")


@method(SetMyName)
def set_my_name(call: Call, params: SetMyName) -> bool:
    return _set(call, "name", params.name, params, MAX_NAME)


@method(GetMyName)
def get_my_name(call: Call, params: GetMyName) -> JsonObject:
    own = call.messenger.world.users[call.bot_id].first_name
    return {"name": _get(call, "name", params) or own}


@method(SetMyDescription)
def set_my_description(call: Call, params: SetMyDescription) -> bool:
    return _set(call, "description", params.description, params, MAX_DESCRIPTION)


@method(GetMyDescription)
def get_my_description(call: Call, params: GetMyDescription) -> JsonObject:
    return {"description": _get(call, "description", params)}


@method(SetMyShortDescription)
def set_my_short_description(call: Call, params: SetMyShortDescription) -> bool:
    return _set(call, "about", params.short_description, params, MAX_SHORT_DESCRIPTION)


@method(GetMyShortDescription)
def get_my_short_description(call: Call, params: GetMyShortDescription) -> JsonObject:
    return {"short_description": _get(call, "about", params)}


@method(SetChatMenuButton)
def set_chat_menu_button(call: Call, params: SetChatMenuButton) -> bool:
    button = params.menu_button.plain() if params.menu_button else {"type": "default"}
    if button["type"] == "web_app" and not ("text" in button and "web_app" in button):
        raise bad_request("can't parse menu button: text and web_app are required")
    call.bot.menu_buttons[params.chat_id or 0] = button
    return True


@method(GetChatMenuButton)
def get_chat_menu_button(call: Call, params: GetChatMenuButton) -> JsonObject:
    buttons = call.bot.menu_buttons
    return buttons.get(params.chat_id or 0) or buttons.get(0) or {"type": "default"}
