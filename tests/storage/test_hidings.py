"""What is hidden, and what that leaves to do: one thing at a time, and the newest counts."""

import pytest

from storage import cases, hidings, members
from storage.database import Database
from storage.hidings import Due
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, make_member


@pytest.fixture
async def case_id(database: Database) -> int:
    async with database.transaction() as tx:
        await members.save(tx, make_member(id=AUTHOR))
        case = await cases.begin(tx, AUTHOR, NOW)
        await hidings.begin(tx, case.id, NOW)
    return case.id


async def due(database: Database, case_id: int) -> Due | None:
    hiding = await hidings.load(database.reader, case_id)
    assert hiding is not None
    return hiding.due


async def test_hiding_is_due_at_once(database: Database, case_id: int) -> None:
    """From the transaction that decides, until it is done."""
    assert await hidings.waiting(database.reader) == [case_id]
    async with database.transaction() as tx:
        await hidings.done(tx, case_id, Due.HIDE)
    assert await hidings.waiting(database.reader) == []
    assert await due(database, case_id) is None


async def test_looking_is_remembered(database: Database, case_id: int) -> None:
    """Moderators see the pictures, readers do not: the case stays hidden."""
    async with database.transaction() as tx:
        await hidings.done(tx, case_id, Due.HIDE)
        await hidings.ask(tx, case_id, Due.LOOK)
        await hidings.done(tx, case_id, Due.LOOK)
    hiding = await hidings.load(database.reader, case_id)
    assert hiding is not None
    assert (hiding.looked, hiding.due) == (True, None)


async def test_what_is_overtaken_is_not_done(database: Database, case_id: int) -> None:
    """A hiding that ends after moderators restored the case leaves the restoring due, and back."""
    async with database.transaction() as tx:
        await hidings.ask(tx, case_id, Due.SHOW)
        await hidings.done(tx, case_id, Due.HIDE)
    assert await due(database, case_id) is Due.SHOW
    async with database.transaction() as tx:
        await hidings.begin(tx, case_id, NOW)
        await hidings.done(tx, case_id, Due.SHOW)
    assert await due(database, case_id) is Due.HIDE


async def test_what_is_shown_again_is_forgotten(database: Database, case_id: int) -> None:
    """And so is what has ended."""
    async with database.transaction() as tx:
        await hidings.ask(tx, case_id, Due.SHOW)
        await hidings.done(tx, case_id, Due.SHOW)
    assert await hidings.load(database.reader, case_id) is None
    async with database.transaction() as tx:
        await hidings.begin(tx, case_id, NOW)
        await hidings.forget(tx, case_id)
    assert await hidings.load(database.reader, case_id) is None


async def test_hiding_comes_before_showing(database: Database, case_id: int) -> None:
    """What harms is first in the sweep's queue."""
    async with database.transaction() as tx:
        await members.save(tx, make_member(id=COLLEAGUE))
        other = await cases.begin(tx, COLLEAGUE, NOW)
        await hidings.begin(tx, other.id, NOW)
        await hidings.ask(tx, case_id, Due.SHOW)
    assert await hidings.waiting(database.reader) == [other.id, case_id]
