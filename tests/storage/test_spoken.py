"""What was said for authors: found by its message, and not lost when it comes late."""

from dataclasses import replace

from moderation.case import CaseState
from moderation.member import SOMEBODY
from storage import cases, forgetting, members, outbox, spoken
from storage.database import Database
from storage.outbox import Kind, Letter, Slot
from tests.moderation.examples import AUTHOR, NOW

GROUP, MESSAGE = -1003, 31


async def begun(database: Database, *, said: bool) -> int:
    """A published case for whose author something is being said, or was."""
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "en", NOW)
        case = await cases.begin(tx, AUTHOR, NOW)
        await cases.swap(tx, case, replace(case, state=CaseState.PUBLISHED))
        number = await spoken.add(tx, case.id, AUTHOR, GROUP, NOW)
        letter = Letter(Kind.SAY, GROUP, GROUP, slot=Slot.SPOKEN, subject=number)
        await outbox.add(tx, letter, NOW)
        if said:
            await outbox.remember(tx, Slot.SPOKEN, number, GROUP, MESSAGE)
    return case.id


async def test_it_is_found_by_its_message(database: Database) -> None:
    """Only once it stands there."""
    case_id = await begun(database, said=True)
    assert await spoken.case_at(database.reader, GROUP, MESSAGE) == case_id
    assert await spoken.case_at(database.reader, GROUP, MESSAGE + 1) is None
    assert await spoken.too_late(database.reader) == []


async def test_what_waits_is_not_said_any_more(database: Database) -> None:
    """Its letter goes; its row stays, for the letter may be on its way."""
    case_id = await begun(database, said=False)
    [waiting] = await spoken.of_case(database.reader, case_id)
    async with database.transaction() as tx:
        await spoken.forget(tx, waiting)
    assert await outbox.waiting(database.reader) == 0
    assert await spoken.of_case(database.reader, case_id) == [waiting]


async def test_too_late_for_an_ended_case(database: Database) -> None:
    """It stands in the thread of a case that is no more."""
    case_id = await begun(database, said=True)
    async with database.transaction() as tx:
        case = await cases.load(tx, case_id)
        assert case is not None
        await cases.swap(tx, case, replace(case, state=CaseState.TAKEN_DOWN))
    [late] = await spoken.too_late(database.reader)
    assert late.message_id == MESSAGE


async def test_too_late_for_an_erased_author(database: Database) -> None:
    """Their case may stay, and what they said themselves may not."""
    await begun(database, said=True)
    async with database.transaction() as tx:
        await forgetting.unlink(tx, AUTHOR)
    [late] = await spoken.too_late(database.reader)
    assert late.author_id == SOMEBODY
    assert await spoken.of_author(database.reader, AUTHOR) == []
