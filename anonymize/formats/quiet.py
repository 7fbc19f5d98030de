"""Keeps libraries that read files from saying anything: their warnings and logs quote what they
read, names of patients included.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from anonymize.types import PictureError, Refusal

LOUD: Final = ("PIL", "openjpeg", "pi_heif", "pydicom", "pylibjpeg")
SILENT: Final = logging.CRITICAL + 1


class _Silence:
    """Warnings are a property of the whole process: the first thread in turns them off, the last
    one out restores them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._warnings = warnings.catch_warnings()

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._warnings = warnings.catch_warnings()
                self._warnings.__enter__()
                warnings.simplefilter("ignore")
                for name in LOUD:
                    logging.getLogger(name).setLevel(SILENT)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._warnings.__exit__(None, None, None)


_silence: Final = _Silence()


@contextmanager
def refusing() -> Iterator[None]:
    """Whatever a decoder raises on hostile bytes becomes PictureError(UNREADABLE), without its
    message and in silence; PictureError and MemoryError pass.
    """
    with _silence:
        try:
            yield
        except (PictureError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - decoders raise anything on hostile bytes: all mean the same
            raise PictureError(Refusal.UNREADABLE) from None
