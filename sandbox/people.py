"""People: how tests and the page type, send, tap, join and look."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox import files, inline, links, membership, reactions, voting, writing
from sandbox.accounts import InlineQuery
from sandbox.album import Album
from sandbox.callbacks import Answer
from sandbox.chat_of import chat_of
from sandbox.membership import join_by_link
from sandbox.model import Chat, JoinRequest, Media, Member, Message, User
from sandbox.posting import remove, revise
from sandbox.rights import has_right, is_present
from sandbox.rooms import Room
from sandbox.seen import Seen
from sandbox.tapping import forge, press
from sandbox.watching import expect

if TYPE_CHECKING:
    from sandbox.messenger import Messenger


@dataclass(frozen=True, slots=True)
class Person:
    """One account. A chat is the private chat with the bot, unless a Room is given.

    `identity` is the key of the chat in whose name the person writes: the group itself for an
    anonymous administrator, a channel for a channel's identity.
    """

    messenger: "Messenger"
    id: int
    identity: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Person) and (other.id, other.identity) == (self.id, self.identity)

    def __hash__(self) -> int:
        return hash((self.id, self.identity))

    @property
    def user(self) -> User:
        return self.messenger.world.users[self.id]

    @property
    def name(self) -> str:
        return self.user.full_name

    def as_anonymous_admin(self, chat: Room) -> "Person":
        """The same person, writing in the group's name; taps still come from the real account."""
        return Person(self.messenger, self.id, chat.key)

    def as_channel(self, channel: Room) -> "Person":
        """The same person, writing in groups in the name of a channel."""
        return Person(self.messenger, self.id, channel.key)

    # ---- writing ----

    def write(
        self,
        chat: Room | Chat | None = None,
        *,
        text: str = "",
        media: Media | None = None,
        reply_to: Seen | int | None = None,
        thread: int | None = None,
        **content: object,
    ) -> Seen:
        """Send any message; the other `send_` functions are its short forms.

        Raises writing.NotAllowedError where the person may not write this.
        """
        target = chat_of(self, chat)
        draft = Message(
            0,
            target.key,
            0,
            sender_id=self.id,
            sender_chat="" if target.is_private else self.identity,
            text=text,
            media=media,
            reply_to=reply_to.id if isinstance(reply_to, Seen) else reply_to or 0,
            thread_id=thread or 0,
            **content,  # type: ignore[arg-type]  # the names are Message's own
        )
        message = writing.write(self.messenger, target, draft)
        return Seen(self.messenger, target.key, message.id)

    def start(self, payload: str = "") -> Seen:
        """Press Start, or open a deep link with this payload."""
        writing.check_payload(payload)
        self.unblock_bot()
        return self.send_text(f"/start {payload}".strip())

    def send_text(
        self,
        text: str,
        chat: Room | Chat | None = None,
        reply_to: Seen | int | None = None,
        thread: int | None = None,
    ) -> Seen:
        return self.write(chat, text=text, reply_to=reply_to, thread=thread)

    def send_photo(
        self,
        data: bytes,
        caption: str | None = None,
        chat: Room | Chat | None = None,
        reply_to: Seen | int | None = None,
        thread: int | None = None,
        *,
        spoiler: bool = False,
    ) -> Seen:
        """Send as a photo: re-encoded, at most 1280 pixels."""
        media = files.photo(self.messenger, data)
        return self.write(
            chat,
            text=caption or "",
            media=media,
            reply_to=reply_to,
            thread=thread,
            spoiler=spoiler,
        )

    def send_document(
        self,
        data: bytes,
        name: str = "x.jpg",
        caption: str | None = None,
        mime: str = "",
        chat: Room | Chat | None = None,
        reply_to: Seen | int | None = None,
        thread: int | None = None,
    ) -> Seen:
        """Send as a file: byte for byte."""
        media = files.document(self.messenger, data, name, mime)
        return self.write(chat, text=caption or "", media=media, reply_to=reply_to, thread=thread)

    def begin_album(
        self,
        caption: str | None = None,
        *,
        documents: bool = False,
        chat: Room | Chat | None = None,
    ) -> Album:
        """An album whose parts arrive when `send` is called, in any order and with gaps."""
        return Album(
            self,
            chat_of(self, chat),
            writing.new_album_id(self.messenger),
            caption,
            documents,
        )

    def send_album(
        self,
        pictures: list[bytes],
        caption: str | None = None,
        *,
        documents: bool = False,
        chat: Room | Chat | None = None,
    ) -> list[Seen]:
        album = self.begin_album(caption, documents=documents, chat=chat)
        return [album.send(data) for data in pictures]

    def send_sticker(self, chat: Room | Chat | None = None) -> Seen:
        return self.write(chat, media=files.clip(self.messenger, "sticker", b"RIFF-sticker"))

    def send_voice(self, chat: Room | Chat | None = None) -> Seen:
        media = files.clip(self.messenger, "voice", b"OggS-voice", mime="audio/ogg")
        return self.write(chat, media=media)

    def send_video(self, chat: Room | Chat | None = None, caption: str = "") -> Seen:
        media = files.clip(self.messenger, "video", b"ftyp-video", mime="video/mp4")
        return self.write(chat, media=media, text=caption)

    def send_contact(self, phone: str = "+33100000000", chat: Room | Chat | None = None) -> Seen:
        """Share one's own contact."""
        user = self.user
        contact = {"phone_number": phone, "first_name": user.first_name, "user_id": user.id}
        return self.write(chat, contact=contact)

    def edit_text(self, message: Seen, text: str) -> None:
        """Change one's own text or caption."""
        if message.sender_id != self.id:
            raise writing.NotAllowedError("only the author can edit a message")
        message.record.text, message.record.entities = text, writing.typed_entities(text)
        revise(self.messenger, message.record)

    def delete(self, message: Seen) -> None:
        """Delete one's own message, or with the right for it, another's."""
        chat = self.messenger.world.chats[message.chat_key]
        if (
            message.sender_id != self.id
            and not chat.is_private
            and not has_right(chat, self.id, "can_delete_messages")
        ):
            raise writing.NotAllowedError("no right to delete this message")
        remove(self.messenger, message.record)

    # ---- tapping and looking ----

    async def press(
        self,
        label: str,
        on: Seen | None = None,
        *,
        chat: Room | None = None,
        timeout: float = 5,  # noqa: ASYNC109 - a plain number reads best in tests
    ) -> Answer:
        """Tap a button by its label, exact or an unambiguous part of it; give the bot's answer.

        `on` defaults to the newest message of the chat that has such a button. A button with a
        link gives its address at once. AssertionError names the labels when no such button comes
        in time, and says so when the bot does not answer in time.
        """
        return await press(self, label, on, chat_of(self, chat), timeout)

    async def forge(self, message: Seen, data: str, *, timeout: float = 5) -> Answer:  # noqa: ASYNC109 - as above
        """Send a callback with made-up data, as a tampered client can."""
        return await forge(self, message, data, timeout)

    async def expect(
        self,
        pattern: str,
        chat: Room | None = None,
        *,
        timeout: float = 5,  # noqa: ASYNC109 - as above
        since: Seen | int | None = None,
    ) -> Seen:
        """Wait for a message of somebody else that is new, or newly edited, and says `pattern`.

        Each state of a message is given once. With `since` only what came after that message (or
        stamp) counts. The AssertionError of a failure holds what was said meanwhile.
        """
        return await expect(self, pattern, chat_of(self, chat), timeout, since)

    def sees(self, chat: Room | None = None) -> list[Seen]:
        """The messages of a chat as they stand, oldest first; deleted ones are gone."""
        target = chat_of(self, chat)
        if not writing.can_read(self.messenger, target, self.id):
            raise writing.NotAllowedError("this person is not in the chat")
        found = target.messages.values()
        return [Seen(self.messenger, target.key, x.id) for x in found if not x.deleted]

    def last(self, chat: Room | None = None) -> Seen:
        """The newest message; AssertionError when there is none."""
        seen = self.sees(chat)
        if not seen:
            raise AssertionError("there is no message yet")
        return seen[-1]

    def react(self, message: Seen, emoji: str = "") -> None:
        """Set one's reaction, or take it back with none."""
        reactions.react(self.messenger, self.id, message.record, emoji)

    def vote(self, message: Seen, *options: int) -> None:
        """Choose options of a poll by their index; raises voting.CannotVoteError."""
        poll = self.messenger.world.polls[message.record.poll_id]
        voting.vote(self.messenger, self.id, poll, list(options))

    def ask_inline(self, text: str, chat: Room | None = None) -> InlineQuery:
        """Type `@bot text` into a chat; the results come into the record."""
        return inline.ask(self.messenger, self.id, chat_of(self, chat), text)

    # ---- coming and going ----

    def open(self, url: str) -> Seen | JoinRequest | Member:
        """Follow a t.me address: a deep link of the bot, an invite link, or one to a message.

        Raises links.DeadLinkError for anything else, and for a message one may not see.
        """
        return links.open_link(self, url)

    def join(self, where: str | Room) -> JoinRequest | Member:
        """Follow an invite link (a request, if the link asks first), or enter a public room.

        Raises membership.CannotJoinError for a dead link and for who is banned.
        """
        if isinstance(where, Room):
            return membership.enter(self.messenger, where.chat, self.id, by=self.id)
        return join_by_link(self.messenger, self.id, where)

    def leave(self, chat: Room) -> None:
        membership.leave(self.messenger, chat.chat, self.id)

    def is_in(self, chat: Room) -> bool:
        return is_present(chat.chat, self.id)

    def block_bot(self) -> None:
        membership.set_blocked(self.messenger, chat_of(self, None), blocked=True)

    def unblock_bot(self) -> None:
        membership.set_blocked(self.messenger, chat_of(self, None), blocked=False)
