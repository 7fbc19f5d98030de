"""The messenger itself: its state, its clock, and who listens for changes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from sandbox import store
from sandbox.accounts import Bot
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.flood import FloodControl
from sandbox.model import Chat, ChatType, Member, Message, Status, User, World
from sandbox.people import Person
from sandbox.posting import post
from sandbox.rights import ALL_RIGHTS
from sandbox.rooms import Room, make_room

FIRST_PERSON_ID = 5_000_000_001


class Subscription:
    """Changes since the last look, as chat ids; iterate, or wait for one with `next`."""

    def __init__(self, messenger: "Messenger") -> None:
        self._messenger = messenger
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        messenger.listeners.append(self._queue.put_nowait)

    def __aiter__(self) -> AsyncIterator[int]:
        return self

    async def __anext__(self) -> int:
        return await self._queue.get()

    def close(self) -> None:
        with suppress(ValueError):
            self._messenger.listeners.remove(self._queue.put_nowait)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Messenger:
    """State and rules of the local messenger; synchronous, for one event loop.

    `world` is the whole state and `blobs` the bytes of files by unique id. Everything done by
    people goes through `Person`, everything done by bots through `sandbox.methods`.
    """

    def __init__(self, clock: Clock | None = None, world: World | None = None) -> None:
        self.clock = clock or Clock()
        self.world = world or World()
        self.blobs: dict[str, bytes] = {}
        self.faults = Faults()
        self.flood: FloodControl | None = None
        self.listeners: list[Callable[[int], None]] = []
        self.forwards_held: list[Message] | None = None
        self.consumed: dict[tuple[int, str, int], int] = {}
        self._sleepers: set[asyncio.Event] = set()
        self._path: Path | None = None
        self._save_due = False

    # ---- accounts and rooms ----

    def add_bot(self, name: str, *, username: str, token: str, privacy: bool = True) -> Bot:
        """Open a bot's account; its id is the part of the token before the colon."""
        user_id = int(token.partition(":")[0])
        self.world.users[user_id] = User(user_id, name, username=username, is_bot=True)
        bot = Bot(user_id, token, privacy=privacy)
        self.world.bots[user_id] = bot
        return bot

    def add_person(
        self, name: str, *, language: str = "en", username: str = "", user_id: int = 0
    ) -> Person:
        """Open an account of a person; `name` is first name and, after a space, last name."""
        first, _, last = name.partition(" ")
        user_id = user_id or FIRST_PERSON_ID + self.count("person")
        self.world.users[user_id] = User(user_id, first, last, username, language)
        return Person(self, user_id)

    def add_group(
        self,
        title: str,
        *,
        owner: Person,
        members: Iterable[Person] = (),
        forum: bool = False,
        basic: bool = False,
        username: str = "",
    ) -> Room:
        """Make a supergroup, or with `basic` a group that may be migrated later."""
        kind = ChatType.GROUP if basic else ChatType.SUPERGROUP
        room = make_room(self, kind, title, owner.id, username=username)
        room.chat.is_forum = forum
        for member in members:
            room.chat.members[member.id] = Member(member.id, Status.MEMBER)
        return room

    def add_channel(
        self,
        title: str,
        *,
        owner: Person,
        discussion: Room | None = None,
        members: Iterable[Person] = (),
        username: str = "",
    ) -> Room:
        """Make a channel, linked with a discussion group where one is given."""
        room = make_room(self, ChatType.CHANNEL, title, owner.id, username=username)
        for member in members:
            room.chat.members[member.id] = Member(member.id, Status.MEMBER)
        if discussion:
            room.chat.linked, discussion.chat.linked = discussion.chat.key, room.chat.key
        return room

    def admit_bot(
        self,
        chat: Room,
        *,
        rights: str | Iterable[str] = "all",
        admin: bool = True,
        bot: Bot | None = None,
    ) -> None:
        """Add the bot, or change its rights; it hears of it through my_chat_member."""
        names = set(ALL_RIGHTS) if rights == "all" else set(rights)
        chat.set_bot(bot or self.only_bot(), names if admin else None)

    def person(self, user_id: int) -> Person:
        """The handle of a known person; KeyError for nobody, ValueError for a bot."""
        if self.world.users[user_id].is_bot:
            raise ValueError("a bot is not a person")
        return Person(self, user_id)

    def room(self, chat_id: int) -> Room:
        """The handle of a known group or channel; KeyError when there is none."""
        return Room(self, self.world.chats[str(chat_id)].key)

    def only_bot(self) -> Bot:
        """The first bot of this messenger: the one that people mean when they name none."""
        return next(iter(self.world.bots.values()))

    # ---- what the rooms of the messenger need ----

    def count(self, name: str) -> int:
        """The next number of a series, from 1."""
        self.world.counters[name] = self.world.counters.get(name, 0) + 1
        return self.world.counters[name]

    def private_chat(self, user_id: int, bot_id: int) -> Chat:
        """The chat of a person with a bot, made on first use; not yet started by the person."""
        key = f"{user_id}@{bot_id}"
        if key not in self.world.chats:
            self.world.chats[key] = Chat(key, user_id, ChatType.PRIVATE, bot_id=bot_id)
        return self.world.chats[key]

    def touch(self, message: Message) -> None:
        """Stamp a message that is new or changed, and tell everybody who looks."""
        message.stamp = self.count("stamp")
        self.changed(self.world.chats[message.chat])

    def changed(self, chat: Chat) -> None:
        """Tell listeners and sleepers; the state is written to its file if it has one."""
        for listener in list(self.listeners):
            listener(chat.id)
        self.wake()

    def subscribe(self) -> Subscription:
        """A live view on the ids of chats that change; close it when done."""
        return Subscription(self)

    def wake(self) -> None:
        for event in self._sleepers:
            event.set()
        self._save_soon()

    async def wait(self, until: Callable[[], bool], timeout: float) -> bool:  # noqa: ASYNC109 - a plain number reads best where people are driven
        """Wait for a condition on the state, looked at after every change; False when late."""
        event = asyncio.Event()
        self._sleepers.add(event)
        try:
            async with asyncio.timeout(timeout):
                while not until():
                    await event.wait()
                    event.clear()
        except TimeoutError:
            return until()
        finally:
            self._sleepers.discard(event)
        return True

    async def idle(self, bot: Bot | None = None, timeout: float = 10) -> None:  # noqa: ASYNC109 - as above
        """Wait until the bot has fetched and acknowledged every update."""
        queue_of = bot or self.only_bot()
        if not await self.wait(lambda: not queue_of.queue, timeout):
            kinds = [update.kind for update in queue_of.queue]
            raise AssertionError(f"the bot left updates unacknowledged: {kinds}")

    def hold_forwards(self) -> None:
        """From now on keep automatic forwards back, as a slow Telegram does."""
        self.forwards_held = []

    def release_forwards(self) -> None:
        """Send the automatic forwards that were held back, and hold no more."""
        held, self.forwards_held = self.forwards_held or [], None
        for message in held:
            post(self, self.world.chats[message.chat], message)

    def limit_flood(self) -> None:
        """From now on refuse what Telegram would for its speed; tests are faster than people."""
        self.flood = FloodControl(self.clock)

    def expire_files(self) -> None:
        """Every file there is can no longer be fetched; those to come can."""
        for stored in self.world.files.values():
            stored.expired = True

    # ---- the file ----

    def save(self, path: Path) -> None:
        store.save(self.world, self.blobs, path)

    @classmethod
    def load(cls, path: Path, clock: Clock | None = None) -> Self:
        world, blobs = store.load(path)
        messenger = cls(clock, world)
        messenger.blobs = blobs
        return messenger

    def keep_in(self, path: Path) -> None:
        """Save now and, from now on, after every change (once for changes made together)."""
        self._path = path
        self.save(path)

    def _save_soon(self) -> None:
        if self._path is None or self._save_due:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.save(self._path)
            return
        self._save_due = True
        loop.call_soon(self._save_now)

    def _save_now(self) -> None:
        self._save_due = False
        if self._path:
            self.save(self._path)
