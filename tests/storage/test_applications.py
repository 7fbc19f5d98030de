"""Applications come back as they were kept, and are decided once."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from moderation.application import Application, ApplicationState
from storage import applications
from storage.database import Database
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, REVIEWER
from tests.storage.examples import any_of, round_trip, undone


@pytest.fixture
async def begun(database: Database, author: int) -> Application:
    async with database.transaction() as tx:
        return await applications.begin(tx, author, NOW)


async def save(database: Database, was: Application, **fields: object) -> Application | None:
    """What the row now is, or None when somebody was first."""
    now = replace(was, **fields)
    async with database.transaction() as tx:
        return now if await applications.swap(tx, was, now) else None


@round_trip
@given(drawn=any_of(Application, id=1, member_id=AUTHOR))
async def test_an_application_comes_back_as_kept(
    database: Database, author: int, drawn: Application
) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        begun = await applications.begin(tx, author, NOW)
        drawn = replace(drawn, id=begun.id)
        assert await applications.swap(tx, begun, drawn)
        assert await applications.load(tx, begun.id) == drawn


async def test_it_begins_empty(database: Database, begun: Application) -> None:
    """What begin() returns is what the row says."""
    assert await applications.load(database.reader, begun.id) == begun
    assert begun.state is ApplicationState.FILLING


async def test_of_two_moderators_one_decides(database: Database, begun: Application) -> None:
    """Both read the same card; the second swap finds another state."""
    shown = await save(database, begun, state=ApplicationState.SUBMITTED)
    first = await save(database, shown, state=ApplicationState.ACCEPTED, decided_by=REVIEWER)
    second = await save(database, shown, state=ApplicationState.REFUSED, decided_by=COLLEAGUE)

    assert second is None
    assert await applications.load(database.reader, begun.id) == first


async def test_an_old_card_decides_nothing(database: Database, begun: Application) -> None:
    """Asked again and submitted again, it is in the same state but another revision."""
    shown = await save(database, begun, state=ApplicationState.SUBMITTED)
    asked = await save(database, shown, state=ApplicationState.FILLING, revision=2)
    await save(database, asked, state=ApplicationState.SUBMITTED)

    assert await save(database, shown, state=ApplicationState.ACCEPTED) is None


async def test_the_latest_is_the_newest(database: Database, begun: Application) -> None:
    """Whatever state it is in; of nobody's there is none."""
    await save(database, begun, state=ApplicationState.REFUSED)
    async with database.transaction() as tx:
        second = await applications.begin(tx, AUTHOR, NOW - timedelta(days=1))

    assert await applications.latest(database.reader, AUTHOR) == second
    assert await applications.latest(database.reader, COLLEAGUE) is None


async def test_the_queue_is_oldest_first(database: Database, author: int) -> None:
    """Submitted ones only."""
    for state in (ApplicationState.SUBMITTED, ApplicationState.FILLING) * 2:
        async with database.transaction() as tx:
            begun = await applications.begin(tx, author, NOW)
            await applications.swap(tx, begun, replace(begun, state=state))

    waiting = await applications.waiting(database.reader)
    assert {application.state for application in waiting} == {ApplicationState.SUBMITTED}
    assert [application.id for application in waiting] == [1, 3]


@pytest.mark.parametrize(("age", "due"), [(-1, False), (0, False), (1, True)])
async def test_evidence_is_due_after_its_time(
    database: Database, begun: Application, age: int, due: bool
) -> None:
    """A sweep finds what is older than its limit and still holds a photo."""
    kept = await save(database, begun, evidence="0" * 32, evidence_at=NOW)
    limit = NOW + timedelta(seconds=age)

    found = await applications.with_evidence_before(database.reader, limit)
    assert found == ([kept] if due else [])


async def test_every_key_is_known(database: Database, begun: Application) -> None:
    """Evidence is no stray while an application names it."""
    assert await applications.keys(database.reader) == frozenset()
    await save(database, begun, evidence="0" * 32)

    assert await applications.keys(database.reader) == {"0" * 32}


async def test_purged_evidence_is_never_due(database: Database, begun: Application) -> None:
    """Running the sweep twice is harmless."""
    limit = NOW + timedelta(days=30)

    assert await applications.with_evidence_before(database.reader, limit) == []


async def test_a_stranger_cannot_apply(database: Database) -> None:
    """An application belongs to a member."""
    async with undone(database) as tx:
        with pytest.raises(sqlite3.IntegrityError):
            await applications.begin(tx, 404, NOW)
