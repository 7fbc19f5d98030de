"""The clinic as a fixture; quorum and language are chosen with `@pytest.mark.parametrize`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.clinic import Clinic
from tests.journeys.clinic import clinic as open_clinic


@pytest.fixture
def quorum() -> int:
    return 1


@pytest.fixture
def language() -> str:
    return "en"


@pytest.fixture
async def clinic(tmp_path: Path, quorum: int, language: str) -> AsyncIterator[Clinic]:
    folder = tmp_path / "var"
    async with open_clinic(folder, quorum=quorum, risky=quorum, language=language) as made:
        yield made
