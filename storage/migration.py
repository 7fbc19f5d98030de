"""A group that became a supergroup has another number, and the rows that name it follow.

Its messages do not: they stay in the old group under their old numbers, where no bot can reach
them. So what names a chat follows, and what names a message there is let go or left as it is; the
same number in the new group would be somebody else's message.
"""

import json
from typing import Any

from aiosqlite import Connection

from storage.rows import fetch

# Columns that name a chat, and no message of it.
FOLLOWING = (
    ("place", "chat_id"),
    ("place", "discussion_id"),
    ("prompt", "chat_id"),
    ("removal", "chat_id"),
    ("sanction", "chat_id"),
    ("knock", "chat_id"),
    ("presence", "chat_id"),
)


async def migrate_chat(tx: Connection, old: int, new: int) -> bool:
    """Doing it twice is harmless; whether cards were left behind, which are to be shown anew.

    Where the new chat already has a row with the same key, that newer row stands.
    """
    await move_letters(tx, old, new)
    await tx.execute("UPDATE prompt SET message_id = NULL WHERE chat_id = ?", (old,))
    for table, column in FOLLOWING:
        sql = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608 - names are ours
        await tx.execute(sql, (new, old))
    await tx.execute("DELETE FROM prompt WHERE chat_id = ?", (old,))
    await _rename_in_updates(tx, old, new)
    return await _forget_cards(tx, old, new)


async def move_letters(tx: Connection, old: int, new: int) -> None:
    """What is still to be said in one chat is said in another, below and not in place of anything;
    buttons of messages that stay behind are let go.
    """
    await tx.execute("DELETE FROM outbox WHERE chat_id = ? AND kind = 'buttons'", (old,))
    sql = (
        "UPDATE outbox SET chat_id = ?, message_id = NULL,"
        " content = json_set(content, '$.reply_to', NULL) WHERE chat_id = ?"
    )
    await tx.execute(sql, (new, old))
    await tx.execute("UPDATE outbox SET lane = ? WHERE lane = ?", (new, old))


async def _forget_cards(tx: Connection, old: int, new: int) -> bool:
    requests = await tx.execute(
        "UPDATE privacy_request SET card_chat_id = NULL, card_message_id = NULL"
        " WHERE card_chat_id = ? AND card_message_id IS NOT NULL",
        (old,),
    )
    # Those whose card is still a letter.
    waiting = "UPDATE privacy_request SET card_chat_id = ? WHERE card_chat_id = ?"
    await tx.execute(waiting, (new, old))
    cards = await tx.execute("DELETE FROM review_card WHERE chat_id = ?", (old,))
    await tx.execute(
        "UPDATE document SET message_id = NULL WHERE application_id IN"
        " (SELECT id FROM application WHERE card_chat_id = ?)",
        (old,),
    )
    shown = await tx.execute(
        "UPDATE application SET card_chat_id = NULL, card_message_id = NULL,"
        " evidence_message_id = NULL WHERE card_chat_id = ?",
        (old,),
    )
    return cards.rowcount + shown.rowcount + requests.rowcount > 0


async def _rename_in_updates(tx: Connection, old: int, new: int) -> None:
    """Updates that still wait tell of the old chat; what they ask for happens in the new one."""
    sql = "SELECT update_id, payload FROM inbox WHERE lane = ? AND state = 'waiting'"
    for row in await fetch(tx, sql, old):
        renamed = json.dumps(_renamed(json.loads(row["payload"]), old, new))
        change = "UPDATE inbox SET payload = ? WHERE update_id = ?"
        await tx.execute(change, (renamed, row["update_id"]))


def _renamed(value: Any, old: int, new: int) -> Any:
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    if isinstance(value, dict):
        changed = {key: _renamed(item, old, new) for key, item in value.items()}
        return changed | {"id": new} if changed.get("id") == old else changed
    return value
