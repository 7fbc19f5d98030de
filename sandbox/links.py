"""Addresses on t.me as a client opens them."""

import re
from typing import TYPE_CHECKING

from sandbox.membership import join_by_link
from sandbox.model import Chat, JoinRequest, Member
from sandbox.seen import Seen
from sandbox.writing import can_read

if TYPE_CHECKING:
    from sandbox.people import Person

_START = re.compile(r"https://t\.me/(\w+)\?start=([\w-]*)")
_INVITE = re.compile(r"https://t\.me/(\+|joinchat/).+")
_MESSAGE = re.compile(r"https://t\.me/(c/)?(\w+)/(?:\d+/)?(\d+)(?:\?.*)?")


class DeadLinkError(Exception):
    """The address leads nowhere, or to where the person may not go."""


def open_link(person: "Person", url: str) -> Seen | JoinRequest | Member:
    """Start the bot, follow an invite, or look at a message."""
    if match := _START.fullmatch(url):
        if match[1] != person.messenger.world.users[person.messenger.only_bot().user_id].username:
            raise DeadLinkError("there is no such bot")
        return person.start(match[2])
    if _INVITE.fullmatch(url):
        return join_by_link(person.messenger, person.id, url)
    if match := _MESSAGE.fullmatch(url):
        return _message(person, bool(match[1]), match[2], int(match[3]))
    raise DeadLinkError("this is no address on t.me")


def _message(person: "Person", hidden: bool, name: str, number: int) -> Seen:
    chat = _chat(person, hidden, name)
    if chat is None or not can_read(person.messenger, chat, person.id):
        raise DeadLinkError("this chat is not open to the person")
    seen = Seen(person.messenger, chat.key, number)
    if number not in chat.messages or seen.deleted:
        raise DeadLinkError("the message is gone")
    return seen


def _chat(person: "Person", hidden: bool, name: str) -> Chat | None:
    chats = person.messenger.world.chats
    if hidden:
        return chats.get(f"-100{name}")
    return next((chat for chat in chats.values() if chat.username == name), None)
