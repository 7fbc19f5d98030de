"""Speaking: which messages answer a notice of the bot, by what nobody else can have written."""

from typing import Any

import pytest
from telegram import Message

from handlers.thread.speaking import TO_NOTICE, noticed_by
from tests.handlers import raw

LINK = {"type": "text_link", "offset": 0, "length": 1, "url": "https://t.me/c/1003/31"}


def answering(sender: dict[str, Any], text: str, *entities: dict[str, Any]) -> Message:
    """Words in answer to a message of the private chat."""
    body = {"message_id": 8, "date": raw.WHEN, "chat": raw.private(5), "from": sender}
    body |= {"text": text, "entities": list(entities)}
    said = raw.message(raw.user(5), raw.private(5), text="Yes", reply_to_message=body)
    return Message.de_json(said["message"], None)


def test_the_notice_says_to_which_answer() -> None:
    """Chat and message of its link."""
    notice = answering(raw.BOT, "💬 Ada answered", LINK)
    assert noticed_by(notice) == (-1001003, 31)
    assert TO_NOTICE.filter(notice)


@pytest.mark.parametrize(
    ("sender", "text", "entities"),
    [
        (raw.user(5), "💬 Ada answered", [LINK]),
        (raw.BOT, "🎉 Your case is published", [LINK]),
        (raw.BOT, "💬 https://t.me/c/1003/31", []),
        (raw.BOT, "💬 Ada answered", [LINK | {"url": "https://t.me/c/1003/31?x"}]),
        (raw.BOT, "💬 Ada answered", [LINK | {"url": "https://t.me/c/1003/" + "9" * 30}]),
    ],
)
def test_nothing_else_is_a_notice(
    sender: dict[str, Any], text: str, entities: list[dict[str, Any]]
) -> None:
    """Neither a person's own message, nor another of the bot's, nor words that look like one."""
    assert noticed_by(answering(sender, text, *entities)) is None


def test_words_without_an_answer_are_none() -> None:
    """A message that answers nothing."""
    said = raw.message(raw.user(5), raw.private(5), text="Yes")
    assert noticed_by(Message.de_json(said["message"], None)) is None
