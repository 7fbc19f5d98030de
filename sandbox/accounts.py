"""The state of bots: their accounts, their queues of updates, the taps they must answer."""

from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(slots=True)
class Callback:
    """A tap on a button and, once given, the bot's answer to it."""

    id: str
    bot_id: int
    user_id: int
    chat: str
    message_id: int
    data: str
    date: int
    answered: bool = False
    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(slots=True)
class InlineQuery:
    id: str
    bot_id: int
    user_id: int
    query: str
    date: int
    answered: bool = False
    results: list[JsonObject] = field(default_factory=list)


@dataclass(slots=True)
class QueuedUpdate:
    id: int
    kind: str
    body: JsonObject
    date: int


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error: str = ""
    last_error_date: int = 0


@dataclass(slots=True)
class Bot:
    """A bot's account: its token, its queue of updates and what it told Telegram about itself."""

    user_id: int
    token: str
    privacy: bool = True
    queue: list[QueuedUpdate] = field(default_factory=list)
    next_update_id: int = 1
    allowed_updates: list[str] = field(default_factory=list)
    webhook: Webhook | None = None
    commands: dict[str, list[JsonObject]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, JsonObject] = field(default_factory=dict)
    next_message_id: int = 1
