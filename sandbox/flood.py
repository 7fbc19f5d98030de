"""Flood control, roughly as Telegram does it: so many messages in a window of time."""

import math
from collections import deque
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.refusal import flood_wait


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


OVERALL = Limit(30, 1)
PER_GROUP = Limit(20, 60)
# One a second on average; Telegram forgives short bursts.
PER_PERSON = Limit(60, 60)


@dataclass(slots=True)
class FloodControl:
    """Counts what a bot sends, by the clock; a refused message does not count."""

    clock: Clock
    sent: dict[str, deque[float]] = field(default_factory=dict)

    def count(self, chat_id: object, messages: int) -> None:
        """Take note of messages to a chat; raises the 429 refusal when there are too many."""
        now = self.clock.now().timestamp()
        is_group = str(chat_id).startswith(("-", "@"))
        limits = {"": OVERALL, str(chat_id): PER_GROUP if is_group else PER_PERSON}
        for key, limit in limits.items():
            self._check(self.sent.setdefault(key, deque()), limit, now, messages)
        for key in limits:
            self.sent[key].extend([now] * messages)

    @staticmethod
    def _check(times: deque[float], limit: Limit, now: float, messages: int) -> None:
        while times and times[0] <= now - limit.seconds:
            times.popleft()
        if len(times) + messages > limit.count and times:
            raise flood_wait(max(1, math.ceil(times[0] + limit.seconds - now)))
