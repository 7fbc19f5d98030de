"""The messenger with one bot and a few people, and a client that calls the bot's methods."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock
from sandbox.messenger import Messenger
from sandbox.server import create_app
from tests.sandbox.fakes import TOKEN, BotClient, Stage
from tests.strict import Strictness

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def messenger() -> Messenger:
    made = Messenger(Clock(lambda: START))
    made.add_bot("MedPics", username="medpics_bot", token=TOKEN)
    return made


@pytest.fixture
async def bot(messenger: Messenger) -> AsyncIterator[BotClient]:
    """The bot's side; what the server took and emitted must fit both models of the Bot API."""
    strictness = Strictness()
    app = create_app(messenger, **strictness.app_arguments())
    async with BotClient(app, TOKEN) as client:
        yield client
    await app.state.webhooks.close()
    assert strictness.problems == []


@pytest.fixture
def stage(messenger: Messenger) -> Stage:
    """A doctor who has started the bot, a moderator, a channel with its discussion group."""
    return Stage(messenger)
