"""Posts: a published case in one channel, its thread, and the places that the bot is bound to."""

from dataclasses import dataclass
from datetime import datetime

from moderation.upkeep import PAUSING, Flaw

MODERATION = "moderation"


@dataclass(frozen=True, slots=True)
class Place:
    """A group or channel with a duty: MODERATION or a specialty code.

    thread_id: the forum topic, None outside forums; discussion_id: a channel's linked group;
    invite_link: the join-request link that members get; flaws: what is wrong there, packed, as
    people were last told; looked_at: when that was last looked at, None when it is to be done now;
    students: whether they may enter.
    """

    duty: str
    chat_id: int
    title: str
    bound_by: int
    bound_at: datetime
    thread_id: int | None = None
    discussion_id: int | None = None
    invite_link: str | None = None
    flaws: frozenset[str] = frozenset()
    looked_at: datetime | None = None
    students: bool = True

    @property
    def is_paused(self) -> bool:
        """Whether nothing new may be shown or posted there; it goes on once this is mended."""
        return any(flaw.partition(":")[0] in PAUSING for flaw in self.flaws)

    @property
    def is_gone(self) -> bool:
        """Whether nothing at all can be said there."""
        return Flaw.GONE in self.flaws


@dataclass(frozen=True, slots=True)
class Post:
    """A published case.

    message_ids: every message in the channel, pictures first, the card last; discussion_id and
    copies: the linked group and the forwarded copies of those messages, (channel message, copy);
    replies: how many answers are known.
    """

    case_id: int
    chat_id: int
    message_ids: tuple[int, ...]
    published_at: datetime
    thread_id: int | None = None
    discussion_id: int | None = None
    copies: tuple[tuple[int, int], ...] = ()
    replies: int = 0
    taken_down_at: datetime | None = None
