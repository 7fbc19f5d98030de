"""Others: colleagues who answer in threads, and people who apply and ask to be let in."""

from sandbox.membership import CannotJoinError
from sandbox.people import Person
from tests.journeys.applying import card_photo, number_like
from tests.kills.actor import Actor
from tests.kills.hospital import Hospital

# So long after a knock nobody knocks again.
WAIT_SECONDS = 4.0


class Colleague(Actor):
    """Answers now and then, to a case or to an answer."""

    async def step(self) -> None:
        if self.hospital.closing or not self.perhaps(0.06):
            return
        room = self.hospital.discussion
        own = self.hospital.messenger.only_bot().user_id
        roots = [
            seen
            for seen in self.person.sees(room)[-60:]
            if (seen.is_automatic_forward or seen.reply_to) and seen.sender_id != own
        ]
        if roots:
            root = self.chance.choice(roots)
            sent = self.person.send_text("psoriasis?", room, root)
            self.hospital.books.replies.append((room.id, sent.id))


class Applicant(Actor):
    """One newcomer after the other: /start, the questions, the card, and the door."""

    def __init__(self, hospital: Hospital, person: Person, seed: int) -> None:
        super().__init__(hospital, person, seed)
        self._knocked = 0.0
        self._stamp = -1
        self._number = 0

    @property
    def is_done(self) -> bool:
        return self._is_in or self._was_refused

    @property
    def _is_in(self) -> bool:
        return self.person.is_in(self.hospital.channel)

    @property
    def _was_refused(self) -> bool:
        newest = next(self.from_bot(), None)
        return newest is not None and "could not accept" in newest.text

    async def step(self) -> None:
        if self.is_done:
            if not self.hospital.closing:
                self._number += 1
                messenger = self.hospital.messenger
                self.person = messenger.add_person(f"Ada Applicant{self._number}")
                self._stamp, self._knocked = -1, 0.0
                self.say("/start")
            return
        found = self.find(
            r"^(I understand and accept|Doctor|Keep this number|Dermatology|Send to the moder.*)$"
        )
        if found is not None and "url" not in found[1].body:
            await self.tap(*found)
        elif (door := self.find(r"^Dermatology$")) is not None:
            self._knock(door[1].body["url"])
        else:
            self._type()

    def _knock(self, url: str) -> None:
        if self.now - self._knocked < WAIT_SECONDS:
            return
        self._knocked = self.now
        try:
            self.person.join(url)
        except CannotJoinError:
            return
        self.hospital.books.knocked.add(self.person.id)

    def _type(self) -> None:
        """Answers the newest question in words, or by the photo of a card; once."""
        newest = next(self.from_bot(), None)
        if newest is None or newest.stamp == self._stamp:
            return
        self._stamp = newest.stamp
        if "first and last name" in newest.text:
            self.say("Ada Applicant")
        elif "RPPS number" in newest.text:
            self.say(number_like(self.person.id) if self.perhaps(0.7) else f"{self.person.id:011}")
        elif "photo of your professional card" in newest.text:
            self.speak()
            self.person.send_photo(card_photo())


class Stranger(Actor):
    """Belongs to nobody: sends pictures and knocks, and stays outside."""

    async def step(self) -> None:
        if self.hospital.closing or not self.perhaps(0.02):
            return
        self.speak()
        self.person.send_photo(card_photo())
