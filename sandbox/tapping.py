"""Taps as people make them: only on what the present keyboard shows; forging is explicit."""

from typing import TYPE_CHECKING

from sandbox.callbacks import Answer, answer_of, tap
from sandbox.model import Chat
from sandbox.seen import Button, Seen
from sandbox.webapp import signed_url
from sandbox.writing import can_read

if TYPE_CHECKING:
    from sandbox.people import Person


async def press(
    person: "Person",
    label: str,
    on: Seen | None,
    chat: Chat,
    timeout: float,  # noqa: ASYNC109 - handed on from the person
) -> Answer:
    message, button = await _wait_for(person, label, on, chat, timeout)
    if button is None:
        person.send_text(label, chat=None if chat.is_private else person.messenger.room(chat.id))
        return Answer()
    return await press_button(person, message, button, timeout)


async def press_button(
    person: "Person",
    message: Seen,
    button: Button,
    timeout: float,  # noqa: ASYNC109 - handed on from the person
) -> Answer:
    """Tap a button that was found; raises AssertionError when the bot leaves it unanswered."""
    body = button.body
    if "url" in body:
        return Answer(url=body["url"])
    if "web_app" in body:
        return Answer(url=signed_url(person, body["web_app"]["url"]))
    if "callback_data" not in body:
        raise AssertionError(f"the sandbox cannot press a button like {button.label!r}")
    return await forge(person, message, body["callback_data"], timeout)


async def forge(
    person: "Person",
    message: Seen,
    data: str,
    timeout: float,  # noqa: ASYNC109 - handed on from the person
) -> Answer:
    messenger = person.messenger
    chat = messenger.world.chats[message.chat_key]
    if not can_read(messenger, chat, person.id):
        raise AssertionError("this person is not in the chat of that message")
    callback = tap(messenger, person.id, message.record, data)
    if not await messenger.wait(lambda: callback.answered, timeout):
        raise AssertionError(f"the bot did not answer a tap on {message!r}")
    return answer_of(callback)


Found = tuple[Seen, Button | None]


async def _wait_for(
    person: "Person",
    label: str,
    on: Seen | None,
    chat: Chat,
    timeout: float,  # noqa: ASYNC109 - handed on from the person
) -> Found:
    """Buttons may come a moment after their message; people wait for them."""
    found: list[Found] = []

    def look() -> bool:
        found[:] = filter(None, [_find(label, _candidates(person, on, chat), on)])
        return bool(found)

    if not await person.messenger.wait(look, timeout):
        shown = [seen.keyboard for seen in _candidates(person, on, chat) if seen.keyboard]
        raise AssertionError(f"no button {label!r}; the keyboards are {shown[:5]}")
    return found[0]


def _candidates(person: "Person", on: Seen | None, chat: Chat) -> list[Seen]:
    if on is not None:
        return [on]
    return list(reversed(person.sees(None) if chat.is_private else _all(person, chat)))


def _find(label: str, candidates: list[Seen], on: Seen | None) -> Found | None:
    """The message and its button; no button when the label stands on the reply keyboard."""
    for message in candidates:
        button = None if message.deleted else message.find_button(label)
        if button:
            return message, button
        if on is None and label in _reply_labels(message):
            return message, None
    return None


def _all(person: "Person", chat: Chat) -> list[Seen]:
    return person.sees(person.messenger.room(chat.id))


def _reply_labels(message: Seen) -> list[str]:
    keyboard = message.record.reply_keyboard or {}
    return [button["text"] for row in keyboard.get("keyboard", []) for button in row]
