"""Validators of everything the sandbox takes and emits, against two independent models of the API.

`aiogram` is a hand-written model of the Bot API; `shared/telegram/api.json` beside the repository
is a machine-readable one. Hand `Strictness().app_arguments()` to `create_app`, and assert at the
end that `problems` is empty: a client may swallow what a validator raises inside a request.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from aiogram import methods
from aiogram.types import Update
from pydantic import BaseModel, TypeAdapter, ValidationError

ROOT = Path(__file__).resolve().parent.parent
API_FILE = ROOT.parent / "shared" / "telegram" / "api.json"
SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}
# What aiogram requires and the specification, which is older, does not know yet.
NEWER_THAN_SPECIFICATION = frozenset({"can_send_welcome_messages"})


@cache
def specification() -> dict[str, Any] | None:
    """The Bot API as data, or None where the file is not at hand."""
    if not API_FILE.exists():
        return None
    loaded: dict[str, Any] = json.loads(API_FILE.read_text())
    return loaded


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    if name == "Update":
        return TypeAdapter(Update)
    model = getattr(methods, name[0].upper() + name[1:])
    return TypeAdapter(model.__returning__)


def surplus(value: object, path: str = "") -> Iterator[str]:
    """Fields that aiogram's models do not know; they let unknown fields pass silently."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name}"
        for name in type(value).model_fields:
            yield from surplus(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from surplus(item, f"{path}[{index}]")


def mismatches(value: object, types: list[str], path: str) -> list[str]:
    """Where a value differs from all of the documented types; empty when it fits one."""
    reasons: list[str] = []
    for name in types:
        found = _mismatch(value, name, path)
        if not found:
            return []
        reasons = found if not reasons or len(found) < len(reasons) else reasons
    return reasons


def _mismatch(value: object, name: str, path: str) -> list[str]:
    if name in SCALARS:
        fits = isinstance(value, SCALARS[name])
        if isinstance(value, bool) and bool not in SCALARS[name]:
            fits = False
        return [] if fits else [f"{path}: {type(value).__name__} instead of {name}"]
    if name.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{path}: no list"]
        inner = [name.removeprefix("Array of ")]
        return [x for i, item in enumerate(value) for x in mismatches(item, inner, f"{path}[{i}]")]
    return _object_mismatch(value, name, path)


def _object_mismatch(value: object, name: str, path: str) -> list[str]:
    spec = specification()
    assert spec is not None
    described = spec["types"].get(name)
    if name == "InputFile":
        return [] if isinstance(value, str) else [f"{path}: no file"]
    if "subtypes" in described:
        return mismatches(value, described["subtypes"], path)
    if not isinstance(value, dict):
        return [f"{path}: no {name}"]
    return _field_mismatches(value, described.get("fields", []), f"{path}<{name}>")


def _field_mismatches(
    values: Mapping[str, object], fields: list[dict[str, Any]], path: str
) -> list[str]:
    known = {item["name"]: item for item in fields}
    surplus_names = values.keys() - known.keys() - NEWER_THAN_SPECIFICATION
    reasons = [f"{path}.{name}: unknown" for name in sorted(surplus_names)]
    for name, item in known.items():
        if name in values:
            reasons += mismatches(values[name], item["types"], f"{path}.{name}")
        elif item["required"]:
            reasons.append(f"{path}.{name}: missing")
    return reasons


def emitted_problems(name: str, value: object) -> list[str]:
    """What is wrong with an update (`name` "Update") or a method's result."""
    try:
        parsed = _adapter(name).validate_python(value)
    except ValidationError as error:
        return [f"{name}: {error}"]
    reasons = [f"{name}{path}: unknown to aiogram" for path in surplus(parsed)]
    spec = specification()
    if spec:
        types = ["Update"] if name == "Update" else spec["methods"][name]["returns"]
        reasons += mismatches(value, types, name)
    return reasons


def request_problems(name: str, values: Mapping[str, object]) -> list[str]:
    """What is wrong with a request's parameters, given as text from a form or as JSON."""
    spec = specification()
    if spec is None:
        return []
    fields = spec["methods"][name].get("fields", [])
    types = {item["name"]: item["types"] for item in fields}
    decoded = {key: _decoded(value, types.get(key, [])) for key, value in values.items()}
    return _field_mismatches(decoded, fields, name)


def _decoded(value: object, types: list[str]) -> object:
    if not isinstance(value, str):
        return value
    if {"String", "InputFile"} & set(types) and not value.lstrip("-").isdigit():
        return value
    if types == ["String"]:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


@dataclass
class Strictness:
    """Collects problems, and raises them where they happen."""

    problems: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def on_emit(self, name: str, value: object) -> None:
        self.seen.add(name)
        self._judge(emitted_problems(name, value))

    def on_request(self, name: str, values: Mapping[str, object]) -> None:
        self._judge(request_problems(name, values))

    def app_arguments(self) -> dict[str, Any]:
        """Keyword arguments for `create_app`."""
        return {"on_emit": self.on_emit, "on_request": self.on_request}

    def _judge(self, reasons: list[str]) -> None:
        self.problems += reasons
        if reasons:
            raise AssertionError("; ".join(reasons))


def strict_app_arguments() -> dict[str, Any]:
    """The validators for one application, for callers that keep no Strictness."""
    return Strictness().app_arguments()
