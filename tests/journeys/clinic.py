"""A clinic for journeys: the local messenger, its people and rooms, and the real bot beside it."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from telegram.request import HTTPXRequest

from bot.app import Running, build
from bot.settings import Limits, Pictures, Review, Settings, Telegram
from handlers.context import FindIdentifiers
from handlers.places.binding import tie
from handlers.sweeps import sweep
from moderation.member import Member, Role, Standing
from sandbox.clock import Clock
from sandbox.messenger import Messenger
from sandbox.people import Person
from sandbox.rooms import Room
from sandbox.seen import Seen
from sandbox.server import create_app
from sandbox.webhooks import Webhooks
from storage import cases, members
from tests.journeys.hiders import CYAN, MAGENTA, passages, picture, stand_in
from tests.storage.examples import KEY_TEXT
from tests.strict import Strictness

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
NOTICE = 1
THREADS = 2


@dataclass
class Line(httpx.AsyncBaseTransport):
    """The line to the messenger; while it is cut, no connection is made and none goes on."""

    transport: httpx.ASGITransport
    is_cut: Callable[[], bool]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._check(httpx.ConnectError)
        response = await self.transport.handle_async_request(request)
        self._check(httpx.ReadError)
        return response

    def _check(self, error: type[httpx.NetworkError]) -> None:
        if self.is_cut():
            message = "the line is cut"
            raise error(message)


@dataclass
class Clinic:
    """Everybody and everything of a journey.

    hears, is_heard: whether the bot can fetch updates, and whether anything else reaches Telegram.
    """

    messenger: Messenger
    settings: Settings
    executor: ThreadPoolExecutor
    operator: Person
    doctor: Person
    moderator: Person
    second: Person
    colleague: Person
    student: Person
    stranger: Person
    moderators: Room
    channel: Room
    discussion: Room
    strictness: Strictness = field(default_factory=Strictness)
    slept: list[float] = field(default_factory=list)
    running: Running | None = None
    webhooks: Webhooks | None = None
    hears: bool = True
    is_heard: bool = True
    identifiers: FindIdentifiers = passages

    @property
    def bot(self) -> Running:
        assert self.running is not None, "the bot is not running"
        return self.running

    async def start(self) -> None:
        """Starts the bot; everything it remembers comes from its folder."""
        app = create_app(self.messenger, **self.strictness.app_arguments())
        self.webhooks = app.state.webhooks

        def request(is_cut: Callable[[], bool]) -> HTTPXRequest:
            line = Line(httpx.ASGITransport(app), is_cut)
            return HTTPXRequest(httpx_kwargs={"transport": line})

        clock = self.messenger.clock
        self.running = await build(
            self.settings,
            request=request(lambda: not self.is_heard),
            updates_request=request(lambda: not self.hears),
            hider=stand_in(self.executor),
            clock=clock.now,
            sleep=self._sleep,
            pause=self._pause,
        )
        self.running.services.identifiers = self.identifiers
        await self.running.start()

    async def _sleep(self, seconds: float) -> None:
        """Waiting that Telegram asked for passes on the messenger's clock."""
        self.slept.append(seconds)
        self.messenger.clock.advance(seconds)

    async def _pause(self, seconds: float) -> None:
        """What the bot waits by itself takes little time here, but lets everybody else go on."""
        await asyncio.sleep(min(seconds, 30) / 50)

    async def stop(self) -> None:
        if self.running is not None:
            await self.running.stop()
            self.running = None

    async def restart(self) -> None:
        """Between two steps of a journey: nothing may depend on what was in memory."""
        await self.settle()
        await self.stop()
        await self.start()

    async def settle(self) -> None:
        """Waits until every update is fetched and dealt with, and everything is said."""
        while True:
            await self.messenger.idle()
            if await self.bot.is_idle():
                return
            await asyncio.sleep(0.001)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """The anonymizer begins with nothing new meanwhile."""
        free = threading.Event()
        for _thread in range(THREADS):
            self.executor.submit(free.wait)
        try:
            yield
        finally:
            free.set()

    async def sweep(self) -> None:
        """What the bot does every five minutes."""
        await sweep(self.bot.services)
        await self.settle()

    def files(self) -> set[str]:
        """Every private file that is on the disk and still has its key: the rest is noise."""
        folder = self.settings.storage.folder
        with closing(sqlite3.connect(folder / "medpics.sqlite")) as connection:
            keyed = {name for (name,) in connection.execute("SELECT name FROM file_key")}
        return keyed & {path.name for path in (folder / "files").iterdir()}

    async def verify(self, person: Person, role: Role = Role.DOCTOR, language: str = "en") -> None:
        """Makes somebody a verified member without the journey that joining is."""
        database = self.bot.services.database
        async with database.transaction() as tx:
            met = await members.meet(tx, person.id, language, self.bot.services.clock())
            member = replace(
                met,
                standing=Standing.VERIFIED,
                role=role,
                name=f"Dr {person.name}",
                specialty="dermatology",
                notice_version=NOTICE,
            )
            await members.save(tx, member)

    async def stand(self, member: Member, standing: Standing) -> None:
        """Puts a member into another standing, as moderators and time do."""
        async with self.bot.services.database.transaction() as tx:
            await members.save(tx, replace(member, standing=standing))

    async def bind(self) -> None:
        """Ties the rooms to their duties, as /bind does."""
        services = self.bot.services
        for room, duty in ((self.moderators, "moderation"), (self.channel, "dermatology")):
            chat = await services.bot.get_chat(room.id)
            text = await tie(services, chat, duty, None, self.operator.id)
            assert text.startswith("✅"), text

    async def preview(self, person: Person | None = None) -> Seen:
        """Waits until the pictures are masked and the author is asked to look."""
        return await (person or self.doctor).expect("Look closely", timeout=20)

    async def fill(self, *, attest: bool = True, signed: bool = True) -> None:
        """From the preview to the summary, by the buttons that a doctor in a hurry would press."""
        doctor = self.doctor
        # Nobody goes on while a correction is being painted.
        await self.settle()
        await doctor.press("Looks right")
        await doctor.press("Dermatology")
        screen = doctor.last()
        if "Keep your question" in screen.text:
            await doctor.press("Keep it")
        elif "Type your question" in screen.text:
            doctor.send_text("What is this lesion?")
            await doctor.expect("The patient's age")
        await doctor.press("40–49 years")
        await doctor.press("Female")
        await doctor.press("Nothing to add")
        await doctor.press(f"Dr {doctor.name}" if signed else "Anonymous")
        if attest:
            await self.attest()

    async def attest(self) -> None:
        for label in ("My patient", "Informed", "Nothing identifying", "No tattoo", "Not me"):
            await self.doctor.press(label)

    async def submit(self, data: bytes | None = None, caption: str | None = None) -> int:
        """A complete case, from the picture to the moderators; returns its id."""
        self.doctor.send_photo(data or picture(MAGENTA, CYAN), caption=caption or "What is it?")
        await self.preview()
        await self.fill()
        await self.doctor.press("Send to the moderators")
        await self.doctor.expect("is with the moderators")
        # The card gets its buttons a moment after it stands there.
        await self.settle()
        mine = await cases.of_author(self.bot.services.database.reader, self.doctor.id)
        await self.moderator.expect(rf"Case {mine[0].number}", self.moderators)
        return mine[0].id

    async def approve(self, *people: Person) -> None:
        for person in people:
            await person.press("Approve", chat=self.moderators)


def _settings(folder: Path, operator: int, quorum: int, risky: int, language: str) -> Settings:
    return Settings(
        language=language,
        telegram=Telegram(token=TOKEN, operators={operator}, base_url="http://messenger"),
        storage={"folder": folder, "master_key": KEY_TEXT},
        review=Review(quorum=quorum, quorum_risky=risky, first_cases=0, summary_hour=-1),
        pictures=Pictures(album_wait_seconds=0.05),
        # People of a test never stop to think.
        quotas=Limits(burst=1000),
    )


@asynccontextmanager
async def clinic(
    folder: Path, *, quorum: int = 1, risky: int = 1, language: str = "en"
) -> AsyncIterator[Clinic]:
    """A running bot with bound rooms, one verified doctor, two moderators and a few others."""
    messenger = Messenger(clock=Clock())
    messenger.add_bot("MedPics", username="medpics_bot", token=TOKEN)
    people = {
        name: messenger.add_person(full, language=language)
        for name, full in (
            ("operator", "Olive Operator"),
            ("doctor", "Dora Doctor"),
            ("moderator", "Max Moderator"),
            ("second", "Sam Second"),
            ("colleague", "Cleo Colleague"),
            ("student", "Stan Student"),
            ("stranger", "Steve Stranger"),
        )
    }
    staff = [people["moderator"], people["second"]]
    moderators = messenger.add_group("Moderators", owner=people["operator"], members=staff)
    discussion = messenger.add_group("Dermatology talk", owner=people["operator"], members=[])
    channel = messenger.add_channel("Dermatology", owner=people["operator"], discussion=discussion)
    for room in (moderators, discussion, channel):
        messenger.admit_bot(room, rights="all")
    for person in people.values():
        person.start()
    with ThreadPoolExecutor(THREADS) as executor:
        made = Clinic(
            messenger=messenger,
            settings=_settings(folder, people["operator"].id, quorum, risky, language),
            executor=executor,
            moderators=moderators,
            discussion=discussion,
            channel=channel,
            **people,
        )
        await made.start()
        try:
            await made.settle()
            await made.bind()
            await made.verify(made.doctor, language=language)
            await made.verify(made.colleague, language=language)
            yield made
            assert not made.strictness.problems, made.strictness.problems
        finally:
            await made.stop()
