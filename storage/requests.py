"""Rows of requests to take a case down."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.request import ReportKind, Request, RequestState
from storage.rows import columns, encode, fetch, fetch_one, insert, instant, sure_instant, update


async def load(connection: Connection, request_id: int) -> Request | None:
    row = await fetch_one(connection, "SELECT * FROM privacy_request WHERE id = ?", request_id)
    return _request(row) if row else None


async def begin(tx: Connection, request: Request) -> Request:
    """Keeps a new request; one that the person began before and never sent is forgotten."""
    sql = "DELETE FROM privacy_request WHERE requester_id = ? AND state = 'filling'"
    await tx.execute(sql, (request.requester_id,))
    new_id = await insert(tx, "privacy_request", columns(request, leave_out=["id"]))
    return replace(request, id=new_id)


async def swap(tx: Connection, was: Request, now: Request) -> bool:
    """Saves `now` if the row still has the state of `was`.

    The card's message is left as it is: that is known whenever the card arrives.
    """
    where = {"id": was.id, "state": was.state}
    values = columns(now, leave_out=["id", "card_message_id"])
    return await update(tx, "privacy_request", values, where)


async def filling(connection: Connection, requester_id: int) -> Request | None:
    """The request that this person is writing, if there is one."""
    sql = "SELECT * FROM privacy_request WHERE requester_id = ? AND state = 'filling'"
    row = await fetch_one(connection, sql, requester_id)
    return _request(row) if row else None


async def cancel(tx: Connection, requester_id: int) -> bool:
    """Forgets what this person is writing; whether there was something."""
    sql = "DELETE FROM privacy_request WHERE requester_id = ? AND state = 'filling'"
    async with tx.execute(sql, (requester_id,)) as cursor:
        return cursor.rowcount > 0


async def waiting(connection: Connection) -> list[Request]:
    """What moderators have to decide, oldest first."""
    sql = "SELECT * FROM privacy_request WHERE state = ? ORDER BY sent_at, id"
    return [_request(row) for row in await fetch(connection, sql, RequestState.OPEN)]


async def of_person(connection: Connection, requester_id: int) -> list[Request]:
    sql = "SELECT * FROM privacy_request WHERE requester_id = ? ORDER BY id"
    return [_request(row) for row in await fetch(connection, sql, requester_id)]


async def about(connection: Connection, case_id: int) -> list[Request]:
    """The open requests about a case, oldest first."""
    sql = "SELECT * FROM privacy_request WHERE case_id = ? AND state = ? ORDER BY id"
    return [_request(row) for row in await fetch(connection, sql, case_id, RequestState.OPEN)]


async def made_since(connection: Connection, requester_id: int, since: datetime) -> int:
    """How many requests a person sent since then, whatever became of them or of an account."""
    sql = (
        "SELECT (SELECT count(*) FROM privacy_request WHERE requester_id = ?1 AND sent_at > ?2)"
        " + (SELECT count(*) FROM told WHERE user_id = ?1 AND at > ?2 AND what LIKE 'request %')"
        " AS n"
    )
    row = await fetch_one(connection, sql, requester_id, since)
    return int(row["n"]) if row else 0


async def open_of(connection: Connection, requester_id: int) -> list[Request]:
    """What waits of a person, also what they sent within a day before erasing an account."""
    sql = (
        "SELECT * FROM privacy_request WHERE state = 'open' AND (requester_id = ?1"
        " OR 'request ' || id IN (SELECT what FROM told WHERE user_id = ?1)) ORDER BY id"
    )
    return [_request(row) for row in await fetch(connection, sql, requester_id)]


async def kept_since(connection: Connection, requester_id: int, since: datetime) -> int:
    """How many of a person's reports moderators did not uphold since then."""
    sql = (
        "SELECT count(*) AS n FROM privacy_request WHERE requester_id = ? AND member = 1"
        " AND state = ? AND decided_at > ?"
    )
    row = await fetch_one(connection, sql, requester_id, RequestState.KEPT, since)
    return int(row["n"]) if row else 0


async def hidden_by_strangers(connection: Connection) -> int:
    """How many cases are hidden on the word of somebody who is no member."""
    sql = (
        "SELECT count(DISTINCT case_id) AS n FROM privacy_request"
        " WHERE hides = 1 AND member = 0 AND state = ?"
    )
    row = await fetch_one(connection, sql, RequestState.OPEN)
    return int(row["n"]) if row else 0


async def with_words_before(connection: Connection, limit: datetime) -> list[Request]:
    """Requests decided before `limit` that still hold words or a contact."""
    sql = (
        "SELECT * FROM privacy_request WHERE decided_at < ?"
        " AND (words IS NOT NULL OR contact IS NOT NULL) ORDER BY id"
    )
    return [_request(row) for row in await fetch(connection, sql, limit)]


async def forget_unsent(tx: Connection, before: datetime) -> None:
    sql = "DELETE FROM privacy_request WHERE state = ? AND created_at < ?"
    await tx.execute(sql, (RequestState.FILLING.value, encode(before)))


async def leave_group(tx: Connection, chat_id: int) -> list[tuple[int, int]]:
    """Has open requests shown anew elsewhere; chat and message of the cards left behind."""
    sql = (
        "SELECT id, card_message_id FROM privacy_request WHERE state = 'open' AND card_chat_id = ?"
    )
    rows = await fetch(tx, sql, chat_id)
    for row in rows:
        gone: dict[str, Any] = {"card_chat_id": None, "card_message_id": None}
        await update(tx, "privacy_request", gone, {"id": row["id"]})
    return [(chat_id, row["card_message_id"]) for row in rows if row["card_message_id"]]


async def forget_person(tx: Connection, requester_id: int) -> list[int]:
    """Nobody hears of these requests any more, and they name no contact; ids of the sent ones.

    That they were sent counts for a day, as what was told does.
    """
    await cancel(tx, requester_id)
    sql = (
        "INSERT OR REPLACE INTO told (user_id, what, at) SELECT requester_id, 'request ' || id,"
        " sent_at FROM privacy_request WHERE requester_id = ? AND sent_at IS NOT NULL"
    )
    await tx.execute(sql, (requester_id,))
    mine = [request.id for request in await of_person(tx, requester_id)]
    sql = (
        "UPDATE privacy_request SET requester_id = NULL, contact = NULL,"
        " words = CASE state WHEN 'open' THEN words END WHERE requester_id = ?"
    )
    await tx.execute(sql, (requester_id,))
    return mine


async def numbers(connection: Connection, ids: Iterable[int]) -> list[Request]:
    """The requests of these ids, in order."""
    return [request for each in ids if (request := await load(connection, each)) is not None]


def _request(row: dict[str, Any]) -> Request:
    return Request(
        **row
        | {
            "created_at": sure_instant(row["created_at"]),
            "member": bool(row["member"]),
            "state": RequestState(row["state"]),
            "kind": ReportKind(row["kind"]) if row["kind"] else None,
            "hides": bool(row["hides"]),
            "sent_at": instant(row["sent_at"]),
            "reminded_at": instant(row["reminded_at"]),
            "decided_at": instant(row["decided_at"]),
        }
    )
