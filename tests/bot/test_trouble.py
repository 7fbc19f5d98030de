"""A store that fails is told to whom it concerns, by the bot alone."""

import errno
import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.trouble import ask_for_patience, report
from handlers.context import Services
from storage.failures import BROKEN_DISK, DISK_FULL
from tests.handlers.fakes import RecordingRequest
from tests.moderation.examples import AUTHOR, NOW

SECRET = "/srv/secret/path"
FULL = sqlite3.OperationalError("database or disk is full")
FULL.sqlite_errorcode = sqlite3.SQLITE_FULL
FULL_DISKS = [FULL, OSError(errno.ENOSPC, "No space left on device", SECRET)]
OPERATORS = frozenset({71, 72})


@pytest.fixture
def watched(services: Services) -> Services:
    services.rules = replace(services.rules, operators=OPERATORS)
    return services


def sent(chat_id: int, language: str = "en") -> dict[str, Any]:
    person = {"id": AUTHOR, "is_bot": False, "first_name": "Claude", "language_code": language}
    return {"message_id": 5, "date": 0, "chat": {"id": chat_id, "type": "private"}, "from": person}


@pytest.mark.parametrize("error", FULL_DISKS)
async def test_operators_hear_what_to_mend(
    watched: Services,
    telegram: RecordingRequest,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each of them, in one sentence that holds nothing of the error's own words."""
    assert await report(watched, error)
    assert {(int(call["chat_id"]), call.words) for call in telegram.calls} == {
        (operator, DISK_FULL) for operator in OPERATORS
    }
    assert SECRET not in caplog.text


@pytest.mark.parametrize("error", [None, KeyError("x"), OSError(errno.ECONNREFUSED, "x")])
async def test_other_errors_are_left_alone(
    watched: Services, telegram: RecordingRequest, error: Exception | None
) -> None:
    """Whoever asked deals with them as before."""
    assert not await report(watched, error)
    assert telegram.calls == []


async def test_operators_are_told_once_a_day(
    watched: Services, telegram: RecordingRequest
) -> None:
    """However often it fails."""
    for _ in range(3):
        await report(watched, FULL)
    assert len(telegram.calls) == len(OPERATORS)
    watched.clock = lambda: NOW + timedelta(days=1)
    await report(watched, FULL)
    assert len(telegram.calls) == 2 * len(OPERATORS)


async def test_another_trouble_is_told_beside_the_first(
    watched: Services, telegram: RecordingRequest
) -> None:
    """A disk that was full may turn out to be broken."""
    await report(watched, FULL)
    await report(watched, OSError(errno.EIO, "Input/output error"))
    assert {call.words for call in telegram.calls} == {DISK_FULL, BROKEN_DISK}


async def test_a_clock_that_was_set_back_silences_nobody(
    watched: Services, telegram: RecordingRequest
) -> None:
    """What was told tomorrow was not told today."""
    await report(watched, FULL)
    watched.clock = lambda: NOW - timedelta(days=1)
    await report(watched, FULL)
    assert len(telegram.calls) == 2 * len(OPERATORS)


async def test_an_operator_who_cannot_be_told_stops_nothing(
    watched: Services, telegram: RecordingRequest
) -> None:
    """The others are told."""
    telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    assert await report(watched, FULL)
    assert len(telegram.calls) == len(OPERATORS)


@pytest.mark.parametrize(("language", "word"), [("en", "cannot store"), ("fr", "enregistrer")])
async def test_a_person_is_asked_for_patience(
    services: Services, telegram: RecordingRequest, language: str, word: str
) -> None:
    """In private, in their language."""
    await ask_for_patience(services, json.dumps({"message": sent(AUTHOR, language)}))
    (call,) = telegram.calls
    assert (int(call["chat_id"]), word in call.words) == (AUTHOR, True)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_tap_is_answered(
    services: Services, telegram: RecordingRequest, language: str
) -> None:
    """In a group too, for only who pressed sees it; it fits what Telegram shows of an answer."""
    query = {"id": "9", "data": "x", "chat_instance": "1", "from": sent(AUTHOR, language)["from"]}
    await ask_for_patience(services, json.dumps({"callback_query": query | {"message": sent(-7)}}))
    (call,) = telegram.of("answerCallbackQuery")
    assert 0 < len(call["text"]) <= 200


@pytest.mark.parametrize("update", [{"message": sent(-7)}, {"my_chat_member": {}}])
async def test_groups_hear_nothing(
    services: Services, telegram: RecordingRequest, update: dict[str, Any]
) -> None:
    """Moderators would read it under everything that is said there."""
    await ask_for_patience(services, json.dumps(update))
    assert telegram.calls == []


async def test_who_cannot_be_reached_stops_nothing(
    services: Services, telegram: RecordingRequest
) -> None:
    """The update waits all the same."""
    telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await ask_for_patience(services, json.dumps({"message": sent(AUTHOR)}))
    assert len(telegram.calls) == 1
