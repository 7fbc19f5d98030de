"""Bad weather: now and then something goes wrong on the way, as often as the seed has it."""

import asyncio
import random

from tests.kills.hospital import Hospital

KINDS = ("flood", "server_error", "reset_before", "reset_after", "timeout_before", "timeout_after")
METHODS = (
    "*",
    "*",
    "sendMessage",
    "sendPhoto",
    "sendMediaGroup",
    "editMessageText",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "deleteMessage",
    "getFile",
    "download",
    "getUpdates",
)
# More than so many at once would be no weather but a wall.
PLANNED_MAX = 3
SECONDS = 0.4


class Weather:
    """Plans one fault after the other, while it is bad; kinds: how often each was planned."""

    def __init__(self, hospital: Hospital, seed: int) -> None:
        self._hospital = hospital
        self._chance = random.Random(seed)
        self.kinds: dict[str, int] = {}

    async def blow(self) -> None:
        faults = self._hospital.messenger.faults
        while True:
            await asyncio.sleep(SECONDS)
            if len(faults.planned) < PLANNED_MAX:
                kind, method = self._chance.choice(KINDS), self._chance.choice(METHODS)
                getattr(faults, kind)(method)
                self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def clear(self) -> None:
        self._hospital.messenger.faults.clear()
