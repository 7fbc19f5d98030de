"""Pace: no window is ever too full, nobody waits without need, and patience as Telegram asks."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter
from telegram.ext import ExtBot

from bot.pace import (
    KNOWN_MAX,
    OVERALL,
    PER_GROUP,
    PER_PERSON,
    RETRIES,
    Limit,
    Pace,
    Patience,
)
from handlers.context import Services
from handlers.delivery import send_text
from tests.handlers.fakes import TOKEN, RecordingRequest
from tests.handlers.scenes import MODERATORS
from tests.moderation.examples import AUTHOR

# PTB warns that seconds will become a timedelta; Patience reads both.
RETRY_AFTER_IS_AN_INT_FOR_NOW = pytest.mark.filterwarnings("ignore:.*retry_after")

ANNA, BERT, GROUP, OTHER_GROUP = 1, 2, -1, -2
# Eighths of a second: sums of these are exact, so that the edge of a window is its edge.
ASKED = st.tuples(
    st.one_of(st.just(0), st.just(0), st.integers(0, 80)).map(lambda eighths: eighths / 8),
    st.sampled_from([ANNA, BERT, GROUP, OTHER_GROUP]),
    st.sampled_from([1, 1, 2, 10]),
)


def goes(pace: Pace, asked: Iterable[tuple[float, int, int]]) -> list[tuple[float, int]]:
    """When each message goes, and where: (gap before it is asked for, chat, how many)."""
    gone, now = [], 0.0
    for gap, chat_id, messages in asked:
        now += gap
        seconds = pace.wait(chat_id, messages, now)
        assert seconds >= 0
        gone += [(now + seconds, chat_id)] * messages
    return gone


def fullest(moments: list[float], limit: Limit) -> int:
    """The most messages in any window, its beginning counted and its end not."""
    return max(
        (sum(begin <= at < begin + limit.seconds for at in moments) for begin in moments),
        default=0,
    )


@given(asked=st.lists(ASKED, max_size=80))
def test_no_window_is_ever_too_full(asked: list[tuple[float, int, int]]) -> None:
    """Of all chats together, of each group and of each person; pictures of an album count each."""
    gone = goes(Pace(), asked)
    assert fullest([at for at, _chat in gone], OVERALL) <= OVERALL.count
    for chat_id in {chat for _at, chat in gone}:
        limit = PER_GROUP if chat_id < 0 else PER_PERSON
        assert fullest([at for at, chat in gone if chat == chat_id], limit) <= limit.count


def test_a_group_that_waits_holds_up_nobody() -> None:
    """Its places are a minute away; the second between now and then is free for all others."""
    pace = Pace()
    assert [pace.wait(GROUP, 10, 0) for _album in range(3)] == [0, 0, PER_GROUP.seconds]
    waits = [pace.wait(chat_id, 1, 1) for chat_id in range(1, OVERALL.count + 2)]
    assert waits == [0] * OVERALL.count + [1]


def test_a_place_in_the_future_counts_there() -> None:
    """However many were asked for after it: of its second the others have what it leaves."""
    pace = Pace()
    for _album in range(4):
        pace.wait(GROUP, 10, 0)
    for second in range(1, 60):
        assert pace.wait(100 + second, 1, second) == 0
    waits = [pace.wait(1000 + number, 1, 60) for number in range(11)]
    assert waits == [0] * 10 + [1]


@given(chat_id=st.sampled_from([ANNA, GROUP]), messages=st.integers(1, 10))
def test_the_first_go_at_once(chat_id: int, messages: int) -> None:
    """Nothing is held back beforehand."""
    assert Pace().wait(chat_id, messages, 5) == 0


@pytest.mark.parametrize(("chat_id", "limit"), [(ANNA, PER_PERSON), (GROUP, PER_GROUP)])
def test_a_full_chat_waits_for_its_oldest_to_leave(chat_id: int, limit: Limit) -> None:
    """And not a moment longer; whoever comes later to another chat does not wait."""
    pace = Pace()
    assert {pace.wait(chat_id, 1, 0) for _message in range(limit.count)} == {0}
    assert pace.wait(chat_id, 1, 3) == limit.seconds - 3
    assert pace.wait(BERT, 1, 3) == 0


def test_an_album_waits_until_all_of_it_fits() -> None:
    """Its pictures go together: a place for the first alone is none."""
    pace = Pace()
    for now in range(12):
        assert pace.wait(GROUP, 1, now) == 0
    assert pace.wait(GROUP, 10, 20) == PER_GROUP.seconds + 1 - 20
    assert pace.wait(BERT, 10, 20) == 0


def test_all_chats_together_have_their_limit() -> None:
    """The thirty-first of a second goes in the next one."""
    pace = Pace()
    waits = [pace.wait(chat_id, 1, 0) for chat_id in range(1, 2 * OVERALL.count + 2)]
    assert waits == [0] * OVERALL.count + [1] * OVERALL.count + [2]


def test_silent_chats_are_forgotten() -> None:
    """However many people write over the months; who wrote just now is remembered."""
    pace = Pace()
    for number in range(3 * KNOWN_MAX):
        pace.wait(1 + number, 1, number)
    assert len(pace._taken) < KNOWN_MAX
    assert 3 * KNOWN_MAX in pace._taken


class Telegram:
    """Refuses a number of times, then answers."""

    def __init__(self, *refusals: Exception) -> None:
        self.refusals = list(refusals)
        self.calls: list[tuple[Any, ...]] = []

    async def answer(self, *args: Any, **kwargs: Any) -> str:
        self.calls.append((args, kwargs))
        if self.refusals:
            raise self.refusals.pop(0)
        return "sent"


async def send(telegram: Telegram, waited: list[float]) -> Any:
    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    patience = Patience(sleep)
    return await patience.process_request(
        telegram.answer, ("url",), {"data": 1}, "sendMessage", {}, None
    )


@pytest.mark.parametrize("as_timedelta", ["true", "false"])
@RETRY_AFTER_IS_AN_INT_FOR_NOW
async def test_as_long_as_telegram_says(
    monkeypatch: pytest.MonkeyPatch, as_timedelta: str
) -> None:
    """Each time anew, and then the very same request goes out; PTB has two ways to say it."""
    monkeypatch.setenv("PTB_TIMEDELTA", as_timedelta)
    telegram, waited = Telegram(RetryAfter(3), RetryAfter(timedelta(seconds=7))), []
    assert await send(telegram, waited) == "sent"
    assert waited == [3, 7]
    assert telegram.calls == [(("url",), {"data": 1})] * 3


@RETRY_AFTER_IS_AN_INT_FOR_NOW
async def test_patience_ends() -> None:
    """The caller learns that Telegram would not have it."""
    telegram, waited = Telegram(*[RetryAfter(1)] * (RETRIES + 1)), []
    with pytest.raises(RetryAfter):
        await send(telegram, waited)
    assert len(waited) == RETRIES
    assert len(telegram.calls) == RETRIES + 1


async def test_other_refusals_are_not_repeated() -> None:
    """They would be refused again, or be sent twice."""
    telegram, waited = Telegram(BadRequest("chat not found")), []
    with pytest.raises(BadRequest):
        await send(telegram, waited)
    assert (waited, len(telegram.calls)) == ([], 1)


async def test_who_is_not_asked_for_patience_does_not_wait() -> None:
    """Nothing is held back beforehand."""
    waited: list[float] = []
    assert await send(Telegram(), waited) == "sent"
    assert waited == []


@pytest.fixture
async def rested(services: Services, telegram: RecordingRequest) -> list[float]:
    """The seconds by which the pace was kept, with the bot speaking through Patience."""
    seconds: list[float] = []

    async def rest(of: float) -> None:
        seconds.append(of)

    patience: Any = Patience(rest=rest, is_writing=lambda: services.database.is_writing)
    services.bot = ExtBot(TOKEN, request=telegram, rate_limiter=patience)
    await services.bot.initialize()
    telegram.calls.clear()
    return seconds


async def test_a_group_is_written_to_at_its_pace(
    services: Services, telegram: RecordingRequest, rested: list[float]
) -> None:
    """What makes no message, such as an edit or a deletion, does not wait and does not count."""
    for _message in range(PER_GROUP.count):
        await send_text(services, MODERATORS, "x")
        await services.bot.delete_message(MODERATORS, 5)
        await services.bot.send_chat_action(MODERATORS, "typing")
    assert rested == []
    await send_text(services, MODERATORS, "x")
    [seconds] = rested
    assert PER_GROUP.seconds - 10 < seconds <= PER_GROUP.seconds


async def test_nobody_asks_telegram_inside_a_transaction(
    services: Services, telegram: RecordingRequest, rested: list[float]
) -> None:
    """Everybody else would wait for the answer: it is refused, and nothing goes out."""
    telegram.results["getChatAdministrators"] = []
    async with services.database.unit():
        await services.bot.get_chat_administrators(MODERATORS)
        async with services.database.transaction():
            with pytest.raises(RuntimeError, match="sendMessage is called inside"):
                await send_text(services, AUTHOR, "x")
        with pytest.raises(RuntimeError, match="deleteMessage is called inside"):
            await services.bot.delete_message(AUTHOR, 5)
    await send_text(services, AUTHOR, "x")
    assert [call.method for call in telegram.calls] == ["getChatAdministrators", "sendMessage"]
