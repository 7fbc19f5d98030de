"""What waits for moderators: oldest first, with its card, whatever its words have become."""

from dataclasses import replace
from datetime import timedelta

from moderation.case import CaseState
from storage import cases, posts, queue
from storage.database import Database
from storage.posts import ReviewCard
from tests.moderation.examples import NOW

GROUP = -1002


async def submitted(database: Database, author: int, minutes: int) -> int:
    async with database.transaction() as tx:
        case = await cases.begin(tx, author, NOW)
        sent = replace(
            case,
            state=CaseState.SUBMITTED,
            specialty="dermatology",
            question="What is it?",
            updated_at=NOW - timedelta(minutes=minutes),
        )
        await cases.swap(tx, case, sent)
    return case.id


async def test_it_is_oldest_first_with_its_card(database: Database, author: int) -> None:
    """A case that nobody was shown yet has no card."""
    young, old = await submitted(database, author, 1), await submitted(database, author, 2)
    async with database.transaction() as tx:
        await posts.add_card(tx, ReviewCard(old, 1, GROUP, 0, (6,)))
    first, second = await queue.waiting(database.reader)

    assert (first.case_id, first.chat_id, first.message_ids) == (old, GROUP, (6,))
    assert (second.case_id, second.chat_id, second.message_ids) == (young, None, ())
    assert first.message_id is None
    assert first.specialty == "dermatology"


async def test_words_that_cannot_be_read_hide_nothing(database: Database, author: int) -> None:
    """A damaged question is not asked for."""
    case_id = await submitted(database, author, 1)
    async with database.transaction() as tx:
        await tx.execute("UPDATE medical_case SET question = CAST(x'ff41' AS TEXT)")

    assert [case.case_id for case in await queue.waiting(database.reader)] == [case_id]
