"""Farewells: whatever Telegram answers, a name goes or somebody knows, and people are let go."""

from dataclasses import replace

import pytest
from telegram.error import TimedOut

from handlers.context import Services
from handlers.entrance import farewells
from handlers.entrance.farewells import remove_later, unsign_later
from moderation.case import Case, CaseState
from moderation.post import Post
from storage import cases, forgetting, posts
from storage import farewells as rows
from tests.handlers.fakes import Call, RecordingRequest
from tests.handlers.scenes import CHANNEL, MODERATORS, settled
from tests.moderation.examples import AUTHOR, NOW

UNCHANGED = (400, "Bad Request: message is not modified")
GONE = (400, "Bad Request: message to edit not found")
NO_RIGHT = (400, "Bad Request: not enough rights to edit the message")
OUT = (403, "Forbidden: bot is not a member of the channel chat")
BASIC = (400, "Bad Request: method is available for supergroup and channel chats only")
OWNER = (400, "Bad Request: can't remove chat owner")


@pytest.fixture
async def left(services: Services, approved: Case) -> Case:
    """A published case that its author left behind, unsigned."""
    async with services.database.transaction() as tx:
        nobody = await forgetting.somebody(tx)
        unsigned = replace(
            approved, state=CaseState.PUBLISHED, author_id=nobody.id, signed=False, updated_at=NOW
        )
        await cases.swap(tx, approved, unsigned)
        await posts.add(tx, Post(approved.id, CHANNEL, (31, 32), NOW))
    return unsigned


async def unsign(services: Services, case: Case) -> None:
    await unsign_later(services, case.id)
    await settled(services)


async def open_(services: Services) -> list[int]:
    return await rows.unsignings(services.database.reader)


def captions(telegram: RecordingRequest) -> list[Call]:
    return telegram.of("editMessageCaption")


async def test_the_caption_names_nobody(
    services: Services, telegram: RecordingRequest, left: Case
) -> None:
    """That of the first picture, in the channel's language; the rest of it stays."""
    await unsign(services, left)
    [edited] = captions(telegram)
    assert (edited["chat_id"], edited["message_id"]) == (CHANNEL, 31)
    assert "Asked by a verified colleague" in edited.words
    assert "What is it?" in edited.words
    assert "Claude" not in edited.words
    assert await open_(services) == []


@pytest.mark.parametrize("answer", [UNCHANGED, GONE])
async def test_what_is_so_already_is_no_alarm(
    services: Services, telegram: RecordingRequest, left: Case, answer: tuple[int, str]
) -> None:
    """Done before a stop, or deleted by hand."""
    telegram.refuse("editMessageCaption", *answer)
    await unsign(services, left)
    assert await open_(services) == []
    assert telegram.of("sendMessage") == []


@pytest.mark.parametrize("answer", [NO_RIGHT, OUT])
async def test_a_name_that_stands_is_told(
    services: Services, telegram: RecordingRequest, left: Case, answer: tuple[int, str]
) -> None:
    """Moderators get the link, once."""
    telegram.refuse("editMessageCaption", *answer)
    await unsign(services, left)
    [alarm] = telegram.of("sendMessage")
    assert alarm["chat_id"] == MODERATORS
    assert "/31" in alarm.words
    assert await open_(services) == []


async def test_without_an_answer_it_stays_to_be_done(
    services: Services, telegram: RecordingRequest, left: Case
) -> None:
    """The sweep goes on with it."""
    for _try in range(5):
        telegram.break_off("editMessageCaption", TimedOut())
    await unsign(services, left)
    assert await open_(services) == [left.id]
    await farewells.sweep(services)
    await settled(services)
    assert await open_(services) == []


async def test_a_case_that_ended_needs_no_caption(
    services: Services, telegram: RecordingRequest, left: Case
) -> None:
    """Its post is being removed altogether."""
    async with services.database.transaction() as tx:
        await cases.swap(tx, left, replace(left, state=CaseState.TAKEN_DOWN))
    await unsign(services, left)
    assert captions(telegram) == []
    assert await open_(services) == []


async def test_people_leave_and_may_come_back(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """Put out by what leaves nobody banned."""
    await remove_later(services, CHANNEL, AUTHOR)
    await settled(services)
    [put_out] = telegram.of("unbanChatMember")
    assert (put_out["chat_id"], put_out["user_id"]) == (CHANNEL, AUTHOR)
    assert put_out["only_if_banned"] is False
    assert telegram.of("banChatMember", "sendMessage") == []
    assert await rows.removals(services.database.reader) == []


async def test_a_basic_group_knows_only_the_ban(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """There it removes, and an invitation brings back."""
    telegram.refuse("unbanChatMember", *BASIC)
    await remove_later(services, CHANNEL, AUTHOR)
    await settled(services)
    assert len(telegram.of("banChatMember")) == 1
    assert telegram.of("sendMessage") == []


@pytest.mark.parametrize("inside", [True, False])
async def test_who_cannot_be_removed_is_asked_to_leave(
    services: Services, telegram: RecordingRequest, bound: None, inside: bool
) -> None:
    """Only where they really are."""
    telegram.refuse("unbanChatMember", *OWNER)
    telegram.refuse("banChatMember", *OWNER)
    if inside:
        telegram.presence[CHANNEL, AUTHOR] = {"status": "member"}
    await remove_later(services, CHANNEL, AUTHOR)
    await settled(services)
    told = telegram.of("sendMessage")
    assert len(told) == int(inside)
    assert all("Skin &lt;&amp; more&gt;" in call.words for call in told)
    assert await rows.removals(services.database.reader) == []
