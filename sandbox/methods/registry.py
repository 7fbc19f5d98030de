"""How a method is declared, found and called; its parameters are a model, checked first."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError

from sandbox.methods.inputs import JsonObject, Strict
from sandbox.refusal import Refusal, bad_request

if TYPE_CHECKING:
    from sandbox.accounts import Bot
    from sandbox.messenger import Messenger

BOOLEANS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "invalid file_id",
    "user_id": "invalid user_id specified",
}
_OBJECTS = {
    "reply_markup": "object expected as reply markup",
    "reply_parameters": "can't parse reply parameters JSON object",
    "media": "can't parse media JSON object",
    "message_ids": "expected an Array of message identifiers",
    "permissions": "can't parse permissions JSON object",
    "commands": "can't parse commands JSON object",
    "options": "can't parse options JSON object",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    data: bytes
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, where, and with which uploads."""

    messenger: "Messenger"
    bot: "Bot"
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    @property
    def bot_id(self) -> int:
        return self.bot.user_id


class Params(Strict):
    """The parameters of a method; the class is named like the method, with a capital."""


P = TypeVar("P", bound=Params)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    params: type[Params]
    run: Callable[[Call, Any], object]


METHODS: dict[str, Method] = {}


def method(
    params: type[P],
) -> Callable[[Callable[[Call, P], R]], Callable[[Call, P], R]]:
    """Register a function as the Bot API method that its parameters are named after."""

    def register(run: Callable[[Call, P], R]) -> Callable[[Call, P], R]:
        name = params.__name__[0].lower() + params.__name__[1:]
        METHODS[name.lower()] = Method(name, params, run)
        return run

    return register


def read_params(
    wanted: Method, raw: Mapping[str, object], uploads: Mapping[str, Upload]
) -> Params:
    """Check every parameter; raises Refusal for unknown names, wrong types and missing values."""
    fields = wanted.params.model_fields
    given = {name: value for name, value in raw.items() if value is not None}
    given |= {name: f"attach://{name}" for name in uploads if name in fields}
    unknown = sorted(given.keys() - fields.keys())
    if unknown:
        raise bad_request(f'unknown parameter "{unknown[0]}" of {wanted.name}')
    values = {name: _decode(name, value, fields[name].annotation) for name, value in given.items()}
    try:
        return wanted.params.model_validate(values)
    except ValidationError as error:
        raise _explain(error) from None


def _accepted(annotation: Any) -> set[Any]:
    """The plain types in an annotation."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _accepted(get_args(annotation)[0])
    if origin is Literal:
        return {type(value) for value in get_args(annotation)}
    if origin in {Union, UnionType}:
        return set().union(*(_accepted(part) for part in get_args(annotation)))
    return {annotation}


def _decode(name: str, value: object, annotation: Any) -> object:
    """A form holds text only: read numbers, booleans and JSON where the parameter is one."""
    accepted = _accepted(annotation)
    if not isinstance(value, str) or str in accepted:
        return value
    if bool in accepted and value in BOOLEANS:
        return BOOLEANS[value]
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        if int in accepted or bool in accepted:
            raise bad_request(f'parameter "{name}" has a wrong type') from None
        raise bad_request(_OBJECTS.get(name, f"can't parse {name} JSON object")) from None


def _explain(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False, include_input=False)[0]
    path = [str(part) for part in first["loc"]]
    name = path[0] if path else ""
    if first["type"] == "missing" and len(path) == 1:
        return bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    detail = f"{'.'.join(path)}: {first['msg']}"
    if name == "action":
        return bad_request("wrong parameter action in request")
    if name in _OBJECTS:
        return bad_request(f"{_OBJECTS[name]} ({detail})")
    return bad_request(f"can't parse parameter {detail}")


def plain_markup(markup: Strict | None) -> JsonObject | None:
    return markup.plain() if markup else None
