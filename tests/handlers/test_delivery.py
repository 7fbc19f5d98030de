"""Delivery: what Telegram refuses is an outcome, and what it says only in words is understood."""

from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, TimedOut

from handlers.context import Services
from handlers.delivery import (
    Erased,
    erase_one,
    is_unchanged,
    send_text,
    set_buttons,
    show_picture,
    show_text,
)
from handlers.telling import tell
from moderation.post import MODERATION
from storage import places
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import MODERATORS, settled
from tests.moderation.examples import AUTHOR

BLOCKED = (403, "Forbidden: bot was blocked by the user")
SAME = (400, "Bad Request: message is not modified: specified new message content is the same")
GONE = (400, "Bad Request: message to edit not found")
NEW_GROUP = -100777


async def test_a_blocked_bot_is_an_outcome(services: Services, telegram: RecordingRequest) -> None:
    """Nobody is told, nothing is raised."""
    telegram.refuse("sendMessage", *BLOCKED)
    assert await send_text(services, AUTHOR, "Hello") is None


async def test_what_is_wrong_with_a_text_is_raised(
    services: Services, telegram: RecordingRequest
) -> None:
    """It is our fault, so it belongs into the log."""
    telegram.refuse("sendMessage", 400, "Bad Request: can't parse entities: unclosed tag")
    with pytest.raises(BadRequest):
        await send_text(services, AUTHOR, "<b>")


async def test_words_go_out_as_html_without_preview(
    services: Services, telegram: RecordingRequest
) -> None:
    """A link preview would fetch the address."""
    told = await send_text(services, AUTHOR, "<b>x</b>", reply_to=3, thread_id=4)
    (call,) = telegram.calls
    assert told is not None
    assert (call["parse_mode"], call["link_preview_options"]) == ("HTML", {"is_disabled": True})
    assert call["message_thread_id"] == 4
    assert call["reply_parameters"]["allow_sending_without_reply"]


async def test_a_group_that_moved_is_followed(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """The rows name the supergroup from then on, and the words arrive there."""
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    telegram.refuse("sendMessage", 400, moved, migrate_to_chat_id=NEW_GROUP)
    await tell(services, MODERATORS, "Hello")
    await settled(services)

    assert [call["chat_id"] for call in telegram.calls] == [MODERATORS, NEW_GROUP]
    place = await places.of_duty(services.database.reader, MODERATION)
    assert place is not None
    assert place.chat_id == NEW_GROUP


async def test_a_screen_is_edited_in_place(services: Services, telegram: RecordingRequest) -> None:
    """Nothing new is sent."""
    assert await show_text(services, AUTHOR, 7, "Now") == 7
    assert [call.method for call in telegram.calls] == ["editMessageText"]


async def test_the_first_screen_is_sent(services: Services, telegram: RecordingRequest) -> None:
    """Its id comes back, to be edited next time."""
    shown = await show_text(services, AUTHOR, None, "Now")
    assert [call.method for call in telegram.calls] == ["sendMessage"]
    assert shown is not None


async def test_an_unchanged_screen_stays(services: Services, telegram: RecordingRequest) -> None:
    """Telegram says so in words alone; nothing is sent a second time."""
    telegram.refuse("editMessageText", *SAME)
    assert await show_text(services, AUTHOR, 7, "Now") == 7
    assert telegram.of("sendMessage") == []


@pytest.mark.parametrize(
    "reason", [GONE[1], "Bad Request: message can't be edited", "Bad Request: chat not found"]
)
async def test_a_screen_that_is_gone_is_sent_anew(
    services: Services, telegram: RecordingRequest, reason: str
) -> None:
    """The person deleted it, or it grew too old."""
    telegram.refuse("editMessageText", 400, reason)
    shown = await show_text(services, AUTHOR, 7, "Now")
    assert shown not in {7, None}
    assert telegram.calls[-1].words == "Now"


async def test_who_blocked_the_bot_gets_no_screen(
    services: Services, telegram: RecordingRequest
) -> None:
    """Neither edited nor sent anew."""
    telegram.refuse("editMessageText", *BLOCKED)
    assert await show_text(services, AUTHOR, 7, "Now") is None
    assert telegram.of("sendMessage") == []


async def test_an_unchanged_picture_stays(services: Services, telegram: RecordingRequest) -> None:
    """The same correction twice is harmless."""
    telegram.refuse("editMessageMedia", *SAME)
    await show_picture(services, AUTHOR, 7, b"masked", "Now", None)
    assert [call.files for call in telegram.calls] == [[b"masked"]]


async def test_a_picture_that_cannot_be_replaced_is_raised(
    services: Services, telegram: RecordingRequest
) -> None:
    """The author would go on looking at an earlier rendering."""
    telegram.refuse("editMessageMedia", *GONE)
    with pytest.raises(BadRequest):
        await show_picture(services, AUTHOR, 7, b"masked", "Now", None)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (None, Erased.GONE),
        ((400, "Bad Request: message to delete not found"), Erased.GONE),
        ((400, "Bad Request: message can't be deleted for everyone"), Erased.REFUSED),
        ((403, "Forbidden: bot was kicked from the supergroup chat"), Erased.REFUSED),
        ((500, "Internal Server Error"), Erased.UNANSWERED),
        (TimedOut(), Erased.UNANSWERED),
        (NetworkError("reset"), Erased.UNANSWERED),
    ],
)
async def test_erasing_says_what_became_of_it(
    services: Services, telegram: RecordingRequest, answer: Any, outcome: Erased
) -> None:
    """Only what is surely gone is gone; a bot that was put out does not pretend to."""
    if isinstance(answer, Exception):
        telegram.break_off("deleteMessage", answer)
    elif answer is not None:
        telegram.refuse("deleteMessage", *answer)
    assert await erase_one(services, AUTHOR, 7) is outcome
    assert [call["message_id"] for call in telegram.calls] == [7]


@pytest.mark.parametrize("answer", [GONE, BLOCKED, SAME])
async def test_buttons_of_a_lost_screen_are_no_loss(
    services: Services, telegram: RecordingRequest, answer: tuple[int, str]
) -> None:
    """Whatever Telegram answers, the caller goes on."""
    telegram.refuse("editMessageReplyMarkup", *answer)
    await set_buttons(services, AUTHOR, 7, None)
    assert len(telegram.calls) == 1


@pytest.mark.parametrize(
    ("words", "same"), [("Message is not modified", True), ("message not found", False)]
)
def test_unchanged_is_known_by_its_words(words: str, same: bool) -> None:
    """PTB writes the first letter large."""
    assert is_unchanged(BadRequest(words)) is same
