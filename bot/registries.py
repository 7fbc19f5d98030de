"""The registry of the running bot: the imported file, and the on-line directory if any."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from bot.fhir import OnlineRegistry
from bot.settings import Settings
from bot.vault import registry_path
from moderation.numbers import Register
from moderation.registry import Answer, Edition, Professional, Source
from storage.registry.lookup import FileRegistry


class Registries:
    """The file suffices; who is asked on-line knows of newer numbers, and is never waited for
    longer than its time-out.
    """

    def __init__(self, file: FileRegistry, online: OnlineRegistry | None) -> None:
        self._file, self._online = file, online

    async def by_number(self, register: Register, number: str) -> Answer:
        """The file's row if it has one; what it lacks may be listed since."""
        answer = await self._file.by_number(register, number)
        if answer.professional is not None or self._online is None:
            return answer
        newer = await self._online.by_number(register, number)
        return answer if newer.source is Source.NONE else newer

    async def by_name(self, register: Register, name: str) -> tuple[Professional, ...]:
        return await self._file.by_name(register, name)

    async def editions(self) -> tuple[Edition, ...]:
        return await self._file.editions()

    async def listed(
        self, edition: Edition, numbers: Sequence[str]
    ) -> Mapping[str, Professional] | None:
        return await self._file.listed(edition, numbers)

    async def close(self) -> None:
        await self._file.close()
        if self._online is not None:
            await self._online.close()


def open_registries(
    settings: Settings,
    clock: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]],
) -> Registries:
    """Opens nothing yet: the file is looked for at each question."""
    file = FileRegistry(registry_path(settings.storage))
    return Registries(file, open_online(settings, clock, sleep))


def open_online(
    settings: Settings,
    clock: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]],
) -> OnlineRegistry | None:
    """None without a key: then the file is all there is."""
    chosen = settings.registry
    if chosen.online_key is None:
        return None
    return OnlineRegistry(
        chosen.online_url, chosen.online_key, chosen.online_timeout_seconds, clock, sleep
    )
