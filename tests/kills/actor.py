"""An actor: somebody who looks at a chat, taps, types, waits, and tries again if nothing came."""

import asyncio
import random
import re
from collections.abc import Iterator
from itertools import islice

from sandbox.callbacks import Answer
from sandbox.people import Person
from sandbox.rooms import Room
from sandbox.seen import Button, Seen
from sandbox.tapping import press_button
from tests.kills.hospital import Hospital

# So long people wait for the answer to a tap before they tap again.
PATIENCE_SECONDS = 3.0
# What was tried without any effect is tried again after so long.
AGAIN_SECONDS = 3.0

Tried = tuple[int, int, str]


class Actor:
    """One person, acting until the hospital closes; `step` is what they do when they look.

    What was answered is not pressed again while its message stays as it is: what should follow has
    to come by itself. After an alert people look for another way.
    """

    def __init__(self, hospital: Hospital, person: Person, seed: int) -> None:
        self.hospital, self.person = hospital, person
        self.chance = random.Random(seed)
        self._refused: set[Tried] = set()
        self._tried: dict[Tried, float] = {}
        self.was_refused = False

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def is_done(self) -> bool:
        """Whether nothing that this person began waits for them."""
        return True

    async def live(self) -> None:
        while not self.hospital.over:
            await self.hospital.opened.wait()
            await self.step()
            await asyncio.sleep(self.chance.uniform(0.02, 0.25) * self.hospital.unhurried)

    async def step(self) -> None:
        """Looks once, and does at most one thing."""

    def perhaps(self, probability: float) -> bool:
        return self.chance.random() < probability

    def messages(self, chat: Room | None = None) -> Iterator[Seen]:
        """What stands in a chat, the newest first."""
        return reversed(self.person.sees(chat))

    def from_bot(self, chat: Room | None = None) -> Iterator[Seen]:
        bot = self.hospital.messenger.only_bot().user_id
        return (seen for seen in self.messages(chat) if seen.sender_id == bot)

    def find(self, pattern: str, chat: Room | None = None) -> tuple[Seen, Button] | None:
        """The newest button that says this and is worth a tap."""
        for seen in self.from_bot(chat):
            for button in seen.buttons:
                if re.search(pattern, button.label) and self.is_open(seen, button):
                    return seen, button
        return None

    def is_open(self, seen: Seen, button: Button) -> bool:
        """Not answered yet, and not tapped a moment ago."""
        key = (seen.id, seen.stamp, button.label)
        if key in self._refused:
            return False
        return self.now - self._tried.get(key, -AGAIN_SECONDS) >= AGAIN_SECONDS

    async def tap(self, seen: Seen, button: Button) -> Answer | None:
        """The bot's answer; None when it did not come in time."""
        key = (seen.id, seen.stamp, button.label)
        self._tried[key] = self.now
        try:
            answer = await press_button(self.person, seen, button, PATIENCE_SECONDS)
        except AssertionError:
            return None
        if answer.alert or not answer.text:
            self._refused.add(key)
        self.was_refused = answer.alert
        return answer

    def outlook(self) -> str:
        """Who it is, and the last words and buttons before them."""
        last = [(seen.text[-50:], seen.keyboard) for seen in islice(self.from_bot(), 3)]
        return f"{self.person.name}: {last}"

    def say(self, text: str) -> Seen:
        self.speak()
        return self.person.send_text(text)

    def speak(self) -> None:
        """Notes that whatever the bot says from now on may be an answer."""
        messenger = self.hospital.messenger
        self.hospital.books.spoke[self.person.id] = messenger.world.counters.get("stamp", 0)
