"""The inbox: an update is stored, then handled, all of it or nothing, in order of its chat."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.inbox import CONCURRENT_UPDATES, lane_of
from handlers.context import Services
from storage import inbox, members
from storage.inbox import InboxState
from tests.bot.desk import Desk, desk_of, message, tap
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import GROUP, settled
from tests.moderation.examples import AUTHOR, COLLEAGUE

LANES: list[tuple[dict[str, Any], int]] = [
    (message(1), AUTHOR),
    (message(1, GROUP), GROUP),
    (tap(1, GROUP), GROUP),
    ({"channel_post": {"chat": {"id": -5}}}, -5),
    ({"chat_member": {"chat": {"id": -6}, "from": {"id": AUTHOR}}}, -6),
    ({"chat_join_request": {"chat": {"id": -7}, "from": {"id": AUTHOR}}}, -7),
    ({"inline_query": {"id": "1", "from": {"id": AUTHOR}}}, AUTHOR),
    ({"callback_query": {"id": "1", "from": {"id": AUTHOR}}}, AUTHOR),
    ({"callback_query": {"from": {"id": AUTHOR}, "message": {"chat": {"id": -8}}}}, -8),
    ({"poll": {"id": "1"}}, 0),
    ({}, 0),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.dictionaries(st.sampled_from(["chat", "from", "message", "id"]), inner),
)


@pytest.fixture
async def desk(services: Services, telegram: RecordingRequest) -> AsyncIterator[Desk]:
    async with desk_of(services) as made:
        telegram.calls.clear()
        yield made


class Gate:
    """Holds an update up until it is opened."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def hold(self) -> None:
        self.reached.set()
        await self.opened.wait()


async def seen_elsewhere(desk: Desk) -> tuple[list[int], int, dict[int, str]]:
    """Effects, letters and states, as anybody else sees them at this moment."""

    async def look() -> tuple[list[int], int, dict[int, str]]:
        return await desk.handled(), await desk.letters(), await desk.rows()

    return await asyncio.create_task(look(), context=Context())


async def test_an_update_is_stored_before_it_is_handled(desk: Desk) -> None:
    """When `receive` has returned it may be acknowledged: a crash loses nothing any more."""
    await desk.inbox.receive([message(1), message(2)])
    assert desk.begun == []
    assert await desk.rows() == {1: InboxState.WAITING, 2: InboxState.WAITING}
    await settled(desk.services)
    assert await desk.handled() == [1, 2]
    assert await desk.rows() == {1: InboxState.DONE, 2: InboxState.DONE}


async def test_effects_letters_and_done_are_one_commit(
    desk: Desk, telegram: RecordingRequest
) -> None:
    """Until the update is through, nobody sees any of it, and nothing is said; then all of it."""
    during: list[Any] = []

    async def look(_update: Update) -> None:
        during.append(await seen_elsewhere(desk))
        assert await desk.handled() == [1]

    desk.acts[1] = look
    await desk.take(message(1))
    assert during == [([], 0, {1: InboxState.WAITING})]
    assert await seen_elsewhere(desk) == ([1], 0, {1: InboxState.DONE})
    assert [call.words for call in telegram.calls] == ["done 1"]


async def test_a_stop_in_the_middle_leaves_it_to_the_next_start(
    desk: Desk, telegram: RecordingRequest
) -> None:
    """As if it had never begun: no effect, no word, no try counted; then it is handled once."""
    gate = Gate()
    desk.acts[1] = lambda _update: gate.hold()
    await desk.inbox.receive([message(1), message(2)])
    await gate.reached.wait()
    await desk.services.errands.stop()
    assert await seen_elsewhere(desk) == ([], 0, dict.fromkeys((1, 2), InboxState.WAITING))
    first = await desk.first()
    assert first is not None
    assert first.tries == 0
    gate.opened.set()
    await desk.restart()
    await settled(desk.services)
    assert await desk.handled() == [1, 2]
    assert [call.words for call in telegram.calls] == ["done 1", "done 2"]


async def test_what_was_stored_and_not_begun_is_handled_at_a_start(desk: Desk) -> None:
    """Nothing of it is in memory."""
    await desk.services.errands.stop()
    await desk.inbox.receive([message(1), message(2), message(3, GROUP)])
    await desk.restart()
    await settled(desk.services)
    assert sorted(await desk.handled()) == [1, 2, 3]


async def test_an_update_that_comes_twice_is_handled_once(desk: Desk) -> None:
    """While it is in hand, and after it was done."""
    gate = Gate()
    desk.before[1] = gate.hold
    await desk.inbox.receive([message(1)])
    await gate.reached.wait()
    await desk.inbox.receive([message(1)])
    gate.opened.set()
    await settled(desk.services)
    await desk.take(message(1), message(2))
    assert desk.begun == [1, 2]


async def test_a_chat_is_answered_in_order(desk: Desk) -> None:
    """The second waits for the first, though it could be done at once; batches do not matter."""
    gate = Gate()
    desk.before[1] = gate.hold
    await desk.inbox.receive([message(1), message(3)])
    await gate.reached.wait()
    await desk.inbox.receive([message(2)])
    assert desk.begun == [1]
    gate.opened.set()
    await settled(desk.services)
    assert await desk.handled() == [1, 2, 3]


async def test_chats_do_not_wait_for_each_other(desk: Desk) -> None:
    """The second chat is done while the first still asks somebody."""
    gate = Gate()
    desk.before[1] = gate.hold
    await desk.inbox.receive([message(1), message(2, GROUP)])
    await desk.services.errands.wait("inbox", GROUP)
    assert await desk.handled() == [2]
    gate.opened.set()
    await settled(desk.services)
    assert await desk.handled() == [2, 1]


async def test_no_more_at_once_than_agreed(desk: Desk) -> None:
    """One more chat than may be served begins when another ends."""
    gate, begun = Gate(), []

    async def hold() -> None:
        begun.append(1)
        await gate.opened.wait()

    numbers = range(1, CONCURRENT_UPDATES + 2)
    for number in numbers:
        desk.before[number] = hold
    await desk.inbox.receive([message(number, -number, number) for number in numbers])
    while len(begun) < CONCURRENT_UPDATES:
        await asyncio.sleep(0)
    for _turn in range(50):
        await asyncio.sleep(0)
    assert len(begun) == CONCURRENT_UPDATES
    gate.opened.set()
    await settled(desk.services)
    assert len(await desk.handled()) == len(numbers)


async def test_who_acts_is_known_before_it_begins(desk: Desk) -> None:
    """In private, so that a handler that is undone does not forget its person; in a group nobody
    is remembered for a press.
    """
    known: list[bool] = []

    async def look() -> None:
        known.append(desk.services.database.is_writing)
        for user_id in (AUTHOR, COLLEAGUE):
            person = await members.load(desk.services.database.reader, user_id)
            known.append(person is not None)

    desk.before |= {1: look, 2: look}
    await desk.take(tap(1, GROUP))
    await desk.take(message(2, COLLEAGUE, COLLEAGUE))
    assert known == [False, False, False, False, False, True]


async def test_a_sweep_takes_up_what_was_left(desk: Desk) -> None:
    """Whatever had kept its lane from going on, it does not wait for the chat's next message."""
    async with desk.services.database.transaction() as tx:
        stored = inbox.Incoming(1, AUTHOR, '{"update_id": 1, "message": null}')
        await inbox.store(tx, [stored], desk.services.clock())
    await desk.inbox.take_up()
    await settled(desk.services)
    assert await desk.rows() == {1: InboxState.DONE}


async def test_words_that_are_no_text_are_stored_as_they_came(desk: Desk) -> None:
    """Half of a surrogate pair cannot be written as UTF-8; it must not block everybody."""
    odd = message(1)
    odd["message"]["text"] = "\ud83d"
    seen: list[str] = []

    async def look(update: Update) -> None:
        assert update.message is not None
        seen.append(update.message.text or "")

    desk.acts[1] = look
    await desk.take(odd, message(2))
    assert seen == ["\ud83d"]
    assert await desk.handled() == [1, 2]


@pytest.mark.parametrize(("update", "lane"), LANES)
def test_a_lane_is_the_chat(update: dict[str, Any], lane: int) -> None:
    """The person, for what happens in no chat; one for all that is nobody's."""
    assert lane_of({"update_id": 1} | update) == lane


@given(body=ANYTHING)
def test_every_update_has_a_lane(body: Any) -> None:
    """Whatever Telegram may come to mean by its fields: one that cannot be stored blocks all."""
    assert isinstance(lane_of({"update_id": 1, "message": body}), int)
