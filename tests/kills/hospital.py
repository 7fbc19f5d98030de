"""The hospital: the local messenger over HTTP, its rooms and its people outlive every kill."""

import asyncio
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import uvicorn

from bot.app import Running
from handlers.places.binding import tie
from moderation.member import Role, Standing
from sandbox.clock import Clock
from sandbox.messenger import Messenger
from sandbox.people import Person
from sandbox.rooms import Room
from sandbox.server import create_app
from storage import members
from tests.kills.books import TAG, Books
from tests.kills.child import TOKEN, Life, Offset, raise_bot

NOTICE = 1


@dataclass
class Hospital:
    """Everything that stays when the bot dies.

    opened: whether people may act now; unhurried: how long they take between two acts; closing:
    whether they begin nothing new; over: whether they have gone home; reports_most: how many
    reports there may be.
    """

    messenger: Messenger
    folder: Path
    address: str
    ahead: Offset
    operator: Person
    doctors: list[Person]
    moderators: list[Person]
    colleagues: list[Person]
    group: Room
    channel: Room
    discussion: Room
    books: Books = field(default_factory=Books)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    unhurried: float = 1.0
    closing: bool = False
    over: bool = False
    reports_most: int = 1_000_000

    def life(self) -> Life:
        """A life without a violent end."""
        return Life(self.folder, self.address, self.operator.id, (self.channel.id,))

    def in_channel(self) -> list[str]:
        """The number of each case that stands in the channel, as its post has it."""
        return [tag[1] for post in self.channel.messages() if (tag := TAG.search(post.text))]

    def advance(self, seconds: float) -> None:
        """Time passes for the messenger and for every bot."""
        self.messenger.clock.advance(seconds)
        self.ahead.value += seconds

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Running]:
        """The bot in this very process, which nobody kills."""
        with ThreadPoolExecutor(2) as executor:
            running = await raise_bot(self.life(), self.ahead, executor)
            try:
                await running.start()
                yield running
            finally:
                await running.stop()

    async def settle(self, running: Running) -> None:
        """Waits until every update is dealt with, everything is said and nothing is under way."""
        while True:
            await self.messenger.idle(timeout=60)
            if await running.is_idle():
                return
            await asyncio.sleep(0.01)

    async def prepare(self) -> None:
        """Ties the rooms to their duties, and makes members of the doctors and colleagues."""
        async with self.bot() as running:
            await self.settle(running)
            for room, duty in ((self.group, "moderation"), (self.channel, "dermatology")):
                chat = await running.services.bot.get_chat(room.id)
                text = await tie(running.services, chat, duty, None, self.operator.id)
                assert text.startswith("✅"), text
            for person in [*self.doctors, *self.colleagues]:
                await _verify(running, person)
            await self.settle(running)


async def _verify(running: Running, person: Person) -> None:
    """Makes somebody a member without the journey that joining is."""
    services = running.services
    async with services.database.transaction() as tx:
        met = await members.meet(tx, person.id, "en", services.clock())
        verified = replace(
            met,
            standing=Standing.VERIFIED,
            role=Role.DOCTOR,
            name=f"Dr {person.name}",
            specialty="dermatology",
            notice_version=NOTICE,
        )
        await members.save(tx, verified)


@asynccontextmanager
async def hospital(folder: Path, ahead: Offset, people: int = 5) -> AsyncIterator[Hospital]:
    """A messenger on loopback with its rooms; people: how many doctors there are."""
    messenger = Messenger(clock=Clock())
    messenger.add_bot("MedPics", username="medpics_bot", token=TOKEN)
    operator = messenger.add_person("Olive Operator")
    moderators = [messenger.add_person(name) for name in ("Max Mod", "Sam Mod", "Mia Mod")]
    doctors = [messenger.add_person(f"Dora Doctor{number}") for number in range(people)]
    colleagues = [messenger.add_person(name) for name in ("Cleo Colleague", "Carl Colleague")]
    group = messenger.add_group("Moderators", owner=operator, members=moderators)
    discussion = messenger.add_group("Dermatology talk", owner=operator, members=colleagues)
    channel = messenger.add_channel("Dermatology", owner=operator, discussion=discussion)
    for room in (group, discussion, channel):
        messenger.admit_bot(room, rights="all")
    for person in (operator, *moderators, *doctors, *colleagues):
        person.start()
    async with _served(messenger) as address:
        made = Hospital(
            messenger, folder, address, ahead, operator, doctors, moderators, colleagues,
            group, channel, discussion,
        )  # fmt: skip
        await made.prepare()
        made.opened.set()
        yield made


@asynccontextmanager
async def _served(messenger: Messenger) -> AsyncIterator[str]:
    """The messenger on a free port of this computer; what it answers to the dead is no matter."""
    # Named, or asyncio leaves the socket slow: each answer would wait for 40 ms.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(messenger),
        log_config=None,
        log_level="critical",
        lifespan="off",
        timeout_graceful_shutdown=1,
        access_log=False,
    )
    server = uvicorn.Server(config)
    # Signals are for the harness.
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server._serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listening.close()
