"""Any value of a dataclass, drawn from its annotations, and transactions that leave nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from aiosqlite import Connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.master import parse
from storage.sealing import MasterKey

# The text of a master key, as people keep it; any 32 bytes are one.
KEY_TEXT = "bWFzdGVyIGtleSBvZiB0aGUgdGVzdHMsIDMyIGJ5dGU"
MASTER = parse(KEY_TEXT)
OTHER = MasterKey(bytes(range(32)))

# Every example undoes what it wrote, so one database serves them all.
round_trip = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SIMPLE: dict[type, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**52), 2**52),
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    bool: st.booleans(),
    float: st.floats(0, 1),
    datetime: st.integers(0, 2**51).map(lambda n: EPOCH + timedelta(microseconds=n)),
}


def any_of(kind: type, **fixed: Any) -> st.SearchStrategy[Any]:
    """Values of a dataclass with every field at random but the `fixed` ones."""
    hints = get_type_hints(kind)
    drawn = {f.name: any_value(hints[f.name]) for f in fields(kind) if f.name not in fixed}
    return st.builds(kind, **drawn, **{name: st.just(value) for name, value in fixed.items()})


def any_value(hint: Any) -> st.SearchStrategy[Any]:
    inner = get_args(hint)
    match get_origin(hint):
        case origin if origin is UnionType:
            return st.none() | any_value(inner[0])
        case origin if origin is frozenset:
            return st.frozensets(any_value(inner[0]), max_size=4)
        case origin if origin is tuple and inner[-1] is ...:
            return st.lists(any_value(inner[0]), max_size=5).map(tuple)
        case origin if origin is tuple:
            return st.tuples(*map(any_value, inner))
    return st.sampled_from(hint) if issubclass(hint, StrEnum) else SIMPLE[hint]


def holding(folder: Path, mark: bytes) -> list[str]:
    """Every file below the folder, database and log included, in which the mark is to be read."""
    found = [path for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes()]
    return sorted(path.name for path in found)


class Undo(Exception):
    pass


@asynccontextmanager
async def undone(database: Database) -> AsyncIterator[Connection]:
    """A transaction that is rolled back however well it went."""
    with suppress(Undo):
        async with database.transaction() as tx:
            yield tx
            raise Undo
