"""An album on its way: its parts are sent one by one, in any order and with gaps."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox import files
from sandbox.model import Chat
from sandbox.seen import Seen

if TYPE_CHECKING:
    from sandbox.people import Person


@dataclass(slots=True)
class Album:
    """Parts sent one by one under one album id; the caption goes on the first."""

    person: "Person"
    chat: Chat
    id: str
    caption: str | None
    documents: bool
    parts: list[Seen] = field(default_factory=list)

    def send(self, data: bytes, *, name: str = "") -> Seen:
        messenger = self.person.messenger
        name = name or f"{len(self.parts) + 1}.jpg"
        media = (
            files.document(messenger, data, name)
            if self.documents
            else files.photo(messenger, data)
        )
        caption = "" if self.parts else self.caption or ""
        seen = self.person.write(self.chat, media=media, text=caption, album=self.id)
        self.parts.append(seen)
        return seen
