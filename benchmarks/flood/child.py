"""The bot in a process of its own: the real one, but for the masking of pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from secrets import token_urlsafe

from anonymize import Finding, Masked, Result, Stills, Verdict
from bot.app import Running, build
from bot.settings import Settings
from moderation.member import Role, Standing
from storage import inbox, members


@dataclass(frozen=True, slots=True)
class Job:
    """What the bot is told. doctors: ids of those who are verified members from the beginning."""

    token: str
    address: str
    folder: Path
    doctors: tuple[int, ...]


class Unmasked:
    """Gives every picture back as it is: how long masking takes is another question."""

    async def process(self, data: bytes) -> Result:
        return Result((), await self.render(data, ()))

    async def clean(self, data: bytes) -> bytes:
        return data

    async def stills(self, data: bytes) -> Stills:
        return Stills((data,), 1)

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        del findings
        return Masked(data, data, 100, 100, frozenset(), Verdict.CLEAN)


def serve(pipe: Connection, job: Job) -> None:
    """Runs the bot until the pipe says so; answers each question with how many updates wait."""
    asyncio.run(_serve(pipe, job))


async def _serve(pipe: Connection, job: Job) -> None:
    settings = Settings.model_validate(
        {
            "language": "en",
            "telegram": {"token": job.token, "base_url": job.address},
            "storage": {"folder": job.folder, "master_key": token_urlsafe(32)},
        }
    )
    running = await build(settings, hider=Unmasked())
    await _admit(running, job.doctors)
    await running.start()
    pipe.send("ready")
    try:
        while (asked := await asyncio.to_thread(pipe.recv)) != "stop":
            if asked == "waiting":
                pipe.send(await inbox.waiting(running.services.database.reader))
    finally:
        await running.stop()


async def _admit(running: Running, doctors: Sequence[int]) -> None:
    database, now = running.services.database, running.services.clock()
    async with database.transaction() as tx:
        for doctor in doctors:
            met = await members.meet(tx, doctor, "en", now)
            verified = replace(
                met,
                standing=Standing.VERIFIED,
                role=Role.DOCTOR,
                name=f"Doctor {doctor}",
                specialty="dermatology",
                notice_version=1,
            )
            await members.save(tx, verified)
