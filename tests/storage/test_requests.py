"""Requests come back as kept, are saved by compare and set, and forget what they were told to."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from moderation.request import Request, RequestState
from storage import requests
from storage.database import Database
from tests.moderation.examples import NOW
from tests.storage.examples import any_of, round_trip, undone

PATIENT, OTHER, GROUP = 77, 78, -1001
DAY = timedelta(days=1)


def make(case_id: int, person: int = PATIENT, state: RequestState = RequestState.OPEN) -> Request:
    return Request(0, case_id, NOW, person, state=state, words="why", contact="me", sent_at=NOW)


@round_trip
@given(drawn=any_of(Request, id=0, case_id=1))
async def test_a_request_comes_back_as_kept(
    database: Database, case_id: int, drawn: Request
) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        kept = await requests.begin(tx, drawn)
        assert await requests.load(tx, kept.id) == replace(drawn, id=kept.id)


async def test_a_request_is_saved_once(database: Database, case_id: int) -> None:
    """Whoever comes second finds another state; the card's message is not theirs to change."""
    async with database.transaction() as tx:
        was = await requests.begin(tx, make(case_id))
        granted = replace(was, state=RequestState.GRANTED, card_message_id=99)
        assert await requests.swap(tx, was, granted)
        assert not await requests.swap(tx, was, replace(was, state=RequestState.KEPT))
        kept = await requests.load(tx, was.id)
    assert kept == replace(granted, card_message_id=None)


async def test_one_is_written_at_a_time(database: Database, case_id: int) -> None:
    """A new one takes the place of one that was never sent; another person's stays."""
    filling = RequestState.FILLING
    async with database.transaction() as tx:
        await requests.begin(tx, make(case_id, state=filling))
        theirs = await requests.begin(tx, make(case_id, OTHER, filling))
        mine = await requests.begin(tx, make(case_id, state=filling))
    assert await requests.filling(database.reader, PATIENT) == mine
    assert await requests.filling(database.reader, OTHER) == theirs
    async with database.transaction() as tx:
        assert await requests.cancel(tx, PATIENT)
        assert not await requests.cancel(tx, PATIENT)
    assert await requests.of_person(database.reader, PATIENT) == []


async def test_what_waits_is_listed_oldest_first(database: Database, case_id: int) -> None:
    """What is written, and what is decided, is not waiting."""
    async with database.transaction() as tx:
        later = await requests.begin(tx, replace(make(case_id), sent_at=NOW + DAY))
        first = await requests.begin(tx, make(case_id, OTHER))
        await requests.begin(tx, make(case_id, 79, RequestState.KEPT))
        await requests.begin(tx, make(case_id, 80, RequestState.FILLING))
    assert await requests.waiting(database.reader) == [first, later]
    assert await requests.about(database.reader, case_id) == [later, first]
    assert await requests.about(database.reader, case_id + 1) == []


async def test_requests_of_a_day_are_counted(database: Database, case_id: int) -> None:
    """By when they were sent, whatever became of them."""
    async with database.transaction() as tx:
        await requests.begin(tx, make(case_id, state=RequestState.KEPT))
        await requests.begin(tx, replace(make(case_id), sent_at=NOW - 2 * DAY))
        await requests.begin(tx, make(case_id, OTHER))
    assert await requests.made_since(database.reader, PATIENT, NOW - DAY) == 1


async def test_old_words_are_found_until_they_are_gone(database: Database, case_id: int) -> None:
    """Only of decided requests, and only while there are any."""
    async with database.transaction() as tx:
        old = await requests.begin(
            tx, replace(make(case_id, state=RequestState.KEPT), decided_at=NOW - DAY)
        )
        await requests.begin(tx, make(case_id))
        assert await requests.with_words_before(tx, NOW) == [old]
        await requests.swap(tx, old, replace(old, words=None, contact=None))
        assert await requests.with_words_before(tx, NOW) == []


async def test_what_nobody_finished_is_forgotten(database: Database, case_id: int) -> None:
    """After its time, and nothing else is."""
    async with database.transaction() as tx:
        await requests.begin(tx, make(case_id, state=RequestState.FILLING))
        kept = await requests.begin(tx, make(case_id, OTHER))
        await requests.forget_unsent(tx, NOW)
        assert await requests.filling(tx, PATIENT) is not None
        await requests.forget_unsent(tx, NOW + DAY)
    assert await requests.filling(database.reader, PATIENT) is None
    assert await requests.of_person(database.reader, OTHER) == [kept]


async def test_open_requests_move_to_another_group(database: Database, case_id: int) -> None:
    """Their cards are handed over to be deleted; what is decided stays where it was shown."""
    shown = replace(make(case_id), card_chat_id=GROUP, card_message_id=5)
    async with database.transaction() as tx:
        mine = await requests.begin(tx, shown)
        done = await requests.begin(tx, replace(shown, requester_id=OTHER, decided_at=NOW))
        done = replace(done, state=RequestState.KEPT)
        await requests.swap(tx, replace(done, state=RequestState.OPEN), done)
        assert await requests.leave_group(tx, GROUP) == [(GROUP, 5)]
        moved = await requests.load(tx, mine.id)
        assert moved == replace(mine, card_chat_id=None, card_message_id=None)
        assert await requests.load(tx, done.id) == done


async def test_a_person_is_forgotten(database: Database, case_id: int) -> None:
    """Nobody hears of their requests; only what is undecided keeps its words, without contact."""
    async with database.transaction() as tx:
        mine = await requests.begin(tx, make(case_id))
        done = await requests.begin(tx, make(case_id, state=RequestState.KEPT))
        await requests.begin(tx, make(case_id, state=RequestState.FILLING))
        theirs = await requests.begin(tx, make(case_id, OTHER))
        ids = await requests.forget_person(tx, PATIENT)
    assert ids == [mine.id, done.id]
    nobody = {"requester_id": None, "contact": None}
    assert await requests.numbers(database.reader, [*ids, 999]) == [
        replace(mine, **nobody),
        replace(done, words=None, **nobody),
    ]
    assert await requests.of_person(database.reader, PATIENT) == []
    # Limits still know of them, for a day.
    assert await requests.made_since(database.reader, PATIENT, NOW - DAY) == 2
    assert await requests.made_since(database.reader, PATIENT, NOW) == 0
    assert await requests.open_of(database.reader, PATIENT) == [replace(mine, **nobody)]
    assert await requests.open_of(database.reader, OTHER) == [theirs]
    assert await requests.load(database.reader, theirs.id) == theirs
