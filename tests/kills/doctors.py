"""Doctors: they send cases, correct, answer, attest, revise, withdraw, and begin the next one."""

import re
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from sandbox.people import Person
from sandbox.seen import Button, Seen
from tests.journeys.hiders import CYAN, MAGENTA, YELLOW, picture
from tests.kills.actor import Actor
from tests.kills.hospital import Hospital

CASES_MAX = 400
# So long after they were refused people ask for their cases, or stop looking for one.
LOST_SECONDS = 4.0
NUMBER = re.compile(r"MP-\d{5}")

# What a draft's screens are answered with, in no order: of one screen only one fits.
ANSWERS = (
    r"^✅ Looks right$",
    r"^Dermatology$",
    r"^Keep it »$",
    r"^40–49 years$",
    r"^Female$",
    r"^Nothing to add$",
    r"^Anonymous$",
    r"^(Keep|Hide)$",
    r"^⬜ (?!Consented)",
    r"^📨 Send to the moderators$",
)
CORRECTIONS = r"^(Hide #1|Show #1|Hide more…|⬆ Top|⬅ Left|« Back|Detect again)$"
COLOURS = ((MAGENTA,), (CYAN,), (MAGENTA, CYAN), ())


def animation() -> bytes:
    """A file that holds two pictures."""
    frames = [Image.open(BytesIO(picture(colour))) for colour in (MAGENTA, CYAN)]
    stream = BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    return stream.getvalue()


@dataclass
class Draft:
    """What a doctor has open: its marker, how often it was corrected, when it was begun."""

    marker: str
    since: float
    stamp: int
    corrections: int = 0
    number: str = ""


class Doctor(Actor):
    """Sends one case after the other."""

    def __init__(self, hospital: Hospital, person: Person, seed: int) -> None:
        super().__init__(hospital, person, seed)
        self.draft: Draft | None = None
        self.withdrawing: str = ""
        self._looked = 0.0
        self._begun = 0
        self._answered: set[tuple[int, str]] = set()
        self._sent: set[str] = set()

    @property
    def is_done(self) -> bool:
        return self.draft is None and not self.withdrawing and self._returned() is None

    async def step(self) -> None:
        if self.draft is not None:
            await self._go_on(self.draft)
        elif self.withdrawing:
            await self._withdraw()
        elif (returned := self._returned()) is not None:
            await self._take_up(*returned)
        elif not self.hospital.closing and self._begun < CASES_MAX:
            if self.perhaps(0.15) and (number := self._a_case_of_mine()):
                self._begin_withdrawal(number)
            else:
                self._begin()

    # ---- a new case ----

    def _begin(self) -> None:
        self._begun += 1
        marker = f"q{self.person.id}x{self._begun}"
        self.speak()
        stamp = self.hospital.books.spoke[self.person.id]
        count = self.chance.choice((1, 1, 1, 2, 3))
        parts = [picture(*self.chance.choice(COLOURS)) for _part in range(count)]
        if self.perhaps(0.05):
            parts.append(picture(YELLOW))
        caption = f"what is {marker}?" if self.perhaps(0.85) else ""
        if caption and self.perhaps(0.1):
            caption += " seen with Mme Durand"
        elif caption and self.perhaps(0.1):
            caption += " seen in Lyon"
        if self.perhaps(0.1):
            sent = [self.person.send_document(animation(), "x.gif", caption or None)]
        elif len(parts) == 1:
            sent = [self.person.send_photo(parts[0], caption or None)]
        else:
            sent = self.person.send_album(parts, caption or None)
        photos = self.hospital.books.photos.setdefault(self.person.id, [])
        photos.extend(seen.id for seen in sent)
        self.draft = Draft(marker, self.now, stamp)
        self._looked = self.now

    # ---- the open draft ----

    async def _go_on(self, draft: Draft) -> None:
        if self._is_over(draft):
            self.draft = None
            return
        if (found := self.find(r"^Yes, throw it away$")) is not None:
            await self.tap(*found)
        elif draft.corrections < 3 and self.perhaps(0.3) and await self._correct(draft):
            draft.corrections += 1
        elif self.perhaps(0.003) and (found := self.find(r"^Cancel$")) is not None:
            await self.tap(*found)
        elif (found := self._answer()) is not None:
            self._looked = self.now
            await self.tap(*found)
        elif (found := self.find(r"^Remove this picture$")) is not None and self._is_stuck(draft):
            await self.tap(*found)
        elif not self._type(draft):
            await self._look_for_it()

    def _is_over(self, draft: Draft) -> bool:
        """Whether the bot said since that it is sent, or gone."""
        for seen in self.from_bot():
            if seen.stamp <= draft.stamp:
                continue
            if "is with the moderators" in seen.text and self._is_its_own(seen, draft):
                sent = self.hospital.books.submitted.setdefault(self.person.id, [])
                sent.append(draft.marker)
                return True
            if "its pictures are gone" in seen.text or "are gone." in seen.text:
                return True
        return False

    def _is_its_own(self, seen: Seen, draft: Draft) -> bool:
        """Not a notice of an earlier case that comes twice."""
        found = NUMBER.search(seen.text)
        number = found[0] if found else ""
        if draft.number:
            return number == draft.number
        is_new = number not in self._sent
        self._sent.add(number)
        return is_new

    def _is_new(self, seen: Seen, what: str) -> bool:
        """Each notice is taken to heart once, however often it comes."""
        key = (seen.id, what)
        if key in self._answered:
            return False
        self._answered.add(key)
        return True

    def _answer(self) -> tuple[Seen, Button] | None:
        for pattern in ANSWERS:
            if (found := self.find(pattern)) is not None:
                return found
        return None

    async def _correct(self, draft: Draft) -> bool:
        found = [
            (seen, button)
            for seen in self.from_bot()
            if seen.kind == "photo"
            for button in seen.buttons
            if re.search(CORRECTIONS, button.label) and self.is_open(seen, button)
        ]
        if not found:
            return False
        await self.tap(*self.chance.choice(found))
        return True

    def _is_stuck(self, draft: Draft) -> bool:
        """A picture that could not be masked keeps the others from going on."""
        return any("could not be masked" in seen.text for seen in self.from_bot())

    def _type(self, draft: Draft) -> bool:
        """Types where a screen asks for words, once; notices may stand below it."""
        texts = (seen for seen in self.from_bot() if seen.kind == "text")
        screen = next((seen for seen in texts if "Type your question" in seen.text), None)
        if screen is None or not self._is_new(screen, "typed"):
            return False
        self.say(f"what is {draft.marker}?")
        return True

    async def _look_for_it(self) -> None:
        """Nothing to press: waits; only who was refused asks for the list after a while."""
        if not self.was_refused or self.now - self._looked < LOST_SECONDS:
            return
        self._looked = self.now
        found = self.find(r"^Go on$") or self.find(r"MP-\d+ · draft")
        if found is not None:
            await self.tap(*found)
        else:
            self.say("/cases")

    # ---- cases that come back, and that are taken back ----

    def _returned(self) -> tuple[Seen, Button] | None:
        """A notice of the moderators with its button to revise, not dealt with yet."""
        for seen in self.from_bot():
            is_notice = "ask for changes to case" in seen.text or "did not accept" in seen.text
            if is_notice and (button := seen.find_button("Revise")) and self.is_open(seen, button):
                return seen, button
        return None

    async def _take_up(self, seen: Seen, button: Button) -> None:
        number = NUMBER.search(seen.text)
        if self.perhaps(0.2) and number:
            self._refused.add((seen.id, seen.stamp, button.label))
            self._begin_withdrawal(number[0])
            return
        stamp = self.hospital.messenger.world.counters.get("stamp", 0)
        answer = await self.tap(seen, button)
        if answer is not None and not answer.alert and not answer.text:
            marker = f"revised {number[0] if number else ''}"
            self.draft = Draft(marker, self.now, stamp, number=number[0] if number else "")
            self._looked = self.now

    def _a_case_of_mine(self) -> str:
        """The number of some case that stands in the channel, or waits."""
        known = [
            found[0]
            for seen in self.from_bot()
            if "is published" in seen.text or "is with the moderators" in seen.text
            if (found := NUMBER.search(seen.text)) and (seen.id, "withdraw") not in self._answered
        ]
        return self.chance.choice(known) if known else ""

    def _begin_withdrawal(self, number: str) -> None:
        self.withdrawing, self._looked = number, self.now
        self.say("/cases")

    async def _withdraw(self) -> None:
        number = self.withdrawing
        for seen in self.from_bot():
            if f"Case {number} is withdrawn" in seen.text:
                self.withdrawing = ""
                return
        found = self._leading_to_withdrawal(number)
        if found is not None:
            answer = await self.tap(*found)
            self._looked = self.now
            if answer is not None and answer.alert:
                self.withdrawing = ""
        elif self.now - self._looked >= 3 * LOST_SECONDS:
            # It is not among the newest twenty.
            self.withdrawing = ""

    def _leading_to_withdrawal(self, number: str) -> tuple[Seen, Button] | None:
        for seen in self.from_bot():
            for button in seen.buttons:
                is_sure = button.label == "Yes, withdraw it" and number in seen.text
                is_one = button.label == "Withdraw" and number in seen.text
                is_listed = button.label.startswith(number)
                if (is_sure or is_one or is_listed) and self.is_open(seen, button):
                    return seen, button
        return None
