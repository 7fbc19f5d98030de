"""Taking down: every part of an ended post goes, and a person is told of what does not go."""

from dataclasses import replace

import pytest
from telegram.error import TimedOut

from handlers.context import Services
from handlers.publishing import taking_down
from moderation.case import Case, CaseState
from moderation.post import MODERATION
from storage import cases, places, posts
from tests.handlers.fakes import RecordingRequest
from tests.handlers.publishing.test_publication import publish, state
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS, settled
from tests.moderation.examples import NOW

TOO_OLD = "Bad Request: message can't be deleted for everyone"


async def take_down(services: Services, case_id: int) -> bool:
    """Takes a post down as an ended case does; whether nothing of it is left to be done."""
    taking_down.take_down(services, case_id)
    await settled(services)
    post = await posts.load(services.database.reader, case_id)
    return post is not None and post.taken_down_at is not None


async def test_a_post_is_blanked_before_it_is_deleted(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """And its copies in the discussion go with it."""
    await publish(services, approved.id)
    post = await posts.load(services.database.reader, approved.id)
    assert post is not None
    async with services.database.transaction() as tx:
        for number, message_id in enumerate(post.message_ids):
            await posts.add_copy(tx, (CHANNEL, message_id), (GROUP, 900 + number))
    telegram.calls.clear()
    assert await take_down(services, approved.id)

    methods = [call.method for call in telegram.calls]
    assert methods == ["editMessageMedia"] * 2 + ["deleteMessage"] * 4
    assert all(b"masked" not in data for data in telegram.uploads)
    assert telegram.calls[-1]["chat_id"] == GROUP


async def test_what_cannot_be_deleted_is_told_to_moderators(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """With a link to each, to delete by hand; a second time there is nothing more to do."""
    await publish(services, approved.id)
    telegram.refuse("deleteMessage", 400, TOO_OLD)
    post = await posts.load(services.database.reader, approved.id)
    assert post is not None
    assert await take_down(services, approved.id)

    [alarm] = [call for call in telegram.of("sendMessage") if call["chat_id"] == MODERATORS]
    assert f"/{post.message_ids[0]}" in alarm.words
    assert f"/{post.message_ids[1]}" not in alarm.words
    telegram.calls.clear()
    assert await take_down(services, approved.id)
    assert telegram.calls == []


async def test_a_lost_alarm_is_said_again(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """What Telegram would not delete is told until its answer came; it is not deleted again."""
    await publish(services, approved.id)
    telegram.calls.clear()
    telegram.refuse("deleteMessage", 400, TOO_OLD, times=2)
    telegram.break_off("sendMessage", TimedOut())
    assert await take_down(services, approved.id)
    alarms = [call for call in telegram.of("sendMessage") if call["chat_id"] == MODERATORS]
    assert len(alarms) == 2
    assert len(telegram.of("deleteMessage")) == 2


async def test_a_rest_that_nobody_hears_of_stays_to_be_done(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Without a moderators' group a sweep comes back to it, until one is bound."""
    await publish(services, approved.id)
    place = await places.of_duty(services.database.reader, MODERATION)
    assert place is not None
    async with services.database.transaction() as tx:
        await places.unbind(tx, MODERATION)
    telegram.refuse("deleteMessage", 400, TOO_OLD, times=2)
    assert not await take_down(services, approved.id)
    async with services.database.transaction() as tx:
        await places.bind(tx, place)
    assert await take_down(services, approved.id)


@pytest.mark.parametrize("method", ["deleteMessage", "editMessageMedia"])
async def test_a_deletion_without_an_answer_is_tried_again(
    services: Services, telegram: RecordingRequest, approved: Case, method: str
) -> None:
    """At once; a post that could not be blanked is deleted all the same."""
    await publish(services, approved.id)
    telegram.break_off(method, TimedOut())
    assert await take_down(services, approved.id)


async def test_an_ended_case_that_may_stand_is_told_once(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Withdrawn before Telegram said whether it was posted: a person looks, and deletes."""
    async with services.database.transaction() as tx:
        await posts.begin_attempt(tx, approved.id, NOW)
        await cases.swap(tx, approved, replace(approved, state=CaseState.WITHDRAWN))
    for _time in range(2):
        await take_down(services, approved.id)
    [alarm] = telegram.calls
    assert (alarm["chat_id"], "delete it by hand" in alarm.words) == (MODERATORS, True)


async def test_a_case_withdrawn_while_it_is_posted_is_taken_down(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """The post is noted, so that every message of it is found, and nothing is announced."""

    async def withdraw() -> None:
        async with services.database.transaction() as tx:
            await cases.swap(tx, approved, replace(approved, state=CaseState.WITHDRAWN))

    telegram.before("sendMediaGroup", withdraw)
    await publish(services, approved.id)
    assert await state(services, approved) is CaseState.WITHDRAWN
    assert len(telegram.of("deleteMessage")) == 2
    assert telegram.of("sendMessage") == []
