"""Decodes damaged files in a process of its own: what ends it would end the worker."""

from __future__ import annotations

import os
import resource
from collections import Counter
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any, Final

from anonymize import Options, PictureError
from anonymize.picture import decode
from anonymize.stills import stills
from benchmarks.fuzz.mutate import damaged

# Small limits: a large picture takes time and shows nothing more.
OPTIONS: Final = Options(max_pixels=1_000_000, min_side=8)
MEMORY_BYTES: Final = 3 * 1024**3


def outcome(data: bytes) -> str:
    """What became of it: picture, stills, a refusal, memory, or ESCAPED and the class."""
    try:
        if len(stills(data, OPTIONS).pictures) > 1:
            return "stills"
        image = decode(data, OPTIONS)
    except PictureError as refused:
        return refused.refusal.value
    except MemoryError:
        return "memory"
    except Exception as escaped:  # noqa: BLE001 - this is what is looked for
        return f"ESCAPED {type(escaped).__name__}"
    fits = image.ndim == 3 and image.shape[2] == 3 and image.dtype.name == "uint8"
    return "picture" if fits else "ESCAPED shape"


def serve(pipe: Connection, seeds: Sequence[bytes], current: Any) -> None:
    """Takes ranges of numbers, answers with the outcomes; `current` tells what it is busy with."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a descriptor, no path
        os.dup2(nowhere.fileno(), 2)
    while (work := pipe.recv()) is not None:
        found: Counter[str] = Counter()
        for number in work:
            current.value = number
            found[outcome(damaged(seeds, number))] += 1
        pipe.send(found)
