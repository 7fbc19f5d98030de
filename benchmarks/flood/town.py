"""The town: a messenger on loopback, people who ask at a human pace, and one who floods."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO

import uvicorn
from PIL import Image

from sandbox import files
from sandbox.callbacks import tap
from sandbox.messenger import Messenger
from sandbox.model import Media
from sandbox.people import Person
from sandbox.server import create_app

HOST = "127.0.0.1"
TOKEN = "100000001:token-of-a-messenger-on-this-computer-only"  # noqa: S105 - opens nothing else
# Whoever waits longer than this has waited for nothing; it counts as so long.
PATIENCE_SECONDS = 30.0
# Each asks for something that the bot answers with one new message.
QUESTIONS = ("/help", "/start", "/cases", "/whoami", "/language", "/channels")
# So many updates of the flood at a time, so that the messenger itself stays answerable.
FLOOD_STEP = 20


@dataclass
class Town:
    """Everybody; `answered` holds the seconds of each answer, `unanswered` how many never came."""

    messenger: Messenger
    people: list[Person]
    flooder: Person
    photo: Media
    answered: list[float] = field(default_factory=list)
    unanswered: int = 0

    async def live(self, person: Person, every_seconds: float, chance: random.Random) -> None:
        """Asks, waits for the answer, thinks, and asks again, until it is cancelled."""
        await asyncio.sleep(chance.uniform(0, every_seconds))
        while True:
            await self.ask(person, chance.choice(QUESTIONS))
            await asyncio.sleep(chance.uniform(0.5, 1.5) * every_seconds)

    async def ask(self, person: Person, words: str) -> None:
        chat = self.messenger.private_chat(person.id, self.messenger.only_bot().user_id)
        begun = time.perf_counter()
        person.send_text(words)
        said = len(chat.messages)

        def is_answered() -> bool:
            return len(chat.messages) > said

        if await self.messenger.wait(is_answered, PATIENCE_SECONDS):
            self.answered.append(time.perf_counter() - begun)
        else:
            self.answered.append(PATIENCE_SECONDS)
            self.unanswered += 1

    async def flood(self, updates: int, a_second: float) -> None:
        """Words, commands, pictures and taps of one person, much faster than people are."""
        answer = await self.flooder.expect(".", since=self.flooder.start())
        begun = time.perf_counter()
        for number in range(1, updates):
            match number % 5:
                case 0:
                    self.flooder.write(media=self.photo)
                case 1:
                    self.flooder.send_text("/start")
                case 2:
                    tap(self.messenger, self.flooder.id, answer.record, f"next:{number}:1")
                case 3:
                    self.flooder.send_text("/help")
                case _:
                    self.flooder.send_text(f"hello {number}")
            if number % FLOOD_STEP == 0:
                await asyncio.sleep(max(0.0, begun + number / a_second - time.perf_counter()))


def settle(people: int) -> Town:
    """A messenger with a bot, so many people and one who floods."""
    messenger = Messenger()
    messenger.add_bot("MedPics", username="medpics_flood_bot", token=TOKEN)
    crowd = [messenger.add_person(f"Person {n}") for n in range(1, people + 1)]
    flooder = messenger.add_person("Flora Flood")
    stream = BytesIO()
    Image.new("RGB", (100, 100), (200, 170, 150)).save(stream, "JPEG")
    return Town(messenger, crowd, flooder, files.photo(messenger, stream.getvalue()))


@asynccontextmanager
async def served(messenger: Messenger) -> AsyncIterator[str]:
    """The address of the messenger on this computer; nobody else can reach it."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        config = uvicorn.Config(
            create_app(messenger),
            log_level="critical",
            lifespan="off",
            timeout_graceful_shutdown=1,
            access_log=False,
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        serving = asyncio.create_task(server._serve([listening]))
        try:
            yield f"http://{HOST}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
