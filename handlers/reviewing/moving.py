"""Moving house: when moderators get another group, what waits leaves the old one and follows."""

from dataclasses import replace

from handlers.context import Services
from handlers.erasing import erase
from moderation.post import MODERATION, Place
from storage import applications, documents, migration, places, posts, queue, requests


async def leave_earlier_group(services: Services, place: Place) -> None:
    """Takes every waiting card, with its pictures, out of the group that `place` replaces.

    The next `catch_up` shows them in the new one; a card left behind would decide nothing.
    """
    earlier = await places.of_duty(services.database.reader, MODERATION)
    if place.duty != MODERATION or earlier is None or earlier.chat_id == place.chat_id:
        return
    if earlier.is_gone:
        async with services.database.transaction() as tx:
            await migration.move_letters(tx, earlier.chat_id, place.chat_id)
    for case in await queue.waiting(services.database.reader):
        if case.chat_id == earlier.chat_id:
            await erase(services, case.chat_id, case.message_ids)
            async with services.database.transaction() as tx:
                await posts.forget_card(tx, case.case_id, case.revision)
    for application in await applications.waiting(services.database.reader):
        shown = (application.evidence_message_id, application.card_message_id)
        if application.card_chat_id == earlier.chat_id:
            ids = [message_id for message_id in shown if message_id is not None]
            await erase(services, earlier.chat_id, ids)
            hidden = replace(
                application, card_chat_id=None, card_message_id=None, evidence_message_id=None
            )
            async with services.database.transaction() as tx:
                await applications.swap(tx, application, hidden)
                further = await documents.hide(tx, application.id)
                await erase(services, earlier.chat_id, further)
    async with services.database.transaction() as tx:
        for chat_id, message_id in await requests.leave_group(tx, earlier.chat_id):
            await erase(services, chat_id, [message_id])
