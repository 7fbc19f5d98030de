"""Erasing for certain: tried again after a broken connection, told to a person after a refusal."""

from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import NetworkError, TimedOut

from handlers.context import Services
from handlers.erasing import erase_surely, sweep
from handlers.telling import erase
from moderation.member import Member
from storage import erasures
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import MODERATORS
from tests.moderation.examples import AUTHOR

TOO_OLD = (400, "Bad Request: message can't be deleted for everyone")
BLOCKED = (403, "Forbidden: bot was blocked by the user")


async def standing(services: Services) -> list[int]:
    return [erasure.message_id for erasure in await erasures.pending(services.database.reader)]


@pytest.mark.parametrize("broken", [TimedOut(), NetworkError("reset")])
async def test_a_broken_connection_keeps_nothing_else(
    services: Services, telegram: RecordingRequest, broken: Exception
) -> None:
    """Nobody knows about the first message; the second is deleted all the same."""
    telegram.break_off("deleteMessage", broken)
    assert await erase(services, AUTHOR, [1, 2]) == [1]


async def test_a_sweep_tries_again_in_silence(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """A time-out is nobody's business; the second try deletes."""
    telegram.break_off("deleteMessage", TimedOut())
    await erase_surely(services, MODERATORS, [5])
    assert await standing(services) == [5]
    await sweep(services)
    assert await standing(services) == []
    assert telegram.of("sendMessage") == []


async def test_moderators_hear_of_a_refusal_once(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """With a link, in the group where they can delete it by hand."""
    telegram.refuse("deleteMessage", *TOO_OLD, times=2)
    await erase_surely(services, MODERATORS, [5])
    await sweep(services)
    await sweep(services)
    [alarm] = telegram.of("sendMessage")
    assert (alarm["chat_id"], "/5" in alarm.words) == (MODERATORS, True)


async def test_an_alarm_that_was_lost_comes_again(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """The message stays on record until a person knows of it."""
    telegram.refuse("deleteMessage", *TOO_OLD, times=3)
    telegram.break_off("sendMessage", TimedOut())
    await erase_surely(services, MODERATORS, [5])
    await sweep(services)
    assert await standing(services) == [5]
    await sweep(services)
    assert await standing(services) == []


async def test_in_a_private_chat_its_person_is_asked(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """No moderator sees that chat, so no link is sent to them."""
    telegram.refuse("deleteMessage", *TOO_OLD, times=2)
    await erase_surely(services, author.id, [5])
    await sweep(services)
    [asked] = telegram.of("sendMessage")
    assert (asked["chat_id"], "delete it" in asked.words) == (author.id, True)
    assert await standing(services) == []


async def test_who_blocked_the_bot_is_given_up_after_two_days(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """Telegram deletes nothing older there, and nobody is left to ask."""
    telegram.refuse("deleteMessage", *BLOCKED, times=3)
    telegram.refuse("sendMessage", *BLOCKED, times=2)
    await erase_surely(services, author.id, [5])
    await sweep(services)
    assert await standing(services) == [5]
    later = services.clock() + timedelta(days=2, minutes=1)
    await sweep(replace(services, clock=lambda: later))
    assert await standing(services) == []
