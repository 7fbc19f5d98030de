"""Libraries say nothing while they read, and may speak again afterwards."""

import logging
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from anonymize import PictureError, Refusal
from anonymize.formats.quiet import refusing


@pytest.mark.parametrize("error", [ValueError, OSError, RecursionError, AssertionError, KeyError])
def test_whatever_is_raised_becomes_a_refusal(error: type[Exception]) -> None:
    """And nothing of its message."""
    with pytest.raises(PictureError) as caught, refusing():
        raise error("SECRET")
    assert caught.value.refusal is Refusal.UNREADABLE
    assert caught.value.__cause__ is None
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("error", [MemoryError(), PictureError(Refusal.SEVERAL)])
def test_what_has_a_meaning_passes(error: Exception) -> None:
    """A refusal keeps its reason; a lack of memory is told by the worker."""
    with pytest.raises(type(error)) as caught, refusing():
        raise error
    assert caught.value is error


def test_warnings_are_silent_inside_and_only_there() -> None:
    """They are errors in these tests: inside they are nothing, afterwards errors again."""
    with refusing():
        warnings.warn("SECRET", stacklevel=1)
    with pytest.raises(UserWarning):
        warnings.warn("heard", stacklevel=1)


def test_threads_share_the_silence() -> None:
    """Who leaves first must not wake the others, and the last one restores."""
    barrier = Barrier(4)

    def work(_: int) -> None:
        with refusing():
            barrier.wait()
            warnings.warn("SECRET", stacklevel=1)
            barrier.wait()

    before = list(warnings.filters)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert list(warnings.filters) == before


def test_their_logs_are_silent(caplog: pytest.LogCaptureFixture) -> None:
    """Also those of their inner loggers, at any level."""
    with caplog.at_level(logging.DEBUG), refusing():
        for name in ("PIL.TiffImagePlugin", "pydicom.pixels.decoders.base", "pydicom"):
            logging.getLogger(name).critical("SECRET")
    assert "SECRET" not in caplog.text
