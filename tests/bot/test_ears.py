"""Ears: what is heard is stored before it is acknowledged; only a second copy ends it."""

import asyncio
import io
import json
import logging
import sqlite3
from collections.abc import Sequence
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
from bot.ears import CONFLICTS_MAX, POLL_SECONDS, Ears, ListeningBot, Raw, TwoBotsError
from tests.bot.test_logs import written
from tests.handlers.fakes import TOKEN, RecordingRequest

__all__ = ["written"]

ALLOWED = ("message",)


def update(number: int) -> Raw:
    return {"update_id": number, "message": {"text": "SECRET"}, "something_new": {}}


class Script:
    """Answers as written, then waits for ever; keeps the offsets that it was asked for."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.offsets: list[int | None] = []

    async def listen(
        self, offset: int | None, allowed: Sequence[str], seconds: int = 30
    ) -> list[Raw]:
        self.offsets.append(offset)
        if not self._answers:
            if seconds:
                await asyncio.Event().wait()
            return []
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return list(answer)


class Store:
    def __init__(self, *errors: Exception | None) -> None:
        self.errors, self.kept = list(errors), list[Raw]()

    async def receive(self, updates: Sequence[Raw]) -> None:
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.kept.extend(updates)


async def no_time(_seconds: float) -> None:
    await asyncio.sleep(0)


async def hear(bot: Script, store: Store) -> list[float]:
    """Listens until the script is at its end, then stops in an orderly way; what was waited."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        await no_time(seconds)

    listening = asyncio.create_task(Ears(bot, ALLOWED, store.receive, pause).listen())
    while bot._answers and not listening.done():
        await asyncio.sleep(0)
    for _turn in range(5):
        await asyncio.sleep(0)
    listening.cancel()
    results = await asyncio.gather(listening, return_exceptions=True)
    if not isinstance(results[0], asyncio.CancelledError):
        raise results[0]
    return waited


async def test_only_what_is_stored_is_acknowledged() -> None:
    """The next request names the number after the last one that is kept."""
    bot, store = Script([update(7), update(8)], [update(9)]), Store()
    await hear(bot, store)
    assert [each["update_id"] for each in store.kept] == [7, 8, 9]
    assert bot.offsets[:3] == [None, 9, 10]


async def test_what_cannot_be_stored_is_asked_for_again() -> None:
    """A full disk loses nothing: Telegram keeps it."""
    bot, store = Script([update(7)], [update(7)]), Store(OSError(28, "no space"))
    await hear(bot, store)
    assert bot.offsets[:3] == [None, None, 8]
    assert [each["update_id"] for each in store.kept] == [7]


@pytest.mark.parametrize(
    "error", [OSError(28, "x"), sqlite3.OperationalError("disk is full"), KeyError("SECRET")]
)
async def test_a_full_disk_is_waited_for_ever_longer(
    error: Exception, written: io.StringIO
) -> None:
    """Or a fault of ours: told each time by its place, and not as if Telegram were away."""
    bot, store = Script(*[[update(7)]] * 4, [update(8)], [update(9)]), Store(*[error] * 3)
    store.errors += [None, error]
    assert await hear(bot, store) == [1, 2, 4, 1]
    assert bot.offsets[:6] == [None, None, None, None, 8, 8]
    assert f"{type(error).__name__} at " in written.getvalue()
    assert "Listening again" not in written.getvalue()
    assert "SECRET" not in written.getvalue()


async def test_what_has_no_number_is_asked_for_ever_more_slowly() -> None:
    """It cannot be acknowledged, and would come again at once; what has one goes on."""
    odd: Raw = {"update_id": "seven"}
    bot = Script([odd], [odd], [odd], [odd, update(7)])
    assert await hear(bot, Store()) == [1, 2, 4]
    assert bot.offsets[:5] == [None, None, None, None, 8]


async def test_a_stop_while_storing_acknowledges_nothing() -> None:
    """The next start asks for the same again."""
    bot, store = Script([update(7)]), Store()
    stored = asyncio.Event()

    async def receive(_updates: Sequence[Raw]) -> None:
        stored.set()
        await asyncio.Event().wait()

    listening = asyncio.create_task(Ears(bot, ALLOWED, receive, no_time).listen())
    await stored.wait()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert set(bot.offsets) == {None}
    assert store.kept == []


async def test_an_orderly_stop_acknowledges_what_is_stored() -> None:
    """Nothing comes a second time after it."""
    bot = Script([update(7)])
    await hear(bot, Store())
    assert bot.offsets[-1] == 8


BROKEN = [
    TimedOut(),
    NetworkError("away"),
    BadRequest("can't parse allowed_updates"),
    TelegramError("Invalid server response"),
    json.JSONDecodeError("x", "x", 0),
]


@pytest.mark.parametrize("error", BROKEN)
async def test_an_outage_passes(error: Exception) -> None:
    """However long it lasts; the next one is waited for as if there had been none."""
    bot, store = Script(*[error] * 40, [update(7)], error, [update(8)]), Store()
    waited = await hear(bot, store)
    assert waited[:3] == [1, 2, 4]
    assert waited == [*sorted(waited[:-1]), 1]
    assert max(waited) == 60
    assert [each["update_id"] for each in store.kept] == [7, 8]


async def test_an_outage_is_two_lines_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """One when it begins, one when it ends; polling tries again by itself."""
    await hear(Script(*[NetworkError("x")] * 5, []), Store())
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    assert "cannot be reached (NetworkError)" in caplog.records[0].message
    assert "Listening again" in caplog.records[1].message


async def test_as_long_as_telegram_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither sooner nor as if the way were broken."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert await hear(Script(*[RetryAfter(timedelta(seconds=7))] * 2, []), Store()) == [7, 7]


async def test_a_second_copy_ends() -> None:
    """It was never alone with the token."""
    with pytest.raises(TwoBotsError):
        await hear(Script(*[Conflict("other")] * (CONFLICTS_MAX + 1)), Store())


async def test_an_earlier_copy_may_take_its_time_to_end() -> None:
    """Telegram itself needs a while to notice that it has gone; conflicts count in a row."""
    few = [Conflict("other")] * (CONFLICTS_MAX - 1)
    bot, store = Script(*few, [update(7)]), Store()
    assert 10 < sum(await hear(bot, store)) < 120
    assert store.kept


async def test_the_first_copy_goes_on() -> None:
    """Whoever starts a second one by mistake does not stop the service."""
    bot, store = Script([], *[Conflict("other")] * (3 * CONFLICTS_MAX), [update(7)]), Store()
    await hear(bot, store)
    assert store.kept


async def test_a_token_that_is_gone_ends_it() -> None:
    """There is nothing to wait for."""
    with pytest.raises(InvalidToken):
        await hear(Script(InvalidToken()), Store())


async def test_nothing_of_an_update_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Not at any level of ours, whichever way it goes wrong."""
    caplog.set_level(logging.DEBUG, "bot")
    await hear(Script([update(7)], NetworkError("SECRET"), [update(8)]), Store(OSError("SECRET")))
    assert "SECRET" not in caplog.text


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
    {"update_id": 2, "hologram": {"of": "Mrs Quagmire"}, "message": None},
    {"update_id": 3, "message": {"message_id": 1, "mood": {"colour": "blue"}}},
]


async def test_updates_come_as_they_are(bot: ListeningBot, telegram: RecordingRequest) -> None:
    """What PTB could not read, or has never heard of, is no reason to stop listening."""
    telegram.results["getUpdates"] = ODD
    assert await bot.listen(None, ALLOWED_UPDATES) == ODD


async def test_nothing_is_logged_at_the_finest_level(
    bot: ListeningBot, telegram: RecordingRequest, written: io.StringIO
) -> None:
    """By PTB neither, which would dump all of it: what the bot's own log is set up for."""
    telegram.results["getUpdates"] = [update(7)]

    async def receive(_updates: Sequence[Raw]) -> None:
        telegram.refuse("getUpdates", 401, "Unauthorized", times=2)

    with pytest.raises(InvalidToken):
        await Ears(bot, ALLOWED, receive, no_time).listen()
    logging.getLogger("bot").debug("the end")
    assert "the end" in written.getvalue()
    assert "SECRET" not in written.getvalue()
    assert TOKEN.split(":")[1] not in written.getvalue()
