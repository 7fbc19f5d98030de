"""The real models, loaded once for all tests of this room, and an executor of threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from anonymize import Options, Tools
from anonymize.check import FaceCheck
from anonymize.tools import real_tools


@pytest.fixture(scope="session")
def options() -> Options:
    return Options(time_limit_seconds=60)


@pytest.fixture(scope="session")
def real(options: Options) -> Iterator[Tools]:
    """CenterFace, DBNet, BlazeFace and Tesseract: ./run setup brings the weights."""
    tools = real_tools(options)
    yield tools
    for checker in tools.checkers:
        if isinstance(checker, FaceCheck):
            checker.close()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor
