"""Sets up the peers' environment, apart from ours, and starts them."""

from __future__ import annotations

import hashlib
import subprocess
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.anonymize.talk import ROOT, Talk

HERE: Final = Path(__file__).resolve().parent
PINNED: Final = HERE / "peers.txt"
# Below .venv, so that git, the linters and `./run clean` already know what to do with it.
ENVIRONMENT: Final = ROOT / ".venv" / "peers"
DEFACE: Final = "deface"
TESSERACT: Final = "tesseract"
TESSERACT_X3: Final = "tesseract-x3"


def install(folder: Path, pinned: Path) -> None:
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--requirement", str(pinned)], check=True)


def environment(
    folder: Path = ENVIRONMENT,
    pinned: Path = PINNED,
    make: Callable[[Path, Path], None] = install,
) -> Path:
    """The Python of the peers, made anew when the pinned versions are others than last time."""
    stamp = folder / "made-from"
    made_from = hashlib.sha256(pinned.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != made_from:
        make(folder, pinned)
        stamp.write_text(made_from, encoding="ascii")
    return folder / "bin" / "python"


def start(threads: Sequence[int]) -> list[Talk]:
    """deface and one pass of Tesseract for each number of threads; three passes for the largest
    number alone, because their recall is asked and not their time.
    """
    python = str(environment())
    wanted = [(name, count) for count in threads for name in (DEFACE, TESSERACT)]
    started: list[Talk] = []
    for name, count in (*wanted, (TESSERACT_X3, max(threads))):
        command = [python, str(HERE / "peer.py"), name, "--threads", str(count)]
        started.append(Talk(name, count, command))
    return started
