"""The clinic as a fixture; its quorum is chosen with `@pytest.mark.parametrize("quorum", ...)`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.clinic import Clinic
from tests.journeys.clinic import clinic as open_clinic


@pytest.fixture
def quorum() -> int:
    return 1


@pytest.fixture
async def clinic(tmp_path: Path, quorum: int) -> AsyncIterator[Clinic]:
    async with open_clinic(tmp_path / "var", quorum=quorum, risky=quorum) as made:
        yield made
