"""Where the fuses lie: around the transports, inbox, handlers, commits, files and anonymizer."""

import random
from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.error import TimedOut
from telegram.ext import TypeHandler
from telegram.request import HTTPXRequest, RequestData

from anonymize import Finding, Masked, Result, Stills
from bot.app import Running
from bot.inbox import Inbox, Raw
from handlers.context import Hider
from storage.files import Purpose
from tests.kills.steps import Fuse, Step

# What people see nothing of.
SILENT = frozenset({"getMe", "getFile", "getChat", "getChatMember", "getChatAdministrators"})
# A start that is refused ends the program; that is not what is tried here.
NEVER_LOST = frozenset({"getMe", "setMyCommands", "deleteWebhook"})
POSTING = frozenset({"sendPhoto", "sendMediaGroup"})


class Wire(HTTPXRequest):
    """The way to the messenger: each request passes the fuse, and some are never answered.

    lost: one in so many times out, before it is sent or after; 0: none does.
    """

    def __init__(self, channels: Sequence[int], lost: int, seed: int, fuse: Fuse) -> None:
        super().__init__(connection_pool_size=64)
        self._channels, self._lost, self._fuse = channels, lost, fuse
        self._chance = random.Random(seed)
        self._acknowledged = 0

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named: Any,
    ) -> tuple[int, bytes]:
        name = "download" if "/file/bot" in url else url.rpartition("/")[2]
        before, after = self._steps(name, request_data.parameters if request_data else {})
        for step in before:
            self._fuse.reach(step)
        fate = self._fate(name)
        if fate == "request lost":
            raise TimedOut
        answer = await super().do_request(url, method, request_data, *timeouts, **named)
        for step in after:
            self._fuse.reach(step)
        if fate == "answer lost":
            raise TimedOut
        return answer

    def _steps(self, name: str, values: dict[str, Any]) -> tuple[list[Step], list[Step]]:
        if name == "getUpdates":
            offset = int(values.get("offset") or 0)
            is_new, self._acknowledged = offset > self._acknowledged, offset
            return ([Step.BEFORE_ACKNOWLEDGE], [Step.AFTER_ACKNOWLEDGE]) if is_new else ([], [])
        if name in SILENT | NEVER_LOST | {"download"}:
            return [], []
        if name in POSTING and int(values.get("chat_id") or 0) in self._channels:
            return [Step.BEFORE_SEND, Step.BEFORE_POST], [Step.AFTER_SEND, Step.AFTER_POST]
        return [Step.BEFORE_SEND], [Step.AFTER_SEND]

    def _fate(self, name: str) -> str:
        if not self._lost or name in NEVER_LOST or self._chance.randrange(self._lost):
            return "arrives"
        return self._chance.choice(["request lost", "answer lost"])


class FusedHider:
    """The anonymizer between two fuses."""

    def __init__(self, hider: Hider, fuse: Fuse) -> None:
        self._hider, self._fuse = hider, fuse

    async def process(self, data: bytes) -> Result:
        self._fuse.reach(Step.BEFORE_MASK)
        result = await self._hider.process(data)
        self._fuse.reach(Step.AFTER_MASK)
        return result

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        self._fuse.reach(Step.BEFORE_MASK)
        masked = await self._hider.render(data, findings)
        self._fuse.reach(Step.AFTER_MASK)
        return masked

    async def clean(self, data: bytes) -> bytes:
        return await self._hider.clean(data)

    async def stills(self, data: bytes) -> Stills:
        return await self._hider.stills(data)


class FusedInbox(Inbox):
    """The inbox between two fuses."""

    fuse: Fuse

    async def receive(self, updates: Sequence[Raw]) -> None:
        self.fuse.reach(Step.BEFORE_STORE)
        await super().receive(updates)
        self.fuse.reach(Step.AFTER_STORE)


def lay_fuses(running: Running, fuse: Fuse) -> None:
    """Around everything that is not handed to `build`."""
    inbox = FusedInbox(running.app, running.services)
    inbox.fuse = fuse
    running.inbox = inbox
    _around_handling(running, fuse)
    _around_commits(running, fuse)
    _around_keeping(running, fuse)


def _around_handling(running: Running, fuse: Fuse) -> None:
    async def before(_update: object, _context: object) -> None:
        fuse.reach(Step.BEFORE_HANDLE)

    async def after(_update: object, _context: object) -> None:
        fuse.reach(Step.AFTER_HANDLE)

    running.app.add_handler(TypeHandler(Update, before), group=-1)
    running.app.add_handler(TypeHandler(Update, after), group=1)


def _around_commits(running: Running, fuse: Fuse) -> None:
    writer = running.services.database._writer
    execute = writer.execute

    async def commit() -> object:
        fuse.reach(Step.BEFORE_COMMIT)
        done = await execute("COMMIT")
        fuse.reach(Step.AFTER_COMMIT)
        return done

    def fused(sql: str, *parameters: Any) -> Any:
        return commit() if sql == "COMMIT" else execute(sql, *parameters)

    writer.execute = fused  # type: ignore[method-assign]


def _around_keeping(running: Running, fuse: Fuse) -> None:
    put = running.services.files.put

    async def fused(data: bytes, purpose: Purpose) -> str:
        fuse.reach(Step.BEFORE_KEEP)
        key = await put(data, purpose)
        fuse.reach(Step.AFTER_KEEP)
        return key

    running.services.files.put = fused  # type: ignore[method-assign]
