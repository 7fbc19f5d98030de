"""Rows of cases, their attestations and reviews; every change of state compares and sets."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.case import (
    ATTESTATION_VERSION,
    AgeBand,
    Attestation,
    Case,
    CaseState,
    Sex,
    Step,
)
from moderation.review import Review, Verdict
from storage.rows import columns, encode, fetch, fetch_one, insert, sure_instant, update


async def load(connection: Connection, case_id: int) -> Case | None:
    row = await fetch_one(connection, "SELECT * FROM medical_case WHERE id = ?", case_id)
    return _case(row) if row else None


async def draft_of(connection: Connection, author_id: int) -> Case | None:
    """The author's one draft, if there is one."""
    sql = "SELECT * FROM medical_case WHERE author_id = ? AND state = 'draft'"
    row = await fetch_one(connection, sql, author_id)
    return _case(row) if row else None


async def begin(tx: Connection, author_id: int, now: datetime, **answers: Any) -> Case:
    """A new draft; answers: what is known of it already."""
    case = Case(id=0, author_id=author_id, created_at=now, updated_at=now, **answers)
    new_id = await insert(tx, "medical_case", columns(case, leave_out=["id"]))
    return replace(case, id=new_id)


async def answering(connection: Connection, case_id: int) -> list[Case]:
    """The answers with pictures to a case, whatever became of them, oldest first."""
    sql = "SELECT * FROM medical_case WHERE answers_id = ? ORDER BY id"
    return [_case(row) for row in await fetch(connection, sql, case_id)]


async def swap(tx: Connection, was: Case, now: Case) -> bool:
    """Saves `now` if the row still has the state and revision of `was`.

    Where the case is shown is left as it is: that changes whenever a screen arrives (`note`).
    """
    where = {"id": was.id, "state": was.state, "revision": was.revision}
    values = columns(now, leave_out=["id", "status_id", "screen_id"])
    return await update(tx, "medical_case", values, where)


async def note(tx: Connection, case_id: int, **fields: int | None) -> None:
    """Remembers where the case is shown (status_id, screen_id); no part of its content."""
    await update(tx, "medical_case", dict(fields), {"id": case_id})


async def of_author(connection: Connection, author_id: int, limit: int = 20) -> list[Case]:
    """The author's newest cases, discarded drafts left out."""
    sql = (
        "SELECT * FROM medical_case WHERE author_id = ? AND state <> 'discarded'"
        " ORDER BY id DESC LIMIT ?"
    )
    return [_case(row) for row in await fetch(connection, sql, author_id, limit)]


async def everything_of(connection: Connection, author_id: int) -> list[Case]:
    """All of the author's cases, whatever became of them, oldest first."""
    sql = "SELECT * FROM medical_case WHERE author_id = ? ORDER BY id"
    return [_case(row) for row in await fetch(connection, sql, author_id)]


async def ids_in_states(connection: Connection, states: Iterable[CaseState]) -> list[int]:
    """Oldest first; only ids, so that a row that cannot be read hides no other."""
    sql = (
        "SELECT id FROM medical_case WHERE state IN (SELECT value FROM json_each(?))"
        " ORDER BY updated_at, id"
    )
    wanted = tuple(state.value for state in states)
    return [int(row["id"]) for row in await fetch(connection, sql, wanted)]


async def revision_of(connection: Connection, case_id: int) -> int | None:
    """Also of a case whose words cannot be read any more."""
    row = await fetch_one(connection, "SELECT revision FROM medical_case WHERE id = ?", case_id)
    return int(row["revision"]) if row else None


async def published_before(connection: Connection, author_id: int) -> int:
    """How many of the author's cases were ever published."""
    sql = (
        "SELECT count(*) AS number FROM post JOIN medical_case ON medical_case.id = post.case_id"
        " WHERE author_id = ?"
    )
    row = await fetch_one(connection, sql, author_id)
    return int(row["number"]) if row else 0


async def attest(tx: Connection, case: Case, now: datetime) -> None:
    """Keeps exactly the lines that the case's revision attests, each with the time of its tap."""
    sql = (
        "DELETE FROM attestation WHERE case_id = ? AND revision = ?"
        " AND line NOT IN (SELECT value FROM json_each(?))"
    )
    await tx.execute(sql, (case.id, case.revision, encode(case.attested)))
    for line in case.attested:
        values = {
            "case_id": case.id,
            "revision": case.revision,
            "line": line.value,
            "version": ATTESTATION_VERSION,
            "member_id": case.author_id,
            "at": encode(now),
        }
        await insert(tx, "attestation", values, verb="INSERT OR IGNORE")


async def reviews(connection: Connection, case_id: int) -> list[Review]:
    """All verdicts on all revisions, in order."""
    sql = "SELECT * FROM review WHERE case_id = ? ORDER BY at, rowid"
    return [_review(row) for row in await fetch(connection, sql, case_id)]


async def add_review(tx: Connection, review: Review) -> None:
    """Records a verdict; a moderator's later verdict on the same revision takes its place."""
    await insert(tx, "review", columns(review), verb="INSERT OR REPLACE")


async def take_back_approvals(tx: Connection, reviewer_id: int) -> list[Case]:
    """Strikes off what somebody approved and what still waits for others; the cases."""
    sql = (
        "SELECT medical_case.* FROM review JOIN medical_case ON medical_case.id = review.case_id"
        " AND medical_case.revision = review.revision"
        " WHERE reviewer_id = ? AND verdict = 'approve' AND state = 'submitted' ORDER BY id"
    )
    waiting = [_case(row) for row in await fetch(tx, sql, reviewer_id)]
    for case in waiting:
        sql = "DELETE FROM review WHERE case_id = ? AND revision = ? AND reviewer_id = ?"
        await tx.execute(sql, (case.id, case.revision, reviewer_id))
    return waiting


def _case(row: dict[str, Any]) -> Case:
    return Case(
        **row
        | {
            "created_at": sure_instant(row["created_at"]),
            "updated_at": sure_instant(row["updated_at"]),
            "state": CaseState(row["state"]),
            "step": Step(row["step"]),
            "age": AgeBand(row["age"]) if row["age"] else None,
            "sex": Sex(row["sex"]) if row["sex"] else None,
            "signed": None if row["signed"] is None else bool(row["signed"]),
            "attested": frozenset(map(Attestation, json.loads(row["attested"]))),
        }
    )


def _review(row: dict[str, Any]) -> Review:
    return Review(**row | {"verdict": Verdict(row["verdict"]), "at": sure_instant(row["at"])})


async def change_draft(tx: Connection, case: Case, now: datetime, **answers: Any) -> Case | None:
    """Changes answers or the screen of a draft; None when it is no longer this draft."""
    latest = await load(tx, case.id)
    if latest is None or (latest.state, latest.revision) != (CaseState.DRAFT, case.revision):
        return None
    changed = replace(latest, updated_at=now, **answers)
    return changed if await swap(tx, latest, changed) else None
