"""A check is about one edition, and is moved on by one hand."""

from dataclasses import replace

from hypothesis import given

from moderation.numbers import Register
from storage import registry_checks
from storage.database import Database
from storage.registry_checks import Check, CheckState
from tests.storage.examples import any_of, round_trip, undone

ASKED = Check(Register.RPPS, "edition", CheckState.ASKED, 10, 5)


@round_trip
@given(check=any_of(Check))
async def test_a_check_comes_back_as_begun(database: Database, check: Check) -> None:
    """Every field, whatever it holds; each register has one."""
    async with undone(database) as tx:
        await registry_checks.begin(tx, replace(check, edition="earlier"))
        await registry_checks.begin(tx, check)
        assert await registry_checks.load(tx, check.register) == check
        others = [await registry_checks.load(tx, one) for one in Register]
        assert others.count(None) == len(Register) - 1


async def test_of_two_operators_one_decides(database: Database) -> None:
    """The second finds another state."""
    async with database.transaction() as tx:
        await registry_checks.begin(tx, ASKED)
        assert await registry_checks.move(tx, ASKED, CheckState.LAPSING)
        assert not await registry_checks.move(tx, ASKED, CheckState.KEPT)
    now = await registry_checks.load(database.reader, Register.RPPS)
    assert now == replace(ASKED, state=CheckState.LAPSING)


async def test_a_later_edition_is_another_question(database: Database) -> None:
    """What was asked about the one before decides nothing any more."""
    async with database.transaction() as tx:
        await registry_checks.begin(tx, replace(ASKED, edition="later"))
        assert not await registry_checks.move(tx, ASKED, CheckState.LAPSING)
