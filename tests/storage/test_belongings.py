"""A person's archive holds every table and column about them; what it leaves out has a reason.

A new table or column fails here by name: whoever adds it decides whether it is about a person.
"""

from collections.abc import Mapping

import pytest

from moderation.case import CaseState
from storage import audit, belongings, cases, members
from storage.database import Database
from storage.rows import fetch
from storage.sections import SECTIONS, Section
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, REVIEWER

# Tables that hold nothing about a person, and why.
ELSEWHERE: Mapping[str, str] = {
    "audit_chain": "where the audit trail begins and ends",
    "daily_summary": "on which days moderators got their summary",
    "discussion_copy": "which message of a group is the copy of which message of a channel",
    "document": "where further photos of a proof stand; the photos themselves are handed out",
    "file_key": "keys of private files, by random names",
    "held_post": "which approved cases wait for their channel",
    "hiding": "which cases are hidden from readers, and since when",
    "past_card": "where old cards of an application stand in the moderators' group",
    "post_attempt": "that a post is being sent, and since when",
    "receipt": "sizes and times of the files of one day, beside a number",
    "registry_answer": "what a public registry says of a claimed number and name, until the "
    "decision; it may be about others",
    "registry_check": "with which edition of a registry members were last compared",
    "review_card": "where a case's cards stand in the moderators' group",
    "told": "which limit somebody was told of within a day, and which requests they sent "
    "in it before they erased an account",
    "unconfirmed": "which restored cases wait for their author's word",
    "unsealed_file": "random names of files of an earlier version",
    "unsigning": "which posts are about to lose their author's name",
}
# Columns of the tables that are handed out, which are not, and why.
LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "application": {
        "member_id": "the person themselves",
        "evidence": "the random name of a file, which is in the archive",
        "taken_by": "another person",
        "taken_until": "how long a moderator looks at it",
        "challenge": "digits that were shown in their chat, for an hour",
        "challenge_at": "when they were shown",
        "card_chat_id": "the moderators' group",
        "card_message_id": "a message of the moderators' group",
        "evidence_message_id": "a message of the moderators' group",
        "decided_by": "another person",
    },
    "attestation": {"member_id": "the person themselves"},
    "audit": {
        "id": "a running number",
        "actor_id": "told as you, a moderator or the bot",
        "hash": "a checksum over this line and the one before",
    },
    "data_export": {
        "member_id": "the person themselves",
        "reached": "how far the sending came",
        "tries": "how often it was tried",
    },
    "erasure": {"chat_id": "the person's own chat"},
    "inbox": {
        "lane": "the person's own chat, or a group",
        "starts": "how often the bot started with it in hand",
        "payload": "its text is in the archive; the rest is Telegram's",
    },
    "medical_case": {
        "author_id": "the person themselves",
        "decided_by": "another person",
        "status_id": "a message of the person's own chat",
        "screen_id": "a message of the person's own chat",
    },
    "moderator": {"user_id": "the person themselves"},
    "outbox": {
        "lane": "the person's own chat",
        "chat_id": "the person's own chat",
        "message_id": "a message of the person's own chat",
        "slot": "where it is shown",
        "subject": "what it is shown for",
        "content": "comes into the person's chat anyway, and may name others",
    },
    "picture": {
        "original": "the random name of a file, which is in the archive",
        "masked": "the random name of a file, which is in the archive",
        "preview": "the masked picture with outlines; the outlines are among the findings",
        "preview_id": "a message of the person's own chat",
        "framed_id": "a message of the person's own chat",
        "sides": "which buttons are open",
    },
    "place": {
        "chat_id": "a group or channel",
        "title": "a group or channel",
        "bound_by": "the person themselves",
        "thread_id": "a topic of a group",
        "discussion_id": "a group",
        "invite_link": "the door of a channel",
        "flaws": "what is wrong with a chat",
        "looked_at": "when somebody looked at a chat",
        "students": "whether students may enter a chat",
    },
    "post": {
        "thread_id": "a topic of a group",
        "discussion_id": "a group",
    },
    "privacy_request": {
        "requester_id": "the person themselves",
        "card_chat_id": "the moderators' group",
        "card_message_id": "a message of the moderators' group",
        "about_chat_id": "a group",
        "about_message_id": "a message of a group",
        "reminded_at": "when moderators were reminded",
        "decided_by": "another person",
    },
    "prompt": {"user_id": "the person themselves", "message_id": "a message of that chat"},
    "registration": {
        "member_id": "the person themselves",
        "lapsed_by": "the random name of an edition",
    },
    "invitation": {"member_id": "the person themselves"},
    "vouching": {"member_id": "the person, or another", "by_id": "the person, or another"},
    "knock": {"user_id": "the person themselves"},
    "presence": {"user_id": "the person themselves"},
    "school_year": {"member_id": "the person themselves"},
    "suspension": {
        "id": "a running number",
        "member_id": "the person themselves",
        "decided_by": "another person",
    },
    "removal": {"user_id": "the person themselves"},
    "reply": {"author_id": "the person themselves"},
    "spoken": {"author_id": "the person themselves"},
    "sanction": {
        "id": "a running number",
        "member_id": "the person themselves, or another",
        "chat_id": "a group",
        "by_id": "another person, or the person themselves",
        "due": "whether Telegram has done it",
    },
    "review": {"reviewer_id": "the person themselves, or another", "fingerprint": "of the case"},
}
SUBJECTS = {"audit": {"subject"}}


async def columns(database: Database) -> dict[str, set[str]]:
    """Every table of the schema with its columns."""
    sql = (
        "SELECT tables.name AS t, columns.name AS c FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'"
    )
    found: dict[str, set[str]] = {}
    for row in await fetch(database.reader, sql):
        found.setdefault(row["t"], set()).add(row["c"])
    return found


async def test_every_table_is_handed_out_or_about_nobody(database: Database) -> None:
    """By name, with the reason in ELSEWHERE."""
    handed_out = {section.table for section in SECTIONS}
    assert set(await columns(database)) - handed_out == set(ELSEWHERE)


async def test_every_column_is_handed_out_or_has_a_reason(database: Database) -> None:
    """By table and name, with the reason in LEFT_OUT; and no reason is left over."""
    found = await columns(database)
    for table in {section.table for section in SECTIONS}:
        shown = {name for each in SECTIONS if each.table == table for name in each.columns}
        assert found[table] - shown - SUBJECTS.get(table, set()) == set(LEFT_OUT.get(table, {}))


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
async def test_a_stranger_gets_nothing(database: Database, section: Section) -> None:
    """Of a database in which others have something."""
    await fill(database)
    found = await belongings.rows(database.reader, section, 999)
    assert found == []


async def fill(database: Database) -> None:
    """An author's case with a moderator's verdict on record."""
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        case = await cases.begin(tx, AUTHOR, NOW)
        assert case.state is CaseState.DRAFT
        await audit.record(tx, NOW, REVIEWER, "approve", f"case {case.id}", 1)
        await audit.record(tx, NOW, AUTHOR, "submit", f"case {case.id}", 1)
        await audit.record(tx, NOW, REVIEWER, "suspend", f"member {COLLEAGUE}")
        await audit.record(tx, NOW, None, "publish", f"case {case.id}", 1)


async def trail(database: Database, person: int) -> list[tuple[str, str, str]]:
    [section] = [each for each in SECTIONS if each.name == "audit"]
    rows = await belongings.rows(database.reader, section, person)
    return [(row["action"], row["subject"], row["done_by"]) for row in rows]


async def test_the_trail_names_nobody_else(database: Database) -> None:
    """An author reads that a moderator decided; a moderator reads what, and not about whom."""
    await fill(database)
    assert await trail(database, AUTHOR) == [
        ("approve", "case 1", "moderator"),
        ("submit", "case 1", "you"),
        ("publish", "case 1", "bot"),
    ]
    assert await trail(database, REVIEWER) == [
        ("approve", "case 1", "you"),
        ("suspend", "member", "you"),
    ]
    assert await trail(database, COLLEAGUE) == [("suspend", f"member {COLLEAGUE}", "moderator")]
