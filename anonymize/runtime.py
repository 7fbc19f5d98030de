"""Runs the networks on the processor, with OpenVINO; the one place that knows it."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import sys
import threading
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from anonymize.types import Options

# Above this much memory of the process, what a network used for its last picture is given back.
# Always giving it back costs a quarter of the time, never doing so costs a gigabyte.
KEPT_MIB: Final = 700
# Prepared steps that a network keeps for sizes it has met; preparing them anew costs a quarter
# more time.
PREPARED: Final = 1000

Floats = npt.NDArray[np.float32]


class Network:
    """One model with free input sizes; threads that share it wait for each other."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._request = compiled.create_infer_request()
        self._lock = threading.Lock()

    def __call__(self, blob: Floats) -> list[Floats]:
        """blob: batch x channels x height x width. The outputs in the model's order, as copies."""
        with self._lock:
            outputs = self._request.infer([np.ascontiguousarray(blob)], share_inputs=True)
            copies = [np.array(values) for values in outputs.values()]
            del outputs
            if _resident_mib() > KEPT_MIB:
                self._compiled.release_memory()
                _trim()
            return copies


def _trim() -> None:
    """Hand freed memory back to the system, where its C library can."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _resident_mib() -> int:
    """What this process holds in memory; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() // 2**20


def load(model: bytes, options: Options) -> Network:
    """A checked ONNX file, ready to run on any height, width and batch."""
    return Network(_compile(_read(model), options))


def load_with_alphabet(model: bytes, options: Options) -> tuple[Network, tuple[str, ...]]:
    """A recogniser and its characters, one per class after the blank; they travel inside its
    file.
    """
    read = _read(model)
    characters = read.get_rt_info(["framework", "character"]).astype(str).split("\n")
    return Network(_compile(read, options)), tuple(characters)


def _openvino() -> Any:
    """The library, without what it would tell Google of every import, under an id that it keeps in
    the home folder: where that module is missing, it has a stand-in that tells nobody.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # how Python says "missing"
    import openvino

    return openvino


def _read(model: bytes) -> Any:
    openvino = _openvino()
    read = openvino.Core().read_model(model)
    (only,) = read.inputs
    if only.partial_shape.is_static:
        # CenterFace was exported for one size; it has no layer that needs it.
        read.reshape({only: openvino.PartialShape([-1, only.partial_shape[1], -1, -1])})
    return read


def _compile(read: Any, options: Options) -> Any:
    core = _openvino().Core()
    # Half the time where the processor has it, and slower where it would be imitated.
    has_bf16 = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    settings = {
        "INFERENCE_NUM_THREADS": options.threads,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if has_bf16 else "f32",
        "CPU_RUNTIME_CACHE_CAPACITY": PREPARED,
    }
    return core.compile_model(read, "CPU", settings)
