"""A post that may have been sent is sent again only by a moderator who looked."""

import pytest
from telegram.error import TimedOut

from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.reviewing.verdicts import post_again
from moderation.case import Case, CaseState
from moderation.errors import OutOfDate
from storage import moderators
from tests.handlers.fakes import RecordingRequest, taps
from tests.handlers.publishing.test_publication import publish, state
from tests.handlers.scenes import MODERATORS, press, settled
from tests.moderation.examples import NOW, REVIEWER, make_member


@pytest.fixture(autouse=True)
async def reviewer(services: Services) -> None:
    """One moderator is on the bot's list."""
    async with services.database.transaction() as tx:
        await moderators.add(tx, REVIEWER, "Ada", NOW)


async def again(
    services: Services, tap: Tap, chat_id: int = MODERATORS, user_id: int = REVIEWER
) -> str | None:
    toast = await post_again(services, press(services, make_member(id=user_id), tap, chat_id))
    await settled(services)
    return toast


async def test_a_moderator_may_send_again(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Who looked and did not find it; the question's button goes."""
    telegram.break_off("sendMediaGroup", TimedOut())
    await publish(services, approved.id)
    assert await again(services, parse(next(taps(telegram.of("sendMessage")[0]))))
    assert await state(services, approved) is CaseState.PUBLISHED
    assert len(telegram.of("editMessageReplyMarkup")) == 1


async def test_one_question_sends_once(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Two moderators press at once: the second is too late."""
    telegram.break_off("sendMediaGroup", TimedOut())
    await publish(services, approved.id)
    tap = parse(next(taps(telegram.of("sendMessage")[0])))
    await again(services, tap)
    with pytest.raises(OutOfDate):
        await again(services, tap)
    assert len(telegram.of("sendMediaGroup")) == 2


async def test_an_older_question_sends_nothing(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """After a second attempt whose end nobody knows, only its own question is open."""
    telegram.break_off("sendMediaGroup", TimedOut())
    await publish(services, approved.id)
    with pytest.raises(OutOfDate):
        await again(services, Tap(Act.POST_AGAIN, approved.id, 1, "1.000000"))
    assert await state(services, approved) is CaseState.APPROVED
    assert len(telegram.of("sendMediaGroup")) == 1


async def test_a_published_case_is_not_sent_again(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """The question was answered meanwhile."""
    await publish(services, approved.id)
    with pytest.raises(OutOfDate):
        await again(services, Tap(Act.POST_AGAIN, approved.id, 1))
    assert len(telegram.of("sendMediaGroup")) == 1
