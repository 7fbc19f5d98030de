"""Reporters: members who see a patient's face in a post, or believe they do."""

import re

from sandbox.seen import Button, Seen
from tests.kills.actor import Actor

ASKED = re.compile(r"What is wrong with case (MP-\d{5})\?")


class Reporter(Actor):
    """Takes the link under a post and says what is wrong with it."""

    @property
    def is_done(self) -> bool:
        return self._question() is None

    @property
    def _may_report(self) -> bool:
        return len(self.hospital.books.reports) < self.hospital.reports_most

    async def step(self) -> None:
        if (question := self._question()) is not None:
            seen, button = question
            answer = await self.tap(seen, button)
            number = ASKED.search(seen.text)
            if answer is not None and not answer.alert and number:
                self.hospital.books.reports.add((self.person.id, number[1]))
        elif not self.hospital.closing and self._may_report and self.perhaps(0.005):
            self._open_a_report()

    def _question(self) -> tuple[Seen, Button] | None:
        """The newest question about what is wrong, with what this person answers."""
        for seen in self.from_bot():
            if ASKED.search(seen.text):
                labels = ("can be recognised", "can be read", "too graphic")
                fitting = [b for b in seen.buttons if b.label.endswith(labels)]
                opened = [b for b in fitting if self.is_open(seen, b)]
                return (seen, self.chance.choice(opened)) if opened else None
        return None

    def _open_a_report(self) -> None:
        if numbers := self.hospital.in_channel():
            self.say(f"/start report_MP{self.chance.choice(numbers)}")
