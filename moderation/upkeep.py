"""Upkeep: what may be wrong with a bound place, and what of it keeps the bot from working."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# People change rights and links without the bot being told: somebody looks at least so often.
LOOK_EVERY = timedelta(days=1)


class Flaw(StrEnum):
    """GONE: the bot is not there, or the chat is no more; RIGHTS: it lacks some; UNLINKED: the
    channel's discussion group is another one than was bound, or none; TALK_GONE, TALK_RIGHTS: the
    same of the discussion group; LINKED: there is a discussion group where none was bound;
    WRITERS: people may change or write posts; HISTORY: newcomers read what was before them; MEDIA:
    members may send pictures where cases are discussed.
    """

    GONE = "gone"
    RIGHTS = "rights"
    UNLINKED = "unlinked"
    TALK_GONE = "talk_gone"
    TALK_RIGHTS = "talk_rights"
    LINKED = "linked"
    WRITERS = "writers"
    HISTORY = "history"
    MEDIA = "media"


# With one of these nothing new is shown or posted in the place: it could not be, it could not be
# taken away again, or people whom nobody verified would read it. The others are only told.
PAUSING = frozenset(set(Flaw) - {Flaw.WRITERS, Flaw.HISTORY, Flaw.MEDIA})


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """One thing that is wrong; detail: the rights that lack, or how many people it is about."""

    flaw: Flaw
    detail: str = ""

    @property
    def is_pausing(self) -> bool:
        return self.flaw in PAUSING

    def pack(self) -> str:
        """As it is kept and compared."""
        return f"{self.flaw}:{self.detail}" if self.detail else str(self.flaw)

    @classmethod
    def parse(cls, packed: str) -> "Defect":
        """Raises ValueError for what no version of ours has packed."""
        flaw, _colon, detail = packed.partition(":")
        return cls(Flaw(flaw), detail)
