"""Updates as Telegram sends them, for tests that start where the bot does."""

from itertools import count
from typing import Any

Raw = dict[str, Any]
User = dict[str, Any]
Chat = dict[str, Any]

NUMBERS = count(1)
BOT = {"id": 123456789, "is_bot": True, "first_name": "MedPics", "username": "medpics_bot"}
# In whose name anonymous administrators, and people writing as a channel, are told to write.
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
WHEN = 1_700_000_000


def user(number: int, **fields: Any) -> User:
    named = {"id": number, "is_bot": False, "first_name": f"Person {number}"}
    return named | {"language_code": "en"} | fields


def private(number: int) -> Chat:
    return {"id": number, "type": "private", "first_name": f"Person {number}"}


def group(number: int) -> Chat:
    return {"id": number, "type": "supergroup", "title": "Group"}


def channel(number: int) -> Chat:
    return {"id": number, "type": "channel", "title": "Channel"}


def update(kind: str, body: Raw) -> Raw:
    return {"update_id": next(NUMBERS), kind: body}


def message(sender: User, chat: Chat, **content: Any) -> Raw:
    """content: `text`, `photo`, `reply_to_message` and whatever else a message holds."""
    body = {"message_id": 900, "date": WHEN, "chat": chat, "from": sender} | content
    text = content.get("text", "")
    if text.startswith("/"):
        length = len(text.split()[0])
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return update("message", body)


def photo(sender: User, chat: Chat, **content: Any) -> Raw:
    sizes = [{"file_id": "photo", "file_unique_id": "p", "width": 40, "height": 30}]
    return message(sender, chat, photo=sizes, **content)


def tap(sender: User, chat: Chat, data: str, message_id: int = 77) -> Raw:
    shown = {"message_id": message_id, "date": WHEN, "chat": chat, "from": BOT, "text": "?"}
    body = {"id": "4000000000001", "from": sender, "message": shown, "chat_instance": "1"}
    return update("callback_query", body | {"data": data})


def join_request(sender: User, chat: Chat) -> Raw:
    body = {"chat": chat, "from": sender, "user_chat_id": sender["id"], "date": WHEN}
    return update("chat_join_request", body)


def member_update(changed: User, chat: Chat, status: str) -> Raw:
    before = {"user": changed, "status": "member" if status == "left" else "left"}
    after = {"user": changed, "status": status}
    body = {"chat": chat, "from": changed, "date": WHEN}
    return update("chat_member", body | {"old_chat_member": before, "new_chat_member": after})


def post(chat: Chat, text: str) -> Raw:
    body = {"message_id": 901, "date": WHEN, "chat": chat, "sender_chat": chat}
    return update("channel_post", body | {"text": text})


def edited(raw: Raw) -> Raw:
    """The same message, as Telegram tells that it was changed."""
    return update("edited_message", raw["message"] | {"edit_date": WHEN + 1})
