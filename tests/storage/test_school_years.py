"""Rows of school years: one for each student, reminded once."""

from dataclasses import replace
from datetime import timedelta

from moderation.member import Member, Role, Standing
from storage import members, school_years
from storage.database import Database
from storage.school_years import SchoolYear
from tests.moderation.examples import AUTHOR, NOW

STUDENT = Member(AUTHOR, "fr", NOW, Role.STUDENT, Standing.VERIFIED)


async def save(database: Database, member: Member = STUDENT) -> None:
    async with database.transaction() as tx:
        await members.save(tx, member)


async def test_students_without_a_year_are_found(database: Database) -> None:
    """Until they have one; nobody else is."""
    await save(database)
    assert await school_years.without(database.reader) == [AUTHOR]
    async with database.transaction() as tx:
        await school_years.prove(tx, AUTHOR, NOW)
    assert await school_years.without(database.reader) == []
    await save(database, replace(STUDENT, id=12, role=Role.DOCTOR))
    await save(database, replace(STUDENT, id=13, standing=Standing.LAPSED))
    assert await school_years.without(database.reader) == []


async def test_what_ends_is_found(database: Database) -> None:
    """Of verified students alone."""
    await save(database)
    async with database.transaction() as tx:
        await school_years.prove(tx, AUTHOR, NOW)
    year = SchoolYear(AUTHOR, NOW)
    assert await school_years.ending_before(database.reader, NOW) == [year]
    assert await school_years.ending_before(database.reader, NOW - timedelta(seconds=1)) == []
    await save(database, replace(STUDENT, standing=Standing.SUSPENDED))
    assert await school_years.ending_before(database.reader, NOW) == []


async def test_a_reminder_is_noted_once(database: Database) -> None:
    """And not at all when a new proof came meanwhile."""
    await save(database)
    async with database.transaction() as tx:
        await school_years.prove(tx, AUTHOR, NOW)
        year = SchoolYear(AUTHOR, NOW)
        assert await school_years.remind(tx, year, 30)
        assert not await school_years.remind(tx, year, 30)
        await school_years.prove(tx, AUTHOR, NOW + timedelta(days=365))
        assert not await school_years.remind(tx, replace(year, reminded=30), 7)
