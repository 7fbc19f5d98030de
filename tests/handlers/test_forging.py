"""Forged presses and deep links: whatever a tampered client sends is answered, without harm."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.buttons import Act, parse
from tests.handlers import raw
from tests.handlers.cast import Who, member
from tests.handlers.raw import Chat, channel, group, private
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS
from tests.handlers.ward import COLLEAGUE, ELSEWHERE, ME, PREVIEW, Ward, ward

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHATS = [private(ME), private(COLLEAGUE), *map(group, (MODERATORS, GROUP, ELSEWHERE))]
CHATS.append(channel(CHANNEL))
NUMBERS = st.integers(-3, 14) | st.sampled_from([2**31, 2**52, 2**63, -(2**53)])
WORDS = st.sampled_from(["", "1", "top", "ask.photo", "c.words", "keep.", "doctor", "radiology"])
FORMED = st.builds(
    "{}:{}:{}:{}".format, st.sampled_from(Act), NUMBERS, NUMBERS, WORDS | st.text(max_size=8)
)
DATA = FORMED | st.text(max_size=64)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ward]:
    """Who presses holds every power, so that only the forgery itself can stop them."""
    folder, me = tmp_path_factory.mktemp("forging"), member(Who.DOCTOR)
    async with ward(folder, me, listed=[ME], operators=[ME]) as made:
        yield made


@given(DATA, st.sampled_from(CHATS), st.sampled_from([PREVIEW, 1, 900]))
@settings(max_examples=200)
@example("", CHATS[0], 1)
@example("nobody:1:1:", CHATS[2], 1)
@example("picback:99999999999999999999:1:", CHATS[0], 1)
async def test_a_forged_press_is_answered_once(
    place: Ward, data: str, chat: Chat, message_id: int
) -> None:
    """Never an error, never silence; and data that no button of ours carried changes nothing."""
    outcome = await place.attempt(raw.tap(raw.user(ME), chat, data, message_id))
    assert outcome.kinds.count("answer") == 1
    if parse(data) is None:
        assert outcome.is_refused


@given(DATA)
@settings(max_examples=60)
async def test_a_stranger_forges_in_vain(place: Ward, data: str) -> None:
    """From the chats that they can reach, nothing of anybody's changes, whatever they send."""
    for chat in (group(GROUP), group(ELSEWHERE), channel(CHANNEL)):
        outcome = await place.attempt(raw.tap(raw.user(4242), chat, data))
        assert outcome.is_refused


async def test_a_button_without_a_message_is_answered(place: Ward) -> None:
    """A press on an inline message stands in no chat; the bot sends none of those."""
    press: Any = raw.tap(raw.user(ME), private(ME), "mine:0:0:")
    del press["callback_query"]["message"]
    press["callback_query"]["inline_message_id"] = "1"
    assert (await place.attempt(press)).is_refused


async def test_a_press_without_data_is_not_ours(place: Ward) -> None:
    """A game's button carries none: nothing happens."""
    press: Any = raw.tap(raw.user(ME), private(ME), "mine:0:0:")
    del press["callback_query"]["data"]
    press["callback_query"]["game_short_name"] = "chess"
    outcome = await place.attempt(press)
    assert not outcome.changed


@given(st.text(max_size=70))
@settings(max_examples=60)
@example("ok_7_1")
@example("admit:1:1:")
@example("' OR 1=1 --")
async def test_a_deep_link_says_no_more_than_start(place: Ward, payload: str) -> None:
    """Whatever comes behind /start, it is answered as /start is, and nothing is done for it."""
    plain = await place.attempt(raw.message(raw.user(ME), private(ME), text="/start"))
    linked = raw.message(raw.user(ME), private(ME), text=f"/start {payload}")
    outcome = await place.attempt(linked)
    assert outcome.said == plain.said
    assert not outcome.changed


@pytest.mark.parametrize("number", ["7", "MP-00007", "0" * 90, "9" * 12, "-1", "1;2", "٧", ""])
async def test_a_number_typed_by_a_moderator(place: Ward, number: str) -> None:
    """/takedown finds a case or asks which; no spelling breaks it."""
    typed = raw.message(raw.user(ME), group(MODERATORS), text=f"/takedown {number}")
    outcome = await place.attempt(typed)
    assert outcome.kinds == ["say"]
    assert not outcome.changed
