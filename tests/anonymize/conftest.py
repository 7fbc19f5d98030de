"""The real models, loaded once for all tests of this room, and an executor of threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from anonymize import Finding, Options, Tools
from anonymize.tools import real_tools
from tests.drawn import radiograph


@pytest.fixture(scope="session")
def options() -> Options:
    return Options(time_limit_seconds=60)


@pytest.fixture(scope="session")
def real(options: Options) -> Iterator[Tools]:
    """CenterFace, DBNet, BlazeFace and Tesseract: ./run setup brings the weights."""
    tools = real_tools(options)
    yield tools
    for checker in tools.checkers:
        checker.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def on_the_radiograph(real: Tools) -> list[Finding]:
    """What the network of writing finds on the drawn radiograph."""
    return real.detectors[1].find(np.asarray(radiograph()))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor
