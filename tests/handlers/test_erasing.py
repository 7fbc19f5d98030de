"""Erasing for certain: on record with the decision, carried out after it, tried until gone."""

from contextlib import suppress

import pytest
from telegram.error import NetworkError, TimedOut

from handlers.context import Services
from handlers.erasing import erase, sweep
from storage import erasures
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import GROUP, MODERATORS, settled
from tests.moderation.examples import AUTHOR

TOO_OLD = (400, "Bad Request: message can't be deleted for everyone")


async def standing(services: Services) -> list[int]:
    return [erasure.message_id for erasure in await erasures.pending(services.database.reader)]


async def test_a_deletion_is_on_record_before_it_is_tried(
    services: Services, telegram: RecordingRequest
) -> None:
    """In the transaction of the decision; a crash in between leaves the record."""
    async with services.database.unit():
        await erase(services, AUTHOR, [1, 2])
        assert await standing(services) == [1, 2]
        assert telegram.calls == []
    assert await standing(services) == [1, 2]
    await settled(services)
    assert [call["message_id"] for call in telegram.of("deleteMessage")] == [1, 2]
    assert await standing(services) == []


async def test_what_was_not_decided_is_not_deleted(
    services: Services, telegram: RecordingRequest
) -> None:
    """The decision is taken back, and with it what it would have had deleted."""
    with suppress(ValueError):
        async with services.database.unit():
            await erase(services, AUTHOR, [1])
            raise ValueError
    await settled(services)
    assert (telegram.calls, await standing(services)) == ([], [])


async def test_nothing_to_delete_is_no_record(
    services: Services, telegram: RecordingRequest
) -> None:
    """Callers need not look whether there is anything."""
    await erase(services, AUTHOR, [])
    await settled(services)
    assert (telegram.calls, await standing(services)) == ([], [])


@pytest.mark.parametrize("broken", [TimedOut(), NetworkError("reset")])
async def test_a_broken_connection_keeps_nothing_else(
    services: Services, telegram: RecordingRequest, broken: Exception
) -> None:
    """Nobody knows about the first message, which is tried again; the second is deleted."""
    telegram.break_off("deleteMessage", broken)
    await erase(services, AUTHOR, [1, 2])
    await settled(services)
    assert await standing(services) == []
    assert [call["message_id"] for call in telegram.of("deleteMessage")] == [1, 2, 1]


async def test_a_message_that_is_gone_already_is_gone(
    services: Services, telegram: RecordingRequest
) -> None:
    """Its person was faster."""
    telegram.refuse("deleteMessage", 400, "Bad Request: message to delete not found")
    await erase(services, AUTHOR, [1])
    await settled(services)
    assert await standing(services) == []


async def test_a_refusal_leaves_the_record(services: Services, telegram: RecordingRequest) -> None:
    """A person has to hear of it before it may be forgotten."""
    telegram.refuse("deleteMessage", *TOO_OLD)
    await erase(services, AUTHOR, [1])
    await settled(services)
    assert await standing(services) == [1]


async def test_a_sweep_says_what_is_refused(
    services: Services, telegram: RecordingRequest
) -> None:
    """By chat; what was not answered waits for the next sweep, what is gone is struck off."""
    telegram.refuse("deleteMessage", *TOO_OLD, times=2)
    await erase(services, MODERATORS, [1])
    await settled(services)
    await erase(services, GROUP, [3])
    await settled(services)
    telegram.break_off("deleteMessage", TimedOut())
    telegram.refuse("deleteMessage", *TOO_OLD)
    refused = await sweep(services)
    assert {chat: [e.message_id for e in kept] for chat, kept in refused.items()} == {
        MODERATORS: [1]
    }
    assert sorted(await standing(services)) == [1, 3]
