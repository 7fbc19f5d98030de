"""The outbox: letters go out in order, wait for a broken way, and a refusal is an outcome."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from telegram.error import NetworkError, TimedOut

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.errands import Errands
from handlers.outbox import backoff, drain
from handlers.telling import answer, set_buttons, settle_request, show_in, tell
from moderation.case import Case
from storage import cases, outbox, places
from storage.outbox import Kind, Letter, Slot
from storage.places import Prompt
from tests.handlers.fakes import RecordingRequest, taps
from tests.handlers.scenes import CHANNEL, MODERATORS, no_time, now, settled
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, REVIEWER

KEYS = keyboard([button("✅ Approve", Tap(Act.APPROVE, 1, 1))])
# Of the first message that the recording Telegram answers about.
LAST_ID = 1001

REFUSALS = [
    (400, "Bad Request: can't parse entities"),
    (400, "Bad Request: chat not found"),
    (403, "Forbidden: bot was blocked by the user"),
]


@pytest.fixture
def waited(services: Services) -> list[float]:
    """The seconds that were waited, as they were asked for."""
    seconds: list[float] = []

    async def pause(of: float) -> None:
        seconds.append(of)
        await no_time(of)

    services.errands = Errands(pause)
    return seconds


async def say(services: Services, *words: str, chat_id: int = AUTHOR) -> None:
    """All at once, as one decision says it."""
    async with services.database.unit():
        for each in words:
            await tell(services, chat_id, each)
    await settled(services)


def words_to(telegram: RecordingRequest, chat_id: int) -> list[str]:
    return [call.words for call in telegram.calls if call["chat_id"] == chat_id]


async def left(services: Services) -> int:
    return await outbox.waiting(services.database.reader)


async def test_a_lane_is_said_in_order(services: Services, telegram: RecordingRequest) -> None:
    """A letter that waits holds up those behind it, and none of another chat."""
    telegram.break_off("sendMessage", TimedOut())
    async with services.database.unit():
        for each in ("one", "two", "three"):
            await tell(services, AUTHOR, each)
        await tell(services, COLLEAGUE, "beside")
    await settled(services)
    assert words_to(telegram, AUTHOR) == ["one", "one", "two", "three"]
    assert words_to(telegram, COLLEAGUE) == ["beside"]
    assert [call["chat_id"] for call in telegram.calls].index(COLLEAGUE) == 1
    assert await left(services) == 0


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("httpx.ReadError")])
async def test_a_notice_without_an_answer_is_said_again(
    services: Services, telegram: RecordingRequest, waited: list[float], error: Exception
) -> None:
    """As often as it takes, each time after a longer wait; nobody is to miss it."""
    for _time in range(4):
        telegram.break_off("sendMessage", error)
    await say(services, "Hello", "Later")
    assert words_to(telegram, AUTHOR) == ["Hello"] * 5 + ["Later"]
    assert waited == [1, 2, 4, 8]


def test_waits_grow_up_to_a_minute() -> None:
    """Long enough for an outage, short enough to be noticed when it ends."""
    waits = [backoff(tries) for tries in range(1, 12)]
    assert waits[:3] == [1, 2, 4]
    assert waits == sorted(waits)
    assert waits[-1] == 60


async def test_as_long_as_telegram_says(
    services: Services,
    telegram: RecordingRequest,
    waited: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Then the same letter once more: it surely was not delivered."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    await say(services, "Hello")
    assert words_to(telegram, AUTHOR) == ["Hello"] * 2
    assert waited == [7]


@pytest.mark.parametrize(("code", "reason"), REFUSALS)
async def test_a_refusal_is_an_outcome(
    services: Services,
    telegram: RecordingRequest,
    waited: list[float],
    code: int,
    reason: str,
) -> None:
    """The letter is done with, and what stands behind it goes on at once."""
    telegram.refuse("sendMessage", code, reason)
    await say(services, "Hello", "Later")
    assert words_to(telegram, AUTHOR) == ["Hello", "Later"]
    assert (await left(services), waited) == (0, [])


async def test_a_fault_of_ours_is_given_up(
    services: Services, telegram: RecordingRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """It would be one the next time as well; the log tells of it, and the rest is said."""
    async with services.database.transaction() as tx:
        await outbox.add(tx, Letter(Kind.SAY, AUTHOR, AUTHOR, content={"odd": 1}), NOW)
    await say(services, "Later")
    assert words_to(telegram, AUTHOR) == ["Later"]
    assert "is given up" in caplog.text


async def test_a_stop_repeats_no_letter_that_was_struck_off(
    services: Services, telegram: RecordingRequest
) -> None:
    """Of two, the second is cut off while it is on its way: it alone is said again."""
    on_its_way = asyncio.Event()

    async def hang() -> None:
        on_its_way.set()
        await asyncio.Event().wait()

    async def first() -> None:
        telegram.before("sendMessage", hang)

    telegram.before("sendMessage", first)
    async with services.database.unit():
        for each in ("one", "two"):
            await tell(services, AUTHOR, each)
    await on_its_way.wait()
    await services.errands.stop()
    assert await left(services) == 1
    await drain(services, AUTHOR)
    assert words_to(telegram, AUTHOR) == ["one", "two", "two"]


async def test_every_kind_is_carried_out(services: Services, telegram: RecordingRequest) -> None:
    """Each by its own method of Telegram's."""
    async with services.database.unit():
        await set_buttons(services, AUTHOR, 7, None)
        await answer(services, AUTHOR, "123", "Done.", alert=True)
        await settle_request(services, CHANNEL, AUTHOR, admitted=True)
        await settle_request(services, CHANNEL, AUTHOR, admitted=False)
    await settled(services)
    assert [call.method for call in telegram.calls] == [
        "editMessageReplyMarkup",
        "answerCallbackQuery",
        "approveChatJoinRequest",
        "declineChatJoinRequest",
    ]
    assert [call["user_id"] for call in telegram.calls[2:]] == [AUTHOR] * 2
    assert telegram.calls[1]["show_alert"] is True


async def test_a_tap_that_is_too_old_is_let_go(
    services: Services, telegram: RecordingRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """Its person has long gone on: no warning either."""
    telegram.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
    await answer(services, AUTHOR, "123", "Done.")
    await settled(services)
    assert await left(services) == 0
    assert "WARNING" not in caplog.text


async def test_a_slot_remembers_its_message(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """Sent the first time, edited in place the second."""
    for text in ("one", "two"):
        await show_in(services, AUTHOR, Slot.CASE_SCREEN, draft.id, text)
        await settled(services)
    assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText"]
    shown = (await now(services, draft)).screen_id
    assert telegram.calls[1]["message_id"] == shown
    assert (await now(services, draft)).status_id is None


async def test_a_slot_is_read_when_its_letter_is_sent(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """Two letters of one decision: the second finds the message that the first became."""
    async with services.database.unit():
        await show_in(services, AUTHOR, Slot.CASE_STATUS, draft.id, "one")
        await show_in(services, AUTHOR, Slot.CASE_STATUS, draft.id, "two")
    await settled(services)
    assert [call.method for call in telegram.calls] == ["sendMessage", "editMessageText"]


async def test_below_takes_the_place_of_what_stood_there(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """Sent anew first, so that there always is a screen; then the old one goes."""
    for below in (False, True):
        await show_in(services, AUTHOR, Slot.CASE_SCREEN, draft.id, "x", below=below)
        await settled(services)
    first = telegram.calls[2]["message_id"]
    assert [call.method for call in telegram.calls] == [
        "sendMessage",
        "sendMessage",
        "deleteMessage",
    ]
    assert (await now(services, draft)).screen_id not in {first, None}


async def test_a_screen_that_is_gone_is_remembered_anew(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """Its person deleted it; the next edit goes to the one that stands there now."""
    async with services.database.transaction() as tx:
        await cases.note(tx, draft.id, screen_id=7)
    telegram.refuse("editMessageText", 400, "Bad Request: message to edit not found")
    await show_in(services, AUTHOR, Slot.CASE_SCREEN, draft.id, "x")
    await settled(services)
    assert (await now(services, draft)).screen_id not in {7, None}
    assert telegram.of("deleteMessage") == []


@pytest.mark.parametrize(("code", "reason"), REFUSALS)
async def test_a_screen_that_was_refused_is_forgotten(
    services: Services, telegram: RecordingRequest, draft: Case, code: int, reason: str
) -> None:
    """Nothing stands there, so the next one is sent, not edited."""
    telegram.refuse("sendMessage", code, reason)
    await show_in(services, AUTHOR, Slot.CASE_SCREEN, draft.id, "x")
    await settled(services)
    assert (await now(services, draft)).screen_id is None


async def test_a_question_is_found_by_its_answer(
    services: Services, telegram: RecordingRequest
) -> None:
    """The prompt's row learns which message asks; another moderator's does not."""
    asked = Prompt(MODERATORS, REVIEWER, "reject", 5, 1, None)
    other = replace(asked, user_id=COLLEAGUE)
    async with services.database.transaction() as tx:
        await places.ask(tx, asked)
        await places.ask(tx, other)
    await tell(services, MODERATORS, "Why?", slot=Slot.PROMPT, subject=REVIEWER)
    await settled(services)
    reader = services.database.reader
    kept: Any = await places.prompt_of(reader, MODERATORS, REVIEWER)
    assert kept.message_id is not None
    assert await places.prompt_of(reader, MODERATORS, COLLEAGUE) == other


async def test_a_card_that_decides_gets_its_buttons_with_its_record(
    services: Services, telegram: RecordingRequest
) -> None:
    """The one whose answer was lost stands there without any."""
    telegram.break_off("sendMessage", TimedOut())
    async with services.database.unit():
        await tell(services, MODERATORS, "Please decide", KEYS, slot=Slot.REQUEST_CARD, subject=1)
    await settled(services)
    lost, known = telegram.of("sendMessage")
    assert (lost["reply_markup"], known["reply_markup"]) == (None, None)
    (buttons,) = telegram.of("editMessageReplyMarkup")
    assert buttons["message_id"] == LAST_ID
    assert list(taps(buttons)) == ["ok:1:1:"]
    assert await left(services) == 0
