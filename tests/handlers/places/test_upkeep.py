"""Upkeep: which answers of Telegram mean that the bot is outside, and which mean nothing."""

import pytest
from telegram.error import TelegramError

from handlers.context import Services
from handlers.places.upkeep import MEMBER, missing_rights, sweep
from moderation.post import Place
from moderation.upkeep import Defect, Flaw
from storage import places
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import CHANNEL
from tests.moderation.examples import NOW

DUTY = "dermatology"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: user not found"),
        (400, "Bad Request: member not found"),
        (400, "Bad Request: PARTICIPANT_ID_INVALID"),
        (400, "Bad Request: member list is inaccessible"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (403, "Forbidden: bot is not a member of the channel chat"),
    ],
)
async def test_out_of_a_place(
    services: Services, telegram: RecordingRequest, code: int, words: str
) -> None:
    """Telegram says so in these words."""
    telegram.refuse("getChatMember", code, words)
    assert await missing_rights(services, CHANNEL, DUTY) == [MEMBER]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (400, "Bad Request: Internal: chat info not found"),
        (400, "Bad Request: CHAT_ADMIN_REQUIRED"),
        (400, ""),
        (500, "Internal Server Error"),
    ],
)
async def test_an_odd_answer_is_no_answer(
    services: Services, telegram: RecordingRequest, code: int, words: str
) -> None:
    """Nobody's place is paused by it: it stays as it was, and the next sweep looks again."""
    async with services.database.transaction() as tx:
        await places.bind(tx, Place(DUTY, CHANNEL, "Skin", 1, NOW))
    telegram.refuse("getChatMember", code, words, times=2)
    with pytest.raises(TelegramError):
        await missing_rights(services, CHANNEL, DUTY)
    assert await sweep(services) == set()
    place = await places.of_duty(services.database.reader, DUTY)
    assert place is not None
    assert (place.flaws, place.looked_at) == (frozenset(), None)


async def test_a_paused_place_is_looked_at_at_every_sweep(
    services: Services, telegram: RecordingRequest
) -> None:
    """Telegram tells no bot of a group that is linked again."""
    async with services.database.transaction() as tx:
        place = Place(DUTY, CHANNEL, "Skin", 1, NOW)
        await places.bind(tx, place)
        assert await places.note(tx, place, frozenset({Defect(Flaw.UNLINKED).pack()}), NOW)
    telegram.chats[CHANNEL] = {"id": CHANNEL, "type": "channel", "title": "Skin"}
    telegram.presence[CHANNEL, services.bot.id] = {"status": "creator", "is_anonymous": False}
    assert await sweep(services) == {DUTY}
    telegram.calls.clear()
    assert await sweep(services) == set()
    assert telegram.calls == []
