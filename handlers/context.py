"""What a handler may use: the services, handed over by the composition root."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from telegram import Bot
from telegram.ext import CallbackContext, ExtBot

from anonymize import Finding, Masked, Passage, Result, Stills, identifiers
from handlers.errands import Act, Errands, Pause
from handlers.texts import Texts
from moderation.numbers import Register
from moderation.quota import Quotas
from moderation.registry import NoRegistry, Registry
from moderation.request import HidingPolicy
from moderation.review import QuorumPolicy
from storage.database import Database
from storage.files import Files

Clock = Callable[[], datetime]
# Looks for what identifies somebody in a text.
FindIdentifiers = Callable[[str], Sequence[Passage]]


def four_digits() -> str:
    """The code of a proof: nobody can guess it before it is shown."""
    return f"{secrets.randbelow(10_000):04}"


class Hider(Protocol):
    """The face of the anonymizer, as handlers need it; all raise anonymize.PictureError."""

    async def process(self, data: bytes) -> Result: ...

    async def clean(self, data: bytes) -> bytes: ...

    async def stills(self, data: bytes) -> Stills: ...

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """The operator's choices that handlers need.

    language: of groups and channels; album_wait_seconds: quiet time after which an album is taken
    as whole; announce_first: how many answers the author hears of one by one; privacy_contact: to
    whom people write about their data; zone: in which days begin; summary_hour: from which hour of
    the day on moderators get their summary, None for never; registers: whose numbers are taken,
    the first of them asked for first.
    """

    language: str = "fr"
    operators: frozenset[int] = frozenset()
    quorum: QuorumPolicy = field(default_factory=QuorumPolicy)
    album_wait_seconds: float = 1.5
    delete_incoming: bool = True
    protect_content: bool = True
    announce_first: int = 3
    originals_kept: timedelta = timedelta(hours=24)
    drafts_kept: timedelta = timedelta(hours=24)
    evidence_kept: timedelta = timedelta(days=7)
    quotas: Quotas = field(default_factory=Quotas)
    privacy_contact: str = ""
    hiding: HidingPolicy = field(default_factory=HidingPolicy)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))
    summary_hour: int | None = None
    registers: tuple[Register, ...] = tuple(Register)


@dataclass(slots=True)
class Services:
    """Everything that a conversation touches; one per running bot."""

    bot: Bot
    database: Database
    files: Files
    hider: Hider
    texts: Texts
    clock: Clock
    rules: Rules
    identifiers: FindIdentifiers = identifiers
    registry: Registry = field(default_factory=NoRegistry)
    errands: Errands = field(default_factory=Errands)
    case_locks: defaultdict[int, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    application_locks: defaultdict[int, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    draw_code: Callable[[], str] = four_digits
    # What operators were told about the store, and when: in memory, for the store is what failed.
    troubles: dict[str, datetime] = field(default_factory=dict)

    @property
    def pause(self) -> Pause:
        """How seconds pass before something is tried again."""
        return self.errands.pause

    def errand(self, kind: str, subject: int, act: Act) -> None:
        """Has something done beside the updates, once what decided it is committed."""
        self.database.after_commit(lambda: self.errands.run(kind, subject, act))

    async def discard(self, *names: str | None) -> None:
        """Deletes private files, together with the rows that named them."""
        await self.files.delete(*filter(None, names))


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context, with the services."""

    @property
    def services(self) -> Services:
        services: Services = self.bot_data["services"]
        return services
