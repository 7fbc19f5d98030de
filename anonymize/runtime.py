"""Runs the networks on the processor, with OpenVINO; the one place that knows it."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from anonymize.types import Options

Floats = npt.NDArray[np.float32]


class Network:
    """One model with free input sizes; threads that share it wait for each other."""

    def __init__(self, compiled: Any) -> None:
        self._request = compiled.create_infer_request()
        self._lock = threading.Lock()

    def __call__(self, blob: Floats) -> list[Floats]:
        """blob: batch x channels x height x width. The outputs in the model's order, as copies."""
        with self._lock:
            outputs = self._request.infer([np.ascontiguousarray(blob)], share_inputs=True)
            return [np.array(values) for values in outputs.values()]


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


def _read(model: bytes) -> Any:
    import openvino

    read = openvino.Core().read_model(model)
    (only,) = read.inputs
    if only.partial_shape.is_static:
        # CenterFace was exported for one size; it has no layer that needs it.
        read.reshape({only: openvino.PartialShape([-1, only.partial_shape[1], -1, -1])})
    return read


def _compile(read: Any, options: Options) -> Any:
    import openvino

    settings = {"INFERENCE_NUM_THREADS": options.threads, "PERFORMANCE_HINT": "LATENCY"}
    return openvino.Core().compile_model(read, "CPU", settings)
