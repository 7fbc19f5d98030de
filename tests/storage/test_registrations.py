"""Registrations come back as kept, know who else has the number, and end by one edition once."""

from dataclasses import replace
from pathlib import Path

import aiosqlite
import pytest
from hypothesis import given

from moderation.application import ApplicationState
from moderation.member import Role, Standing
from moderation.numbers import Register
from moderation.recheck import Outcome, Registration
from moderation.registry import Professional
from storage import applications, members, registrations
from storage.database import Database
from storage.migrations import SCHEMA
from storage.registrations import Lapse
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, RPPS, make_member
from tests.storage.examples import any_of, round_trip, undone

CODES = frozenset({"10C", "SM15"})
SEEN = Professional(Register.RPPS, RPPS, "DUPONT", "ANNE", CODES)
KEPT = Registration(AUTHOR, Register.RPPS, RPPS, NOW, SEEN)


@round_trip
@given(drawn=any_of(Registration, member_id=AUTHOR, seen=None))
async def test_a_registration_comes_back_as_kept(
    database: Database, author: int, drawn: Registration
) -> None:
    """Never seen, or seen with its row."""
    row = replace(SEEN, register=drawn.register, number=drawn.number)
    async with undone(database) as tx:
        for kept in (drawn, replace(drawn, seen=row)):
            await registrations.keep(tx, kept)
            assert await registrations.load(tx, AUTHOR) == kept
        await registrations.forget(tx, AUTHOR)
        assert await registrations.load(tx, AUTHOR) is None


async def verify(database: Database, number: int, standing: Standing = Standing.VERIFIED) -> None:
    async with database.transaction() as tx:
        name = f"Dr {number}"
        await members.save(tx, make_member(id=number, standing=standing, name=name))
        await registrations.keep(tx, replace(KEPT, member_id=number))


async def test_only_verified_members_are_compared(database: Database) -> None:
    """One of each standing, and of this register alone."""
    for n, standing in enumerate(Standing, 1):
        await verify(database, n, standing)
    found = await registrations.of_verified(database.reader, Register.RPPS)
    n = list(Standing).index(Standing.VERIFIED) + 1
    assert found == [(replace(KEPT, member_id=n), f"Dr {n}")]
    assert await registrations.of_verified(database.reader, Register.NPI) == []


async def test_a_lapse_is_noted_with_its_edition(database: Database) -> None:
    """And what was seen is forgotten, so that it ends no second membership."""
    await verify(database, 1)
    await verify(database, 2)
    async with database.transaction() as tx:
        await registrations.lapse(tx, 1, "edition", Outcome.GONE)
    assert await registrations.lapsed_by(database.reader, "edition") == [
        Lapse(1, "Dr 1", RPPS, Outcome.GONE)
    ]
    assert await registrations.lapsed_by(database.reader, "another") == []
    assert await registrations.why_lapsed(database.reader, 1) is Outcome.GONE
    assert await registrations.why_lapsed(database.reader, 2) is None
    lapsed = await registrations.load(database.reader, 1)
    assert lapsed == replace(KEPT, member_id=1, seen=None)


async def test_who_is_accepted_anew_has_not_lapsed(database: Database) -> None:
    """The new registration knows nothing of the old end."""
    await verify(database, 1)
    async with database.transaction() as tx:
        await registrations.lapse(tx, 1, "edition", Outcome.GONE)
        await registrations.keep(tx, replace(KEPT, member_id=1))
    assert await registrations.lapsed_by(database.reader, "edition") == []
    assert await registrations.why_lapsed(database.reader, 1) is None


async def test_what_is_seen_now_takes_the_place_of_before(database: Database) -> None:
    """A new name or specialty."""
    await verify(database, 1)
    married = replace(SEEN, surname="MARTIN", codes=frozenset({"10C"}))
    async with database.transaction() as tx:
        await registrations.see(tx, {1: married})
    assert await registrations.load(database.reader, 1) == replace(KEPT, member_id=1, seen=married)


async def apply(database: Database, member_id: int, **fields: object) -> int:
    claim = {"role": Role.DOCTOR, "name": f"Claimant {member_id}", "number": RPPS}
    async with database.transaction() as tx:
        if await members.load(tx, member_id) is None:
            await members.save(tx, make_member(id=member_id, standing=Standing.APPLICANT))
        begun = await applications.begin(tx, member_id, NOW)
        await applications.swap(tx, begun, replace(begun, **claim | fields))  # type: ignore[arg-type]
        return begun.id


async def test_others_with_the_number_are_found(database: Database) -> None:
    """Members and applicants, each by the newest application; not oneself, nor another number."""
    await apply(database, AUTHOR)
    await apply(database, COLLEAGUE, state=ApplicationState.REFUSED)
    newest = await apply(database, COLLEAGUE, state=ApplicationState.SUBMITTED)
    await apply(database, 31, number="10000000009")
    await apply(database, 32, register=Register.BIG)
    await apply(database, 33, number="")
    found = await registrations.others_with(database.reader, Register.RPPS, RPPS, AUTHOR)
    assert [(one.member_id, one.application_id, one.state) for one in found] == [
        (COLLEAGUE, newest, ApplicationState.SUBMITTED)
    ]
    assert (found[0].name, found[0].standing) == (f"Claimant {COLLEAGUE}", Standing.APPLICANT)


@pytest.mark.parametrize("number", ["", "10000000017"])
async def test_no_number_is_nobody_elses(database: Database, number: str) -> None:
    """People without a number have nothing in common."""
    await apply(database, AUTHOR, number=number)
    await apply(database, COLLEAGUE, number="")
    found = await registrations.others_with(database.reader, Register.RPPS, number, AUTHOR)
    assert found == []


async def test_a_member_is_called_by_the_accepted_name(database: Database) -> None:
    """Not by what a later application claims."""
    await apply(database, COLLEAGUE)
    async with database.transaction() as tx:
        await members.save(
            tx, make_member(id=COLLEAGUE, name="Dr Real", standing=Standing.VERIFIED)
        )
    [found] = await registrations.others_with(database.reader, Register.RPPS, RPPS, AUTHOR)
    assert (found.name, found.standing) == ("Dr Real", Standing.VERIFIED)


ACCEPTED = """
INSERT INTO member (id, language, joined_at, standing, notice_version)
VALUES (11, 'fr', '2026-03-01T09:30:00+00:00', 'verified', 1),
  (12, 'fr', '2026-03-01T09:30:00+00:00', 'verified', 1),
  (13, 'fr', '2026-03-01T09:30:00+00:00', 'applicant', 1);
INSERT INTO application (member_id, created_at, state, revision, number, number_kept, decided_at)
VALUES (11, '2026-01-01T00:00:00+00:00', 'accepted', 1, '10000000009', 0, NULL),
  (11, '2026-02-01T00:00:00+00:00', 'accepted', 1, '19999999907', 0, '2026-03-01T09:30:00+00:00'),
  (11, '2026-03-01T00:00:00+00:00', 'refused', 1, '10000000017', 0, NULL),
  (12, '2026-02-01T00:00:00+00:00', 'accepted', 1, '', 0, NULL),
  (13, '2026-02-01T00:00:00+00:00', 'submitted', 1, '19999999907', 0, NULL);
"""


async def test_an_upgrade_finds_the_numbers_of_those_who_are_in(tmp_path: Path) -> None:
    """By which they were last accepted; never seen, so that no import can end their membership."""
    path = tmp_path / "a.db"
    async with aiosqlite.connect(path) as old:
        await old.executescript((SCHEMA / "001_initial.sql").read_text(encoding="utf-8"))
        await old.executescript(f"{ACCEPTED}\nPRAGMA user_version = 1;")
        await old.commit()
    database = await Database.open(path)
    kept = [await registrations.load(database.reader, n) for n in (11, 12, 13)]
    again = await applications.load(database.reader, 5)
    await database.close()
    assert kept == [Registration(11, Register.RPPS, RPPS, NOW, None), None, None]
    assert again is not None
    assert again.register is Register.RPPS
