"""The outbox: letters come back as written, in order of their lane, and know their slots."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.request import Request
from storage import cases, members, outbox, places, requests, spoken
from storage.database import Database
from storage.outbox import Kind, Letter, Slot
from storage.places import Prompt
from tests.moderation.examples import NOW
from tests.storage.examples import SIMPLE, round_trip, undone

ANNA, BERT, GROUP = 11, 12, -1002

CONTENTS = st.dictionaries(SIMPLE[str], SIMPLE[str] | st.none() | st.booleans(), max_size=3)
LETTERS = st.builds(
    Letter,
    kind=st.sampled_from(Kind),
    chat_id=SIMPLE[int],
    lane=st.sampled_from([ANNA, BERT]),
    message_id=st.none() | SIMPLE[int],
    slot=st.none() | st.sampled_from(Slot),
    subject=SIMPLE[int],
    content=CONTENTS,
)


@round_trip
@given(letters=st.lists(LETTERS, max_size=6))
async def test_letters_come_back_in_order(database: Database, letters: list[Letter]) -> None:
    """As they were written, each lane by itself, until none is left."""
    async with undone(database) as tx:
        for letter in letters:
            await outbox.add(tx, letter, NOW)
        assert await outbox.waiting(tx) == len(letters)
        assert await outbox.lanes(tx) == list(dict.fromkeys(x.lane for x in letters))
        for letter in sorted(letters, key=lambda x: x.lane):
            read = await outbox.first(tx, letter.lane)
            assert read is not None
            assert letter == Letter(**{f: getattr(read, f) for f in Letter.__slots__ if f != "id"})
            await outbox.said(tx, read.id)
        assert await outbox.waiting(tx) == 0


async def test_a_number_is_never_given_twice(database: Database) -> None:
    """What is struck off late strikes off no newer letter."""
    ids = []
    async with database.transaction() as tx:
        for _time in range(2):
            await outbox.add(tx, Letter(Kind.SAY, ANNA, ANNA), NOW)
            read = await outbox.first(tx, ANNA)
            assert read is not None
            ids.append(read.id)
            await outbox.said(tx, read.id)
    assert ids[0] < ids[1]


async def test_the_longest_waiting_is_known(database: Database) -> None:
    """Since when, whatever its lane; nothing when all is said."""
    assert await outbox.oldest(database.reader) is None
    async with database.transaction() as tx:
        for hours, lane in ((1, ANNA), (0, BERT), (2, ANNA)):
            await outbox.add(tx, Letter(Kind.SAY, lane, lane), NOW + timedelta(hours=hours))
    assert await outbox.oldest(database.reader) == NOW


@pytest.mark.parametrize("slot", Slot)
async def test_each_slot_is_its_own(database: Database, case_id: int, slot: Slot) -> None:
    """What is remembered in one is found there alone, and can be forgotten."""
    subject = BERT if slot is Slot.PROMPT else case_id
    async with database.transaction() as tx:
        request = await requests.begin(tx, Request(0, case_id, NOW, BERT))
        assert request.id == case_id
        assert await spoken.add(tx, case_id, BERT, GROUP, NOW) == case_id
        await places.ask(tx, Prompt(GROUP, BERT, "reject", case_id, 1))
        for shown in (7, None):
            await outbox.remember(tx, slot, subject, GROUP, shown)
            found = {
                other: await outbox.shown_in(
                    tx, other, BERT if other is Slot.PROMPT else case_id, GROUP
                )
                for other in Slot
            }
            assert found == dict.fromkeys(Slot) | {slot: shown}


async def test_the_slot_of_another_row_is_empty(
    database: Database, case_id: int, author: int
) -> None:
    """Another case; the same person's question in another chat; a row that does not exist."""
    async with database.transaction() as tx:
        await members.meet(tx, BERT, "fr", NOW)
        other = (await cases.begin(tx, BERT, NOW)).id
        await places.ask(tx, Prompt(ANNA, BERT, "reject", case_id, 1))
        await places.ask(tx, Prompt(GROUP, BERT, "reject", case_id, 1))
        await outbox.remember(tx, Slot.CASE_SCREEN, case_id, author, 7)
        await outbox.remember(tx, Slot.PROMPT, BERT, GROUP, 8)
        assert await outbox.shown_in(tx, Slot.CASE_SCREEN, other, BERT) is None
        assert await outbox.shown_in(tx, Slot.PROMPT, BERT, ANNA) is None
        await outbox.remember(tx, Slot.CASE_SCREEN, 999, author, 9)
        assert await outbox.shown_in(tx, Slot.CASE_SCREEN, 999, author) is None
        assert await outbox.shown_in(tx, Slot.CASE_SCREEN, case_id, author) == 7
