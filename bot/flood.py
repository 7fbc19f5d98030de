"""Floods: what one person sends beyond a burst is left out unread, before it costs anything.

Never left out: what happens in the moderators' group, presses and files in any group of ours, and
what Telegram itself reports of our groups and channels. A chat that is none of ours counts as one
sender, whatever comes from it and whoever wrote it.
"""

import logging
from collections import deque
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.raw import Raw, part
from handlers.context import Services
from handlers.telling import tell
from handlers.texts import language_of
from storage import members, told
from storage.inbox import is_number

log = logging.getLogger(__name__)

# A burst is what comes within so many seconds.
BURST_SECONDS = 10
# What may wait of one private chat: an hour of a diligent person while the bot was away.
WAITING_MAX = 200
# People who fell silent are forgotten once so many are known.
KNOWN_MAX = 5_000
# One who goes on hears it so often.
TOLD_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose allowance an update uses up: messages and presses count apart, as their clocks differ.

    lane: the chat it came in; user_id: the person, the channel in whose name they write, or the
    chat, when it is none of ours.
    """

    lane: int
    user_id: int
    pressed: bool = False

    @property
    def in_private(self) -> bool:
        return self.lane > 0

    @property
    def key(self) -> tuple[int, bool]:
        """An allowance is a person's, wherever they write."""
        return self.user_id, self.pressed


@dataclass(frozen=True, slots=True)
class Sorted:
    """kept: what is stored and handled; surplus: whose updates are left out, and the first one;
    counted: whose allowance was used up by what is kept, and by what moment each.
    """

    kept: list[Raw]
    surplus: dict[Sender, Raw]
    counted: list[tuple[Sender, float]]


@dataclass(slots=True)
class Floods:
    """Knows who sent how much lately; a restart forgets it, which gives everybody a new burst.

    burst: the most messages, and the most presses, of one person within BURST_SECONDS.
    """

    burst: int
    _recent: dict[tuple[int, bool], deque[float]] = field(default_factory=dict)

    def sort(
        self,
        updates: Iterable[tuple[int, Raw]],
        waiting: Mapping[int, int],
        ours: Mapping[int, bool],
        now: float,
    ) -> Sorted:
        """updates: each with its lane; waiting: how many of a lane are not dealt with yet; ours:
        the chats of our places, and whether each is the moderators' group; now: seconds of the
        same clock as Telegram's dates.
        """
        counts = dict(waiting)
        kept: list[Raw] = []
        surplus: dict[Sender, Raw] = {}
        counted: list[tuple[Sender, float]] = []
        for lane, update in updates:
            sender = sender_of(lane, update, ours)
            if sender is not None and not ours.get(lane):
                moment = now if sender.pressed else _sent_at(update, now)
                if not self._may_pass(sender, moment, counts, now):
                    surplus.setdefault(sender, update)
                    continue
                counted.append((sender, moment))
            counts[lane] = counts.get(lane, 0) + 1
            kept.append(update)
        return Sorted(kept, surplus, counted)

    def take_back(self, found: Sorted) -> None:
        """What could not be stored uses up nothing: Telegram brings the very same again."""
        for sender, moment in found.counted:
            recent = self._recent.get(sender.key)
            if recent is not None and moment in recent:
                recent.remove(moment)

    def _may_pass(
        self, sender: Sender, moment: float, counts: Mapping[int, int], now: float
    ) -> bool:
        if sender.in_private and counts.get(sender.lane, 0) >= WAITING_MAX:
            return False
        if len(self._recent) >= KNOWN_MAX:
            self._forget(now)
        recent = self._recent.setdefault(sender.key, deque(maxlen=self.burst))
        # A clock that was set back must not lock anybody out.
        if len(recent) == self.burst and 0 <= moment - recent[0] < BURST_SECONDS:
            return False
        recent.append(moment)
        return True

    def _forget(self, now: float) -> None:
        silent = [
            key for key, times in self._recent.items() if not times or abs(now - times[-1]) > 60
        ]
        for key in silent:
            del self._recent[key]


def sender_of(lane: int, update: Raw, ours: Container[int]) -> Sender | None:
    """Who may be held to a burst for this update; None for what is never left out."""
    if lane > 0:
        return Sender(lane, lane, pressed="callback_query" in update)
    message = part(update, "message")
    speaker = (part(message, "sender_chat") or part(message, "from")).get("id")
    if lane < 0 and lane not in ours:
        # A post of ours proves itself by its copy, in a group that was linked a moment ago too.
        is_proof = "is_automatic_forward" in message and speaker in ours
        return None if is_proof else Sender(lane, lane, pressed="callback_query" in update)
    if "text" not in message or "is_automatic_forward" in message or not is_number(speaker):
        return None
    return Sender(lane, speaker)


def _sent_at(update: Raw, now: float) -> float:
    """When it was sent, as Telegram says: what waited while the bot was away came in its time."""
    for name in update:
        date = part(update, name).get("date")
        if is_number(date):
            return float(date)
    return now


async def tell_of_surplus(services: Services, found: Sorted) -> None:
    """One sentence to each person in private, once a minute; groups are spared."""
    now = services.clock()
    for sender, update in found.surplus.items():
        if not sender.in_private:
            continue
        async with services.database.transaction() as tx:
            if not await told.first_in(tx, sender.user_id, "flood", now, TOLD_EVERY):
                continue
            log.warning("one person sends more than a burst; the surplus is left out")
            known = await members.load(tx, sender.user_id)
            language = known.language if known else _language(update)
            _ = services.texts.of(language).say
            text = _(
                "You are sending more at once than I can read, and I left the last of it out. "
                "Wait a minute; then send again what is missing. I cannot delete what I left out: "
                "if it shows a patient, delete it from this chat yourself."
            )
            await tell(services, sender.user_id, text)


def _language(update: Raw) -> str:
    """As the sender's app states it."""
    for name in update:
        code = part(part(update, name), "from").get("language_code")
        if isinstance(code, str):
            return language_of(code)
    return language_of(None)
