"""A post that may have been sent is sent again only by a moderator who looked."""

import pytest
from telegram.error import TimedOut

from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.publication import post_again, publish
from moderation.case import Case, CaseState
from moderation.errors import NotModerator, OutOfDate
from storage import cases
from tests.handlers.fakes import RecordingRequest, taps
from tests.handlers.scenes import CHANNEL, MODERATORS, press
from tests.moderation.examples import REVIEWER, make_member


async def state(services: Services, case: Case) -> CaseState:
    loaded = await cases.load(services.database.reader, case.id)
    assert loaded is not None
    return loaded.state


async def again(services: Services, tap: Tap, chat_id: int = MODERATORS) -> None:
    await post_again(services, press(services, make_member(id=REVIEWER), tap, chat_id))


async def test_a_moderator_may_send_again(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Who looked and did not find it."""
    telegram.presence[MODERATORS, REVIEWER] = {"status": "member"}
    telegram.break_off("sendMediaGroup", TimedOut())
    await publish(services, approved.id)
    await again(services, parse(next(taps(telegram.of("sendMessage")[0]))))
    assert await state(services, approved) is CaseState.PUBLISHED


async def test_an_older_question_sends_nothing(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """After a second attempt whose end nobody knows, only its own question is open."""
    telegram.presence[MODERATORS, REVIEWER] = {"status": "member"}
    telegram.break_off("sendMediaGroup", TimedOut())
    await publish(services, approved.id)
    with pytest.raises(OutOfDate):
        await again(services, Tap(Act.POST_AGAIN, approved.id, 1, "1.000000"))
    assert await state(services, approved) is CaseState.APPROVED


@pytest.mark.parametrize("chat_id", [MODERATORS, CHANNEL])
async def test_nobody_else_may_send_again(
    services: Services, telegram: RecordingRequest, approved: Case, chat_id: int
) -> None:
    """Neither who left the group, nor a press from elsewhere."""
    telegram.presence[CHANNEL, REVIEWER] = {"status": "member"}
    with pytest.raises(NotModerator):
        await again(services, Tap(Act.POST_AGAIN, approved.id, 1), chat_id)
    assert telegram.uploads == []


async def test_a_published_case_is_not_sent_again(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """The question was answered meanwhile."""
    telegram.presence[MODERATORS, REVIEWER] = {"status": "member"}
    await publish(services, approved.id)
    with pytest.raises(OutOfDate):
        await again(services, Tap(Act.POST_AGAIN, approved.id, 1))
    assert len(telegram.of("sendMediaGroup")) == 1
