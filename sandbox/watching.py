"""Waiting for what the bot, or anybody else, says."""

from typing import TYPE_CHECKING

from sandbox.model import Chat
from sandbox.seen import Seen
from sandbox.writing import can_read

if TYPE_CHECKING:
    from sandbox.people import Person


async def expect(
    person: "Person",
    pattern: str,
    chat: Chat,
    timeout: float,  # noqa: ASYNC109 - handed on from the person
    since: Seen | int | None,
) -> Seen:
    after = since.stamp if isinstance(since, Seen) else since or 0
    found: list[Seen] = []

    def look() -> bool:
        found[:] = [seen for seen in _news(person, chat, after) if seen.says(pattern)]
        return bool(found)

    if not await person.messenger.wait(look, timeout):
        said = "\n".join(f"  {seen!r}" for seen in _news(person, chat, after))
        raise AssertionError(
            f"{person.name} did not see {pattern!r} within {timeout} s; meanwhile:\n"
            f"{said or '  (nothing)'}"
        )
    _consume(person, found[0])
    return found[0]


def _news(person: "Person", chat: Chat, after: int) -> list[Seen]:
    """Messages of others in a state that the person was not yet given, in order of change."""
    if not can_read(person.messenger, chat, person.id):
        return []
    consumed = person.messenger.consumed
    messages = sorted(chat.messages.values(), key=lambda x: x.stamp)
    return [
        Seen(person.messenger, chat.key, message.id)
        for message in messages
        if message.sender_id != person.id
        and not message.deleted
        and message.stamp > max(after, consumed.get((person.id, chat.key, message.id), 0))
    ]


def _consume(person: "Person", seen: Seen) -> None:
    person.messenger.consumed[(person.id, seen.chat_key, seen.id)] = seen.stamp
