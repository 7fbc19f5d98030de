"""After a restore: the rows are those of the backup, and Telegram is as of now.

Between the two something may have happened that no row knows of. Nothing that was said, shown or
posted then may come true a second time, or for something else.
"""

from dataclasses import dataclass, field
from datetime import datetime

from aiosqlite import Connection

from moderation.application import ApplicationState
from moderation.case import CaseState, Step
from moderation.trail import Entry
from storage import audit, erasures, requests, unconfirmed
from storage.losses import OPEN, ask_again, lost_pictures, send_back
from storage.posts import ReviewCard, card, forget_card
from storage.rows import encode, fetch

# Numbers that may have been given to cases, pictures and applications since the backup are not
# given again: an old button would decide about another case.
IDS_SKIPPED = 1_000
# The same for the revisions of what is still open.
REVISIONS_SKIPPED = 100

# What may have been posted since the backup, by its state in it, is what is open.
# What somebody may still decide or revise, so that its old buttons must not count.
IN_HAND = tuple(state for state in OPEN if state is not CaseState.APPROVED)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What people have to be told, by hand or by letter.

    waiting: how many cases are before the moderators; applicants: members whose evidence is asked
    for again; lost: cases, with their authors, of which a picture is gone; unconfirmed: case,
    author, revision and state of what goes on only once its author says so.
    """

    at: datetime
    waiting: int
    applicants: list[int] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)
    unconfirmed: list[tuple[int, int, int, CaseState]] = field(default_factory=list)


async def settle(
    tx: Connection, at: datetime, now: datetime, files: frozenset[str], reason: str
) -> Aftermath:
    """Brings a restored database, at the newest schema, into line with what it cannot know.

    at: of the backup; files: names of those that were restored; reason: what the author of a
    waiting case reads when a picture of it is not among them.
    """
    await audit.record(tx, now, None, Entry.RESTORE, f"backup of {encode(at)}")
    lost, _returned = await send_back(tx, await lost_pictures(tx, files), now, reason)
    # No backup holds evidence.
    waited = "SELECT * FROM application WHERE state = ?"
    applicants = await ask_again(tx, await fetch(tx, waited, ApplicationState.SUBMITTED), now)
    waiting = await _hide_cards(tx, now)
    await _begin_drafts_anew(tx)
    await _skip_numbers(tx)
    await tx.execute("DELETE FROM prompt")
    # Letters to one person may repeat; those that change or answer something older may not.
    await tx.execute("DELETE FROM outbox WHERE kind <> 'say' OR chat_id < 0")
    # Whether members lapse by an edition is asked anew: the answer may be lost.
    await tx.execute("DELETE FROM registry_check WHERE state = 'asked'")
    await _doubt_posts(tx, now)
    # Who knows what was shown since: what has to be hidden is hidden once more.
    await tx.execute(
        "UPDATE hiding SET due = 'hide' WHERE case_id IN (SELECT id FROM medical_case"
        " WHERE state = ?)",
        (CaseState.HIDDEN.value,),
    )
    return Aftermath(at, waiting, applicants, lost, await unconfirmed.doubt_all(tx))


async def _hide_cards(tx: Connection, now: datetime) -> int:
    """Old cards may be decided, and have no buttons: they go, and the start shows new ones."""
    rows = await fetch(
        tx, "SELECT id, revision FROM medical_case WHERE state = ?", CaseState.SUBMITTED
    )
    for row in rows:
        shown: ReviewCard | None = await card(tx, row["id"], row["revision"])
        if shown is not None:
            await erasures.add(tx, shown.chat_id, shown.message_ids, now)
            await forget_card(tx, row["id"], row["revision"])
    for row in await fetch(tx, "SELECT DISTINCT card_chat_id AS chat FROM privacy_request"):
        if row["chat"] is not None:
            left = await requests.leave_group(tx, row["chat"])
            await erasures.add(tx, row["chat"], [message_id for _chat, message_id in left], now)
    return len(rows)


async def _begin_drafts_anew(tx: Connection) -> None:
    """Their authors look at the pictures once more; answers are kept, attestations are not."""
    draft = (CaseState.DRAFT.value,)
    await tx.execute(
        "UPDATE picture SET preview_id = NULL, framed_id = NULL, sides = 0 WHERE case_id IN"
        " (SELECT id FROM medical_case WHERE state = ?)",
        draft,
    )
    await tx.execute(
        "UPDATE medical_case SET step = ?, attested = '[]', fingerprint = NULL, status_id = NULL,"
        " screen_id = NULL WHERE state = ?",
        (Step.PICTURES.value, *draft),
    )


async def _skip_numbers(tx: Connection) -> None:
    """What an old button names is no longer there, or not in this revision."""
    skipped, states = REVISIONS_SKIPPED, encode(IN_HAND)
    for table in ("review", "attestation"):
        # Approvals of exactly this revision still are approvals of exactly what it shows.
        await tx.execute(
            f"UPDATE {table} SET revision = revision + ? WHERE (case_id, revision) IN"  # noqa: S608 - ours
            " (SELECT id, revision FROM medical_case"
            " WHERE state IN (SELECT value FROM json_each(?)))",
            (skipped, states),
        )
    await tx.execute(
        "UPDATE medical_case SET revision = revision + ?"
        " WHERE state IN (SELECT value FROM json_each(?))",
        (skipped, states),
    )
    await tx.execute(
        "UPDATE application SET revision = revision + ? WHERE state = ?",
        (skipped, ApplicationState.FILLING.value),
    )
    counted = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    for row in await fetch(tx, counted):
        await tx.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT ?, 0"
            " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
            (row["name"], row["name"]),
        )
    await tx.execute("UPDATE sqlite_sequence SET seq = seq + ?", (IDS_SKIPPED,))


async def _doubt_posts(tx: Connection, now: datetime) -> None:
    """Each open case may stand in its channel by now: a person looks before it is posted."""
    await tx.execute(
        "INSERT OR IGNORE INTO post_attempt (case_id, at) SELECT id, ? FROM medical_case"
        " WHERE state IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM post WHERE case_id = medical_case.id)",
        (encode(now), encode(OPEN)),
    )
