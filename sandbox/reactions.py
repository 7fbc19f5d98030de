"""Reactions of people, and the update that tells of them."""

from typing import TYPE_CHECKING

from sandbox.delivery import announce_to_admins
from sandbox.model import JsonObject, Message
from sandbox.render import render_chat, render_user

if TYPE_CHECKING:
    from sandbox.messenger import Messenger


def react(messenger: "Messenger", user_id: int, message: Message, emoji: str) -> None:
    """Replace a person's reaction; without an emoji it is taken back."""
    old = message.reactions.get(user_id, [])
    new = [emoji] if emoji else []
    if old == new:
        return
    message.reactions[user_id] = new
    chat = messenger.world.chats[message.chat]
    body: JsonObject = {
        "chat": render_chat(messenger.world, chat),
        "message_id": message.id,
        "user": render_user(messenger.world, user_id, acting=True),
        "date": messenger.clock.unix(),
        "old_reaction": [{"type": "emoji", "emoji": x} for x in old],
        "new_reaction": [{"type": "emoji", "emoji": x} for x in new],
    }
    announce_to_admins(messenger, chat, "message_reaction", body)
    messenger.touch(message)
