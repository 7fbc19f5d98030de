"""Leftovers: what Telegram would not delete is told once, to who can delete it by hand."""

import pytest
from telegram.error import TimedOut

from handlers import leftovers
from handlers.context import Services
from handlers.erasing import erase
from handlers.errands import TRIES_MAX
from moderation.member import Member
from moderation.post import MODERATION, Place
from storage import places
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import GROUP, MODERATORS, settled
from tests.handlers.test_erasing import TOO_OLD, standing
from tests.moderation.examples import NOW

BLOCKED = (403, "Forbidden: bot was blocked by the user")


async def sweep(services: Services) -> None:
    await leftovers.sweep(services)
    await settled(services)


async def kept_by_telegram(services: Services, telegram: RecordingRequest, chat_id: int) -> None:
    """A message that stands although it has to go, however often it is tried."""
    telegram.refuse("deleteMessage", *TOO_OLD, times=99)
    await erase(services, chat_id, [5])
    await settled(services)


async def test_a_sweep_tries_again_in_silence(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """An outage is nobody's business; the sweep after it deletes."""
    for _try in range(TRIES_MAX):
        telegram.break_off("deleteMessage", TimedOut())
    await erase(services, MODERATORS, [5])
    await settled(services)
    assert await standing(services) == [5]
    await sweep(services)
    assert await standing(services) == []
    assert telegram.of("sendMessage") == []


@pytest.mark.parametrize("chat_id", [MODERATORS, GROUP])
async def test_moderators_hear_of_a_refusal_once(
    services: Services, telegram: RecordingRequest, bound: None, chat_id: int
) -> None:
    """With a link, for a person can delete it by hand; then it is theirs."""
    await kept_by_telegram(services, telegram, chat_id)
    for _time in range(2):
        await sweep(services)
    [alarm] = telegram.of("sendMessage")
    assert (alarm["chat_id"], "/5" in alarm.words) == (MODERATORS, True)
    assert await standing(services) == []


async def test_a_lost_alarm_is_said_again(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """The record gave way to a letter, which waits until it is delivered."""
    await kept_by_telegram(services, telegram, MODERATORS)
    telegram.break_off("sendMessage", TimedOut())
    await sweep(services)
    assert len(telegram.of("sendMessage")) == 2


async def test_without_anybody_to_tell_the_record_stays(
    services: Services, telegram: RecordingRequest
) -> None:
    """Until a moderators' group is bound; then they hear of it."""
    await kept_by_telegram(services, telegram, GROUP)
    await sweep(services)
    assert await standing(services) == [5]
    async with services.database.transaction() as tx:
        await places.bind(tx, Place(MODERATION, MODERATORS, "Moderators", 1, NOW))
    await sweep(services)
    assert await standing(services) == []
    assert len(telegram.of("sendMessage")) == 1


async def test_in_a_private_chat_its_person_is_asked(
    services: Services, telegram: RecordingRequest, author: Member, bound: None
) -> None:
    """No moderator sees that chat, so no link is sent to them."""
    await kept_by_telegram(services, telegram, author.id)
    await sweep(services)
    [asked] = telegram.of("sendMessage")
    assert (asked["chat_id"], "delete it" in asked.words) == (author.id, True)
    assert await standing(services) == []


async def test_who_blocked_the_bot_is_asked_once(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """Nobody is left to ask, and nothing is tried for ever."""
    await kept_by_telegram(services, telegram, author.id)
    telegram.refuse("sendMessage", *BLOCKED)
    for _time in range(2):
        await sweep(services)
    assert len(telegram.of("sendMessage")) == 1
    assert await standing(services) == []
