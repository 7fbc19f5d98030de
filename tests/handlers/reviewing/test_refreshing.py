"""A registry that comes while somebody waits: the card says what it says."""

import json
from typing import Any

import pytest

from handlers.buttons import Act, parse
from handlers.context import Services
from handlers.entrance.credentials import ask_registry
from handlers.reviewing.refreshing import refresh_cards
from moderation.application import Application, ApplicationState
from moderation.registry import NoRegistry, Source
from storage import applications, members, registry_answers
from storage.rows import fetch
from tests.handlers.scenes import MODERATORS
from tests.handlers.shelf import ANNE, IMPORTED, Shelf
from tests.moderation.examples import AUTHOR, NOW, make_application

CARD = 77


async def waiting(services: Services, **fields: Any) -> Application:
    """An application whose card the moderators have before them."""
    shown = {"card_chat_id": MODERATORS, "card_message_id": CARD, "evidence": "0" * 32}
    claim = {"name": "Anne Dupont", "state": ApplicationState.SUBMITTED, "submitted_at": NOW}
    async with services.database.transaction() as tx:
        await members.meet(tx, AUTHOR, "en", NOW)
        begun = await applications.begin(tx, AUTHOR, NOW)
        made = make_application(**{"id": begun.id, "member_id": AUTHOR} | shown | claim | fields)
        await applications.swap(tx, begun, made)
    await ask_registry(services, made)
    await services.errands.stop()
    return made


async def edits(services: Services) -> list[dict[str, Any]]:
    sql = "SELECT content FROM outbox WHERE chat_id = ? ORDER BY id"
    rows = await fetch(services.database.reader, sql, MODERATORS)
    return [json.loads(row["content"]) for row in rows]


async def test_a_first_import_reaches_the_cards_that_wait(services: Services) -> None:
    """With the buttons of before, and once, however often the sweep comes by."""
    services.registry = Shelf(ANNE, source=Source.NONE)
    application = await waiting(services)
    services.registry = Shelf(ANNE)
    for _time in range(2):
        await refresh_cards(services)
    [edited] = await edits(services)
    assert "✅ match, the name is the same" in edited["text"]
    keys = edited["markup"]["inline_keyboard"]
    taps = [tap for row in keys for key in row if (tap := parse(key["callback_data"]))]
    assert {tap.act for tap in taps} == {
        Act.ADMIT,
        Act.ADMIT_ASK,
        Act.ADMIT_REFUSE,
        Act.ADMIT_TAKE,
    }
    assert {(tap.subject, tap.revision) for tap in taps} == {
        (application.id, application.revision)
    }
    answer = await registry_answers.load(services.database.reader, application)
    assert answer is not None
    assert answer.as_of == IMPORTED


@pytest.mark.parametrize("source", [Source.FILE, Source.ONLINE])
async def test_what_is_up_to_date_stays(services: Services, source: Source) -> None:
    """The same edition, or an answer that is newer than any file."""
    services.registry = Shelf(ANNE, source=source)
    await waiting(services)
    services.registry = Shelf(ANNE)
    await refresh_cards(services)
    assert await edits(services) == []


async def test_a_registry_that_is_taken_away_changes_no_card(services: Services) -> None:
    """What was known stays to be seen."""
    services.registry = Shelf(ANNE)
    await waiting(services)
    services.registry = NoRegistry()
    await refresh_cards(services)
    assert await edits(services) == []


async def test_a_card_that_is_not_there_yet_is_left_to_who_shows_it(services: Services) -> None:
    """It will be shown with the new answer."""
    services.registry = Shelf(ANNE, source=Source.NONE)
    application = await waiting(services, card_message_id=None)
    services.registry = Shelf(ANNE)
    await refresh_cards(services)
    assert await edits(services) == []
    answer = await registry_answers.load(services.database.reader, application)
    assert answer is not None
    assert answer.source is Source.FILE
