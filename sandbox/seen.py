"""A message as a person sees it: a live handle, so it always shows the message as it stands."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.autolinks import to_html
from sandbox.model import JsonObject, Message
from sandbox.render import ANONYMOUS_ADMIN_ID, find_user

if TYPE_CHECKING:
    from sandbox.messenger import Messenger


@dataclass(frozen=True, slots=True)
class Button:
    """One button of an inline keyboard, at its row and column."""

    row: int
    column: int
    label: str
    body: JsonObject


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """One message; equal to any other handle of the same message."""

    messenger: "Messenger"
    chat_key: str
    id: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and (other.chat_key, other.id) == (self.chat_key, self.id)

    def __hash__(self) -> int:
        return hash((self.chat_key, self.id))

    def __repr__(self) -> str:
        state = "deleted" if self.deleted else self.text or self.kind
        return f"<{self.sender_name}: {state!r} {self.keyboard or ''}>"

    @property
    def record(self) -> Message:
        return self.messenger.world.chats[self.chat_key].messages[self.id]

    @property
    def chat_id(self) -> int:
        return self.messenger.world.chats[self.chat_key].id

    @property
    def stamp(self) -> int:
        """Grows with every change, over all chats; use it for `since` in expect."""
        return self.record.stamp

    @property
    def sender_id(self) -> int:
        """The account behind the message, also of an anonymous administrator."""
        return self.record.sender_id

    @property
    def sender_name(self) -> str:
        """The name that others see."""
        record, world = self.record, self.messenger.world
        if world.chats[self.chat_key].type == "channel":
            return world.chats[self.chat_key].title
        if record.sender_chat:
            return world.chats[record.sender_chat].title
        return find_user(world, record.sender_id or ANONYMOUS_ADMIN_ID).full_name

    @property
    def text(self) -> str:
        """The text, or the caption of what carries one."""
        return self.record.text

    @property
    def caption(self) -> str:
        return self.record.text if self.record.media else ""

    @property
    def entities(self) -> list[JsonObject]:
        return self.record.entities

    @property
    def html(self) -> str:
        return to_html(self.record.text, self.record.entities)

    @property
    def kind(self) -> str:
        """text, photo, document, sticker, voice, video, poll, contact or the service's name."""
        record = self.record
        if record.media:
            return record.media.kind
        if record.service:
            return next(iter(record.service))
        if record.contact:
            return "contact"
        return "poll" if record.poll_id else "text"

    @property
    def picture(self) -> bytes:
        """The photo as delivered, largest size; AssertionError when it is none."""
        return self._bytes("photo")

    @property
    def document(self) -> bytes:
        """The file's bytes; AssertionError when it is none."""
        return self._bytes("document")

    def _bytes(self, kind: str) -> bytes:
        media = self.record.media
        if media is None or media.kind != kind:
            raise AssertionError(f"this message is no {kind}: {self!r}")
        return self.messenger.blobs[media.unique_id]

    @property
    def file_name(self) -> str:
        return self.record.media.name if self.record.media else ""

    @property
    def buttons(self) -> list[Button]:
        """The buttons of the present inline keyboard."""
        rows = self.record.markup["inline_keyboard"] if self.record.markup else []
        return [
            Button(i, j, body["text"], body)
            for i, row in enumerate(rows)
            for j, body in enumerate(row)
        ]

    @property
    def keyboard(self) -> list[list[str]]:
        """Rows of labels of the inline keyboard."""
        rows = self.record.markup["inline_keyboard"] if self.record.markup else []
        return [[body["text"] for body in row] for row in rows]

    @property
    def reply_to(self) -> int:
        """Number of the message this one answers in its chat; 0 for none."""
        return self.record.reply_to

    @property
    def thread(self) -> int:
        return self.record.thread_id

    @property
    def album(self) -> str:
        return self.record.album

    @property
    def edited(self) -> bool:
        return bool(self.record.edited)

    @property
    def deleted(self) -> bool:
        return self.record.deleted

    @property
    def is_automatic_forward(self) -> bool:
        return self.record.is_automatic_forward

    @property
    def spoiler(self) -> bool:
        return self.record.spoiler

    @property
    def protected(self) -> bool:
        return self.record.protected

    def says(self, pattern: str) -> bool:
        """Whether `pattern` occurs in it, literally or as a regular expression."""
        if pattern in self.text:
            return True
        try:
            return re.search(pattern, self.text) is not None
        except re.error:
            return False

    def find_button(self, label: str) -> Button | None:
        """The button named exactly so, or the only one beginning with, or containing, `label`.

        AssertionError when several fit equally well.
        """
        wanted = label.casefold()
        for fits in (str.__eq__, str.startswith, str.__contains__):
            hits = [x for x in self.buttons if fits(x.label.casefold(), wanted)]
            if len(hits) == 1:
                return hits[0]
            if hits:
                labels = ", ".join(repr(x.label) for x in hits)
                raise AssertionError(f"{label!r} may be any of {labels}")
        return None
