"""Screening: what counts as words, and what of a message is read."""

from typing import Any

import pytest
from telegram import Message

from anonymize import Identifier, Passage
from handlers.thread.screening import holds_media, is_grave, topic_of, words_of
from tests.handlers import raw
from tests.handlers.scenes import CHANNEL, GROUP

SIZES = [{"file_id": "f", "file_unique_id": "u", "width": 4, "height": 3}]
CLIP = {"file_id": "f", "file_unique_id": "u", "duration": 1}
OPTIONS = [{"text": "Naevus", "voter_count": 0, "persistent_id": "1"}]
POLL = {
    "id": "1",
    "question": "What is it?",
    "options": OPTIONS,
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
ORIGIN = {"type": "hidden_user", "date": raw.WHEN, "sender_user_name": "X"}


def message(**content: Any) -> Message:
    body = raw.message(raw.user(5), raw.group(GROUP), **content)["message"]
    return Message.de_json(body, None)


@pytest.mark.parametrize(
    "content",
    [
        {"photo": SIZES},
        {"photo": SIZES, "caption": "Mine"},
        {"voice": CLIP},
        {"video_note": CLIP | {"length": 3}},
        {"contact": {"phone_number": "1", "first_name": "A"}},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"something_of_tomorrow": {"x": 1}},
        {},
        {"poll": POLL | {"media": {"type": "photo", "photo": SIZES}}},
        {"poll": POLL | {"options": [OPTIONS[0] | {"media": {"photo": SIZES}}]}},
        {"text": "Look", "external_reply": {"origin": ORIGIN, "photo": SIZES}},
        {"text": "Look", "something_of_tomorrow": {"thumbnail": SIZES[0]}},
    ],
)
def test_what_is_more_than_words(content: dict[str, Any]) -> None:
    """Pictures, recordings, contacts, places, and whatever nobody knows yet."""
    assert holds_media(message(**content), set())


@pytest.mark.parametrize(
    "content",
    [
        {"text": "A naevus"},
        {"poll": POLL},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"text": "Look", "external_reply": {"origin": ORIGIN}},
        {
            "text": "I agree",
            "reply_to_message": raw.photo(raw.user(6), raw.group(GROUP))["message"],
        },
    ],
)
def test_what_is_words(content: dict[str, Any]) -> None:
    """Also as an answer to a picture that stands there."""
    assert not holds_media(message(**content), set())


def test_our_own_posts_may_be_quoted() -> None:
    """Their pictures are masked; those of any other chat are not."""
    cited = {"origin": ORIGIN, "photo": SIZES, "chat": raw.channel(CHANNEL)}
    quoting = message(text="Look", external_reply=cited)
    assert not holds_media(quoting, {CHANNEL})
    assert holds_media(quoting, {CHANNEL - 1})


def test_all_words_are_read() -> None:
    """Question, choices and explanation of a poll, and what is quoted from another chat."""
    poll = message(poll=POLL | {"explanation": "Because"})
    assert words_of(poll) == "What is it?\nBecause\nNaevus"
    quote = {"text": "Mme Durand", "position": 0}
    cited = message(text="Look", external_reply={"origin": ORIGIN}, quote=quote)
    assert words_of(cited) == "Look\nMme Durand"


def test_only_sure_names_are_grave() -> None:
    """Neither doubts nor dates."""
    name = Passage(0, 3, Identifier.NAME, sure=True)
    assert is_grave([name])
    assert not is_grave([Passage(0, 3, Identifier.NAME, sure=False)])
    assert not is_grave([Passage(0, 3, Identifier.DATE, sure=True)])
    assert not is_grave([])


def test_a_thread_is_no_topic() -> None:
    """Outside of forums the number of a thread names no topic."""
    assert topic_of(message(text="x", message_thread_id=7)) is None
    assert topic_of(message(text="x", message_thread_id=7, is_topic_message=True)) == 7
