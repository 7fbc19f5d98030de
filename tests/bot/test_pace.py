"""Pace: one chat in order, many at once, and as much patience as Telegram asks for."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import Chat, Message, Update, User
from telegram.error import BadRequest, RetryAfter

from bot.pace import CONCURRENT_UPDATES, RETRIES, ChatOrder, Patience
from tests.moderation.examples import NOW

# PTB warns that seconds will become a timedelta; Patience reads both.
RETRY_AFTER_IS_AN_INT_FOR_NOW = pytest.mark.filterwarnings("ignore:.*retry_after")


def update_of(chat_id: int, number: int = 1) -> Update:
    chat = Chat(chat_id, Chat.PRIVATE)
    message = Message(number, NOW, chat, from_user=User(chat_id, "Ada", is_bot=False))
    return Update(number, message)


class Diary:
    """Writes down who began and who ended; each entry ends when its gate is opened."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    async def handle(self, name: str) -> None:
        self.lines.append(f"{name} begins")
        await self.gates.setdefault(name, asyncio.Event()).wait()
        self.lines.append(f"{name} ends")

    def open(self, *names: str) -> None:
        for name in names:
            self.gates.setdefault(name, asyncio.Event()).set()


async def turns() -> None:
    """Lets every task go as far as it can."""
    for _turn in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def diary() -> Diary:
    return Diary()


async def test_a_chat_is_answered_in_order(diary: Diary) -> None:
    """The second waits for the first, though its own gate stands open."""
    order = ChatOrder()
    async with asyncio.TaskGroup() as group:
        for name in ("one", "two", "three"):
            group.create_task(order.process_update(update_of(1), diary.handle(name)))
        diary.open("two", "three")
        await turns()
        assert diary.lines == ["one begins"]
        diary.open("one")
    assert [line.split()[0] for line in diary.lines[::2]] == ["one", "two", "three"]


async def test_chats_do_not_wait_for_each_other(diary: Diary) -> None:
    """The second chat is done while the first still waits."""
    order = ChatOrder()
    async with asyncio.TaskGroup() as group:
        group.create_task(order.process_update(update_of(1), diary.handle("slow")))
        group.create_task(order.process_update(update_of(2), diary.handle("quick")))
        diary.open("quick")
        await turns()
        assert diary.lines == ["slow begins", "quick begins", "quick ends"]
        diary.open("slow")


async def test_no_more_at_once_than_agreed(diary: Diary) -> None:
    """One more chat than may be served begins when another ends."""
    order = ChatOrder()
    names = [str(number) for number in range(CONCURRENT_UPDATES + 1)]
    async with asyncio.TaskGroup() as group:
        for number, name in enumerate(names, 1):
            group.create_task(order.process_update(update_of(number), diary.handle(name)))
        await turns()
        assert len(diary.lines) == CONCURRENT_UPDATES
        diary.open(*names)
    assert len(diary.lines) == 2 * len(names)


async def test_a_failure_holds_up_nobody(diary: Diary) -> None:
    """The next of the same chat goes on, and nothing is remembered about the chat."""

    async def fail() -> None:
        raise ValueError

    order = ChatOrder()
    diary.open("next")
    with pytest.raises(ValueError):
        await order.process_update(update_of(1), fail())
    await order.process_update(update_of(1), diary.handle("next"))
    assert diary.lines == ["next begins", "next ends"]
    assert (order._locks, order._waiting) == ({}, {})


async def test_what_is_no_update_has_an_order_too(diary: Diary) -> None:
    """PTB may hand over anything that was put into its queue."""
    diary.open("odd")
    await ChatOrder().process_update(object(), diary.handle("odd"))
    assert diary.lines == ["odd begins", "odd ends"]


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
