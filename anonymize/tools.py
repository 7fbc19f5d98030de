"""The real detectors and checkers, loaded once per process, at the first picture."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from anonymize import check, weights
from anonymize.faces import CenterFace
from anonymize.reading import make_reader
from anonymize.types import Options, Tools
from anonymize.writing import Writing

# A module-level function, so that it can be named to a worker process.
ToolMaker: TypeAlias = Callable[[Options], Tools]

_made: Final[dict[tuple[ToolMaker, Options], Tools]] = {}
_making: Final = threading.Lock()


def ready(make: ToolMaker, options: Options) -> Tools:
    """The tools of this process for these options, made at the first call."""
    with _making:
        if (make, options) not in _made:
            _made[make, options] = make(options)
        return _made[make, options]


def real_tools(options: Options) -> Tools:
    """CenterFace and DBNet to find, BlazeFace and Tesseract to check. Raises WeightsError."""
    # Tesseract's own threads wait for each other in busy loops: on a shared core, for seconds.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    where = weights.folder(options.weights_dir)
    reader = make_reader(
        _session(weights.load(where, weights.READING), options), options.marker_score
    )
    return Tools(
        detectors=(
            CenterFace(_session(weights.load_centerface(where), options), options.face_score),
            Writing(
                _session(weights.load(where, weights.WRITING), options),
                reader,
                options.text_probability,
                options.text_score,
            ),
        ),
        checkers=(
            check.make_face_check(weights.load(where, weights.BLAZEFACE)),
            check.WordCheck(),
        ),
    )


def _session(model: bytes, options: Options) -> Any:
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    settings.inter_op_num_threads = 1
    # Errors only: its advice about a model's constants is nothing an operator can act on.
    settings.log_severity_level = 3
    # Every picture has its own size: the arena would keep the largest of each for ever.
    settings.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])
