"""Blanking: what is left to see is found out, and what cannot be blanked is deleted."""

from typing import Any

import pytest
from telegram.error import TimedOut

from handlers.context import Services
from handlers.delivery import Erased
from handlers.protection.blanking import blank_post
from moderation.post import Post
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import CHANNEL, GROUP
from tests.moderation.examples import NOW

POST = Post(7, CHANNEL, (31, 32), NOW, discussion_id=GROUP, copies=((31, 90),))
REFUSED = "Bad Request: message can't be edited"
TOO_OLD = "Bad Request: message can't be deleted"


def edited(*sides: tuple[int, int]) -> dict[str, Any]:
    """What Telegram says stands there after an edit."""
    sizes = [
        {"file_id": "x", "file_unique_id": "x", "width": width, "height": height}
        for width, height in sides
    ]
    chat = {"id": CHANNEL, "type": "channel", "title": "Skin"}
    return {"message_id": 31, "date": 1, "chat": chat, "photo": sizes}


async def test_squares_stand_in_place_of_pictures(
    services: Services, telegram: RecordingRequest
) -> None:
    """Every item, one neutral caption, no button; the copy, which no bot can edit, is deleted."""
    telegram.results["editMessageMedia"] = edited((90, 90), (320, 320))
    outcomes = await blank_post(services, POST)
    assert set(outcomes.values()) == {Erased.GONE}
    first, second = telegram.of("editMessageMedia")
    assert first["media"]["caption"] == "🙈 Hidden while moderators look at it."
    assert "caption" not in second["media"]
    assert all(b"masked" not in data for data in telegram.uploads)
    [deleted] = telegram.of("deleteMessage")
    assert (deleted["chat_id"], deleted["message_id"]) == (GROUP, 90)


@pytest.mark.parametrize(
    ("shown", "deleted"),
    [([(90, 90), (320, 320)], 1), ([(90, 67), (400, 300)], 3), ([], 3)],
)
async def test_the_answer_is_looked_at(
    services: Services, telegram: RecordingRequest, shown: list[tuple[int, int]], deleted: int
) -> None:
    """An edit that changed nothing is no success: what still shows the picture is deleted."""
    telegram.results["editMessageMedia"] = edited(*shown)
    outcomes = await blank_post(services, POST)
    assert set(outcomes.values()) == {Erased.GONE}
    assert len(telegram.of("deleteMessage")) == deleted


async def test_what_cannot_be_changed_is_deleted(
    services: Services, telegram: RecordingRequest
) -> None:
    """Better nothing than the picture."""
    telegram.results["editMessageMedia"] = edited((320, 320))
    telegram.refuse("editMessageMedia", 400, REFUSED)
    outcomes = await blank_post(services, POST)
    assert set(outcomes.values()) == {Erased.GONE}
    assert len(telegram.of("deleteMessage")) == 2


async def test_what_stays_is_named(services: Services, telegram: RecordingRequest) -> None:
    """Neither changed nor deleted: a person has to do it."""
    telegram.refuse("editMessageMedia", 400, REFUSED)
    telegram.refuse("deleteMessage", 400, TOO_OLD)
    outcomes = await blank_post(services, POST)
    assert outcomes[CHANNEL, 31] is Erased.REFUSED
    assert outcomes[CHANNEL, 32] is Erased.GONE


async def test_out_of_reach_is_named_too(services: Services, telegram: RecordingRequest) -> None:
    """The bot was put out of the channel."""
    telegram.refuse("editMessageMedia", 403, "Forbidden: bot was kicked", times=2)
    outcomes = await blank_post(services, POST)
    assert [outcomes[CHANNEL, number] for number in (31, 32)] == [Erased.REFUSED] * 2


@pytest.mark.parametrize(
    "words", ["Bad Request: message is not modified", "Bad Request: message to edit not found"]
)
async def test_what_is_blank_or_gone_already(
    services: Services, telegram: RecordingRequest, words: str
) -> None:
    """There is nothing to see, so nothing is deleted."""
    telegram.refuse("editMessageMedia", 400, words, times=2)
    outcomes = await blank_post(services, POST)
    assert set(outcomes.values()) == {Erased.GONE}
    assert len(telegram.of("deleteMessage")) == 1


async def test_no_answer_is_no_success(services: Services, telegram: RecordingRequest) -> None:
    """It is tried again, whatever else went well."""
    telegram.break_off("editMessageMedia", TimedOut())
    outcomes = await blank_post(services, POST)
    assert outcomes[CHANNEL, 31] is Erased.UNANSWERED
