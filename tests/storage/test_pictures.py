"""Pictures and their findings come back as they were kept."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.case import CaseState, Picture, PictureState
from storage import cases, pictures
from storage.database import Database
from storage.pictures import FindingRow
from tests.moderation.examples import NOW
from tests.storage.examples import any_of, round_trip, undone

KEY = "0" * 32
FACE = FindingRow(1, "face", ((0, 0), (9, 0), (9, 9)), 0.5, "yunet", hidden=True)


@pytest.fixture
async def picture(database: Database, case_id: int) -> Picture:
    async with database.transaction() as tx:
        return await pictures.add(tx, case_id, 50, KEY, NOW)


async def save(database: Database, was: Picture, **fields: object) -> Picture | None:
    now = replace(was, **fields)
    async with database.transaction() as tx:
        return now if await pictures.save(tx, was, now) else None


@round_trip
@given(drawn=any_of(Picture, id=1, case_id=1))
async def test_a_picture_comes_back_as_kept(
    database: Database, case_id: int, drawn: Picture
) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        added = await pictures.add(tx, case_id, 1, None, NOW)
        drawn = replace(drawn, id=added.id, case_id=case_id)
        assert await pictures.save(tx, added, drawn)
        assert await pictures.load(tx, added.id) == drawn


@round_trip
@given(rows=st.lists(any_of(FindingRow), max_size=5, unique_by=lambda row: row.number))
async def test_findings_come_back_in_the_order_of_their_numbers(
    database: Database, picture: Picture, rows: list[FindingRow]
) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        await pictures.set_findings(tx, picture.id, rows)
        kept = await pictures.findings(tx, picture.id)

    assert kept == sorted(rows, key=lambda row: row.number)


async def test_new_findings_take_the_place_of_the_old(
    database: Database, picture: Picture
) -> None:
    """Of this picture alone."""
    async with database.transaction() as tx:
        other = await pictures.add(tx, picture.case_id, 51, KEY, NOW)
        await pictures.set_findings(tx, other.id, [FACE])
        await pictures.set_findings(tx, picture.id, [FACE, replace(FACE, number=2)])
        await pictures.set_findings(tx, picture.id, [replace(FACE, number=3)])

    assert await pictures.findings(database.reader, picture.id) == [replace(FACE, number=3)]
    assert await pictures.findings(database.reader, other.id) == [FACE]


async def test_the_same_message_is_taken_once(database: Database, picture: Picture) -> None:
    """An update that comes twice makes one picture."""
    async with database.transaction() as tx:
        assert await pictures.add(tx, picture.case_id, picture.position, KEY, NOW) is None

    assert await pictures.of_case(database.reader, picture.case_id) == [picture]


async def test_stragglers_fall_into_place(database: Database, case_id: int) -> None:
    """The order is that of the chat, not of arrival here."""
    async with database.transaction() as tx:
        for position in (53, 51, 52):
            await pictures.add(tx, case_id, position, KEY, NOW)

    kept = await pictures.of_case(database.reader, case_id)
    assert [picture.position for picture in kept] == [51, 52, 53]


async def test_a_removed_picture_is_shown_only_on_demand(
    database: Database, picture: Picture
) -> None:
    """Its row remains, so that its message is not taken again."""
    removed = await save(database, picture, state=PictureState.REMOVED)

    assert await pictures.of_case(database.reader, picture.case_id) == []
    assert await pictures.of_case(database.reader, picture.case_id, every=True) == [removed]


async def test_a_late_result_does_not_bring_a_picture_back(
    database: Database, picture: Picture
) -> None:
    """The author removed it while it was being masked."""
    removed = await save(database, picture, state=PictureState.REMOVED)

    assert await save(database, picture, state=PictureState.MASKED, masked=KEY) is None
    assert await pictures.load(database.reader, picture.id) == removed


@pytest.mark.parametrize("state", [CaseState.DRAFT, CaseState.SUBMITTED, CaseState.REJECTED])
@pytest.mark.parametrize("late", [False, True])
async def test_originals_are_due_at_the_decision_or_after_their_time(
    database: Database, picture: Picture, state: CaseState, late: bool
) -> None:
    """One of the two is enough."""
    limit = NOW + timedelta(seconds=1 if late else 0)
    case = await cases.load(database.reader, picture.case_id)
    async with database.transaction() as tx:
        await cases.swap(tx, case, replace(case, state=state))

    due = await pictures.with_original_of(database.reader, [CaseState.REJECTED], limit)
    assert due == ({picture.case_id: {picture.id}} if late or state is CaseState.REJECTED else {})


async def test_every_key_is_known(database: Database, picture: Picture) -> None:
    """Originals, masked renderings and previews; what a sweep may not take for a stray."""
    assert await pictures.keys(database.reader) == {KEY}
    await save(database, picture, original=None, masked="a" * 32, preview="b" * 32)

    assert await pictures.keys(database.reader) == {"a" * 32, "b" * 32}


async def test_a_purged_original_is_never_due(database: Database, picture: Picture) -> None:
    """Running the sweep twice is harmless."""
    await save(database, picture, original=None)
    limit = NOW + timedelta(days=9)

    assert await pictures.with_original_of(database.reader, tuple(CaseState), limit) == {}


async def spread(database: Database, was: Picture, holds: int, most: int = 10) -> list[str]:
    keys = [f"{n:032x}" for n in range(1, holds + 1)]
    async with database.transaction() as tx:
        return await pictures.spread(tx, was, keys, most)


async def test_a_file_gives_way_to_its_pictures(database: Database, picture: Picture) -> None:
    """In their order, at the place of their message, each waiting to be masked."""
    taken = await spread(database, picture, 3)

    kept = await pictures.of_case(database.reader, picture.case_id)
    assert [p.original for p in kept] == taken
    assert [(p.position, p.frame, p.state) for p in kept] == [
        (picture.position, frame, PictureState.RECEIVED) for frame in (1, 2, 3)
    ]


async def test_a_file_gives_way_once(database: Database, picture: Picture) -> None:
    """Somebody was first: nothing goes in, and the keys are left to who made them."""
    await spread(database, picture, 3)

    assert await spread(database, picture, 3) == []
    assert len(await pictures.of_case(database.reader, picture.case_id)) == 3


async def test_a_purged_file_stays_gone(database: Database, picture: Picture) -> None:
    """Its draft was thrown away meanwhile."""
    await save(database, picture, original=None)

    assert await spread(database, picture, 3) == []
    assert await pictures.keys(database.reader) == frozenset()


@pytest.mark.parametrize(
    ("holds", "most", "taken"), [(9, 10, 9), (10, 4, 3), (10, 2, 1), (10, 1, 1), (2, 3, 2)]
)
async def test_a_case_is_never_over_full(
    database: Database, picture: Picture, holds: int, most: int, taken: int
) -> None:
    """What else is in the case keeps its place; the file has one at least, its own."""
    async with database.transaction() as tx:
        await pictures.add(tx, picture.case_id, picture.position + 1, KEY, NOW)

    assert len(await spread(database, picture, holds, most)) == taken


@given(number=st.integers(1, 200), most=st.integers(1, 20))
def test_places_are_evenly_spaced(number: int, most: int) -> None:
    """Rising, from the first to the last, with gaps that differ by one at most."""
    places = pictures.evenly(number, most)
    gaps = {after - before for before, after in pairwise(places)}

    assert len(places) == min(number, most)
    assert places[0] == 0
    assert most == 1 or places[-1] == number - 1
    assert not gaps or max(gaps) - min(gaps) <= 1


async def test_a_message_with_frames_is_not_taken_again(
    database: Database, picture: Picture
) -> None:
    """An update that comes twice, after its file was taken apart."""
    await spread(database, picture, 2)

    async with database.transaction() as tx:
        assert await pictures.add(tx, picture.case_id, picture.position, KEY, NOW) is None
