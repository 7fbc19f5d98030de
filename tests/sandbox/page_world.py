"""A small messenger with its page for tests: two people, a bot that only speaks, a channel."""

import io
from dataclasses import dataclass, field

import httpx
from PIL import Image, ImageDraw
from starlette.applications import Starlette

from sandbox.accounts import Bot
from sandbox.entities import parse_html
from sandbox.messenger import Messenger
from sandbox.model import JsonObject, Message
from sandbox.page import Panel, Step, page_routes
from sandbox.people import Person
from sandbox.posting import post
from sandbox.rooms import Room
from sandbox.seen import Seen
from sandbox.server import create_app

ORIGIN = "http://127.0.0.1:8080"


def drawing(colour: str = "teal", width: int = 640, height: int = 480) -> bytes:
    """A JPEG of one colour with an ellipse."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).ellipse((90, 90, 300, 300), fill="white")
    target = io.BytesIO()
    image.save(target, "JPEG")
    return target.getvalue()


@dataclass(slots=True)
class PageWorld:
    """The messenger, who is in it, and a browser on its page."""

    messenger: Messenger
    bot: Bot
    doctor: Person
    moderator: Person
    discussion: Room
    channel: Room
    panels: list[Panel] = field(default_factory=list)
    story: list[Step] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        routes = page_routes(self.messenger, panels=self.panels, story=self.story)
        return create_app(self.messenger, routes=routes)

    def browser(self, origin: str = ORIGIN, host: str = ORIGIN) -> httpx.AsyncClient:
        """A client whose requests come from a page of `origin` and go to `host`."""
        transport = httpx.ASGITransport(self.app)
        return httpx.AsyncClient(transport=transport, base_url=host, headers={"Origin": origin})

    def say(self, html: str, room: Room | None = None, *labels: str, **fields: object) -> Seen:
        """The bot writes, to the doctor or into a room, with one row of buttons."""
        private = self.messenger.private_chat(self.doctor.id, self.bot.user_id)
        chat = room.chat if room else private
        text, entities = parse_html(html)
        row = [{"text": label, "callback_data": label.lower()} for label in labels]
        draft = Message(0, chat.key, 0, sender_id=self.bot.user_id, text=text, entities=entities)
        draft.markup = {"inline_keyboard": [row]} if row else None
        for name, value in fields.items():
            setattr(draft, name, value)
        return Seen(self.messenger, chat.key, post(self.messenger, chat, draft).id)

    async def call(self, method: str, **params: object) -> JsonObject:
        """The bot calls a method of its API."""
        async with self.browser() as browser:
            answer = await browser.post(f"/bot{self.bot.token}/{method}", json=params)
        return dict(answer.json())

    async def get(self, path: str) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.get(path)

    async def chat(self, person: Person, chat: int = 0) -> JsonObject:
        """The chat as this person's column shows it; the one with the bot by default."""
        answer = await self.get(f"/page/people/{person.id}/chats/{chat or person.id}")
        return dict(answer.json())

    async def do(self, person: Person, action: str, **fields: object) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.post(f"/page/people/{person.id}/do/{action}", json=fields)

    async def send(self, person: Person, *pictures: bytes, fields: str) -> httpx.Response:
        """Send files as the page does: a form whose `fields` are JSON."""
        parts = [("files", (f"{i}.jpg", data, "image/jpeg")) for i, data in enumerate(pictures)]
        async with self.browser() as browser:
            path = f"/page/people/{person.id}/do/files"
            return await browser.post(path, data={"fields": fields}, files=parts)


def make_world() -> PageWorld:
    messenger = Messenger()
    bot = messenger.add_bot("MedPics", username="medpics_bot", token="123456:TEST")
    doctor = messenger.add_person("Léa Martin", language="fr")
    moderator = messenger.add_person("Anne Roux")
    discussion = messenger.add_group("Talk", owner=moderator)
    channel = messenger.add_channel("Dermatology", owner=moderator, discussion=discussion)
    for room in (discussion, channel):
        messenger.admit_bot(room)
    bot.queue.clear()
    return PageWorld(messenger, bot, doctor, moderator, discussion, channel)
