"""Forgetting a person: what names them is emptied, what has to stay is theirs no longer."""

from collections.abc import Iterable
from datetime import UTC, datetime

from aiosqlite import Connection

from moderation.member import SOMEBODY, Member, Standing
from storage import exports, members, registrations
from storage.rows import encode, fetch
from storage.sections import MINE_IN_THE_INBOX

# SOMEBODY was always there, and is never swept away.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# What may still stand in a channel is found by its specialty, and by how many pictures it has.
EMPTY_CASE = (
    """
    UPDATE medical_case SET
        question = NULL, age = NULL, sex = NULL, context = NULL, signed = NULL, reason = NULL,
        fingerprint = NULL,
        specialty = CASE WHEN id IN (SELECT case_id FROM post_attempt) THEN specialty END
    WHERE id = ?
    """,
    """
    UPDATE picture SET
        flags = '[]', problem = NULL,
        digest = CASE WHEN case_id IN (SELECT case_id FROM post_attempt) THEN digest END
    WHERE case_id = ?
    """,
    "DELETE FROM finding WHERE picture_id IN (SELECT id FROM picture WHERE case_id = ?)",
    "UPDATE review SET reason = NULL WHERE case_id = ?",
    "DELETE FROM resolution WHERE case_id = ?",
)


async def empty_cases(tx: Connection, case_ids: Iterable[int]) -> None:
    """The words of ended cases, what was found in their pictures, and what was said of them."""
    for case_id in case_ids:
        for sql in EMPTY_CASE:
            await tx.execute(sql, (case_id,))


async def empty_applications(tx: Connection, member_id: int) -> None:
    """What they claimed and what was said of it; only that somebody applied stays."""
    mine = "(SELECT id FROM application WHERE member_id = ?)"
    sql = f"DELETE FROM registry_answer WHERE application_id IN {mine}"  # noqa: S608 - ours
    await tx.execute(sql, (member_id,))
    await registrations.forget(tx, member_id)
    await tx.execute(
        "UPDATE application SET role = NULL, name = NULL, register = 'rpps', number = NULL,"
        " number_kept = 0, specialty = NULL, evidence = NULL, evidence_message_id = NULL,"
        " reason = NULL, evidence_at = NULL, challenge = NULL, challenge_at = NULL"
        " WHERE member_id = ?",
        (member_id,),
    )


async def empty_mail(tx: Connection, member_id: int) -> None:
    """What waits to be said to them, what they wrote and is set aside, what they were asked.

    What limits count by stays for its day: erasing oneself must not be a way past them.
    """
    await tx.execute("DELETE FROM outbox WHERE chat_id = ?", (member_id,))
    await tx.execute(
        "UPDATE inbox SET payload = NULL WHERE state = 'aside'"  # noqa: S608 - ours
        f" AND payload IS NOT NULL AND {MINE_IN_THE_INBOX}",
        {"person": member_id},
    )
    await tx.execute("DELETE FROM prompt WHERE user_id = ?", (member_id,))
    await exports.close(tx, member_id)
    for table in ("invitation", "vouching"):
        await tx.execute(f"DELETE FROM {table} WHERE member_id = ?", (member_id,))  # noqa: S608 - ours
    await tx.execute("DELETE FROM vouching WHERE by_id = ?", (member_id,))
    await tx.execute("DELETE FROM presence WHERE user_id = ?", (member_id,))
    await tx.execute("DELETE FROM school_year WHERE member_id = ?", (member_id,))
    await tx.execute("DELETE FROM suspension WHERE member_id = ?", (member_id,))
    await tx.execute("DELETE FROM sanction WHERE member_id = ?", (member_id,))


async def somebody(tx: Connection) -> Member:
    """Who stands in for everybody whose account is erased; made when it is first needed."""
    known = await members.load(tx, SOMEBODY)
    if known is not None:
        return known
    made = Member(SOMEBODY, "en", BEGINNING, standing=Standing.ERASED)
    await members.save(tx, made)
    return made


async def unlink(tx: Connection, member_id: int) -> None:
    """Whatever still says that it is theirs says SOMEBODY from now on."""
    await somebody(tx)
    mine = "(SELECT id FROM medical_case WHERE author_id = :person)"
    for table in ("kept_word", "typed_text"):
        sql = f"DELETE FROM {table} WHERE case_id IN {mine}"  # noqa: S608 - names are ours
        await tx.execute(sql, {"person": member_id})
    for table, column in (
        ("medical_case", "author_id"),
        ("application", "member_id"),
        ("attestation", "member_id"),
        ("reply", "author_id"),
        ("spoken", "author_id"),
        ("sanction", "by_id"),
    ):
        sql = f"UPDATE {table} SET {column} = :nobody WHERE {column} = :person"  # noqa: S608 - names are ours
        await tx.execute(sql, {"nobody": SOMEBODY, "person": member_id})


async def add_past_card(
    tx: Connection, application_id: int, chat_id: int, message_id: int
) -> None:
    """Remembers a card that takes no part any more, but holds its applicant's name."""
    await tx.execute(
        "INSERT OR IGNORE INTO past_card (application_id, chat_id, message_id) VALUES (?, ?, ?)",
        (application_id, chat_id, message_id),
    )


async def take_past_cards(tx: Connection, member_id: int) -> list[tuple[int, int, int]]:
    """Application, chat and message of each such card, which is then forgotten."""
    mine = "application_id IN (SELECT id FROM application WHERE member_id = ?)"
    sql = f"SELECT * FROM past_card WHERE {mine} ORDER BY message_id"  # noqa: S608 - ours
    rows = await fetch(tx, sql, member_id)
    await tx.execute(f"DELETE FROM past_card WHERE {mine}", (member_id,))  # noqa: S608 - ours
    return [(row["application_id"], row["chat_id"], row["message_id"]) for row in rows]


async def forget_erased(tx: Connection, before: datetime, now: datetime) -> int:
    """The bare numbers of accounts that were erased before then go as well, but for those that
    cannot come back yet; how many.
    """
    old = "standing = 'erased' AND erased_at < ? AND coalesce(barred_until, '') < ?"
    values = (encode(before), encode(now))
    sql = f"DELETE FROM data_export WHERE member_id IN (SELECT id FROM member WHERE {old})"  # noqa: S608 - ours
    await tx.execute(sql, values)
    async with tx.execute(f"DELETE FROM member WHERE {old}", values) as cursor:  # noqa: S608 - ours
        return cursor.rowcount
