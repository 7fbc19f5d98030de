"""Sweeps: whatever the database says is due is done; running them twice is harmless."""

from handlers import application_card, masking, publication, retention, review
from handlers.context import Services
from moderation.case import CaseState
from storage import applications, cases, posts


async def catch_up(services: Services) -> None:
    """Cards to show, cases to publish or take down, pictures to mask: what a stop left undone."""
    reader = services.database.reader
    for application in await applications.waiting(reader):
        await application_card.show_card(services, application.id)
    for case in await cases.in_states(reader, [CaseState.SUBMITTED]):
        await review.show_card(services, case.id)
    for case in await cases.in_states(reader, [CaseState.APPROVED]):
        if not await posts.attempted(reader, case.id):
            await publication.publish(services, case.id, alarm=False)
    ended = (CaseState.WITHDRAWN.value, CaseState.TAKEN_DOWN.value)
    for case_id in await posts.not_taken_down(reader, ended):
        await publication.take_down(services, case_id)
    await masking.resume(services)


async def ask_about_attempts(services: Services) -> None:
    """At a start: posts that were being sent when the bot stopped are asked about, once.

    So is what keeps an approved case from its channel: the alarm may have been lost in the stop.
    """
    for case in await cases.in_states(services.database.reader, [CaseState.APPROVED]):
        await publication.publish(services, case.id)
    ended = [CaseState.WITHDRAWN, CaseState.TAKEN_DOWN]
    for case in await cases.in_states(services.database.reader, ended):
        if await posts.attempted(services.database.reader, case.id):
            await publication.take_down(services, case.id)


async def purge_overdue(services: Services) -> None:
    await retention.sweep(services)
