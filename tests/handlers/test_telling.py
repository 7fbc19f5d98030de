"""Telling: what must be said is a row of the transaction that decides, and is said after it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from telegram import ForceReply

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.telling import (
    TOAST_MAX,
    answer,
    message_link,
    present,
    set_buttons,
    settle_request,
    show_in,
    take_buttons,
    take_up,
    tell,
)
from storage import outbox
from storage.outbox import Kind, Letter, Slot
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import CHANNEL, MODERATORS, settled
from tests.moderation.examples import AUTHOR, NOW

LINKS = {-1001234567890: "1234567890", -100100: "100", -1000: "0"}
MARKUP = keyboard([button("Go", Tap(Act.CHANNELS))])

# Each way to say something, and the letter that it becomes.
SAID: list[tuple[Callable[[Services], Awaitable[None]], Letter]] = [
    (
        lambda s: tell(s, AUTHOR, "<b>x</b>", MARKUP, reply_to=3, thread_id=4),
        Letter(
            Kind.SAY,
            AUTHOR,
            AUTHOR,
            content={
                "text": "<b>x</b>",
                "markup": MARKUP.to_dict(),
                "reply_to": 3,
                "thread_id": 4,
            },
        ),
    ),
    (
        lambda s: present(s, AUTHOR, 7, "x"),
        Letter(Kind.SHOW, AUTHOR, AUTHOR, 7, content={"text": "x", "markup": None}),
    ),
    (
        lambda s: show_in(s, AUTHOR, Slot.CASE_SCREEN, 5, "x", below=True),
        Letter(
            Kind.SHOW,
            AUTHOR,
            AUTHOR,
            slot=Slot.CASE_SCREEN,
            subject=5,
            content={"text": "x", "markup": None, "below": True},
        ),
    ),
    (
        lambda s: set_buttons(s, MODERATORS, 7, MARKUP),
        Letter(Kind.BUTTONS, MODERATORS, MODERATORS, 7, content={"markup": MARKUP.to_dict()}),
    ),
    (
        lambda s: take_buttons(s, MODERATORS, 7),
        Letter(Kind.BUTTONS, MODERATORS, MODERATORS, 7, content={"markup": None}),
    ),
    (
        lambda s: answer(s, AUTHOR, "123", "x", alert=True),
        Letter(Kind.ANSWER, AUTHOR, AUTHOR, content={"query": "123", "text": "x", "alert": True}),
    ),
    (
        lambda s: settle_request(s, CHANNEL, AUTHOR, admitted=True),
        Letter(Kind.ADMIT, CHANNEL, AUTHOR, subject=AUTHOR),
    ),
    (
        lambda s: settle_request(s, CHANNEL, AUTHOR, admitted=False),
        Letter(Kind.DECLINE, CHANNEL, AUTHOR, subject=AUTHOR),
    ),
]


class Undecided(Exception):
    pass


async def letters(services: Services) -> list[Letter]:
    """What waits to be said, lane by lane; only what a transaction wrote."""
    reader = services.database.reader
    return [
        letter
        for lane in await outbox.lanes(reader)
        if (letter := await outbox.first(reader, lane))
    ]


@pytest.mark.parametrize(("say", "letter"), SAID)
async def test_what_is_said_is_a_row_of_the_decision(
    services: Services,
    telegram: RecordingRequest,
    say: Callable[[Services], Awaitable[None]],
    letter: Letter,
) -> None:
    """Written with it, and sent once, after it."""
    async with services.database.unit():
        await say(services)
        [written] = await letters(services)
        await asyncio.sleep(0)
        assert telegram.calls == []
    await settled(services)
    assert replace(written, id=0) == letter
    assert len(telegram.calls) == 1
    assert await letters(services) == []


@pytest.mark.parametrize(("say", "letter"), SAID)
async def test_what_was_not_decided_is_not_said(
    services: Services,
    telegram: RecordingRequest,
    say: Callable[[Services], Awaitable[None]],
    letter: Letter,
) -> None:
    """The transaction is rolled back, and its letters with it."""
    with suppress(Undecided):
        async with services.database.transaction():
            await say(services)
            assert await letters(services)
            raise Undecided
    await settled(services)
    assert await letters(services) == []
    assert telegram.calls == []


async def test_no_old_screen_has_no_buttons_to_take(
    services: Services, telegram: RecordingRequest
) -> None:
    """Nothing is written for it."""
    await take_buttons(services, AUTHOR, None)
    await settled(services)
    assert telegram.calls == []


async def test_a_question_to_one_person_opens_their_reply(
    services: Services, telegram: RecordingRequest
) -> None:
    """What Telegram gets is what the code asked for."""
    await tell(services, MODERATORS, "Why?", ForceReply(selective=True))
    await settled(services)
    assert telegram.calls[0]["reply_markup"] == {"force_reply": True, "selective": True}


async def test_a_tap_in_a_group_is_answered_beside_what_is_said_there(
    services: Services, telegram: RecordingRequest
) -> None:
    """A moderator's spinning button does not wait for the group; in private it does."""
    async with services.database.unit():
        await tell(services, MODERATORS, "x")
        await answer(services, MODERATORS, "123", None)
        await answer(services, MODERATORS, "124", None)
        await tell(services, AUTHOR, "x")
        await answer(services, AUTHOR, "125", None)
        lanes = await outbox.lanes(services.database.reader)
    assert len(lanes) == 4
    assert {MODERATORS, AUTHOR} < set(lanes)


@pytest.mark.parametrize("query", ["0", "4382bfdwdsb323b2d9", "9" * 30])
async def test_any_name_of_a_tap_will_do(
    services: Services, telegram: RecordingRequest, query: str
) -> None:
    """Telegram promises no number; a lane is one all the same."""
    await answer(services, MODERATORS, query, "Done.")
    await settled(services)
    assert telegram.calls[0]["callback_query_id"] == query


async def test_a_long_answer_is_cut_to_fit(services: Services, telegram: RecordingRequest) -> None:
    """Telegram would refuse all of it."""
    await answer(services, AUTHOR, "123", "x" * (TOAST_MAX + 1))
    await settled(services)
    assert telegram.calls[0]["text"] == "x" * TOAST_MAX


async def test_a_start_says_what_was_still_to_be_said(
    services: Services, telegram: RecordingRequest
) -> None:
    """The rows are enough: nothing of the earlier run is in memory."""
    async with services.database.transaction() as tx:
        content = {"text": "Hello", "markup": None, "reply_to": None, "thread_id": None}
        await outbox.add(tx, Letter(Kind.SAY, AUTHOR, AUTHOR, content=content), NOW)
    await take_up(services, await outbox.lanes(services.database.reader))
    await settled(services)
    assert [call.words for call in telegram.calls] == ["Hello"]


@pytest.mark.parametrize(("chat_id", "inside"), LINKS.items())
def test_a_link_names_the_chat_without_its_prefix(chat_id: int, inside: str) -> None:
    """Only the first -100 is a prefix."""
    assert message_link(chat_id, 5) == f"https://t.me/c/{inside}/5"
