"""Private files that are lost for good, with a disk or with a master key: what waits for them
ends. Cases go back to their authors, drafts to their pictures, applicants show their card again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.application import ApplicationAction, ApplicationState
from moderation.case import CaseAction, CaseState, PictureState, Step
from storage import audit, documents, erasures, posts
from storage.rows import encode, fetch

Rows = list[dict[str, Any]]

# A picture in one of these may still be looked at by moderators or revised.
OPEN = (
    CaseState.DRAFT,
    CaseState.SUBMITTED,
    CaseState.CHANGES_ASKED,
    CaseState.REJECTED,
    CaseState.APPROVED,
)
# Their authors wait for something, so they have to hear of it.
AWAITED = (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.CHANGES_ASKED, CaseState.APPROVED)
_AMONG = "IN (SELECT value FROM json_each({}))"
_LOST = "({0} IS NULL OR {0} NOT IN (SELECT value FROM json_each(?2)))"
LOST = f"""
    SELECT picture.*, author_id, medical_case.state AS case_state
    FROM picture JOIN medical_case ON medical_case.id = case_id
    WHERE medical_case.state {_AMONG.format("?1")} AND (
        (picture.state = 'received' AND {_LOST.format("original")})
        OR (picture.state IN ('masked', 'changed') AND (
            {_LOST.format("masked")} OR (preview IS NOT NULL AND {_LOST.format("preview")}))))
    ORDER BY picture.id
"""  # noqa: S608 - names are ours


@dataclass(frozen=True, slots=True)
class Losses:
    """applicants: members whose card is asked for again; cases: with their authors, of which a
    picture is gone and somebody waits; returned: how many of them were before the moderators.
    """

    applicants: list[int] = field(default_factory=list)
    cases: list[tuple[int, int]] = field(default_factory=list)
    returned: int = 0


async def settle(tx: Connection, now: datetime, files: frozenset[str], reason: str) -> Losses:
    """After keys were given up; files: names of those that still open; reason: what the author of
    a waiting case reads.
    """
    evidence = await fetch(
        tx,
        "SELECT * FROM application WHERE state = ? AND evidence IS NOT NULL",
        ApplicationState.SUBMITTED,
    )
    unread = [row for row in evidence if row["evidence"] not in files]
    # Photos that were not handed in yet are asked for by the next screen.
    await tx.execute(
        "UPDATE application SET evidence = NULL, evidence_at = NULL WHERE state = ?"
        " AND evidence IS NOT NULL AND evidence NOT IN (SELECT value FROM json_each(?))",
        (ApplicationState.FILLING.value, encode(tuple(files))),
    )
    applicants = await ask_again(tx, unread, now)
    # The old card's buttons carry the revision that it showed.
    await _each(tx, "UPDATE application SET revision = revision + 1 WHERE id", unread)
    lost = await lost_pictures(tx, files)
    await _take_previews_away(tx, lost, now)
    cases, returned = await send_back(tx, lost, now, reason)
    await _begin_anew(tx, lost)
    return Losses(applicants, cases, returned)


async def lost_pictures(tx: Connection, files: frozenset[str]) -> Rows:
    """Pictures of open cases that can be shown no more, refused from now on: as they were before.

    No row names a file any more that is not there.
    """
    names = encode(tuple(files))
    found = await fetch(tx, LOST, encode(OPEN), names)
    await _each(
        tx,
        f"UPDATE picture SET state = '{PictureState.REFUSED}', problem = 'gone', masked = NULL,"  # noqa: S608 - ours
        " preview = NULL, digest = NULL WHERE id",
        found,
    )
    for column in ("original", "masked", "preview"):
        sql = f"UPDATE picture SET {column} = NULL WHERE {column} NOT {_AMONG.format('?')}"  # noqa: S608 - ours
        await tx.execute(sql, (names,))
    return found


async def send_back(
    tx: Connection, lost: Rows, now: datetime, reason: str
) -> tuple[list[tuple[int, int]], int]:
    """What was before the moderators is its author's again, and its card goes; returns the cases
    that somebody waits for, with their authors, and how many were sent back.
    """
    of = {row["case_id"]: row for row in lost}
    waited = [number for number, row in of.items() if row["case_state"] in AWAITED]
    returned = [
        number
        for number, row in of.items()
        if row["case_state"] in {CaseState.SUBMITTED, CaseState.APPROVED}
    ]
    for case_id in returned:
        await _send_back(tx, case_id, now, reason)
    return [(number, of[number]["author_id"]) for number in waited], len(returned)


async def _send_back(tx: Connection, case_id: int, now: datetime, reason: str) -> None:
    values = (CaseState.CHANGES_ASKED.value, reason, encode(now), case_id)
    sql = "UPDATE medical_case SET state = ?, reason = ?, updated_at = ? WHERE id = ?"
    await tx.execute(sql, values)
    await posts.release(tx, case_id)
    [case] = await fetch(tx, "SELECT revision FROM medical_case WHERE id = ?", case_id)
    revision, subject = case["revision"], f"case {case_id}"
    await audit.record(tx, now, None, CaseAction.ASK_CHANGES, subject, revision)
    card = await posts.card(tx, case_id, revision)
    if card is not None:
        await erasures.add(tx, card.chat_id, {*card.message_ids, card.message_id} - {0}, now)
        await posts.forget_card(tx, case_id, revision)


async def ask_again(tx: Connection, rows: Rows, now: datetime) -> list[int]:
    """Applications before the moderators go back for their evidence, and the old cards go."""
    for row in rows:
        shown = (row["evidence_message_id"], row["card_message_id"])
        ids = [message_id for message_id in shown if message_id is not None]
        ids += [each.message_id for each in await documents.take(tx, row["id"]) if each.message_id]
        if row["card_chat_id"] is not None:
            await erasures.add(tx, row["card_chat_id"], ids, now)
        subject, revision = f"application {row['id']}", row["revision"]
        await audit.record(tx, now, None, ApplicationAction.ASK, subject, revision)
    await _each(
        tx,
        f"UPDATE application SET state = '{ApplicationState.FILLING}', evidence = NULL,"  # noqa: S608 - ours
        " evidence_at = NULL, evidence_message_id = NULL, card_message_id = NULL,"
        " card_chat_id = NULL, submitted_at = NULL WHERE id",
        rows,
    )
    return [row["member_id"] for row in rows]


async def _take_previews_away(tx: Connection, lost: Rows, now: datetime) -> None:
    """A new message tells that the picture is gone, and what to do; the old one would not."""
    for row in lost:
        shown = [row[column] for column in ("preview_id", "framed_id") if row[column]]
        if row["case_state"] == CaseState.DRAFT:
            await erasures.add(tx, row["author_id"], shown, now)
    await _each(
        tx, "UPDATE picture SET preview_id = NULL, framed_id = NULL, sides = 0 WHERE id", lost
    )


async def _begin_anew(tx: Connection, lost: Rows) -> None:
    """Drafts: back to their pictures, and what was attested of them is attested anew."""
    drafts = {row["case_id"] for row in lost if row["case_state"] == CaseState.DRAFT}
    await _each(
        tx,
        f"UPDATE medical_case SET step = '{Step.PICTURES}', attested = '[]', fingerprint = NULL"  # noqa: S608 - ours
        " WHERE id",
        [{"id": number} for number in drafts],
    )


async def _each(tx: Connection, sql: str, rows: Iterable[dict[str, Any]]) -> None:
    """A statement that ends with the column of the rows' ids."""
    ids = encode(tuple([row["id"] for row in rows]))
    await tx.execute(f"{sql} {_AMONG.format('?')}", (ids,))
