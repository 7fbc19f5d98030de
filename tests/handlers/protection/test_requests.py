"""Requests: none is lost for want of a group, of a card, or of somebody who remembers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.context import Services
from handlers.protection import requests
from moderation.case import Case, CaseState
from moderation.post import MODERATION, Place
from moderation.request import Request, RequestAction, RequestState
from storage import audit, cases, members, places
from storage import requests as rows
from tests.handlers.fakes import Call, RecordingRequest
from tests.handlers.scenes import MODERATORS, settled
from tests.moderation.examples import NOW, REVIEWER

PATIENT = 77
DAY = timedelta(days=1)


@pytest.fixture
async def sent(services: Services, approved: Case) -> Request:
    """A patient's request about a published case, not yet shown to anybody."""
    request = Request(0, approved.id, NOW, PATIENT, words="It is me", contact="", sent_at=NOW)
    async with services.database.transaction() as tx:
        await cases.swap(tx, approved, replace(approved, state=CaseState.PUBLISHED))
        await members.meet(tx, PATIENT, "en", NOW)
        return await rows.begin(tx, replace(request, state=RequestState.OPEN))


async def sweep(services: Services) -> None:
    await requests.sweep(services)
    await settled(services)


async def current(services: Services, request: Request) -> Request:
    loaded = await rows.load(services.database.reader, request.id)
    assert loaded is not None
    return loaded


def to(telegram: RecordingRequest, chat_id: int) -> list[Call]:
    return [call for call in telegram.of("sendMessage") if call["chat_id"] == chat_id]


async def test_it_waits_for_a_group(
    services: Services, telegram: RecordingRequest, sent: Request
) -> None:
    """Without moderators it stays open; the sweep shows it once they are bound."""
    async with services.database.transaction() as tx:
        await places.unbind(tx, MODERATION)
    await sweep(services)
    assert telegram.calls == []
    async with services.database.transaction() as tx:
        await places.bind(tx, Place(MODERATION, MODERATORS, "Moderators", 1, NOW))
    for _time in range(2):
        await sweep(services)
    [card] = to(telegram, MODERATORS)
    assert "It is me" in card.words
    assert (await current(services, sent)).card_message_id is not None


async def test_a_card_that_never_arrived_is_shown_instead_of_a_reminder(
    services: Services, telegram: RecordingRequest, sent: Request
) -> None:
    """The group did not take it: after a day it is sent again, whole."""
    telegram.refuse("sendMessage", 400, "Bad Request: TOPIC_CLOSED")
    await sweep(services)
    assert (await current(services, sent)).card_message_id is None
    services.clock = lambda: NOW + DAY + timedelta(minutes=1)
    await sweep(services)
    [_refused, card] = to(telegram, MODERATORS)
    assert "It is me" in card.words
    assert (await current(services, sent)).card_message_id is not None


@pytest.mark.parametrize(("hours", "reminders"), [(23, 0), (25, 1), (47, 1), (49, 1)])
async def test_a_reminder_a_day(
    services: Services, telegram: RecordingRequest, sent: Request, hours: int, reminders: int
) -> None:
    """Not before the day is over, and not at every sweep."""
    await sweep(services)
    services.clock = lambda: NOW + timedelta(hours=hours)
    for _time in range(3):
        await sweep(services)
    assert len([c for c in to(telegram, MODERATORS) if "⏰" in c.words]) == reminders


async def test_a_case_that_ended_by_itself_answers_it(
    services: Services, telegram: RecordingRequest, sent: Request
) -> None:
    """Whatever ended it: the person hears so once."""
    async with services.database.transaction() as tx:
        case = await cases.load(tx, sent.case_id)
        assert case is not None
        await cases.swap(tx, case, replace(case, state=CaseState.WITHDRAWN))
    for _time in range(2):
        await sweep(services)
    [told] = to(telegram, PATIENT)
    assert "is being removed" in told.words
    granted = await current(services, sent)
    assert (granted.state, granted.decided_by) == (RequestState.GRANTED, None)


async def test_it_is_decided_once(
    services: Services, telegram: RecordingRequest, sent: Request
) -> None:
    """The second decision changes nothing, and tells nobody."""
    assert await requests.decide(services, sent, RequestAction.KEEP, REVIEWER, "nobody")
    assert not await requests.decide(services, sent, RequestAction.GRANT, REVIEWER)
    await settled(services)
    [told] = to(telegram, PATIENT)
    assert "leave the case where it is" in told.words
    trail = await audit.trail(services.database.reader, f"request {sent.id}")
    assert [(line["action"], line["actor_id"]) for line in trail] == [("keep", REVIEWER)]


@pytest.mark.parametrize("contact", ["", "dpo@example.org <&>"])
async def test_a_refusal_says_whom_else_to_ask(
    services: Services, telegram: RecordingRequest, sent: Request, contact: str
) -> None:
    """The operator, if one is named, and the authority."""
    services.rules = replace(services.rules, privacy_contact=contact)
    await requests.decide(services, sent, RequestAction.KEEP, REVIEWER, "no_grounds")
    await settled(services)
    [told] = to(telegram, PATIENT)
    assert ("dpo@example.org &lt;&amp;&gt;" in told.words) is bool(contact)
    assert "cnil.fr" in told.words
