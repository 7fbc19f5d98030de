"""Registries in `medpics check`: none, old ones, and a directory that answers over the network."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.check_registry import OLD, registry_findings
from bot.finding import Finding
from bot.settings import Settings
from tests.bot.directory import KEY, Directory, practitioner, served
from tests.handlers.fakes import TOKEN
from tests.storage.registry.files import ANNE, WHEN, registry_of, row


def settings_at(folder: Path, **registry: object) -> Settings:
    return Settings(telegram={"token": TOKEN}, storage={"folder": folder}, registry=registry)


async def findings(settings: Settings, age: timedelta = timedelta(days=1)) -> list[Finding]:
    return await registry_findings(settings, lambda: WHEN + age)


async def test_no_registry_is_a_warning(tmp_path: Path) -> None:
    """The bot works without one, and the command that brings one in is named."""
    [found] = await findings(settings_at(tmp_path))
    assert found.mark == "warn"
    assert "medpics registry import" in (found.remedy or "")


@pytest.mark.parametrize(("age", "mark"), [(OLD, "ok  "), (OLD + timedelta(seconds=1), "warn")])
async def test_an_old_registry_is_a_warning(tmp_path: Path, age: timedelta, mark: str) -> None:
    """Who lost the right to practise since would stay."""
    registry_of(tmp_path, row())
    [found] = await findings(settings_at(tmp_path), age)
    assert (found.what, found.mark) == ("registry RPPS: imported on 2026-11-20", mark)


@pytest.mark.parametrize(("key", "mark"), [(KEY, "ok  "), ("another key", "warn")])
async def test_the_on_line_directory_is_asked(tmp_path: Path, key: str, mark: str) -> None:
    """Over the network, with the operator's key; a wrong one is told and never shown."""
    registry_of(tmp_path, row())
    directory = Directory(practitioner(ANNE))
    async with served(directory) as url:
        asked = settings_at(tmp_path, online_key=key, online_url=url)
        [_file, online] = await findings(asked)
    assert online.mark == mark
    assert len(directory.asked) == 1
    assert key not in f"{online.what}{online.remedy}"


async def test_a_directory_that_is_away_is_a_warning(tmp_path: Path) -> None:
    """Nobody listens at that port; the check ends all the same."""
    away = settings_at(tmp_path, online_key=KEY, online_url="http://127.0.0.1:9/fhir/v2")
    assert [found.mark for found in await findings(away)] == ["warn", "warn"]
