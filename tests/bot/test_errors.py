"""Errors: the person gets a reference, the log gets the place, nobody gets the message."""

from dataclasses import dataclass
from typing import Any

import pytest
from bot.errors import on_error
from telegram import Bot, Chat, Message, Update, User
from telegram.error import BadRequest, Conflict, NetworkError, TimedOut

from handlers.context import Services
from tests.handlers.fakes import RecordingRequest
from tests.moderation.examples import AUTHOR, NOW

CAPTION = "Mrs Martin, born 1950"
GROUP = -1001


@dataclass
class Context:
    """As much of PTB's context as the error handler needs."""

    error: Exception | None
    services: Services

    @property
    def bot(self) -> Bot:
        return self.services.bot


def update_in(chat_id: int = AUTHOR, language: str = "en") -> Update:
    chat = Chat(chat_id, Chat.PRIVATE if chat_id > 0 else Chat.SUPERGROUP)
    user = User(AUTHOR, "Martin", is_bot=False, language_code=language)
    return Update(1, Message(1, NOW, chat, from_user=user, text=CAPTION))


def raised(error: Exception) -> Exception:
    """The error with the traceback of having been raised."""
    try:
        raise error
    except type(error) as caught:
        return caught


async def meet(services: Services, error: Exception | None, update: Any) -> None:
    await on_error(update, Context(error, services))


@pytest.mark.parametrize(("language", "word"), [("en", "Sorry"), ("fr", "Désolé")])
async def test_the_person_gets_a_reference(
    services: Services,
    telegram: RecordingRequest,
    caplog: pytest.LogCaptureFixture,
    language: str,
    word: str,
) -> None:
    """In their language; the log has the same one, so that somebody can look it up."""
    await meet(services, raised(ValueError(CAPTION)), update_in(language=language))
    (apology,) = telegram.calls
    (record,) = caplog.records
    reference = record.args[0]
    assert word in apology.words
    assert reference in apology.words
    assert len(reference) == 8


async def test_what_was_said_reaches_nobody(
    services: Services, telegram: RecordingRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the error's message nor the update, neither log nor apology."""
    await meet(services, raised(ValueError(f"bad caption: {CAPTION}")), update_in())
    assert "Martin" not in caplog.text + telegram.calls[0].words
    assert "ValueError at bot/test_errors.py" in caplog.text


@pytest.mark.parametrize("update", [None, object()])
async def test_a_task_has_nobody_to_tell(
    services: Services, telegram: RecordingRequest, caplog: pytest.LogCaptureFixture, update: Any
) -> None:
    """Sweeps and masking fail into the log alone."""
    await meet(services, raised(KeyError(CAPTION)), update)
    assert telegram.calls == []
    assert "KeyError at " in caplog.text
    assert CAPTION not in caplog.text


async def test_groups_hear_no_apology(services: Services, telegram: RecordingRequest) -> None:
    """Moderators would read it under every card."""
    await meet(services, raised(KeyError()), update_in(GROUP))
    assert telegram.calls == []


async def test_an_apology_that_cannot_be_delivered_is_no_error(
    services: Services, telegram: RecordingRequest
) -> None:
    """An error of the error handler would be lost."""
    telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await meet(services, raised(KeyError()), update_in())
    assert len(telegram.calls) == 1


async def test_a_second_copy_is_named(
    services: Services, telegram: RecordingRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """With what to do about it, and no reference."""
    await meet(services, Conflict("terminated by other getUpdates request"), None)
    assert "Another copy of the bot uses this token; stop it" in caplog.text
    assert telegram.calls == []


@pytest.mark.parametrize("error", [NetworkError("x"), TimedOut()])
async def test_a_lost_connection_is_one_line(
    services: Services, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """Polling tries again by itself: a warning, not an error."""
    await meet(services, error, None)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "Telegram cannot be reached" in record.message


async def test_a_refused_request_is_no_lost_connection(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """PTB calls it a NetworkError; it is ours to mend, so it needs its place."""
    await meet(services, raised(BadRequest("can't parse entities")), None)
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "BadRequest at bot/test_errors.py" in record.message
