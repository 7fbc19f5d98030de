"""The real models, loaded once for all tests of this room, and an executor of threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from anonymize import Options, Tools
from anonymize.tools import ready, real_tools


@pytest.fixture(scope="session")
def options() -> Options:
    return Options(time_limit_seconds=60)


@pytest.fixture(scope="session")
def real(options: Options) -> Tools:
    """CenterFace, DBNet, BlazeFace and Tesseract: ./run setup brings the weights."""
    return ready(real_tools, options)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor
