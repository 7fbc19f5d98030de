"""What a person sees of a chat, as the JSON that the web page draws."""

from collections.abc import Iterator

from sandbox.messenger import Messenger
from sandbox.model import Chat, InviteLink, JsonObject, Message, World
from sandbox.page_message import message_json
from sandbox.people import Person
from sandbox.rights import is_admin, is_present
from sandbox.seen import Seen
from sandbox.service_words import service_words
from sandbox.writing import can_read, may_write

RECENT = 50  # messages of others that the list counts as unread at most


def chat_for(messenger: Messenger, person: Person, chat_id: int) -> Chat:
    """The chat the page means: a person's own id stands for their chat with the bot."""
    if chat_id == person.id:
        return messenger.private_chat(person.id, messenger.only_bot().user_id)
    return messenger.world.chats[str(chat_id)]


def chat_list(messenger: Messenger, person: Person) -> list[JsonObject]:
    """The chats a person is in or may ask to join, the private one first."""
    chats = [chat_for(messenger, person, person.id)]
    known = list(_known_links(messenger, person))
    for chat in messenger.world.chats.values():
        if chat.is_private or chat.migrated_to:
            continue
        if can_read(messenger, chat, person.id) or any(link in chat.links for link in known):
            chats.append(chat)
    return [_entry(messenger, person, chat) for chat in chats]


def chat_page(messenger: Messenger, person: Person, chat_id: int) -> JsonObject:
    """One chat: its head, what the person may do in it, its messages oldest first."""
    chat = chat_for(messenger, person, chat_id)
    page = _head(messenger, person, chat)
    readable = can_read(messenger, chat, person.id)
    messages = _shown(chat) if readable else []
    return page | {
        "can_write": not may_write(messenger, chat, person.id),
        "commands": command_menu(messenger, person, chat),
        "topics": [{"id": topic.id, "name": topic.name} for topic in chat.topics.values()],
        "keyboard": _reply_keyboard(chat),
        "messages": [message_json(messenger, person, chat, message) for message in messages],
    }


def _head(messenger: Messenger, person: Person, chat: Chat) -> JsonObject:
    link = _way_in(messenger, person, chat)
    head: JsonObject = {
        "id": chat.id,
        "type": chat.type.value,
        "title": title_of(messenger.world, chat),
        "description": chat.description,
        "forum": chat.is_forum,
        "member": is_present(chat, person.id),
        "readable": can_read(messenger, chat, person.id),
        "pending": person.id in chat.requests,
        "blocked": chat.blocked,
        "started": chat.started,
        "link": link.link if link else None,
        "request": bool(link and link.creates_join_request),
    }
    if not chat.is_private:
        head["members"] = sum(is_present(chat, user_id) for user_id in chat.members)
    return head


def title_of(world: World, chat: Chat) -> str:
    return world.users[chat.bot_id].full_name if chat.is_private else chat.title


def _entry(messenger: Messenger, person: Person, chat: Chat) -> JsonObject:
    """One line of the list: the head, the last message, and which of others are recent."""
    shown = _shown(chat) if can_read(messenger, chat, person.id) else []
    alive = [message for message in shown if not message.deleted]
    others = [message.id for message in alive if message.sender_id != person.id]
    return _head(messenger, person, chat) | {
        "recent": others[-RECENT:],
        "last": _last(messenger, person, alive[-1]) if alive else None,
    }


def _last(messenger: Messenger, person: Person, message: Message) -> JsonObject:
    seen = Seen(messenger, message.chat, message.id)
    chat = messenger.world.chats[message.chat]
    named = not message.service and not chat.is_private and chat.type != "channel"
    service = service_words(messenger.world, message) if message.service else None
    return {
        "name": seen.sender_name if named else "",
        "own": message.sender_id == person.id,
        "kind": seen.kind,
        "text": service or message.text[:120],
        "date": message.date,
    }


def _shown(chat: Chat) -> list[Message]:
    return sorted(chat.messages.values(), key=lambda message: message.id)


def _known_links(messenger: Messenger, person: Person) -> Iterator[str]:
    """Invite links that the person's chat with the bot has shown them."""
    for message in chat_for(messenger, person, person.id).messages.values():
        if message.deleted:
            continue
        for entity in message.entities:
            yield entity.get("url", "")
        for row in (message.markup or {}).get("inline_keyboard", []):
            for button in row:
                yield button.get("url", "")
        yield from message.text.split()


def _way_in(messenger: Messenger, person: Person, chat: Chat) -> InviteLink | None:
    """The link by which this person may ask to join; None when they know of none."""
    usable = (chat.links[x] for x in _known_links(messenger, person) if x in chat.links)
    return next((link for link in usable if not link.is_revoked), None)


def _reply_keyboard(chat: Chat) -> list[list[str]]:
    """The buttons under the field that the bot's last such message left there."""
    for message in reversed(_shown(chat)):
        if chat.is_private and message.reply_keyboard:
            rows = message.reply_keyboard.get("keyboard", [])
            return [[button["text"] for button in row] for row in rows]
    return []


def command_menu(messenger: Messenger, person: Person, chat: Chat) -> list[JsonObject]:
    """The bot's commands that this person is offered here: the narrowest scope that has some."""
    bot = messenger.only_bot()
    if not is_present(chat, bot.user_id) or chat.type == "channel":
        return []
    for scope in _scopes(person, chat):
        for language in (person.user.language[:2], ""):
            if commands := bot.commands.get(f"{scope}:{language}"):
                return commands
    return []


def _scopes(person: Person, chat: Chat) -> list[str]:
    """Scopes as `sandbox.methods.commands` keeps them, in the order Telegram looks."""
    if chat.is_private:
        return [f"chat:{chat.id}:", "all_private_chats::", "default::"]
    admin = is_admin(chat, person.id)
    scopes = [f"chat_member:{chat.id}:{person.id}"]
    scopes += [f"chat_administrators:{chat.id}:"] * admin + [f"chat:{chat.id}:"]
    scopes += ["all_chat_administrators::"] * admin + ["all_group_chats::", "default::"]
    return scopes
