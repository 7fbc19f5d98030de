"""The folder for temporary files: in memory, locked while it is used, removed when left behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from anonymize.scratch import MEMORY, PREFIX, Scratch, forget_left_behind, memory

MOUNTS = """\
/dev/vda / ext4 rw 0 0
devtmpfs /dev devtmpfs rw 0 0
tmpfs {folder} tmpfs rw 0 0
/dev/vda {folder}/disk ext4 rw 0 0
"""
# Makes a folder with a file in it, and dies.
DIES = """
import os, sys
from pathlib import Path
from anonymize.scratch import Scratch
made = Scratch(Path(sys.argv[1]))
(made.path / "tess_input.BMP").write_bytes(b"pixels")
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mounts"
    path.write_text(MOUNTS.format(folder=tmp_path))
    return path


def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """And gone, with what is in it, when it is removed; removing twice is harmless."""
    made = Scratch(tmp_path)
    (made.path / "inner").mkdir()
    (made.path / "inner" / "file").write_bytes(b"pixels")
    assert made.path.parent == tmp_path
    assert made.path.stat().st_mode & 0o777 == 0o700
    made.remove()
    made.remove()
    assert list(tmp_path.iterdir()) == []


def test_it_lies_in_memory_if_nothing_else_is_said() -> None:
    """Where there is such a folder, which is on every system that we support."""
    made = Scratch()
    assert made.path.parent == memory() == MEMORY
    made.remove()


def test_memory_is_told_from_a_disk(tmp_path: Path, mounts: Path) -> None:
    """By the mount that the folder lies on, however deep; one that cannot be written is none."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "in" / "memory").mkdir(parents=True)
    assert memory(tmp_path, mounts) == tmp_path
    assert memory(tmp_path / "in" / "memory", mounts) == tmp_path / "in" / "memory"
    assert memory(tmp_path / "disk", mounts) is None
    assert memory(tmp_path / "missing", mounts) is None
    assert memory(tmp_path, tmp_path / "no list of mounts") is None


def test_what_the_dead_left_behind_is_removed(tmp_path: Path) -> None:
    """By whoever makes the next one, while those of the living stay."""
    living = Scratch(tmp_path)
    subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], check=False)
    left = [path for path in tmp_path.iterdir() if path != living.path]
    assert [[file.name for file in path.iterdir()] for path in left] == [["tess_input.BMP"]]

    later = Scratch(tmp_path)
    assert set(tmp_path.iterdir()) == {living.path, later.path}
    living.remove()
    later.remove()


def test_only_our_own_folders_are_removed(tmp_path: Path) -> None:
    """Neither files, nor folders of other names, nor what a link of our name leads to."""
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(other)
    (tmp_path / f"{PREFIX}file").touch()
    forget_left_behind(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
