"""Runs the networks on the processor, with OpenVINO; the one place that knows it."""

from __future__ import annotations

import contextlib
import ctypes
import math
import sys
import threading
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from anonymize.types import Image, Options

# What a network used for a picture of more pixels is given back afterwards: memory is slow to come
# by, but two networks that keep what their largest picture took hold a third of a gigabyte more.
KEPT_PIXELS: Final = 1_150_000
# Prepared steps that a network keeps for sizes it has met; preparing them anew costs a quarter
# more time.
PREPARED: Final = 1000
# The name of the setting in malloc.h.
M_MMAP_THRESHOLD: Final = -3
LARGE_BYTES: Final = 4_000_000
MIDDLE: Final = 127.5
# Short sides that a network is shown, as shares of the long one: 3 : 2, 4 : 3 and 5 : 4 fit with
# little to spare. Preparing a step for another shape takes as long as using it.
SHARES: Final = (0.25, 0.45, 0.62, 0.7, 0.775, 0.83, 1.0)

Floats = npt.NDArray[np.float32]


class Network:
    """One model with free input sizes; threads that share it wait for each other."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._request = compiled.create_infer_request()
        self._lock = threading.Lock()

    def __call__(self, pictures: Image) -> list[Floats]:
        """pictures: uint8, batch x height x width x 3, RGB. The outputs in the model's order, as
        copies.
        """
        with self._lock:
            outputs = self._request.infer([np.ascontiguousarray(pictures)], share_inputs=True)
            if math.prod(pictures.shape[:3]) > KEPT_PIXELS:
                self._compiled.release_memory()
                _trim()
            return list(outputs.values())


def roomy(width: int, height: int, stride: int) -> tuple[int, int]:
    """The least of few sizes that a picture of this size fits into, in multiples of the stride."""
    long = -(-max(width, height) // stride) * stride
    steps = (math.ceil(long * share / stride) * stride for share in SHARES)
    short = next(step for step in steps if step >= min(width, height))
    return (short, long) if width < height else (long, short)


def _trim() -> None:
    """Hand freed memory back to the system, where its C library can."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _keep_large_apart() -> None:
    """Large pieces of memory never lie between small ones, which would keep them from going
    back: half a gigabyte after a hundred pictures of all sizes.
    """
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def load(model: bytes, options: Options) -> Network:
    """A checked ONNX file, ready to run on any height, width and batch."""
    return Network(_compile(_fed(_read(model), centred=False), options))


def load_logits(model: bytes, options: Options) -> Network:
    """Such a network without its last layer, a sigmoid over every pixel: a tenth of its time."""
    import openvino

    read = _read(model)
    (last,) = read.outputs
    sigmoid = last.get_node().input_value(0).get_node()
    bare = openvino.Model([sigmoid.input_value(0)], read.get_parameters())
    return Network(_compile(_fed(bare, centred=True), options))


def load_with_alphabet(model: bytes, options: Options) -> tuple[Network, tuple[str, ...]]:
    """A recogniser and its characters, one per class after the blank; they travel inside its
    file.
    """
    read = _read(model)
    characters = read.get_rt_info(["framework", "character"]).astype(str).split("\n")
    return Network(_compile(_fed(read, centred=True), options)), tuple(characters)


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


def _fed(read: Any, centred: bool) -> Any:
    """Takes pixels as they are: blown up to floats outside, they would fill four times the
    memory, which is slow to come by. centred: trained on BGR from -1 to 1, not on RGB to 255.
    """
    import openvino
    from openvino import preprocess

    built = preprocess.PrePostProcessor(read)
    feed = built.input()
    feed.tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
    feed.model().set_layout(openvino.Layout("NCHW"))
    steps = feed.preprocess().convert_element_type(openvino.Type.f32)
    if centred:
        steps.mean([MIDDLE] * 3).scale([MIDDLE] * 3).reverse_channels()
    return built.build()


def _compile(read: Any, options: Options) -> Any:
    _keep_large_apart()
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
