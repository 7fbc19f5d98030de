"""From what a person names to the chat that is meant."""

from typing import TYPE_CHECKING

from sandbox.model import Chat

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.rooms import Room


def chat_of(person: "Person", chat: "Room | Chat | None") -> Chat:
    """A room's chat, a chat itself, or for None the private chat with the bot."""
    if chat is None:
        messenger = person.messenger
        return messenger.private_chat(person.id, messenger.only_bot().user_id)
    return chat if isinstance(chat, Chat) else chat.chat
