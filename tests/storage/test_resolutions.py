"""How a case turned out: said once, said better, taken back, and gone with the case's words."""

from dataclasses import replace

from moderation.resolution import Certainty, Resolution
from storage import cases, forgetting, members, resolutions
from storage.database import Database
from tests.moderation.examples import AUTHOR, NOW


async def told(database: Database, certainty: Certainty = Certainty.PROBABLE) -> Resolution:
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "en", NOW)
        case = await cases.begin(tx, AUTHOR, NOW)
        outcome = Resolution(case.id, "Psoriasis, by biopsy", certainty, NOW, teach=True)
        await resolutions.save(tx, outcome)
    return outcome


async def test_it_is_kept_whole(database: Database) -> None:
    """Words, certainty, time and the author's agreement to teach with it."""
    outcome = await told(database)

    assert await resolutions.load(database.reader, outcome.case_id) == outcome


async def test_a_better_word_takes_its_place(database: Database) -> None:
    """There is one outcome for each case, the last one said."""
    outcome = await told(database)
    better = replace(outcome, outcome="Lichen planus", certainty=Certainty.CONFIRMED)
    async with database.transaction() as tx:
        await resolutions.save(tx, better)

    assert await resolutions.load(database.reader, outcome.case_id) == better


async def test_a_case_taken_up_again_has_none(database: Database) -> None:
    """Once it is forgotten, nothing is left of it."""
    outcome = await told(database)
    async with database.transaction() as tx:
        await resolutions.forget(tx, outcome.case_id)

    assert await resolutions.load(database.reader, outcome.case_id) is None


async def test_what_was_never_found_out_is_not_resolved(database: Database) -> None:
    """An unknown outcome closes the question, but solves nothing."""
    outcome = await told(database, Certainty.UNKNOWN)
    assert await resolutions.resolved(database.reader, [outcome.case_id]) == set()

    async with database.transaction() as tx:
        await resolutions.save(tx, replace(outcome, certainty=Certainty.CONFIRMED))
    assert await resolutions.resolved(database.reader, [outcome.case_id]) == {outcome.case_id}


async def test_it_goes_with_the_words_of_its_case(database: Database) -> None:
    """Whoever erases their account leaves no outcome behind."""
    outcome = await told(database)
    async with database.transaction() as tx:
        await forgetting.empty_cases(tx, [outcome.case_id])

    assert await resolutions.load(database.reader, outcome.case_id) is None
