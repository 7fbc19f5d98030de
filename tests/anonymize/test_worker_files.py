"""While a picture is masked none of its bytes reaches a disk, and a crash leaves none behind."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from anonymize import Options
from anonymize.anonymizer import process_job
from anonymize.scratch import memory
from anonymize.tools import real_tools
from anonymize.worker import LimitedPool
from tests.drawn import as_bytes, plain, radiograph
from tests.house import ROOT

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# Says where its worker's temporary files lie, and is killed once a picture lies there.
DIES = """
import os, sys, tempfile
from pathlib import Path
from anonymize.worker import LimitedPool
from tests.anonymize.test_worker_files import reads_a_file

pool = LimitedPool(1, 30, 4096)
folder = Path(pool.submit(tempfile.gettempdir).result())
print(folder, flush=True)
pool.submit(reads_a_file)
while not list(folder.iterdir()):
    pass
os.kill(os.getpid(), 9)
"""


def reads_a_file() -> None:
    """Has a picture in a file, as Tesseract does, for a moment longer than its parent lives."""
    parent = os.getppid()
    (Path(tempfile.gettempdir()) / "tess_input.BMP").write_bytes(b"pixels")
    while os.getppid() == parent:
        threading.Event().wait(0.01)


def masks(data: bytes) -> None:
    process_job(data, real_tools, Options())


def forgets_itself(data: bytes) -> None:
    """What a library might do: a file in clear where one usually is, gone a moment later."""
    with tempfile.NamedTemporaryFile(dir=Path.home()) as file:
        file.write(data)


def watched(job: Callable[[bytes], None], data: bytes) -> tuple[str, list[str]]:
    """In the worker: its folder for temporary files, and every path that it opened to write."""
    opened: list[str] = []

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES:
            opened.append(str(arguments[0]))

    sys.addaudithook(note)
    job(data)
    return tempfile.gettempdir(), opened


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where programs write when nobody tells them better: folders that only this test uses."""
    folders = [tmp_path / name for name in ("tmp", "home", "here", "cache")]
    for folder in folders:
        folder.mkdir()
    tmp, home, here, cache = folders
    monkeypatch.setattr(tempfile, "tempdir", None)
    for name, folder in (("TMPDIR", tmp), ("HOME", home), ("XDG_CACHE_HOME", cache)):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.chdir(here)
    return folders


def touched(folders: list[Path], since: dict[Path, int]) -> list[str]:
    """A folder's own time changes with every file made in it, even one that is gone again."""
    return [path.name for path in folders if path.stat().st_mtime_ns != since[path]]


def outside(opened: list[str], scratch: str) -> list[str]:
    """What is neither in the folder nor nothing; a number is something opened before."""
    inside = (scratch, os.devnull)
    return [path for path in opened if not path.startswith(inside) and not path.isdigit()]


@pytest.mark.skipif(memory() is None, reason="there is no folder in memory here")
def test_masking_writes_nowhere_but_into_memory(elsewhere: list[Path]) -> None:
    """The whole pipeline with the real tools; what Tesseract reads lies in memory, and goes."""
    data = as_bytes(radiograph())
    with LimitedPool(1, 60, 4096) as pool:
        # At their first use libraries keep lists of fonts, and nothing of a picture.
        pool.submit(masks, as_bytes(plain())).result()
        since = {path: path.stat().st_mtime_ns for path in elsewhere}
        scratch, opened = pool.submit(watched, masks, data).result()
        assert outside(opened, scratch) == []
        assert touched(elsewhere, since) == []
        assert Path(scratch).is_relative_to(memory() or "/nowhere")
        assert list(Path(scratch).iterdir()) == []
    assert not Path(scratch).exists()


def test_a_file_elsewhere_is_noticed(elsewhere: list[Path]) -> None:
    """The test above would see one that lives for a moment only."""
    since = {path: path.stat().st_mtime_ns for path in elsewhere}
    with LimitedPool(1, 60, 4096) as pool:
        scratch, opened = pool.submit(watched, forgets_itself, b"pixels").result()
    assert outside(opened, scratch)[-1].startswith(f"{elsewhere[1]}/")
    assert touched(elsewhere, since) == ["home"]


def test_programs_that_a_worker_starts_write_into_memory(elsewhere: list[Path]) -> None:
    """They read the name of the folder from the environment."""
    with LimitedPool(1, 60, 4096) as pool:
        scratch = pool.submit(tempfile.gettempdir).result()
        assert pool.submit(os.getenv, "TMPDIR").result() == scratch


def test_a_killed_bot_leaves_no_picture_behind() -> None:
    """Its worker removes the folder when it finds nobody to answer to."""
    command = [sys.executable, "-c", DIES]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    died = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    scratch = Path(died.stdout.strip())
    assert died.returncode == -9, died.stderr
    assert scratch.name.startswith("medpics-")
    for _ in range(600):
        if not scratch.exists():
            break
        threading.Event().wait(0.05)
    assert not scratch.exists()
