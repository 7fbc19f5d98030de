"""A storage folder belongs to one process at a time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.failures import StorageError
from storage.lock import NAME, held
from tests.house import ROOT

HOLD = """
import sys
from pathlib import Path
from storage.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def another(folder: Path) -> "subprocess.Popen[str]":
    """A process that holds the folder until it ends."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_copy_is_refused_with_the_first_ones_number(tmp_path: Path) -> None:
    """The sentence says which process to stop, and not where the folder lies."""
    with another(tmp_path) as process:
        with pytest.raises(StorageError) as refusal, held(tmp_path):
            pytest.fail("two processes work on one folder")
        process.kill()
    sentence = f"Process {process.pid} works on storage.folder already: stop that copy first."

    assert str(refusal.value) == sentence


def test_a_copy_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    """Nothing has to be cleaned up by hand after a crash."""
    with another(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()

    with held(tmp_path):
        assert (tmp_path / NAME).read_text() == f"{os.getpid()}\n"


def test_it_can_be_held_again(tmp_path: Path) -> None:
    """After an orderly end, and after an error."""
    with pytest.raises(KeyError), held(tmp_path / "new"):
        raise KeyError
    with held(tmp_path / "new"):
        pass


@pytest.mark.usefixtures("open_umask")
def test_the_folder_it_makes_is_private(tmp_path: Path) -> None:
    """It is the first to touch a new house."""
    with held(tmp_path / "a" / "new"):
        assert (tmp_path / "a" / "new").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "a" / "new" / NAME).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "file").touch()

    with (
        pytest.raises(StorageError, match="A file stands where") as refusal,
        held(tmp_path / "file" / "new"),
    ):
        pytest.fail("held a folder in a file")
    assert str(tmp_path) not in str(refusal.value)
