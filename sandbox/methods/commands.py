"""setMyCommands, getMyCommands and deleteMyCommands, per scope and language."""

import re

from sandbox.methods.inputs import BotCommand, BotCommandScope, JsonObject
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import find_chat
from sandbox.refusal import bad_request

MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_WITH_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


class Scoped(Params):
    scope: BotCommandScope | None = None
    language_code: str | None = None


class SetMyCommands(Scoped):
    commands: list[BotCommand]


class GetMyCommands(Scoped):
    pass


class DeleteMyCommands(Scoped):
    pass


def _key(call: Call, params: Scoped) -> str:
    """How a scope and a language are kept; refuses a scope that lacks what it needs."""
    scope = params.scope or BotCommandScope(type="default")
    language = params.language_code or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    if scope.type not in _WITH_CHAT:
        return f"{scope.type}:::{language}"
    if scope.chat_id is None:
        raise bad_request("can't parse BotCommandScope: chat_id is not specified")
    if scope.type == "chat_member" and not scope.user_id:
        raise bad_request("can't parse BotCommandScope: invalid user_id specified")
    chat = find_chat(call, scope.chat_id)
    return f"{scope.type}:{chat.id}:{scope.user_id or ''}:{language}"


def _check(command: BotCommand) -> None:
    name = command.command.removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command.description.strip()) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


@method(SetMyCommands)
def set_my_commands(call: Call, params: SetMyCommands) -> bool:
    if len(params.commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in params.commands:
        _check(command)
    listed: list[JsonObject] = [
        {"command": x.command.removeprefix("/"), "description": x.description.strip()}
        for x in params.commands
    ]
    call.bot.commands[_key(call, params)] = listed
    return True


@method(GetMyCommands)
def get_my_commands(call: Call, params: GetMyCommands) -> list[JsonObject]:
    return call.bot.commands.get(_key(call, params), [])


@method(DeleteMyCommands)
def delete_my_commands(call: Call, params: DeleteMyCommands) -> bool:
    call.bot.commands.pop(_key(call, params), None)
    return True
