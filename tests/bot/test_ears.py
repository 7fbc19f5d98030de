"""Ears: what was heard is acknowledged once it is stored; only what a person mends ends it."""

import asyncio
import io
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.app import ALLOWED_UPDATES
from bot.ears import CONFLICTS_MAX, POLL_SECONDS, ListeningBot, Raw, TwoBotsError, poll
from tests.bot.test_logs import written
from tests.handlers.fakes import TOKEN, RecordingRequest

__all__ = ["written"]

CAPTION = "Mrs Quagmire of ward 7"
CONFLICT = Conflict("terminated by other getUpdates request")


def update(number: int) -> Raw:
    return {"update_id": number, "message": {"caption": CAPTION}}


class Line:
    """The way to Telegram: answers as it was told to, one after the other, then hangs up."""

    def __init__(self, *answers: list[Raw] | Exception) -> None:
        self.answers = list(answers)
        self.diary: list[str] = []

    async def listen(self, offset: int | None, _allowed: Sequence[str]) -> list[Raw]:
        self.diary.append(f"from {offset}")
        if not self.answers:
            raise asyncio.CancelledError
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def receive(self, updates: Sequence[Raw]) -> None:
        self.diary.append(f"stored {[each['update_id'] for each in updates]}")

    async def pause(self, seconds: float) -> None:
        self.diary.append(f"waited {seconds:g}")


async def heard(line: Line, receive: Callable[[Sequence[Raw]], Any] | None = None) -> list[str]:
    """Listens until the line hangs up; what happened, in order."""
    bot: Any = line
    with suppress(asyncio.CancelledError):
        await poll(bot, ALLOWED_UPDATES, receive or line.receive, line.pause)
    return line.diary


async def test_only_what_is_stored_is_acknowledged() -> None:
    """With the next request; silence acknowledges nothing new."""
    line = Line([update(7), update(9)], [], [update(10)])
    assert await heard(line) == [
        "from None",
        "stored [7, 9]",
        "from 10",
        "from 10",
        "stored [10]",
        "from 11",
    ]


@pytest.mark.parametrize(
    "fault",
    [sqlite3.OperationalError("database or disk is full"), OSError(28, "x"), KeyError(CAPTION)],
)
async def test_what_cannot_be_stored_is_asked_for_again(
    fault: Exception, written: io.StringIO
) -> None:
    """A full disk, or a fault of ours: the bot goes on listening, and waits longer each time."""
    line = Line(*[[update(7)]] * 4, [update(8)])
    faults = [fault] * 3

    async def receive(updates: Sequence[Raw]) -> None:
        if faults:
            raise faults.pop()
        await line.receive(updates)

    assert await heard(line, receive) == [
        *("from None", "waited 1", "from None", "waited 2", "from None", "waited 4"),
        *("from None", "stored [7]", "from 8", "stored [8]", "from 9"),
    ]
    assert f"{type(fault).__name__} at " in written.getvalue()
    assert "Quagmire" not in written.getvalue()


async def test_a_stop_while_storing_acknowledges_nothing() -> None:
    """The next start asks for the same again."""
    line = Line([update(7)])

    async def receive(_updates: Sequence[Raw]) -> None:
        raise asyncio.CancelledError

    assert await heard(line, receive) == ["from None"]


BROKEN = [
    TimedOut(),
    NetworkError("httpx.ReadError"),
    BadRequest("logged out"),
    TelegramError("Invalid server response"),
    json.JSONDecodeError("x", "x", 0),
]


@pytest.mark.parametrize("error", BROKEN)
async def test_a_broken_way_is_tried_again(error: Exception) -> None:
    """Each time after a longer wait; what was acknowledged before stays so."""
    line = Line([update(7)], error, error, error, [update(8)], error)
    assert await heard(line) == [
        *("from None", "stored [7]", "from 8", "waited 1", "from 8", "waited 2"),
        *("from 8", "waited 4", "from 8", "stored [8]", "from 9", "waited 1", "from 9"),
    ]


async def test_an_outage_is_two_lines_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """One when it begins, one when it ends; polling tries again by itself."""
    caplog.set_level("INFO")
    await heard(Line(*[NetworkError("x")] * 5, []))
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    assert "cannot be reached (NetworkError)" in caplog.records[0].message
    assert "can be reached again" in caplog.records[1].message


async def test_a_refused_request_is_an_error_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """PTB calls it a NetworkError; it is ours to mend."""
    await heard(Line(BadRequest("can't parse allowed_updates")))
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_as_long_as_telegram_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither sooner nor as if the way were broken."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    line = Line(RetryAfter(timedelta(seconds=7)), [])
    assert await heard(line) == ["from None", "waited 7", "from None", "from None"]


async def test_two_bots_are_noticed_after_a_while() -> None:
    """An earlier copy may be about to end; one that stays takes every other update."""
    line = Line(*[CONFLICT] * 99)
    with pytest.raises(TwoBotsError):
        await heard(line)
    assert line.diary.count("from None") == CONFLICTS_MAX
    waits = [float(entry.split()[1]) for entry in line.diary if entry.startswith("waited")]
    assert 10 < sum(waits) < 120


async def test_an_earlier_copy_that_ends_is_forgotten() -> None:
    """Conflicts count only in a row."""
    few: list[Any] = [CONFLICT] * (CONFLICTS_MAX - 1)
    line = Line(*few, [], *few, [update(7)])
    assert "stored [7]" in await heard(line)


async def test_an_unknown_token_ends_it() -> None:
    """No waiting makes it known again: a person has to act."""
    line = Line(InvalidToken())
    with pytest.raises(InvalidToken):
        await heard(line)
    assert line.diary == ["from None"]


@pytest.fixture
async def bot(telegram: RecordingRequest) -> ListeningBot:
    made = ListeningBot(TOKEN, request=telegram, get_updates_request=telegram)
    await made.initialize()
    telegram.calls.clear()
    return made


async def test_telegram_is_asked_for_all_that_is_handled(
    bot: ListeningBot, telegram: RecordingRequest
) -> None:
    """Member updates come only to who asks for them; the first request acknowledges nothing."""
    telegram.results["getUpdates"] = []
    for offset in (None, 10):
        await bot.listen(offset, ALLOWED_UPDATES)
    first, second = telegram.of("getUpdates")
    assert (first["offset"], second["offset"]) == (None, 10)
    assert first["timeout"] == POLL_SECONDS <= 50
    assert set(first["allowed_updates"]) >= {"message", "callback_query", "chat_member"}


ODD: list[Raw] = [
    {"update_id": 1, "message": {"chat": "nobody"}},
    {"update_id": 2, "hologram": {"of": CAPTION}, "message": None},
    {"update_id": 3, "message": {"message_id": 1, "mood": {"colour": "blue"}}},
]


async def test_updates_come_as_they_are(bot: ListeningBot, telegram: RecordingRequest) -> None:
    """What PTB could not read, or has never heard of, is no reason to stop listening."""
    telegram.results["getUpdates"] = ODD
    assert await bot.listen(None, ALLOWED_UPDATES) == ODD


async def test_nothing_of_an_update_is_logged(
    bot: ListeningBot, telegram: RecordingRequest, written: io.StringIO
) -> None:
    """At the finest level that the bot can be asked for; the way there is never named either."""
    telegram.results["getUpdates"] = [update(7)]
    seen: list[Raw] = []

    async def receive(updates: Sequence[Raw]) -> None:
        seen.extend(updates)
        telegram.refuse("getUpdates", 401, "Unauthorized")
        raise ValueError(f"{CAPTION} {TOKEN}")

    with pytest.raises(InvalidToken):
        await poll(bot, ALLOWED_UPDATES, receive, Line().pause)
    assert seen == [update(7)]
    assert "ValueError at " in written.getvalue()
    assert "Quagmire" not in written.getvalue()
    assert TOKEN.split(":")[1] not in written.getvalue()
