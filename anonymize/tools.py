"""The real detectors and checkers, loaded once per process, at the first picture."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from anonymize import check, runtime, weights
from anonymize.dbnet import Dbnet
from anonymize.faces import CenterFace
from anonymize.ink import Ink
from anonymize.lines import Judge
from anonymize.markers import Markers
from anonymize.reading import Reader
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
    where = weights.folder(options.weights_dir)
    return Tools(
        detectors=(
            _faces(where, options),
            _writing(where, options),
            Ink(),
        ),
        checkers=(
            check.make_face_check(weights.load(where, weights.BLAZEFACE)),
            check.make_word_check(),
        ),
    )


def _faces(where: Path, options: Options) -> CenterFace:
    network = runtime.load(weights.load(where, weights.CENTERFACE), options)
    return CenterFace(network, options.face_score)


def _writing(where: Path, options: Options) -> Writing:
    network = runtime.load_logits(weights.load(where, weights.WRITING), options)
    reading = weights.load(where, weights.READING)
    reader = Reader(*runtime.load_with_alphabet(reading, options))
    return Writing(
        Dbnet(network, options.text_probability),
        Judge(reader, options.text_score),
        Markers(reader, options.marker_score),
    )
