"""What a bot says of itself: commands per scope, descriptions, menu button, Mini App."""

import hashlib
import hmac
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from sandbox.messenger import Messenger
from sandbox.server import create_app
from sandbox.webapp import sign
from tests.sandbox.fakes import TOKEN, BotClient, Stage

START = [{"command": "start", "description": "Begin"}]
QUEUE = [{"command": "queue", "description": "What waits"}]


async def test_commands_differ_by_scope_and_language(bot: BotClient, stage: Stage) -> None:
    """Nothing is inherited by getMyCommands."""
    scope = {"type": "chat", "chat_id": stage.group.id}
    await bot.call("setMyCommands", commands=START)
    await bot.call("setMyCommands", commands=QUEUE, scope=scope, language_code="fr")
    assert await bot.call("getMyCommands") == START
    assert await bot.call("getMyCommands", scope=scope) == []
    assert await bot.call("getMyCommands", scope=scope, language_code="fr") == QUEUE
    await bot.call("deleteMyCommands")
    assert await bot.call("getMyCommands") == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "a", "description": "x" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ({"commands": START * 101}, "BOT_COMMANDS_TOO_MUCH"),
        (
            {"commands": START, "scope": {"type": "chat"}},
            "can't parse BotCommandScope: chat_id is not specified",
        ),
        ({"commands": START, "scope": {"type": "chat", "chat_id": 42}}, "chat not found"),
        ({"commands": START, "language_code": "french"}, "invalid language code specified"),
    ],
)
async def test_wrong_commands(
    messenger: Messenger, values: dict[str, object], reason: str
) -> None:
    """Each has its words; here without the validators, which know the scopes as well."""
    async with BotClient(create_app(messenger), TOKEN) as client:
        text = await client.refused("setMyCommands", **values)
    assert text == f"Bad Request: {reason}"


async def test_descriptions_per_language(bot: BotClient) -> None:
    """Without one for the language the general one is shown."""
    await bot.call("setMyDescription", description="Pictures")
    await bot.call("setMyDescription", description="Images", language_code="fr")
    found = [
        (await bot.call("getMyDescription", language_code=x))["description"] for x in ("fr", "de")
    ]
    assert found == ["Images", "Pictures"]
    text = await bot.refused("setMyDescription", description="a" * 513)
    assert text == "Bad Request: description is too long"


async def test_the_menu_button(bot: BotClient, stage: Stage) -> None:
    """One chat's own before the common one."""
    await bot.call("setChatMenuButton", menu_button={"type": "commands"})
    assert await bot.call("getChatMenuButton", chat_id=stage.doctor.id) == {"type": "commands"}


async def test_init_data_is_signed(bot: BotClient, stage: Stage) -> None:
    """The signature is computed here once more, step by step."""
    markup = {"inline_keyboard": [[{"text": "Open", "web_app": {"url": "https://a.org/app"}}]]}
    values = {"chat_id": stage.doctor.id, "text": "x", "reply_markup": markup}
    await bot.call("sendMessage", **values)
    url = urlsplit((await stage.doctor.press("Open")).url)
    raw = unquote(url.fragment.split("&")[0].removeprefix("tgWebAppData="))
    fields = dict(parse_qsl(raw))
    given = fields.pop("hash")
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.new(b"WebAppData", TOKEN.encode(), hashlib.sha256).digest()
    assert given == hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    assert given != sign(fields | {"auth_date": "0"}, TOKEN)


async def test_name_and_short_description(bot: BotClient) -> None:
    """Without a name of its own the account's counts; both can be taken back."""
    assert await bot.call("getMyName") == {"name": "MedPics"}
    await bot.call("setMyName", name="Pics")
    await bot.call("setMyShortDescription", short_description="Doctors only")
    assert await bot.call("getMyName") == {"name": "Pics"}
    await bot.call("setMyShortDescription")
    assert await bot.call("getMyShortDescription") == {"short_description": ""}
