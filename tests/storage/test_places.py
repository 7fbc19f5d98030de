"""Places and prompts; a chat that changes its id takes every row along."""

from dataclasses import replace

from aiosqlite import Connection
from hypothesis import given

from moderation.post import MODERATION, Place
from storage import places
from storage.database import Database
from storage.places import Prompt
from storage.rows import fetch, insert
from tests.moderation.examples import AUTHOR, NOW, REVIEWER
from tests.storage.examples import any_of, round_trip, undone

OLD, NEW, OTHER = -500, -1000500, -700
SURGERY = Place("surgery", OLD, "Surgery", REVIEWER, NOW)
PROMPT = Prompt(OLD, REVIEWER, "reject", subject_id=7, revision=1)
# Channels never migrate; every other column that names a chat can name a group.
NEVER_MIGRATE = {("discussion_copy", "channel_id")}


@round_trip
@given(place=any_of(Place))
async def test_a_place_comes_back_as_kept(database: Database, place: Place) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        await places.bind(tx, place)
        assert await places.of_duty(tx, place.duty) == place
        assert await places.in_chat(tx, place.chat_id) == [place]


@round_trip
@given(prompt=any_of(Prompt))
async def test_a_prompt_comes_back_as_kept(database: Database, prompt: Prompt) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        await places.ask(tx, prompt)
        assert await places.prompt_of(tx, prompt.chat_id, prompt.user_id) == prompt


async def test_a_duty_has_one_place(database: Database) -> None:
    """Binding again moves the duty; unbinding ends it."""
    moved = replace(SURGERY, chat_id=OTHER)
    async with database.transaction() as tx:
        await places.bind(tx, SURGERY)
        await places.bind(tx, moved)
    assert await places.everywhere(database.reader) == [moved]

    async with database.transaction() as tx:
        await places.unbind(tx, "surgery")
    assert await places.of_duty(database.reader, "surgery") is None


async def test_a_chat_may_have_several_duties(database: Database) -> None:
    """The topics of a forum; the moderators' place is listed first."""
    duties = ["dermatology", MODERATION, "surgery"]
    async with database.transaction() as tx:
        for number, duty in enumerate(duties):
            await places.bind(tx, replace(SURGERY, duty=duty, thread_id=number))

    listed = [place.duty for place in await places.everywhere(database.reader)]
    assert listed == [MODERATION, "dermatology", "surgery"]
    assert len(await places.in_chat(database.reader, OLD)) == 3


async def test_the_last_question_is_the_one_answered(database: Database) -> None:
    """One person in one chat is asked one thing at a time."""
    latest = replace(PROMPT, purpose="ask_changes", subject_id=8)
    async with database.transaction() as tx:
        await places.ask(tx, PROMPT)
        await places.ask(tx, latest)

    assert await places.prompt_of(database.reader, OLD, REVIEWER) == latest
    assert await places.prompt_of(database.reader, OLD, AUTHOR) is None


async def test_an_answered_question_is_over(database: Database) -> None:
    """The next text of this person answers nothing; somebody else's still does."""
    theirs = replace(PROMPT, user_id=AUTHOR)
    async with database.transaction() as tx:
        await places.ask(tx, PROMPT)
        await places.ask(tx, theirs)
        await places.answered(tx, OLD, REVIEWER)

    assert await places.prompt_of(database.reader, OLD, REVIEWER) is None
    assert await places.prompt_of(database.reader, OLD, AUTHOR) == theirs


async def chat_columns(database: Database) -> list[tuple[str, str]]:
    """Every (table, column) of the schema that names a chat."""
    sql = (
        "SELECT tables.name AS t, columns.name AS c FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    )
    rows = await fetch(database.reader, sql)
    endings = ("chat_id", "discussion_id", "channel_id")
    return [(row["t"], row["c"]) for row in rows if row["c"].endswith(endings)]


async def plant(tx: Connection, table: str, column: str) -> None:
    """A row of `table` whose `column` is OLD; what else it must hold names somebody elsewhere."""
    sql = 'SELECT name, type FROM pragma_table_info(?) WHERE "notnull" OR pk'
    filler = {"INTEGER": OTHER, "TEXT": "x"}
    needed = {row["name"]: filler[row["type"]] for row in await fetch(tx, sql, table)}
    await insert(tx, table, needed | {column: OLD})


async def test_every_row_follows_its_chat(database: Database) -> None:
    """Each column of the schema that names a chat, also of tables yet to come."""
    columns = set(await chat_columns(database)) - NEVER_MIGRATE
    for table, column in sorted(columns):
        async with undone(database) as tx:
            await tx.execute("PRAGMA defer_foreign_keys = ON")
            await plant(tx, table, column)
            await places.migrate_chat(tx, OLD, NEW)
            rows = await fetch(tx, f"SELECT {column} AS chat FROM {table}")  # noqa: S608 - names are the schema's
            assert (table, column, rows) == (table, column, [{"chat": NEW}])

    assert ("prompt", "chat_id") in columns


async def test_other_chats_stay_where_they_are(database: Database) -> None:
    """Only the chat that changed its id is renamed."""
    elsewhere = replace(SURGERY, chat_id=OTHER, discussion_id=OTHER)
    async with database.transaction() as tx:
        await places.bind(tx, elsewhere)
        await places.migrate_chat(tx, OLD, NEW)

    assert await places.of_duty(database.reader, "surgery") == elsewhere


async def test_a_newer_row_of_the_new_chat_stands(database: Database) -> None:
    """A question asked in the new chat before the old one is told to have moved."""
    newer = replace(PROMPT, chat_id=NEW, subject_id=8)
    async with database.transaction() as tx:
        await places.ask(tx, PROMPT)
        await places.ask(tx, newer)
        await places.bind(tx, SURGERY)
        await places.migrate_chat(tx, OLD, NEW)

    assert await places.prompt_of(database.reader, NEW, REVIEWER) == newer
    assert await places.in_chat(database.reader, NEW) == [replace(SURGERY, chat_id=NEW)]
