"""Sweeps: whatever the database says is due is done; running them twice is harmless."""

import logging
from collections.abc import Awaitable, Collection

from telegram.error import TelegramError

from handlers import (
    application_card,
    discipline,
    doorkeeping,
    ending,
    farewells,
    figures,
    hiding,
    hushing,
    leftovers,
    masking,
    mydata,
    quota,
    recheck,
    requests,
    retention,
    review,
    roster,
    schooling,
    showing,
    suspending,
    taking_down,
    upkeep,
)
from handlers.context import Services
from handlers.telling import take_up
from moderation.case import ENDED, CaseState
from moderation.post import MODERATION
from storage import applications, cases, outbox, posts

log = logging.getLogger(__name__)


async def sweep(services: Services) -> None:
    """What is done every few minutes; purging comes first, for it needs nobody's answer."""
    await retention.sweep(services)
    await suspending.sweep(services)
    await schooling.sweep(services)
    await ending.discard_old(services)
    await quota.forget(services)
    await figures.sweep(services)
    await go_on(services, await upkeep.sweep(services))


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
    try:
        await roster.take_stock(services)
    except TelegramError as error:
        log.warning("the moderators' list could not be checked yet: %s", type(error).__name__)
        services.errand("stock", 0, lambda: roster.take_stock(services))
    doorkeeping.wake(services)


async def catch_up(services: Services) -> None:
    """Messages to delete, cards to show or close, cases to publish or take down, pictures to mask,
    a registry's new edition: what a stop or a broken connection left undone."""
    reader = services.database.reader
    ended = tuple(state.value for state in ENDED)
    for case_id in await posts.not_taken_down(reader, ended):
        await _guarded(taking_down.remove(services, case_id))
    await hiding.sweep(services)
    await discipline.sweep(services)
    await hushing.sweep(services)
    await _guarded(leftovers.sweep(services))
    for application in await applications.waiting(reader):
        await _guarded(application_card.show_card(services, application.id))
    for case in await cases.in_states(reader, [CaseState.SUBMITTED]):
        await _guarded(showing.show_card(services, case.id))
    for case in await cases.in_states(reader, [CaseState.APPROVED]):
        if not await posts.attempted(reader, case.id):
            await _guarded(review.publish(services, case.id, alarm=False))
    await requests.sweep(services)
    await farewells.sweep(services)
    await mydata.sweep(services)
    recheck.wake(services)
    await masking.resume(services)
    await take_up(services, await outbox.lanes(reader))


async def ask_about_attempts(services: Services) -> None:
    """At a start: posts that were being sent when the bot stopped are asked about, once.

    So is what keeps an approved case from its channel: the alarm may have been lost in the stop.
    """
    for case in await cases.in_states(services.database.reader, [CaseState.APPROVED]):
        await _guarded(review.publish(services, case.id))


async def _guarded(act: Awaitable[object]) -> None:
    """One thing that Telegram keeps from being done keeps nothing else from it."""
    try:
        await act
    except TelegramError as error:
        log.warning("a sweep left one thing to the next: %s", type(error).__name__)
