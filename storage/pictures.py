"""Rows of pictures and of what was found in them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.case import Picture, PictureState
from storage.rows import columns, fetch, fetch_one, insert, sure_instant, update


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A kept finding: polygon in pixels of the upright picture; changed_by: "author" or None."""

    number: int
    kind: str
    polygon: tuple[tuple[int, int], ...]
    score: float
    source: str
    hidden: bool
    changed_by: str | None = None


async def add(
    tx: Connection, case_id: int, position: int, original: str | None, now: datetime
) -> Picture | None:
    """A new picture of a case; None when this very message was taken already."""
    known = "SELECT id FROM picture WHERE case_id = ? AND position = ?"
    if await fetch_one(tx, known, case_id, position):
        return None
    picture = Picture(id=0, case_id=case_id, position=position, received_at=now, original=original)
    new_id = await insert(tx, "picture", columns(picture, leave_out=["id"]))
    return await load(tx, new_id)


async def load(connection: Connection, picture_id: int) -> Picture | None:
    row = await fetch_one(connection, "SELECT * FROM picture WHERE id = ?", picture_id)
    return _picture(row) if row else None


async def save(tx: Connection, was: Picture, now: Picture) -> bool:
    """Saves `now` if the picture is still in the state of `was`."""
    where = {"id": was.id, "state": was.state}
    return await update(tx, "picture", columns(now, leave_out=["id"]), where)


async def spread(tx: Connection, was: Picture, originals: Sequence[str], most: int) -> list[str]:
    """One received file becomes the pictures that it holds, in order, at its place; returns the
    keys of those that went in.

    originals: a key for each; most: pictures that a case may have. With less room than pictures,
    those that go in are evenly spaced. None goes in when the file is not waiting any more: compare
    and set, so that doing it twice is harmless.
    """
    current = await load(tx, was.id)
    if current is None or (current.state, current.original) != (was.state, was.original):
        return []
    room = max(1, most + 1 - len(await of_case(tx, was.case_id)))
    taken = [originals[place] for place in evenly(len(originals), room)]
    await save(tx, current, replace(current, original=taken[0], frame=1))
    for frame, key in enumerate(taken[1:], 2):
        values = columns(replace(current, original=key, frame=frame), leave_out=["id"])
        await insert(tx, "picture", values)
    return taken


def evenly(number: int, most: int) -> list[int]:
    """At most `most` of the places 0 to number - 1; the first and the last among them."""
    if number <= most:
        return list(range(number))
    return [round(step * (number - 1) / max(1, most - 1)) for step in range(most)]


async def of_case(connection: Connection, case_id: int, *, every: bool = False) -> list[Picture]:
    """The case's pictures in the order they were sent; removed ones only if `every`."""
    sql = "SELECT * FROM picture WHERE case_id = ? ORDER BY position, frame"
    pictures = [_picture(row) for row in await fetch(connection, sql, case_id)]
    return [p for p in pictures if every or p.state is not PictureState.REMOVED]


async def with_original_of(
    connection: Connection, states: Sequence[str], before: datetime
) -> dict[int, set[int]]:
    """Pictures with an original received before `before`, or whose case is in one of `states`:
    their ids, by case."""
    sql = (
        "SELECT picture.id, case_id FROM picture"
        " JOIN medical_case ON medical_case.id = picture.case_id"
        " WHERE original IS NOT NULL AND (received_at < ?"
        " OR medical_case.state IN (SELECT value FROM json_each(?)))"
    )
    due: dict[int, set[int]] = {}
    for row in await fetch(connection, sql, before, tuple(states)):
        due.setdefault(row["case_id"], set()).add(row["id"])
    return due


async def cases_holding(
    connection: Connection, no_masked: Sequence[str], no_preview: Sequence[str]
) -> list[int]:
    """Ids of cases that name a masked picture or a preview in a state that has none."""
    sql = (
        "SELECT DISTINCT case_id FROM picture"
        " JOIN medical_case ON medical_case.id = picture.case_id WHERE"
        " (masked IS NOT NULL AND medical_case.state IN (SELECT value FROM json_each(?)))"
        " OR (preview IS NOT NULL AND medical_case.state IN (SELECT value FROM json_each(?)))"
        " ORDER BY case_id"
    )
    rows = await fetch(connection, sql, tuple(no_masked), tuple(no_preview))
    return [int(row["case_id"]) for row in rows]


async def keys(connection: Connection) -> frozenset[str]:
    """Every key of the private store that a picture names."""
    sql = (
        "SELECT original AS key FROM picture UNION SELECT masked FROM picture"
        " UNION SELECT preview FROM picture"
    )
    return frozenset(row["key"] for row in await fetch(connection, sql) if row["key"])


async def findings(connection: Connection, picture_id: int) -> list[FindingRow]:
    sql = (
        "SELECT number, kind, polygon, score, source, hidden, changed_by"
        " FROM finding WHERE picture_id = ? ORDER BY number"
    )
    return [_finding(row) for row in await fetch(connection, sql, picture_id)]


async def set_findings(tx: Connection, picture_id: int, rows: Sequence[FindingRow]) -> None:
    await tx.execute("DELETE FROM finding WHERE picture_id = ?", (picture_id,))
    for row in rows:
        await insert(tx, "finding", columns(row) | {"picture_id": picture_id})


def _picture(row: dict[str, Any]) -> Picture:
    flags = frozenset(json.loads(row["flags"]))
    received_at = sure_instant(row["received_at"])
    state = PictureState(row["state"])
    sides = bool(row["sides"])
    return Picture(
        **row | {"state": state, "flags": flags, "received_at": received_at, "sides": sides}
    )


def _finding(row: dict[str, Any]) -> FindingRow:
    polygon = tuple((int(x), int(y)) for x, y in json.loads(row["polygon"]))
    return FindingRow(**row | {"polygon": polygon, "hidden": bool(row["hidden"])})
