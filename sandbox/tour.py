"""The tour: the whole story, played by people on the real bot, each step checked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.cast import USERNAME, Cast, card_picture, case_picture, side_by_side
from sandbox.people import Person
from sandbox.seen import Seen

# Masking a picture takes a second or two on two cores, more on a busy machine.
PATIENCE_SECONDS = 120

QUESTION = "Is this lesion worrying?"
ANSWER = "Asymmetric, two colours: I would take it off."


class TourError(AssertionError):
    """A step of the story did not happen."""


@dataclass
class Tour:
    """Plays the story; `say` hears each step, `pause` is awaited between them."""

    cast: Cast
    folder: Path
    say: Callable[[str], None]
    pause: Callable[[], Awaitable[None]]
    done: int = 0
    masked: Seen | None = field(default=None)

    async def play(self) -> None:
        """All steps in order; raises AssertionError at the first that does not happen."""
        steps = [
            (self._bind, "The operator ties a group and a channel to their duties with /bind"),
            (self._colleague, "Dr Benali joined earlier; the moderators let him in"),
            (
                self._apply,
                "Dr Martin joins: language, notice, name, RPPS number, photo of her card",
            ),
            (self._admit, "A moderator compares card and claim, and accepts her"),
            (self._doors, "She enters the dermatology channel; a visitor at its door is declined"),
            (self._send, "She sends a picture with a face and a name on it"),
            (self._masked, "It comes back masked: face blurred, writing covered, lesion visible"),
            (self._answer, "She answers a few questions by buttons, attests, and sends"),
            (self._review, "Two moderators look (a face was found), and both approve"),
            (self._published, "The case stands in the dermatology channel"),
            (self._reply, "Dr Benali answers in its thread, and Dr Martin hears of it"),
        ]
        for step, title in steps:
            try:
                await step()
            except AssertionError as error:
                message = f"this step did not happen: {title}\n{error}"
                raise TourError(message) from error
            self.done += 1
            self.say(f"✓ {title}")
            await self.pause()

    async def _bind(self) -> None:
        cast = self.cast
        cast.operator.start()
        await cast.operator.expect("Welcome to MedPics")
        cast.operator.send_text("/bind moderation", chat=cast.moderators)
        await cast.operator.expect("Bound", cast.moderators)
        cast.operator.send_text("/bind dermatology", chat=cast.channel)
        await cast.operator.expect("Bind the channel")
        await cast.operator.press("Yes, bind it")
        await cast.operator.expect("Bound: cases of Dermatology")

    async def _colleague(self) -> None:
        await self._join(self.cast.colleague, "Karim Benali", "10000000017")
        await self.cast.anne.press("Accept", chat=self.cast.moderators)
        await self._enter(self.cast.colleague)

    async def _apply(self) -> None:
        await self._join(self.cast.author, "Léa Martin", "19999999907")

    async def _admit(self) -> None:
        card = await self.cast.hugo.expect("Name: Léa Martin", self.cast.moderators)
        await self.cast.hugo.press("Accept", on=card)
        await self.cast.author.expect("You are in")

    async def _doors(self) -> None:
        await self._enter(self.cast.author)
        visitor = self.cast.visitor
        visitor.start()
        visitor.join(self._link(self.cast.author))
        await visitor.expect("verified health professionals")
        _require(not visitor.is_in(self.cast.channel), "the visitor got into the channel")

    async def _send(self) -> None:
        picture = case_picture()
        (self.folder / "before.jpg").write_bytes(picture)
        sent = self.cast.author.send_photo(picture, caption=QUESTION)
        await self.cast.author.expect("removed from this chat", timeout=PATIENCE_SECONDS)
        _require(sent.deleted, "the original is still in the chat")

    async def _masked(self) -> None:
        self.masked = await self.cast.author.expect("Picture 1:", timeout=PATIENCE_SECONDS)
        _require("1 face hidden" in self.masked.text, "no face was hidden")
        _require("text hidden" in self.masked.text, "no writing was hidden")
        await self.cast.author.expect("Look closely", timeout=PATIENCE_SECONDS)

    async def _answer(self) -> None:
        author = self.cast.author
        for label in ("Looks right", "Dermatology", "Keep it", "50–59 years", "Female"):
            await author.press(label)
        await author.press("Nothing to add")
        await author.press("Léa Martin")
        for label in ("My patient", "Informed", "Nothing identifying", "No tattoo", "Not me"):
            await author.press(label)
        await author.press("Send to the moderators")
        await author.expect("is with the moderators")

    async def _review(self) -> None:
        card = await self.cast.anne.expect("Approvals: 0 of 2", self.cast.moderators)
        _require("a face was found" in card.text, "the card does not name the risk")
        await self.cast.anne.press("Approve", on=card)
        await self.cast.anne.expect("Approvals: 1 of 2", self.cast.moderators)
        await self.cast.hugo.press("Approve", on=card)

    async def _published(self) -> None:
        await self.cast.author.expect("is published")
        post = self.cast.colleague.last(self.cast.channel)
        _require(QUESTION in post.text, "the post does not hold the question")
        after = post.picture
        (self.folder / "after.jpg").write_bytes(after)
        both = side_by_side((self.folder / "before.jpg").read_bytes(), after)
        (self.folder / "before-after.jpg").write_bytes(both)

    async def _reply(self) -> None:
        colleague, thread = self.cast.colleague, self.cast.discussion
        self.cast.discussion.add(colleague, self.cast.author)
        copies = [seen for seen in colleague.sees(thread) if seen.kind == "photo"]
        _require(len(copies) == 1, "the post was not forwarded into the discussion once")
        colleague.send_text(ANSWER, chat=thread, reply_to=copies[0])
        heard = await self.cast.author.expect("answered your case")
        _require("Karim Benali" in heard.text, "the author is not told who answered")

    async def _join(self, person: Person, name: str, number: str) -> None:
        person.start()
        await person.expect("Welcome to MedPics")
        await person.press("I understand and accept")
        await person.press("Doctor")
        await person.expect("first and last name")
        person.send_text(name)
        await person.expect("RPPS number")
        person.send_text(number)
        await person.expect("Your specialty")
        await person.press("Dermatology")
        await person.expect("photo of your professional card")
        person.send_photo(card_picture())
        await person.expect("Photo 1", timeout=PATIENCE_SECONDS)
        await person.press("Send to the moderators")
        await person.expect("The moderators will look", timeout=PATIENCE_SECONDS)
        await self.cast.anne.expect(f"Name: {name}", self.cast.moderators)

    async def _enter(self, person: Person) -> None:
        await person.expect("The channels")
        person.join(self._link(person))
        await self.cast.messenger.wait(lambda: person.is_in(self.cast.channel), 10)
        _require(person.is_in(self.cast.channel), "a verified member was not let in")

    def _link(self, person: Person) -> str:
        """The invite link behind the channel's button in the person's chat with the bot."""
        buttons = [button for seen in person.sees() for button in seen.buttons]
        links = [button.body["url"] for button in buttons if "url" in button.body]
        _require(bool(links), f"@{USERNAME} sent no link")
        return str(links[-1])


def _require(happened: bool, otherwise: str) -> None:
    if not happened:
        raise TourError(otherwise)
