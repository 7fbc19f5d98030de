"""The state of the messenger: plain records, kept in a file as they stand."""

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox import accounts
from sandbox.accounts import Bot, Callback, InlineQuery

JsonObject = accounts.JsonObject


class ChatType(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Status(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = ""
    is_bot: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class Member:
    """One user's standing in a chat.

    `rights` are an administrator's rights, `allowed` the permissions left to a restricted member,
    `until` is unix seconds (0: for ever).
    """

    user_id: int
    status: Status
    rights: set[str] = field(default_factory=set)
    allowed: set[str] = field(default_factory=set)
    is_anonymous: bool = False
    is_member: bool = True
    until: int = 0
    tag: str = ""
    custom_title: str = ""


@dataclass(slots=True)
class PhotoSize:
    file_id: str
    unique_id: str
    width: int
    height: int
    size: int


@dataclass(slots=True)
class Media:
    """What a message carries besides text; a photo's `sizes` ascend, `file_id` is the largest."""

    kind: str
    file_id: str
    unique_id: str
    size: int
    sizes: list[PhotoSize] = field(default_factory=list)
    thumbnail: PhotoSize | None = None
    name: str = ""
    mime: str = ""
    duration: int = 0
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class StoredFile:
    """A file on the server; its bytes live beside the state under `unique_id`."""

    file_id: str
    unique_id: str
    path: str
    size: int
    kind: str
    expired: bool = False


@dataclass(slots=True)
class Origin:
    """Where a forwarded message was written: `kind` is user, channel or chat."""

    kind: str
    sender_id: int
    message_id: int
    date: int
    chat: str = ""


@dataclass(slots=True)
class Message:
    """One message. `stamp` grows with every change anywhere, so it orders what people saw."""

    id: int
    chat: str
    date: int
    stamp: int = 0
    sender_id: int = 0
    sender_chat: str = ""
    text: str = ""
    entities: list[JsonObject] = field(default_factory=list)
    media: Media | None = None
    contact: JsonObject | None = None
    poll_id: str = ""
    service: JsonObject | None = None
    markup: JsonObject | None = None
    reply_keyboard: JsonObject | None = None
    reply_to: int = 0
    external_reply: tuple[str, int] | None = None
    quote: JsonObject | None = None
    thread_id: int = 0
    in_topic: bool = False
    album: str = ""
    edited: int = 0
    protected: bool = False
    spoiler: bool = False
    caption_above: bool = False
    link_preview: JsonObject | None = None
    origin: Origin | None = None
    is_automatic_forward: bool = False
    via_bot: int = 0
    signature: str = ""
    deleted: bool = False
    pinned: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    icon_color: int
    icon_emoji: str = ""
    closed: bool = False


@dataclass(slots=True)
class InviteLink:
    link: str
    creator_id: int
    name: str = ""
    creates_join_request: bool = False
    is_primary: bool = False
    is_revoked: bool = False
    expires: int = 0
    member_limit: int = 0
    joined: int = 0


@dataclass(slots=True)
class JoinRequest:
    user_id: int
    date: int
    link: str
    bio: str = ""


@dataclass(slots=True)
class Chat:
    """A conversation. `key` names it in the state, `id` is what bots call it."""

    key: str
    id: int
    type: ChatType
    title: str = ""
    username: str = ""
    description: str = ""
    is_forum: bool = False
    linked: str = ""
    bot_id: int = 0
    migrated_to: int = 0
    protected: bool = False
    visible_history: bool = False
    permissions: set[str] = field(default_factory=set)
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    next_message_id: int = 1
    topics: dict[int, Topic] = field(default_factory=dict)
    links: dict[str, InviteLink] = field(default_factory=dict)
    requests: dict[int, JoinRequest] = field(default_factory=dict)
    blocked: bool = False
    started: bool = False
    writable_until: int = 0
    invite_count: int = 0

    @property
    def is_private(self) -> bool:
        return self.type is ChatType.PRIVATE


@dataclass(slots=True)
class PollOption:
    id: str
    text: str
    voters: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Poll:
    id: str
    question: str
    options: list[PollOption]
    kind: str
    is_anonymous: bool
    allows_multiple: bool
    allows_revoting: bool
    owner_id: int
    correct: list[int] = field(default_factory=list)
    explanation: str = ""
    explanation_entities: list[JsonObject] = field(default_factory=list)
    open_period: int = 0
    close_date: int = 0
    is_closed: bool = False


@dataclass(slots=True)
class World:
    """Everything there is."""

    users: dict[int, User] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    chats: dict[str, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    polls: dict[str, Poll] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)
    inline_queries: dict[str, InlineQuery] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
