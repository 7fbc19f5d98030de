"""What is to be said where the bot cannot come waits until it can."""

from dataclasses import replace

from moderation.post import MODERATION, Place
from storage import outbox, places
from storage.database import Database
from storage.outbox import Kind, Letter
from tests.moderation.examples import NOW, REVIEWER

GROUP, PERSON = -1001, 7
PLACE = Place(MODERATION, GROUP, "Moderators", REVIEWER, NOW)
LETTER = Letter(Kind.SAY, GROUP, GROUP, content={"text": "x"})


async def test_letters_to_a_lost_place_are_held(database: Database) -> None:
    """They are neither first nor counted while it is gone; one that lacks rights hears."""
    async with database.transaction() as tx:
        await places.bind(tx, replace(PLACE, flaws=frozenset({"gone"})))
        await outbox.add(tx, LETTER, NOW)
        await outbox.add(tx, replace(LETTER, chat_id=PERSON, lane=PERSON), NOW)
        assert await outbox.first(tx, GROUP) is None
        assert await outbox.lanes(tx) == [PERSON]
        assert await outbox.waiting(tx) == 1
        await places.bind(tx, replace(PLACE, flaws=frozenset({"rights:can_delete_messages"})))
        assert await outbox.lanes(tx) == [GROUP, PERSON]
        assert await outbox.waiting(tx) == 2
        assert await outbox.first(tx, GROUP) is not None
