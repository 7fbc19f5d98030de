"""Taps on buttons, and the answers that bots owe them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.accounts import Callback
from sandbox.delivery import emit
from sandbox.model import Message
from sandbox.render_message import render_callback

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

QUERY_LIFE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person sees after a tap: a toast or an alert with text, or an address to open."""

    text: str = ""
    alert: bool = False
    url: str = ""


def tap(messenger: "Messenger", user_id: int, message: Message, data: str) -> Callback:
    """Send the bot a callback query with this data, whatever the keyboard says."""
    bot = _owner(messenger, message)
    callback = Callback(
        id=str(4_000_000_000_000 + messenger.count("callback")),
        bot_id=bot,
        user_id=user_id,
        chat=message.chat,
        message_id=message.id,
        data=data,
        date=messenger.clock.unix(),
    )
    messenger.world.callbacks[callback.id] = callback
    body = render_callback(messenger.world, callback)
    emit(messenger, messenger.world.bots[bot], "callback_query", body)
    return callback


def answer_of(callback: Callback) -> Answer:
    return Answer(callback.text, callback.alert, callback.url)


def is_open(messenger: "Messenger", callback: Callback) -> bool:
    """Whether the bot may still answer."""
    young = messenger.clock.unix() - callback.date <= QUERY_LIFE_SECONDS
    return young and not callback.answered


def _owner(messenger: "Messenger", message: Message) -> int:
    for user_id in (message.via_bot, message.sender_id):
        if user_id in messenger.world.bots:
            return user_id
    raise AssertionError("only a message of a bot has buttons that can be tapped")
