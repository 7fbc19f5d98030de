"""Inline mode: a person asks a bot from any chat, and sends one of its results."""

from typing import TYPE_CHECKING

from sandbox.accounts import InlineQuery
from sandbox.autolinks import add_automatic
from sandbox.delivery import emit
from sandbox.entities import parse_html
from sandbox.model import Chat, JsonObject, Message
from sandbox.posting import post
from sandbox.render import render_user

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

MAX_QUERY = 256


def ask(messenger: "Messenger", user_id: int, chat: Chat, text: str) -> InlineQuery:
    """Send an inline query to the bot; its results come into the record."""
    if len(text) > MAX_QUERY:
        raise ValueError("an inline query has at most 256 characters")
    bot = messenger.only_bot()
    number = 7_000_000 + messenger.count("inline query")
    query = InlineQuery(str(number), bot.user_id, user_id, text, messenger.clock.unix())
    messenger.world.inline_queries[query.id] = query
    kind = "sender" if chat.is_private else chat.type.value
    body: JsonObject = {
        "id": query.id,
        "from": render_user(messenger.world, user_id, acting=True),
        "query": text,
        "offset": "",
        "chat_type": kind,
    }
    emit(messenger, bot, "inline_query", body)
    return query


def choose(messenger: "Messenger", chat: Chat, query: InlineQuery, index: int) -> Message:
    """Send the result with this index as the person who asked; IndexError for none."""
    result = query.results[index]
    content = result["input_message_content"]
    text, entities = content["message_text"], content.get("entities", [])
    if (content.get("parse_mode") or "").lower() == "html":
        text, entities = parse_html(text)
    draft = Message(0, chat.key, 0, sender_id=query.user_id, via_bot=query.bot_id, text=text)
    draft.entities = add_automatic(text, entities)
    draft.markup = result.get("reply_markup")
    return post(messenger, chat, draft)
