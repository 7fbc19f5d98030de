"""Moderators: they decide on cases and applications, look into the channel, and take down."""

import re

from sandbox.people import Person
from sandbox.seen import Button, Seen
from tests.kills.actor import Actor
from tests.kills.hospital import Hospital

APPROVE = "✅ Approve"
REASONS = r"^(↩️|⛔) (?!Ask|Reject|Refuse)"


class Moderator(Actor):
    """Takes any card that waits, and decides as chance has it."""

    def __init__(self, hospital: Hospital, person: Person, seed: int) -> None:
        super().__init__(hospital, person, seed)
        self._approved: set[str] = set()
        self._answered: set[int] = set()

    @property
    def is_done(self) -> bool:
        return not self._waiting()

    async def step(self) -> None:
        group = self.hospital.group
        if (asked := self._asked_for_words()) is not None:
            self._write(asked)
        elif (alarm := self.find(r"^It is missing", group)) is not None:
            await self._look_into_channel(*alarm)
        elif waiting := self._waiting():
            await self._decide(*self.chance.choice(waiting))
        elif not self.hospital.closing and self.perhaps(0.0015):
            self._take_down()

    def _waiting(self) -> list[tuple[Seen, Button]]:
        """Every button of a card that this person has a reason to press."""
        return [
            (seen, button)
            for seen in self.from_bot(self.hospital.group)
            for button in seen.buttons
            if self.is_open(seen, button)
            and button.body.get("callback_data") not in self._approved
            and not button.label.startswith(("It is missing", "🔎"))
        ]

    async def _decide(self, seen: Seen, button: Button) -> None:
        """Mostly approves; a menu of reasons is gone on with."""
        labels = {each.label: each for each in seen.buttons}
        first = labels.get(APPROVE) or labels.get("✅ Accept")
        is_new = first is not None and first.body["callback_data"] not in self._approved
        if first is not None and is_new and self.is_open(seen, first) and self.perhaps(0.5):
            button = first
        answer = await self.tap(seen, button)
        is_final = answer is not None and (button.label == APPROVE or answer.alert)
        if is_final:
            self._approved.add(button.body["callback_data"])

    def _asked_for_words(self) -> Seen | None:
        """The newest question for this moderator's own words, if it is not answered."""
        for seen in self.from_bot(self.hospital.group):
            if "by replying to this message" in seen.text and self.person.name in seen.text:
                return seen if seen.id not in self._answered else None
        return None

    def _write(self, asked: Seen) -> None:
        self._answered.add(asked.id)
        books = self.hospital.books
        marker = f"w{self.person.id}x{asked.id}"
        books.words.append(marker)
        self.person.send_text(f"please look at {marker}", self.hospital.group, asked)

    async def _look_into_channel(self, seen: Seen, button: Button) -> None:
        """The post is sent again only if it is missing, as the alarm says."""
        number = re.search(r"MP-(\d+)", seen.text)
        if number is None:
            return
        if any(f"#MP{number[1]}" in post.text for post in self.hospital.channel.messages()):
            self._refused.add((seen.id, seen.stamp, button.label))
            return
        await self.tap(seen, button)

    def _take_down(self) -> None:
        if numbers := self.hospital.in_channel():
            number = self.chance.choice(numbers)
            sent = self.person.send_text(f"/takedown MP-{number}", self.hospital.group)
            self.hospital.books.takedowns.append((self.person.id, sent.id))
