"""A group moves while something is asked there: it is asked anew, and no screen is lost."""

from dataclasses import replace

import pytest

from handlers.context import Services
from handlers.delivery import follow_migration
from handlers.telling import show_in, take_up, tell
from moderation.case import Case
from storage import cases, moderators, outbox, places
from storage.outbox import Slot
from storage.places import Prompt
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import MODERATORS, now, settled
from tests.moderation.examples import AUTHOR, NOW, REVIEWER

NEW = -1009
PROMPT = Prompt(MODERATORS, REVIEWER, "case_reject", 5, 1, None)


async def ask(services: Services, prompt: Prompt) -> None:
    async with services.database.transaction() as tx:
        await moderators.add(tx, REVIEWER, "Ada <b>", NOW)
        await places.ask(tx, prompt)


async def asked(services: Services) -> int | None:
    """The message that asks in the new group, once all is said."""
    await take_up(services, await outbox.lanes(services.database.reader))
    await settled(services)
    prompt = await places.prompt_of(services.database.reader, NEW, REVIEWER)
    assert prompt is not None
    return prompt.message_id


async def test_a_question_on_its_way_is_asked_once_more(
    services: Services, telegram: RecordingRequest
) -> None:
    """It reached the old group just before that moved; its answer could not be found there."""
    await ask(services, PROMPT)
    telegram.before("sendMessage", lambda: follow_migration(services, MODERATORS, NEW))
    await tell(services, MODERATORS, "Why?", slot=Slot.PROMPT, subject=REVIEWER)
    assert await asked(services) is not None
    assert [call["chat_id"] for call in telegram.of("sendMessage")] == [MODERATORS, NEW]
    assert not await outbox.waiting(services.database.reader)


@pytest.mark.parametrize(
    ("purpose", "what"),
    [
        ("case_reject", "MP-00005"),
        ("admission_ask", "application no. 5"),
        ("request_keep", "request no. 5"),
    ],
)
async def test_a_question_that_stayed_behind_is_asked_again(
    services: Services, telegram: RecordingRequest, purpose: str, what: str
) -> None:
    """To the same moderator, about the same thing; followed twice, it is asked once."""
    await ask(services, replace(PROMPT, purpose=purpose, message_id=15))
    for _time in range(2):
        await follow_migration(services, MODERATORS, NEW)
    assert await asked(services) not in {15, None}
    [call] = telegram.of("sendMessage")
    assert what in call.words
    assert f"tg://user?id={REVIEWER}" in call.words
    assert "<b>" not in call.words


async def test_a_newer_question_stands(services: Services, telegram: RecordingRequest) -> None:
    """Somebody pressed in the new group before the old one was known to have moved."""
    await ask(services, replace(PROMPT, message_id=15))
    await ask(services, replace(PROMPT, chat_id=NEW, message_id=16))
    await follow_migration(services, MODERATORS, NEW)
    assert await asked(services) == 16
    assert telegram.of("sendMessage") == []


@pytest.mark.parametrize(("code", "why"), [(403, "Forbidden: blocked"), (400, "Bad Request: no")])
async def test_the_old_screen_goes_only_for_a_new_one(
    services: Services, telegram: RecordingRequest, draft: Case, code: int, why: str
) -> None:
    """What Telegram refused stands nowhere: the person would be left without any screen."""
    async with services.database.transaction() as tx:
        await cases.note(tx, draft.id, screen_id=7)
    telegram.refuse("sendMessage", code, why)
    await show_in(services, AUTHOR, Slot.CASE_SCREEN, draft.id, "x", below=True)
    await settled(services)
    assert telegram.of("deleteMessage") == []
    assert (await now(services, draft)).screen_id == 7
    assert not await outbox.waiting(services.database.reader)
