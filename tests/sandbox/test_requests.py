"""Requests: kinds of bodies, unknown methods and parameters, and the published API."""

import pytest

from sandbox.messenger import Messenger
from sandbox.methods import METHODS
from sandbox.server import create_app
from tests.sandbox.fakes import TOKEN, BotClient, Refused, Stage
from tests.strict import specification


async def test_names_of_methods_ignore_case(bot: BotClient) -> None:
    """As at Telegram."""
    assert (await bot.call("GETME"))["username"] == "medpics_bot"


async def test_an_unknown_method(bot: BotClient) -> None:
    """404, whatever its parameters."""
    with pytest.raises(Refused) as caught:
        await bot.call("sendTelepathy")
    assert (caught.value.code, caught.value.text) == (404, "Not Found")


async def test_an_unknown_token(messenger: Messenger) -> None:
    """401."""
    async with BotClient(create_app(messenger), "1:NO") as stranger:
        with pytest.raises(Refused) as caught:
            await stranger.call("getMe")
    assert (caught.value.code, caught.value.text) == (401, "Unauthorized")


async def test_json_form_and_query(bot: BotClient, stage: Stage) -> None:
    """All three ways of giving parameters."""
    url, values = f"/bot{TOKEN}/sendMessage", {"chat_id": stage.doctor.id, "text": "x"}
    assert (await bot.http.post(url, json=values)).is_success
    assert (await bot.http.post(url, data=values)).is_success
    assert (await bot.http.get(url, params=values)).is_success


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": "x", "hue": "red"}, 'unknown parameter "hue" of sendMessage'),
        ({"chat_id": 1, "text": "x", "reply_markup": "no"}, "object expected as reply markup"),
        (
            {"chat_id": 1, "text": "x", "protect_content": "maybe"},
            'parameter "protect_content" has a wrong type',
        ),
        ({"chat_id": 1, "text": "x", "parse_mode": "Wiki"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ],
)
async def test_wrong_parameters(
    messenger: Messenger, values: dict[str, object], reason: str
) -> None:
    """Unknown, missing and ill-typed ones are refused, not ignored."""
    async with BotClient(create_app(messenger), TOKEN) as client:
        assert await client.refused("sendMessage", **values) == f"Bad Request: {reason}"


async def test_json_types_are_not_converted(messenger: Messenger, stage: Stage) -> None:
    """In a JSON body a number is no text."""
    async with BotClient(create_app(messenger), TOKEN) as client:
        values = {"chat_id": stage.doctor.id, "text": 5}
        response = await client.http.post(f"/bot{TOKEN}/sendMessage", json=values)
    assert response.status_code == 400


async def test_unknown_parse_mode(bot: BotClient, stage: Stage) -> None:
    """And one that the sandbox honestly does not know."""
    values = {"chat_id": stage.doctor.id, "text": "x"}
    text = await bot.refused("sendMessage", **values, parse_mode="Wiki")
    assert text == "Bad Request: unsupported parse_mode"
    text = await bot.refused("sendMessage", **values, parse_mode="MarkdownV2")
    assert text == "Bad Request: the sandbox does not know parse_mode MarkdownV2; use HTML"


needs_specification = pytest.mark.skipif(
    specification() is None, reason="shared/telegram/api.json is not beside the repository"
)


@needs_specification
@pytest.mark.parametrize("name", sorted(METHODS))
def test_parameters_are_those_of_the_bot_api(name: str) -> None:
    """Every accepted parameter exists, and what is required there is required here."""
    spec, method = specification(), METHODS[name]
    assert spec is not None
    documented = {x["name"]: x for x in spec["methods"][method.name].get("fields", [])}
    for parameter, field in method.params.model_fields.items():
        assert parameter in documented
        if documented[parameter]["required"]:
            assert field.is_required()


@needs_specification
@pytest.mark.parametrize("name", sorted(METHODS))
def test_types_are_those_of_the_bot_api(name: str) -> None:
    """A parameter takes text, numbers, switches or objects where the Bot API does."""
    spec, method = specification(), METHODS[name]
    assert spec is not None
    documented = {x["name"]: x["types"] for x in spec["methods"][method.name].get("fields", [])}
    schema = method.params.model_json_schema()
    for parameter, described in schema.get("properties", {}).items():
        assert kinds_of(described, schema) <= kinds_documented(documented[parameter])


def kinds_of(described: dict[str, object], schema: dict[str, object]) -> set[str]:
    """JSON kinds in a JSON schema, without null."""
    if "$ref" in described or "discriminator" in described or "const" in described:
        return {"string"} if described.get("type") == "string" else {"object"}
    if "anyOf" in described:
        parts = described["anyOf"]
        assert isinstance(parts, list)
        return set().union(*(kinds_of(part, schema) for part in parts)) - {"null"}
    return {str(described["type"])} - {"null"}


def kinds_documented(types: list[str]) -> set[str]:
    simple = {"Integer": "integer", "String": "string", "Boolean": "boolean", "Float": "number"}
    simple["InputFile"] = "string"
    return {
        "array" if name.startswith("Array of") else simple.get(name, "object") for name in types
    }
