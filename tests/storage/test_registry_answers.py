"""A registry's answer belongs to one revision of an application, until it is decided."""

from dataclasses import replace

import pytest
from hypothesis import given

from moderation.application import Application, ApplicationState
from moderation.registry import Answer, Professional, Source
from storage import applications, registry_answers
from storage.database import Database
from storage.rows import fetch
from tests.moderation.examples import NOW
from tests.storage.examples import any_of, round_trip, undone


@pytest.fixture
async def application(database: Database, author: int) -> Application:
    async with database.transaction() as tx:
        return await applications.begin(tx, author, NOW)


@round_trip
@given(answer=any_of(Answer, professional=None, namesakes=()), found=any_of(Professional))
async def test_an_answer_comes_back_as_kept(
    database: Database, application: Application, answer: Answer, found: Professional
) -> None:
    """With a row, without one, and with namesakes."""
    async with undone(database) as tx:
        for kept in (answer, replace(answer, professional=found, namesakes=(found, found))):
            await registry_answers.keep(tx, application, kept)
            assert await registry_answers.load(tx, application) == kept


async def test_another_revision_was_not_asked_about(
    database: Database, application: Application
) -> None:
    """What was said of an earlier number says nothing of the next."""
    async with database.transaction() as tx:
        await registry_answers.keep(tx, application, Answer(Source.NONE))
    later = replace(application, revision=2)
    assert await registry_answers.load(database.reader, later) is None


async def test_answers_go_with_the_decision(database: Database, application: Application) -> None:
    """They hold names of others."""
    waiting = replace(application, state=ApplicationState.SUBMITTED)
    async with database.transaction() as tx:
        await applications.swap(tx, application, waiting)
        await registry_answers.keep(tx, waiting, Answer(Source.NONE))
        await registry_answers.forget_decided(tx)
        assert await registry_answers.load(tx, waiting) is not None
        await applications.swap(tx, waiting, replace(waiting, state=ApplicationState.REFUSED))
        await registry_answers.forget_decided(tx)
    assert await fetch(database.reader, "SELECT * FROM registry_answer") == []
