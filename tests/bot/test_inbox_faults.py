"""Faults: what passes is waited for, what does not is set aside, and its person hears of it."""

import asyncio
import io
import re
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.inbox import STARTS_MAX, TRIES_MAX, on_error
from handlers.context import Services
from storage import inbox
from storage.failures import explain
from storage.inbox import InboxState, Incoming
from tests.bot.desk import CAPTION, Desk, desk_of, fail, message, tap
from tests.bot.test_logs import written
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import GROUP, settled
from tests.moderation.examples import AUTHOR, NOW

__all__ = ["written"]

OPERATOR = 77
FULL = sqlite3.OperationalError("database or disk is full")
FULL.sqlite_errorcode = sqlite3.SQLITE_FULL
WRONG = sqlite3.OperationalError(f"no such column: {CAPTION}")
WRONG.sqlite_errorcode = sqlite3.SQLITE_ERROR
PASSING = [TimedOut(), NetworkError("httpx.ReadError"), OSError(28, "No space left"), FULL]
OURS = [ValueError(CAPTION), KeyError(CAPTION), BadRequest("can't parse"), Forbidden("no"), WRONG]


@pytest.fixture
async def desk(services: Services, telegram: RecordingRequest) -> AsyncIterator[Desk]:
    services.rules = replace(services.rules, operators=frozenset({OPERATOR}))
    async with desk_of(services) as made:
        telegram.calls.clear()
        yield made


def said_to(telegram: RecordingRequest, chat_id: int) -> list[str]:
    return [c.words for c in telegram.of("sendMessage") if c["chat_id"] == chat_id]


def reference(words: str) -> str:
    found = re.search(r"\b[0-9a-f]{8}\b", words)
    assert found is not None, words
    return found[0]


@pytest.mark.parametrize("error", OURS)
async def test_a_fault_of_ours_is_set_aside_after_a_few_tries(
    desk: Desk, telegram: RecordingRequest, error: Exception
) -> None:
    """Nothing of it stays, at any of the tries; what stands behind it is done."""
    desk.acts[1] = fail(*[error] * 99)
    await desk.take(message(1), message(2))
    assert desk.begun == [1] * TRIES_MAX + [2]
    assert await desk.handled() == [2]
    assert await desk.rows() == {1: InboxState.ASIDE, 2: InboxState.DONE}
    apology, done = said_to(telegram, AUTHOR)
    assert ("Sorry" in apology, done) == (True, "done 2")
    assert desk.waited == sorted(desk.waited)
    assert sum(desk.waited) < 10


async def test_a_fault_that_passes_is_nobody_s_business(
    desk: Desk, telegram: RecordingRequest
) -> None:
    """The second try is as if it were the first: one effect, one word, no apology."""
    desk.acts[1] = fail(ValueError())
    await desk.take(message(1))
    assert await desk.handled() == [1]
    assert [call.words for call in telegram.calls] == ["done 1"]


async def test_tries_are_remembered_over_a_restart(desk: Desk) -> None:
    """A fault that comes back at every start is set aside all the same."""
    gate = asyncio.Event()

    async def hang(_update: object) -> None:
        if len(desk.begun) == TRIES_MAX:
            gate.set()
            await asyncio.Event().wait()
        raise ValueError

    desk.acts[1] = hang
    await desk.inbox.receive([message(1)])
    await gate.wait()
    await desk.restart()
    await settled(desk.services)
    assert len(desk.begun) == TRIES_MAX + 1
    assert await desk.rows() == {1: InboxState.ASIDE}


@pytest.mark.parametrize("error", PASSING)
async def test_what_passes_by_itself_is_waited_for(
    desk: Desk, telegram: RecordingRequest, error: Exception
) -> None:
    """However often: no try is counted, and the chat keeps its order; of a full disk its person
    hears once.
    """
    desk.acts[1] = fail(*[error] * (TRIES_MAX + 4))
    await desk.take(message(1), message(2))
    assert await desk.handled() == [1, 2]
    *asked, first, second = said_to(telegram, AUTHOR)
    assert (first, second) == ("done 1", "done 2")
    assert ["cannot store" in text for text in asked] == [True] * (explain(error) is not None)
    assert desk.waited == [2.0**n for n in range(TRIES_MAX + 4 - 1)] + [60]


async def test_waits_begin_anew_for_the_next_one(desk: Desk) -> None:
    """An outage that is over is forgotten."""
    desk.acts |= {1: fail(TimedOut(), TimedOut()), 2: fail(TimedOut())}
    await desk.take(message(1), message(2))
    assert desk.waited == [1, 2, 1]


async def test_as_long_as_telegram_says(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no fault of the update."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    desk.acts[1] = fail(*[RetryAfter(timedelta(seconds=7))] * (TRIES_MAX + 1))
    await desk.take(message(1))
    assert desk.waited == [7] * (TRIES_MAX + 1)
    assert await desk.handled() == [1]


async def test_one_chat_s_trouble_is_no_other_s(desk: Desk) -> None:
    """While one waits for Telegram, the others are served."""
    tried = asyncio.Event()
    desk.acts[1] = fail(*[TimedOut()] * 3)

    async def pause(_seconds: float) -> None:
        await tried.wait()

    desk.services.errands.pause = pause
    await desk.inbox.receive([message(1), message(2, GROUP)])
    await desk.services.errands.wait("inbox", GROUP)
    assert await desk.handled() == [2]
    tried.set()
    await settled(desk.services)
    assert await desk.handled() == [2, 1]


@pytest.mark.parametrize(("language", "word"), [("en", "Sorry"), ("fr", "Désolé")])
async def test_person_operator_and_log_have_one_reference(
    desk: Desk, telegram: RecordingRequest, written: io.StringIO, language: str, word: str
) -> None:
    """In the person's language; so that somebody can look it up."""
    failing = message(1)
    failing["message"]["from"]["language_code"] = language
    desk.acts[1] = fail(*[ValueError()] * TRIES_MAX)
    await desk.take(failing)
    [apology], [notice] = said_to(telegram, AUTHOR), said_to(telegram, OPERATOR)
    assert word in apology
    assert reference(apology) == reference(notice) == reference(written.getvalue())


async def test_what_was_said_reaches_nobody(
    desk: Desk, telegram: RecordingRequest, written: io.StringIO
) -> None:
    """Neither the error's message nor the update: the log gets kind and place."""
    desk.acts[1] = fail(*[ValueError(f"bad caption: {CAPTION}")] * TRIES_MAX)
    await desk.take(message(1))
    everything = written.getvalue() + "".join(call.words for call in telegram.calls)
    assert "Quagmire" not in everything
    assert "Zebulon" not in everything
    assert "ValueError at bot/desk.py" in everything


async def test_groups_hear_no_apology(desk: Desk, telegram: RecordingRequest) -> None:
    """Everybody would read it; the operators hear."""
    desk.acts[1] = fail(*[ValueError()] * TRIES_MAX)
    await desk.take(message(1, GROUP))
    assert {call["chat_id"] for call in telegram.calls} == {OPERATOR}


@pytest.mark.parametrize("chat_id", [AUTHOR, GROUP])
async def test_a_press_is_answered_with_the_apology(
    desk: Desk, telegram: RecordingRequest, chat_id: int
) -> None:
    """A button that spins for ever leaves people wondering; only who pressed reads it."""
    desk.acts[1] = fail(*[ValueError()] * TRIES_MAX)
    await desk.take(tap(1, chat_id))
    [answered] = telegram.of("answerCallbackQuery")
    assert "Sorry" in answered.words
    assert answered["show_alert"] is True
    assert [call["chat_id"] for call in telegram.of("sendMessage")] == [OPERATOR]


async def test_an_apology_that_cannot_be_delivered_is_no_error(
    desk: Desk, telegram: RecordingRequest
) -> None:
    """The chat goes on."""
    telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user", times=9)
    desk.acts[1] = fail(*[ValueError()] * TRIES_MAX)
    await desk.take(message(1), message(2))
    assert await desk.handled() == [2]
    assert await desk.letters() == 0


async def stored_with(desk: Desk, starts: int) -> None:
    """An update that stood first in its lane at so many starts."""
    async with desk.services.database.transaction() as tx:
        await inbox.store(tx, [Incoming(1, AUTHOR, "{}"), Incoming(2, AUTHOR, "{}")], NOW)
        await tx.execute("UPDATE inbox SET starts = ?, payload = ?", (starts, PAYLOAD))


PAYLOAD = '{"update_id": 1, "message": null}'


@pytest.mark.parametrize(("starts", "begun"), [(STARTS_MAX - 1, [1, 1]), (STARTS_MAX, [1])])
async def test_what_may_kill_the_bot_is_set_aside(
    desk: Desk, telegram: RecordingRequest, starts: int, begun: list[int]
) -> None:
    """It stood first whenever the bot had died: it is not even begun any more."""
    await stored_with(desk, starts)
    await desk.inbox.resume()
    await settled(desk.services)
    assert desk.begun == begun
    assert (InboxState.ASIDE in (await desk.rows()).values()) is (starts == STARTS_MAX)
    assert len(said_to(telegram, OPERATOR)) == (starts == STARTS_MAX)


async def test_a_start_counts_only_against_what_may_have_ended_the_run(desk: Desk) -> None:
    """However long the others wait: they were never begun."""
    for number in range(STARTS_MAX + 3):
        await desk.services.errands.stop()
        await desk.inbox.receive([message(number + 1)])
        await desk.restart()
        await desk.services.errands.stop()
    await desk.restart()
    await settled(desk.services)
    assert set((await desk.rows()).values()) == {InboxState.ASIDE, InboxState.DONE}
    assert await desk.handled() == list(range(2, STARTS_MAX + 4))


UNREADABLE: list[dict[str, Any]] = [
    {"message": {"from": {"id": AUTHOR}}},
    {"message": {"message_id": 1, "date": 0, "chat": "nobody"}},
    {"message": "hello"},
    {"message": {"from": {"id": "eleven"}, "chat": {"id": "twelve"}}},
    {"callback_query": {"id": "1", "from": {"id": AUTHOR, "is_bot": False}}},
    {"callback_query": {"from": "nobody"}},
]


@pytest.mark.parametrize("body", UNREADABLE)
async def test_what_cannot_be_read_blocks_nobody(
    desk: Desk, telegram: RecordingRequest, body: dict[str, Any]
) -> None:
    """It is set aside like any other; its lane and all others go on."""
    await desk.take({"update_id": 1} | body, message(2), message(3, GROUP))
    assert (await desk.rows())[1] == InboxState.ASIDE
    assert sorted(await desk.handled()) == [2, 3]
    assert len(said_to(telegram, OPERATOR)) == 1


async def test_what_was_set_aside_can_be_taken_up_again(desk: Desk) -> None:
    """Once its fault is mended, in full and once."""
    desk.acts[1] = fail(*[ValueError()] * TRIES_MAX)
    await desk.take(message(1), message(2))
    async with desk.services.database.transaction() as tx:
        assert await inbox.try_again(tx) == [1]
    await desk.inbox.take_up()
    await settled(desk.services)
    assert await desk.handled() == [2, 1]


async def test_what_no_update_brought_about_is_one_line(desk: Desk, written: io.StringIO) -> None:
    """Sweeps have nobody to apologise to: the log gets kind and place, nobody the message."""
    context: Any = SimpleNamespace(error=KeyError(CAPTION), services=desk.services)
    await on_error(None, context)
    assert "outside any update: KeyError at " in written.getvalue()
    assert "Quagmire" not in written.getvalue()
