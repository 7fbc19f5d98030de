"""Rows of posts, their discussion copies and replies, and of the moderators' cards."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.post import Post
from storage.rows import encode, fetch, fetch_one, insert, instant, sure_instant, update


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """Where moderators see a revision: the card (message_id) and everything that belongs to it.

    message_id: 0 until the card stands below its pictures; message_ids: empty once the case has
    ended and the card is closed.
    """

    case_id: int
    revision: int
    chat_id: int
    message_id: int
    message_ids: tuple[int, ...]


async def add(tx: Connection, post: Post) -> None:
    values = {
        "case_id": post.case_id,
        "chat_id": post.chat_id,
        "message_ids": encode(post.message_ids),
        "published_at": encode(post.published_at),
        "thread_id": post.thread_id,
        "discussion_id": post.discussion_id,
    }
    await insert(tx, "post", values)


async def begin_attempt(tx: Connection, case_id: int, now: datetime) -> bool:
    """Marks that a post is about to be sent.

    False when one was sent, may have been sent, or the case is not approved any more: all of it is
    judged in this one statement.
    """
    sql = (
        "INSERT INTO post_attempt (case_id, at) SELECT id, ? FROM medical_case"
        " WHERE id = ? AND state = 'approved'"
        " AND NOT EXISTS (SELECT 1 FROM post WHERE case_id = medical_case.id)"
        " AND NOT EXISTS (SELECT 1 FROM post_attempt WHERE case_id = medical_case.id)"
    )
    async with tx.execute(sql, (encode(now), case_id)) as cursor:
        return cursor.rowcount > 0


async def attempted(connection: Connection, case_id: int) -> str | None:
    """The open attempt to post a case, as a word that no other attempt has; None without one."""
    sql = "SELECT at FROM post_attempt WHERE case_id = ?"
    row = await fetch_one(connection, sql, case_id)
    return f"{sure_instant(row['at']).timestamp():.6f}" if row else None


async def end_attempt(tx: Connection, case_id: int) -> None:
    await tx.execute("DELETE FROM post_attempt WHERE case_id = ?", (case_id,))


async def hold(tx: Connection, case_id: int, now: datetime) -> bool:
    """Notes that an approved case waits for its channel; False when that was known."""
    values = {"case_id": case_id, "since": encode(now)}
    sql = "INSERT OR IGNORE INTO held_post (case_id, since) VALUES (:case_id, :since)"
    async with tx.execute(sql, values) as cursor:
        return cursor.rowcount > 0


async def is_held(connection: Connection, case_id: int) -> bool:
    sql = "SELECT 1 FROM held_post WHERE case_id = ?"
    return await fetch_one(connection, sql, case_id) is not None


async def release(tx: Connection, case_id: int) -> None:
    await tx.execute("DELETE FROM held_post WHERE case_id = ?", (case_id,))


async def load(connection: Connection, case_id: int) -> Post | None:
    row = await fetch_one(connection, "SELECT * FROM post WHERE case_id = ?", case_id)
    return await _post(connection, row) if row else None


async def at_message(connection: Connection, chat_id: int, message_id: int) -> Post | None:
    """The post that a message of a channel, or its discussion copy, belongs to."""
    copy = await fetch_one(
        connection,
        "SELECT * FROM discussion_copy WHERE discussion_id = ? AND message_id = ?",
        chat_id,
        message_id,
    )
    if copy:
        chat_id, message_id = copy["channel_id"], copy["channel_message_id"]
    sql = (
        "SELECT post.* FROM post, json_each(post.message_ids) AS item"
        " WHERE post.chat_id = ? AND item.value = ?"
    )
    row = await fetch_one(connection, sql, chat_id, message_id)
    return await _post(connection, row) if row else None


async def mark_taken_down(tx: Connection, case_id: int, now: datetime) -> None:
    await update(tx, "post", {"taken_down_at": encode(now)}, {"case_id": case_id})


async def add_copy(
    tx: Connection,
    channel: tuple[int, int],
    copy: tuple[int, int],
    album: str | None = None,
    case_id: int | None = None,
) -> None:
    """Remembers an automatic forward: (channel, message) stands as (group, message).

    album: Telegram's name for pictures that belong together; case_id: as its caption says.
    """
    values = {
        "album": album,
        "case_id": case_id,
        "channel_id": channel[0],
        "channel_message_id": channel[1],
        "discussion_id": copy[0],
        "message_id": copy[1],
    }
    await insert(tx, "discussion_copy", values, verb="INSERT OR REPLACE")


async def of_album(
    connection: Connection, channel_id: int, album: str
) -> tuple[int | None, list[int]]:
    """The case that an album's caption names, and the channel's messages known of it, in order."""
    sql = (
        "SELECT channel_message_id AS id, case_id FROM discussion_copy"
        " WHERE channel_id = ? AND album = ? ORDER BY channel_message_id"
    )
    rows = await fetch(connection, sql, channel_id, album)
    named = [int(row["case_id"]) for row in rows if row["case_id"] is not None]
    return (named[0] if named else None), [int(row["id"]) for row in rows]


async def has_thread(connection: Connection, chat_id: int) -> bool:
    """Whether the thread of any post is in a group, be it a place of ours still or not."""
    sql = (
        "SELECT 1 FROM discussion_copy WHERE discussion_id = ?"
        " UNION ALL SELECT 1 FROM post WHERE chat_id = ? LIMIT 1"
    )
    return await fetch_one(connection, sql, chat_id, chat_id) is not None


async def add_reply(
    tx: Connection, case_id: int, message: tuple[int, int], author_id: int, now: datetime
) -> bool:
    """Counts an answer once; False when it was known."""
    values = {
        "case_id": case_id,
        "chat_id": message[0],
        "message_id": message[1],
        "author_id": author_id,
        "at": encode(now),
    }
    known = "SELECT 1 FROM reply WHERE chat_id = ? AND message_id = ?"
    if await fetch_one(tx, known, *message):
        return False
    await insert(tx, "reply", values)
    return True


async def forget_reply(tx: Connection, chat_id: int, message_id: int) -> None:
    """It does not stand there any more."""
    sql = "DELETE FROM reply WHERE chat_id = ? AND message_id = ?"
    await tx.execute(sql, (chat_id, message_id))


async def forget_reply_of_post(tx: Connection, case_id: int) -> None:
    """A post that answered another case is no answer to it any more."""
    sql = (
        "DELETE FROM reply WHERE (chat_id, message_id) IN (SELECT chat_id, item.value FROM post,"
        " json_each(message_ids) AS item WHERE case_id = ?)"
    )
    await tx.execute(sql, (case_id,))


async def case_of_reply(connection: Connection, chat_id: int, message_id: int) -> int | None:
    sql = "SELECT case_id FROM reply WHERE chat_id = ? AND message_id = ?"
    row = await fetch_one(connection, sql, chat_id, message_id)
    return int(row["case_id"]) if row else None


async def add_card(tx: Connection, card: ReviewCard) -> None:
    values = {
        "case_id": card.case_id,
        "revision": card.revision,
        "chat_id": card.chat_id,
        "message_id": card.message_id,
        "message_ids": encode(card.message_ids),
    }
    await insert(tx, "review_card", values, verb="INSERT OR REPLACE")


async def forget_card(tx: Connection, case_id: int, revision: int) -> None:
    """The revision is no longer shown anywhere."""
    sql = "DELETE FROM review_card WHERE case_id = ? AND revision = ?"
    await tx.execute(sql, (case_id, revision))


async def card(connection: Connection, case_id: int, revision: int) -> ReviewCard | None:
    sql = "SELECT * FROM review_card WHERE case_id = ? AND revision = ?"
    row = await fetch_one(connection, sql, case_id, revision)
    return _card(row) if row else None


async def cards(connection: Connection, case_id: int) -> list[ReviewCard]:
    sql = "SELECT * FROM review_card WHERE case_id = ? ORDER BY revision"
    return [_card(row) for row in await fetch(connection, sql, case_id)]


def _card(row: dict[str, Any]) -> ReviewCard:
    return ReviewCard(**row | {"message_ids": tuple(json.loads(row["message_ids"]))})


async def _post(connection: Connection, row: dict[str, Any]) -> Post:
    message_ids = tuple(json.loads(row["message_ids"]))
    sql = (
        "SELECT channel_message_id, discussion_id, message_id FROM discussion_copy"
        " WHERE channel_id = ? AND channel_message_id IN (SELECT value FROM json_each(?))"
        " ORDER BY channel_message_id"
    )
    copies = await fetch(connection, sql, row["chat_id"], message_ids)
    count = await fetch_one(
        connection, "SELECT count(*) AS number FROM reply WHERE case_id = ?", row["case_id"]
    )
    return Post(
        case_id=row["case_id"],
        chat_id=row["chat_id"],
        message_ids=message_ids,
        published_at=sure_instant(row["published_at"]),
        thread_id=row["thread_id"],
        discussion_id=copies[0]["discussion_id"] if copies else row["discussion_id"],
        copies=tuple((c["channel_message_id"], c["message_id"]) for c in copies),
        replies=int(count["number"]) if count else 0,
        taken_down_at=instant(row["taken_down_at"]),
    )


async def not_taken_down(connection: Connection, states: tuple[str, ...]) -> list[int]:
    """Ids of cases in one of `states` whose post, certain or not, has not been dealt with yet."""
    sql = (
        "SELECT id AS case_id FROM medical_case"
        " WHERE state IN (SELECT value FROM json_each(?)) AND ("
        "id IN (SELECT case_id FROM post WHERE taken_down_at IS NULL)"
        " OR id IN (SELECT case_id FROM post_attempt)) ORDER BY id"
    )
    return [int(row["case_id"]) for row in await fetch(connection, sql, states)]
