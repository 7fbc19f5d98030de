"""A group that became a supergroup: what names it follows, what names its messages does not."""

import json
from dataclasses import replace
from typing import Any

from aiosqlite import Connection

from moderation.post import Place
from storage import inbox, outbox, places
from storage.database import Database
from storage.inbox import Incoming
from storage.migration import migrate_chat, move_letters
from storage.outbox import Kind, Letter
from storage.places import Prompt
from storage.rows import fetch, insert
from tests.moderation.examples import NOW, REVIEWER
from tests.storage.examples import undone

OLD, NEW, OTHER = -500, -1000500, -700
SURGERY = Place("surgery", OLD, "Surgery", REVIEWER, NOW)
PROMPT = Prompt(OLD, REVIEWER, "reject", subject_id=7, revision=1)
# Channels never migrate.
NEVER_MIGRATE = {("discussion_copy", "channel_id")}
# These name messages, which stay in the old group under their old numbers.
STAY = {
    ("post", "chat_id"),
    ("post", "discussion_id"),
    ("discussion_copy", "discussion_id"),
    ("reply", "chat_id"),
    ("spoken", "chat_id"),
    ("erasure", "chat_id"),
    ("past_card", "chat_id"),
    ("privacy_request", "about_chat_id"),
}
# Cards in the old group are out of reach: they are forgotten, and shown anew.
FORGOTTEN = {("review_card", "chat_id"), ("application", "card_chat_id")}


async def chat_columns(database: Database) -> set[tuple[str, str]]:
    """Every (table, column) of the schema that names a chat."""
    sql = (
        "SELECT tables.name AS t, columns.name AS c FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    )
    rows = await fetch(database.reader, sql)
    endings = ("chat_id", "discussion_id", "channel_id")
    return {(row["t"], row["c"]) for row in rows if row["c"].endswith(endings)}


async def plant(tx: Connection, table: str, column: str) -> None:
    """A row of `table` whose `column` is OLD; what else it must hold names somebody elsewhere."""
    sql = 'SELECT name, type FROM pragma_table_info(?) WHERE "notnull" OR pk'
    filler: dict[str, Any] = {"INTEGER": OTHER, "TEXT": "[]"}
    needed = {row["name"]: filler[row["type"]] for row in await fetch(tx, sql, table)}
    await insert(tx, table, needed | {column: OLD})


async def after(database: Database, table: str, column: str) -> list[Any]:
    """What a row that names OLD there names once OLD has become NEW."""
    async with undone(database) as tx:
        await tx.execute("PRAGMA defer_foreign_keys = ON")
        await plant(tx, table, column)
        await migrate_chat(tx, OLD, NEW)
        rows = await fetch(tx, f"SELECT {column} AS chat FROM {table}")  # noqa: S608 - names are the schema's
    return [row["chat"] for row in rows]


async def test_every_row_follows_its_chat(database: Database) -> None:
    """Each column of the schema that names a chat and no message, also of tables yet to come."""
    columns = await chat_columns(database) - NEVER_MIGRATE - STAY - FORGOTTEN
    assert {("prompt", "chat_id"), ("outbox", "chat_id")} <= columns
    for table, column in sorted(columns):
        assert (table, column, await after(database, table, column)) == (table, column, [NEW])


async def test_messages_stay_where_they_are(database: Database) -> None:
    """The same number in the new group is somebody else's message, which nobody must delete."""
    for table, column in sorted(STAY):
        assert (table, column, await after(database, table, column)) == (table, column, [OLD])


async def test_cards_are_shown_anew(database: Database) -> None:
    """A card in the old group cannot be changed any more, and its evidence not be deleted."""
    assert await after(database, "review_card", "chat_id") == []
    assert await after(database, "application", "card_chat_id") == [None]
    async with undone(database) as tx:
        assert not await migrate_chat(tx, OLD, NEW)
        await tx.execute("PRAGMA defer_foreign_keys = ON")
        await plant(tx, "review_card", "chat_id")
        assert await migrate_chat(tx, OLD, NEW)
        assert not await migrate_chat(tx, OLD, NEW)


async def test_other_chats_stay_where_they_are(database: Database) -> None:
    """Only the chat that changed its id is renamed."""
    elsewhere = replace(SURGERY, chat_id=OTHER, discussion_id=OTHER)
    async with database.transaction() as tx:
        await places.bind(tx, elsewhere)
        await migrate_chat(tx, OLD, NEW)

    assert await places.of_duty(database.reader, "surgery") == elsewhere


async def test_a_newer_row_of_the_new_chat_stands(database: Database) -> None:
    """A question asked in the new chat before the old one is told to have moved."""
    newer = replace(PROMPT, chat_id=NEW, subject_id=8)
    async with database.transaction() as tx:
        await places.ask(tx, PROMPT)
        await places.ask(tx, newer)
        await places.bind(tx, SURGERY)
        await migrate_chat(tx, OLD, NEW)

    assert await places.prompt_of(database.reader, NEW, REVIEWER) == newer
    assert await places.prompt_of(database.reader, OLD, REVIEWER) is None
    assert await places.in_chat(database.reader, NEW) == [replace(SURGERY, chat_id=NEW)]


async def test_a_prompt_forgets_its_message(database: Database) -> None:
    """Its words are awaited in the new group; the question stands in the old one."""
    async with database.transaction() as tx:
        await places.ask(tx, replace(PROMPT, message_id=15))
        await migrate_chat(tx, OLD, NEW)
    assert await places.prompt_of(database.reader, NEW, REVIEWER) == replace(PROMPT, chat_id=NEW)


async def test_letters_follow(database: Database) -> None:
    """In order, as messages of their own; buttons of what stays behind are let go."""
    say = Letter(Kind.SAY, OLD, OLD, content={"text": "é ❤", "reply_to": 15, "markup": None})
    show = Letter(Kind.SHOW, OLD, OLD, 15, content={"text": "card", "markup": {"x": [1]}})
    buttons = Letter(Kind.BUTTONS, OLD, OLD, 15, content={"markup": None})
    elsewhere = replace(say, chat_id=OTHER, lane=OTHER)
    async with database.transaction() as tx:
        for letter in (say, buttons, show, elsewhere):
            await outbox.add(tx, letter, NOW)
        await move_letters(tx, OLD, NEW)
        first = await outbox.first(tx, NEW)
        assert first is not None
        assert (first.chat_id, first.content) == (NEW, say.content | {"reply_to": None})
        await outbox.said(tx, first.id)
        second = await outbox.first(tx, NEW)
        assert second is not None
        assert (second.kind, second.message_id, second.content["text"]) == (
            Kind.SHOW,
            None,
            "card",
        )
        await outbox.said(tx, second.id)
        assert await outbox.lanes(tx) == [OTHER]
        kept = await outbox.first(tx, OTHER)
    assert kept is not None
    assert kept.content == elsewhere.content


async def test_updates_that_wait_speak_of_the_new_chat(database: Database) -> None:
    """A press on an old card is one in the new group; other numbers are left alone."""
    chat = {"id": OLD, "type": "group"}
    query = {"id": str(OLD), "from": {"id": 7}, "message": {"message_id": 500, "chat": chat}}
    payload = json.dumps({"update_id": 1, "callback_query": query, "list": [chat]})
    async with database.transaction() as tx:
        await inbox.store(tx, [Incoming(1, OLD, payload), Incoming(2, OTHER, payload)], NOW)
        await migrate_chat(tx, OLD, NEW)
        moved, kept = await inbox.first(tx, OLD), await inbox.first(tx, OTHER)
    assert moved is not None
    assert kept is not None
    assert kept.payload == payload
    renamed = json.loads(moved.payload)
    assert renamed["callback_query"]["message"] == {"message_id": 500, "chat": chat | {"id": NEW}}
    assert renamed["list"] == [chat | {"id": NEW}]
    assert renamed["callback_query"]["id"] == str(OLD)
