"""The file suffices; the on-line directory adds what the file does not have yet."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.fhir import OnlineRegistry
from bot.registries import Registries, open_registries
from bot.settings import Settings
from moderation.numbers import Register
from moderation.registry import Source
from tests.bot.directory import KEY, Directory, practitioner
from tests.handlers.fakes import TOKEN
from tests.handlers.scenes import no_time
from tests.moderation.examples import NOW
from tests.storage.registry.files import ANNE, PAUL, registry_of, row

RPPS = Register.RPPS


@pytest.fixture
def directory() -> Directory:
    return Directory(practitioner(ANNE, given="Online"), practitioner(PAUL, "DURAND", "Paul"))


def both(folder: Path, directory: Directory, key: str = KEY) -> Registries:
    """A file that has Anne alone, and a directory that has both."""
    online = OnlineRegistry(
        "http://directory/fhir/v2", SecretStr(key), 5, lambda: NOW, no_time, directory.transport
    )
    return Registries(registry_of(folder, row()), online)


async def test_who_is_in_the_file_is_not_asked_about(tmp_path: Path, directory: Directory) -> None:
    """No number leaves this machine without need."""
    registries = both(tmp_path, directory)
    answer = await registries.by_number(RPPS, ANNE)
    await registries.close()
    assert (answer.source, directory.asked) == (Source.FILE, [])


async def test_whom_the_file_lacks_may_be_listed_since(
    tmp_path: Path, directory: Directory
) -> None:
    """And an absence on-line is newer than one in the file."""
    registries = both(tmp_path, directory)
    found = await registries.by_number(RPPS, PAUL)
    nobody = await registries.by_number(RPPS, "10000000017")
    await registries.close()
    assert found.professional is not None
    assert found.source is nobody.source is Source.ONLINE
    assert nobody.professional is None


async def test_a_silent_directory_leaves_the_files_answer(
    tmp_path: Path, directory: Directory
) -> None:
    """Refused here for a wrong key."""
    registries = both(tmp_path, directory, "wrong")
    answer = await registries.by_number(RPPS, PAUL)
    await registries.close()
    assert (answer.source, answer.professional) == (Source.FILE, None)


async def test_names_and_editions_are_the_files(tmp_path: Path, directory: Directory) -> None:
    """Members are compared with what was imported, never with single answers."""
    registries = both(tmp_path, directory)
    [edition] = await registries.editions()
    assert [one.number for one in await registries.by_name(RPPS, "Anne Dupont")] == [ANNE]
    assert set(await registries.listed(edition, [ANNE, PAUL]) or ()) == {ANNE}
    await registries.close()
    assert directory.asked == []


@pytest.mark.parametrize(("registry", "online"), [({}, False), ({"online_key": KEY}, True)])
async def test_without_a_key_nobody_is_asked_online(
    tmp_path: Path, registry: dict[str, str], online: bool
) -> None:
    """A bot without file and key asks nobody at all."""
    settings = Settings(telegram={"token": TOKEN}, storage={"folder": tmp_path}, registry=registry)
    registries = open_registries(settings, lambda: NOW, no_time)
    assert (registries._online is not None) is online
    if not online:
        assert (await registries.by_number(RPPS, ANNE)).source is Source.NONE
    await registries.close()
