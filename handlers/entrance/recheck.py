"""Recheck: after each import, members whose number vanished from the registry lapse, once."""

import asyncio
import logging
from dataclasses import replace

from handlers.buttons import Act
from handlers.context import Services
from handlers.entrance.lapses import (
    decision_text,
    letter_to_member,
    question_to_operators,
    stop_text,
    summary,
)
from handlers.entrance.standings import leave_channels
from handlers.people import moderation_place
from handlers.reviewing.refreshing import refresh_cards
from handlers.routing import Press
from handlers.telling import present, tell
from moderation.errors import OutOfDate
from moderation.member import Member, StandingAction, next_standing
from moderation.numbers import Register
from moderation.recheck import TOLD, Outcome, Plan, Registration, plan
from moderation.registry import Edition, Professional
from storage import audit, members, registrations, registry_answers, registry_checks
from storage.registry_checks import Check, CheckState

log = logging.getLogger(__name__)


def wake(services: Services) -> None:
    """Has the newest editions compared with the members, beside the updates."""
    services.errand("registry", 0, lambda: compare_all(services))


async def compare_all(services: Services) -> None:
    """Every edition that members were not compared with yet; running it twice is harmless."""
    for edition in await services.registry.editions():
        check = await registry_checks.load(services.database.reader, edition.register)
        if check is None or check.edition != edition.id:
            check = await _begin(services, edition)
        if check is not None and check.state is CheckState.LAPSING:
            await _go_through(services, edition, check)
    await refresh_cards(services)
    async with services.database.transaction() as tx:
        await registry_answers.forget_decided(tx)


async def decide(services: Services, press: Press) -> None:
    """An operator has looked at the file of which so many members are missing."""
    register, _dot, edition = press.tap.arg.partition(".")
    if register not in set(Register):
        raise OutOfDate
    check = await registry_checks.load(services.database.reader, Register(register))
    if check is None or check.edition != edition or check.state is not CheckState.ASKED:
        raise OutOfDate
    goes_on = press.tap.act is Act.LAPSE
    async with services.database.transaction() as tx:
        state = CheckState.LAPSING if goes_on else CheckState.KEPT
        if not await registry_checks.move(tx, check, state):
            raise OutOfDate
        action = "registry_lapses" if goes_on else "registry_kept"
        await audit.record(tx, services.clock(), press.user.id, action, f"registry {register}")
    text = decision_text(press.speech, check, goes_on=goes_on)
    await present(services, press.chat_id, press.message_id, text)
    place = await moderation_place(services)
    if place is not None and not goes_on:
        group = services.texts.of(services.rules.language)
        told = decision_text(group, check, goes_on=False)
        await tell(services, place.chat_id, told, thread_id=place.thread_id)
    wake(services)


async def _begin(services: Services, edition: Edition) -> Check | None:
    """Decides whether members may lapse by this edition, or an operator is asked first."""
    found = await _compared(services, edition)
    if found is None:
        return None
    made, _members, _listed = found
    state = CheckState.ASKED if made.must_be_asked else CheckState.LAPSING
    check = Check(edition.register, edition.id, state, made.checked, len(made.lapsing))
    async with services.database.unit():
        async with services.database.transaction() as tx:
            await registry_checks.begin(tx, check)
        if state is CheckState.ASKED:
            await _ask_operators(services, edition, check)
    return check


async def _compared(
    services: Services, edition: Edition
) -> tuple[Plan, dict[int, Registration], dict[str, Professional]] | None:
    """None once another edition took the place of this one."""
    known = await registrations.of_verified(services.database.reader, edition.register)
    numbers = [registration.number for registration, _name in known]
    listed = await services.registry.listed(edition, numbers)
    if listed is None:
        return None
    by_id = {registration.member_id: registration for registration, _name in known}
    # A second of names for some ten thousand members: others are answered meanwhile.
    return await asyncio.to_thread(plan, known, listed), by_id, dict(listed)


async def _ask_operators(services: Services, edition: Edition, check: Check) -> None:
    log.warning("an edition of a registry lacks so many members that an operator is asked")
    for operator in services.rules.operators:
        known = await members.load(services.database.reader, operator)
        speech = services.texts.of(known.language if known else services.rules.language)
        await tell(services, operator, *question_to_operators(speech, edition, check))
    place = await moderation_place(services)
    if place is not None:
        speech = services.texts.of(services.rules.language)
        text = stop_text(speech, edition, check)
        await tell(services, place.chat_id, text, thread_id=place.thread_id)


async def _go_through(services: Services, edition: Edition, check: Check) -> None:
    """One member after the other, each in a unit of their own; then the summary, once."""
    found = await _compared(services, edition)
    if found is None:
        return
    made, by_id, listed = found
    for member_id in made.lapsing:
        await _lapse(services, edition, by_id[member_id], made.outcomes[member_id])
    if not by_id and not await registrations.lapsed_by(services.database.reader, edition.id):
        async with services.database.transaction() as tx:
            await registry_checks.move(tx, check, CheckState.DONE)
        return
    await _finish(services, edition, check, made, by_id, listed)


async def _lapse(
    services: Services, edition: Edition, registration: Registration, outcome: Outcome
) -> None:
    """Standing, letter and the note of why, together or not at all."""
    async with services.database.unit():
        async with services.database.transaction() as tx:
            member = await members.load(tx, registration.member_id)
            # Accepted anew, suspended or erased since the comparison.
            same = await registrations.load(tx, registration.member_id) == registration
            if member is None or not member.is_verified or not same:
                return
            standing = next_standing(member.standing, StandingAction.LAPSE)
            lapsed: Member = replace(member, standing=standing)
            await members.save(tx, lapsed)
            await registrations.lapse(tx, member.id, edition.id, outcome)
            subject = f"member {member.id}"
            await audit.record(tx, services.clock(), None, StandingAction.LAPSE, subject)
        await leave_channels(services, member.id)
        speech = services.texts.of(member.language)
        await tell(services, member.id, *letter_to_member(speech, registration, outcome))


async def _finish(
    services: Services,
    edition: Edition,
    check: Check,
    made: Plan,
    by_id: dict[int, Registration],
    listed: dict[str, Professional],
) -> None:
    """The moderators' summary, with how everybody is listed now; waits for a group to tell."""
    place = await moderation_place(services)
    if place is None:
        return
    async with services.database.unit():
        async with services.database.transaction() as tx:
            if not await registry_checks.move(tx, check, CheckState.DONE):
                return
            await registrations.see(tx, _changed(made, by_id, listed))
            lapsed = await registrations.lapsed_by(tx, edition.id)
            named = {who: await members.load(tx, who) for who in made.of(*TOLD)}
        speech = services.texts.of(services.rules.language)
        names = {who: (member.name if member else None) or "?" for who, member in named.items()}
        text = summary(speech, edition, made, lapsed, names)
        await tell(services, place.chat_id, text, thread_id=place.thread_id)


def _changed(
    made: Plan, by_id: dict[int, Registration], listed: dict[str, Professional]
) -> dict[int, Professional]:
    """How those are listed now who are listed otherwise than before, or for the first time."""
    stays = made.of(Outcome.LISTED, Outcome.RENAMED, Outcome.SPECIALTY)
    now = {member_id: listed[by_id[member_id].number] for member_id in stays}
    return {who: row for who, row in now.items() if by_id[who].seen != replace(row, labels=())}
