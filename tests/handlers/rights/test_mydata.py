"""/mydata: sent once a day, again after a broken connection, given up after a refusal."""

from datetime import timedelta

import pytest
from telegram.error import TimedOut

from handlers.context import Services
from handlers.rights import mydata
from handlers.rights.mydata import TRIES_MAX
from moderation.member import Member
from storage import exports
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import said, settled
from tests.moderation.examples import AUTHOR, NOW


async def ask(services: Services, author: Member) -> None:
    await mydata.ask(services, said(services, author, "/mydata"))
    await settled(services)


async def is_due(services: Services) -> bool:
    return await exports.due(services.database.reader) == [AUTHOR]


async def test_it_is_sent_to_the_person(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """As one file, in their own chat, with its date and no name in the file's name."""
    await ask(services, author)
    [sent] = telegram.of("sendDocument")
    assert sent["chat_id"] == AUTHOR
    assert sent.files[0].startswith(b"PK")
    assert "open medpics.json first" in sent.words
    assert not await is_due(services)


@pytest.mark.parametrize(("hours", "again"), [(1, False), (23, False), (24, True)])
async def test_once_a_day(
    services: Services, telegram: RecordingRequest, author: Member, hours: int, again: bool
) -> None:
    """Counted from when it was asked for."""
    await ask(services, author)
    services.clock = lambda: NOW + timedelta(hours=hours)
    await ask(services, author)
    assert len(telegram.of("sendDocument")) == (2 if again else 1)
    if not again:
        assert f"Ask again in {25 - hours} hour" in telegram.of("sendMessage")[-1].words


async def test_what_was_not_answered_is_sent_by_the_sweep(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """Asked for again meanwhile, it is on its way."""
    for _try in range(5):
        telegram.break_off("sendDocument", TimedOut())
    await ask(services, author)
    assert await is_due(services)
    telegram.break_off("sendDocument", TimedOut())
    await ask(services, author)
    assert "it will come here" in telegram.of("sendMessage")[-1].words
    await mydata.sweep(services)
    await settled(services)
    assert not await is_due(services)


async def test_it_is_not_tried_for_ever(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """A file that never gets through costs its person nothing but patience."""
    for _try in range(3 * TRIES_MAX):
        telegram.break_off("sendDocument", TimedOut())
    await ask(services, author)
    for _sweep in range(3):
        await mydata.sweep(services)
        await settled(services)
    assert len(telegram.of("sendDocument")) == TRIES_MAX
    assert "could not send you your archive" in telegram.of("sendMessage")[-1].words
    assert not await is_due(services)


async def test_a_refusal_is_told(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """The file is too large for Telegram, say: the person hears whom to ask."""
    telegram.refuse("sendDocument", 400, "Bad Request: file is too big")
    await ask(services, author)
    assert len(telegram.of("sendDocument")) == 1
    assert "ask the operator" in telegram.of("sendMessage")[-1].words
    assert not await is_due(services)
