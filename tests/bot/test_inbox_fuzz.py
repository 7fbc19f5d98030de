"""Updates that nobody could have sent: stored or dropped, handled or set aside, nothing stops."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ears import is_numbered
from bot.flood import Floods
from bot.inbox import lane_of
from storage import inbox
from storage.rows import fetch
from tests.handlers import raw
from tests.handlers.cast import Who, member
from tests.handlers.raw import Raw, channel, group, private
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS
from tests.handlers.ward import ME, ROOT, Ward, ward

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEALTHY = 4343
# Far more than any of them takes; an update that were tried for ever would never be dealt with.
SECONDS = 20
ROUGH = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
USER = raw.user(ME)
VALID = [
    raw.message(USER, private(ME), text="/start x"),
    raw.message(USER, private(ME), text="What is it?"),
    raw.photo(USER, private(ME), caption="Look"),
    raw.message(USER, group(GROUP), text="A naevus", message_thread_id=ROOT),
    raw.message(USER, group(MODERATORS), text="/queue"),
    raw.message(USER, group(MODERATORS), migrate_to_chat_id=-1009),
    raw.tap(USER, private(ME), "mine:0:0:"),
    raw.tap(USER, group(MODERATORS), "ok:7:1:"),
    raw.join_request(USER, channel(CHANNEL)),
    raw.member_update(USER, group(MODERATORS), "left"),
    raw.post(channel(CHANNEL), "/bind radiology"),
    raw.edited(raw.message(USER, private(ME), text="Other")),
]
ODD = st.sampled_from(
    [None, True, 0, -1, 2**63, 2**70, 1.5, "", "x", "\ud800", "7", [], {}, [{}], {"id": {}}]
)


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every key of every object in an update, but for its own number."""
    if not isinstance(value, dict):
        return []
    below = [path for key in value for path in paths(value[key], (*above, key))]
    return [(*above, key) for key in value if key != "update_id"] + below


def mutated(update: Raw, path: tuple[Any, ...], odd: Any, *, drop: bool) -> Raw:
    changed = copy.deepcopy(update)
    body: Any = changed
    for key in path[:-1]:
        body = body[key]
    if drop:
        del body[path[-1]]
    else:
        body[path[-1]] = odd
    return changed


@st.composite
def broken(draw: st.DrawFn) -> Raw:
    """A valid update of any kind with one or two of its values missing or replaced."""
    update = draw(st.sampled_from(VALID))
    for _turn in range(draw(st.integers(1, 2))):
        found = paths(update)
        if found:
            path = draw(st.sampled_from(found))
            update = mutated(update, path, draw(ODD), drop=draw(st.booleans()))
    return update | {"update_id": next(raw.NUMBERS)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ward]:
    folder = tmp_path_factory.mktemp("fuzz")
    async with ward(folder, member(Who.DOCTOR), listed=[ME]) as made:
        yield made
        await made.services.errands.stop()


async def receive(place: Ward, *updates: Any) -> None:
    """As polling and the webhook hand them over, and until all is dealt with."""
    # Hundreds of examples in a few seconds would be one person's flood.
    place.running.inbox._floods = Floods(1000)
    async with asyncio.timeout(SECONDS):
        await place.running.inbox.receive(list(updates))
        await place.services.errands.finish()


@given(broken())
@ROUGH
async def test_a_broken_update_stops_nobody(place: Ward, update: Raw) -> None:
    """It is done or set aside, and the next person is answered all the same."""
    place.telegram.calls.clear()
    healthy = raw.message(raw.user(HEALTHY), private(HEALTHY), text="/whoami")
    await receive(place, update, healthy)
    assert await inbox.waiting(place.services.database.reader) == 0
    sent = place.telegram.of("sendMessage")
    answers = [call.words for call in sent if int(call["chat_id"]) == HEALTHY]
    assert answers == [f"<code>{HEALTHY}</code>"]


@given(st.recursive(ODD, lambda inner: st.dictionaries(st.text(max_size=9), inner, max_size=4)))
@ROUGH
async def test_any_json_is_stored_or_dropped(place: Ward, value: Any) -> None:
    """What has a number is kept once; what has none cannot be, and is no reason to fail."""
    numbered = {"message": value, "update_id": next(raw.NUMBERS)}
    await receive(place, value, numbered)
    reader = place.services.database.reader
    sql = "SELECT state FROM inbox WHERE update_id = ?"
    rows = await fetch(reader, sql, numbered["update_id"])
    assert [row["state"] for row in rows] in (["done"], ["aside"])


@given(st.dictionaries(st.text(max_size=12), ODD | st.dictionaries(st.text(max_size=9), ODD)))
async def test_every_update_has_a_lane(update: Raw) -> None:
    """Whatever it holds, it waits in the lane of a chat that SQLite can name."""
    assert abs(lane_of(update)) < 2**63


@pytest.mark.parametrize("update", [None, 7, [], {}, {"update_id": "7"}, {"update_id": 2**63}])
async def test_what_has_no_number_is_no_update(update: Any) -> None:
    """It could neither be stored nor acknowledged."""
    assert not is_numbered(update)


async def test_half_a_character_can_be_stored(place: Ward) -> None:
    """JSON can carry it, UTF-8 cannot: unstored, it would come again for ever."""
    update = raw.message(USER, private(ME), text="\ud800")
    await receive(place, json.loads(json.dumps(update)))
    assert await inbox.waiting(place.services.database.reader) == 0
