"""Groups and channels as tests and the page hold them: a handle with what their owner can do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.accounts import Bot
from sandbox.membership import change_member, enter, make_link
from sandbox.model import Chat, ChatType, Member, Status, Topic
from sandbox.posting import post_service
from sandbox.rights import ALL_RIGHTS, DEFAULT_PERMISSIONS, possible_rights
from sandbox.seen import Seen
from sandbox.topics import create_topic

if TYPE_CHECKING:
    from sandbox.messenger import Messenger
    from sandbox.people import Person

FIRST_SUPERGROUP_ID = -1_002_000_000_000
FIRST_GROUP_ID = -4_000_000_000


@dataclass(frozen=True, slots=True)
class Room:
    """A group or a channel; two handles of one room are equal."""

    messenger: "Messenger"
    key: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Room) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def chat(self) -> Chat:
        return self.messenger.world.chats[self.key]

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def title(self) -> str:
        return self.chat.title

    @property
    def owner_id(self) -> int:
        members = self.chat.members.values()
        return next(member.user_id for member in members if member.status is Status.CREATOR)

    @property
    def discussion(self) -> "Room | None":
        """The linked discussion group of a channel, or the channel of a discussion group."""
        return Room(self.messenger, self.chat.linked) if self.chat.linked else None

    def messages(self) -> list[Seen]:
        """All messages as they stand, without the deleted ones, oldest first."""
        found = self.chat.messages.values()
        return [Seen(self.messenger, self.key, x.id) for x in found if not x.deleted]

    def set_bot(self, bot: Bot, rights: set[str] | None) -> None:
        """Admit a bot with administrator's rights, or as a plain member with None."""
        if rights is None:
            member = Member(bot.user_id, Status.MEMBER)
        else:
            names = rights & possible_rights(self.chat) | {"can_manage_chat"}
            unknown = rights - ALL_RIGHTS
            if unknown:
                raise ValueError(f"no such rights: {', '.join(sorted(unknown))}")
            member = Member(bot.user_id, Status.ADMINISTRATOR, rights=names)
        change_member(self.messenger, self.chat, member, by=self.owner_id)

    def remove_bot(self, bot: Bot | None = None) -> None:
        """Throw the bot out: it is banned, and answers become 403."""
        bot = bot or self.messenger.only_bot()
        member = Member(bot.user_id, Status.KICKED, is_member=False)
        change_member(self.messenger, self.chat, member, by=self.owner_id)

    def add(self, *people: "Person") -> None:
        for person in people:
            enter(self.messenger, self.chat, person.id, by=self.owner_id)

    def remove(self, person: "Person", *, ban: bool = False) -> None:
        status = Status.KICKED if ban else Status.LEFT
        member = Member(person.id, status, is_member=False)
        change_member(self.messenger, self.chat, member, by=self.owner_id)

    def promote(
        self,
        person: "Person",
        rights: Iterable[str] = ALL_RIGHTS,
        *,
        anonymous: bool = False,
    ) -> None:
        names = set(rights) & possible_rights(self.chat)
        member = Member(person.id, Status.ADMINISTRATOR, rights=names, is_anonymous=anonymous)
        change_member(self.messenger, self.chat, member, by=self.owner_id)

    def demote(self, person: "Person") -> None:
        member = Member(person.id, Status.MEMBER)
        change_member(self.messenger, self.chat, member, by=self.owner_id)

    def allow(self, permissions: Iterable[str]) -> None:
        """Set what ordinary members may do."""
        self.chat.permissions = set(permissions)
        self.messenger.changed(self.chat)

    def invite_link(self, *, asks_first: bool = False) -> str:
        """A new link of the owner; with `asks_first` it makes join requests."""
        link = make_link(self.messenger, self.chat, self.owner_id, creates_join_request=asks_first)
        return link.link

    def add_topic(self, name: str) -> Topic:
        return create_topic(self.messenger, self.chat, name, by=self.owner_id)

    def link(self, discussion: "Room | None") -> None:
        """Give a channel another discussion group, or none; Telegram tells no bot."""
        if self.chat.linked:
            self.messenger.world.chats[self.chat.linked].linked = ""
        self.chat.linked = discussion.chat.key if discussion else ""
        if discussion:
            discussion.chat.linked = self.chat.key

    def show_history(self, *, visible: bool) -> None:
        """Choose whether new members can read what was written before they came."""
        self.chat.visible_history = visible

    def vanish(self, bot: Bot | None = None) -> None:
        """Delete the room as far as a bot can tell: "chat not found", and no update about it."""
        self.chat.members.pop((bot or self.messenger.only_bot()).user_id, None)

    def migrate(self) -> "Room":
        """Make a supergroup of a basic group: a new id, and the old one refers to it."""
        return migrate(self.messenger, self.chat)


def make_room(
    messenger: "Messenger", kind: ChatType, title: str, owner_id: int, *, username: str = ""
) -> Room:
    """A new chat with its creator in it."""
    first = FIRST_GROUP_ID if kind is ChatType.GROUP else FIRST_SUPERGROUP_ID
    chat_id = first - messenger.count("room")
    chat = Chat(str(chat_id), chat_id, kind, title, username)
    chat.permissions = set(DEFAULT_PERMISSIONS)
    chat.members[owner_id] = Member(owner_id, Status.CREATOR)
    messenger.world.chats[chat.key] = chat
    # The message that a new chat opens with has number 1, as in Telegram.
    chat.next_message_id = 2
    return Room(messenger, chat.key)


def migrate(messenger: "Messenger", old: Chat) -> Room:
    """Turn a basic group into a supergroup; both sides get their service message."""
    if old.type is not ChatType.GROUP or old.migrated_to:
        raise ValueError("only a basic group can be migrated, and only once")
    owner = next(m.user_id for m in old.members.values() if m.status is Status.CREATOR)
    room = make_room(messenger, ChatType.SUPERGROUP, old.title, owner)
    room.chat.permissions = set(old.permissions)
    room.chat.members = {user_id: replace(member) for user_id, member in old.members.items()}
    post_service(messenger, old, {"migrate_to_chat_id": room.id}, by=owner)
    old.migrated_to = room.id
    post_service(messenger, room.chat, {"migrate_from_chat_id": old.id}, by=owner)
    return room
