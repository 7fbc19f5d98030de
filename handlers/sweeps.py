"""Sweeps: whatever the database says is due is done; running them twice is harmless."""

import logging
from collections.abc import Collection

from telegram.error import TelegramError

from handlers import leftovers, quota, retention, roster
from handlers.context import Services
from handlers.entrance import (
    application_card,
    doorkeeping,
    farewells,
    recheck,
    schooling,
    suspending,
)
from handlers.places import upkeep
from handlers.protection import hiding, requests
from handlers.publishing import ending, taking_down
from handlers.reviewing import figures, review, showing
from handlers.rights import mydata
from handlers.submission import masking
from handlers.telling import take_up
from handlers.thread import discipline, hushing
from moderation.case import ENDED, CaseState
from moderation.post import MODERATION
from storage import applications, cases, outbox, posts

log = logging.getLogger(__name__)


async def sweep(services: Services) -> None:
    """What is done every few minutes; purging comes first, for it needs nobody's answer."""
    guard = services.errands.guard
    await guard(retention.sweep(services))
    await guard(suspending.sweep(services))
    await guard(schooling.sweep(services))
    await guard(ending.discard_old(services))
    await guard(quota.forget(services))
    await guard(figures.sweep(services))
    await go_on(services, await guard(upkeep.sweep(services)) or ())


async def go_on(services: Services, resumed: Collection[str] = ()) -> None:
    """What waits is done, as far as it can be; resumed: duties that can be done again."""
    if MODERATION in resumed:
        # Who came and went, and what moderators were asked, while the bot was not there.
        await take_stock(services)
        await ask_about_attempts(services)
    await catch_up(services)


async def take_stock(services: Services) -> None:
    """At the start and once a day: who has left the moderators' group decides nothing any more.

    A member update may never have come: Telegram repeats nothing that is older than a day.
    """
    await services.errands.guard(_take_stock(services))


async def _take_stock(services: Services) -> None:
    try:
        await roster.take_stock(services)
    except TelegramError as error:
        log.warning("the moderators' list could not be checked yet: %s", type(error).__name__)
        services.errand("stock", 0, lambda: roster.take_stock(services))
    doorkeeping.wake(services)


async def catch_up(services: Services) -> None:
    """Messages to delete, cards to show or close, cases to publish or take down, pictures to mask,
    a registry's new edition: what a stop or a broken connection left undone.

    Nothing of it depends on the rest: what cannot be read or done keeps nothing else waiting.
    """
    guard = services.errands.guard
    for part in (
        _take_down,
        hiding.sweep,
        discipline.sweep,
        hushing.sweep,
        leftovers.sweep,
        _show_applications,
        _show_cases,
        _publish,
        requests.sweep,
        farewells.sweep,
        mydata.sweep,
        masking.resume,
        _say,
    ):
        await guard(part(services))
    recheck.wake(services)


async def _take_down(services: Services) -> None:
    ended = tuple(state.value for state in ENDED)
    for case_id in await posts.not_taken_down(services.database.reader, ended):
        await services.errands.guard(taking_down.remove(services, case_id))


async def _show_applications(services: Services) -> None:
    for application_id in await applications.ids_waiting(services.database.reader):
        await services.errands.guard(application_card.show_card(services, application_id))


async def _show_cases(services: Services) -> None:
    for case_id in await cases.ids_in_states(services.database.reader, [CaseState.SUBMITTED]):
        await services.errands.guard(showing.show_card(services, case_id))


async def _publish(services: Services) -> None:
    reader = services.database.reader
    for case_id in await cases.ids_in_states(reader, [CaseState.APPROVED]):
        if not await posts.attempted(reader, case_id):
            await services.errands.guard(review.publish(services, case_id, alarm=False))


async def _say(services: Services) -> None:
    await take_up(services, await outbox.lanes(services.database.reader))


async def ask_about_attempts(services: Services) -> None:
    """At a start: posts that were being sent when the bot stopped are asked about, once.

    So is what keeps an approved case from its channel: the alarm may have been lost in the stop.
    """
    guard, approved = services.errands.guard, [CaseState.APPROVED]
    for case_id in await cases.ids_in_states(services.database.reader, approved):
        await guard(review.publish(services, case_id))
