"""Registries in `medpics check`: which are there, how old they are, and whether one answers."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.fhir import OnlineRegistry
from bot.finding import Finding
from bot.registries import open_online
from bot.settings import Settings
from bot.vault import registry_path
from moderation.numbers import Register
from moderation.registry import Source
from storage.registry.building import editions
from storage.rows import sure_instant

# The French file is published anew every day, that of the United States every month.
OLD = timedelta(days=45)
# Its key fits; whether anybody has it does not matter.
ANY_NUMBER = "10000000009"


async def registry_findings(
    settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> list[Finding]:
    """All of them warnings: without a registry moderators look numbers up by hand."""
    findings = list(_imported(settings, clock()))
    online = open_online(settings, clock, asyncio.sleep)
    if online is not None:
        findings.append(await _asked(online))
    return findings


def _imported(settings: Settings, now: datetime) -> list[Finding]:
    known = editions(registry_path(settings.storage))
    if not known:
        remedy = "Numbers are looked up by hand: bring in the files by medpics registry import."
        return [Finding("registry: none is imported", remedy, is_warning=True)]
    return [_edition(register, sure_instant(at), now) for register, (_id, at, _n) in known.items()]


def _edition(register: Register, at: datetime, now: datetime) -> Finding:
    what = f"registry {register.upper()}: imported on {at:%Y-%m-%d}"
    remedy = "Members who are no longer listed stay until you import the newest file."
    return Finding(what, remedy if now - at > OLD else None, is_warning=True)


async def _asked(online: OnlineRegistry) -> Finding:
    try:
        answer = await online.by_number(Register.RPPS, ANY_NUMBER)
    finally:
        await online.close()
    remedy = "The imported file has to do: look at registry.online_key and registry.online_url."
    if answer.source is not Source.NONE:
        return Finding("registry: the on-line directory answers")
    return Finding("registry: the on-line directory does not answer", remedy, is_warning=True)
