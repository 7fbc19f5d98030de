"""The folder on the disk: whole files or none, readable by their owner only."""

import os
from pathlib import Path
from typing import Any

import pytest

from storage.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "private")


@pytest.mark.usefixtures("open_umask")
def test_only_the_owner_can_read(tmp_path: Path) -> None:
    """The folder and every file in it, whatever the shell allows."""
    path = tmp_path / "a" / "private"
    Folder(path).write("name", b"x")
    assert path.stat().st_mode & 0o777 == 0o700
    assert (path / "name").stat().st_mode & 0o777 == 0o600


def test_a_folder_left_open_is_closed(tmp_path: Path) -> None:
    """One that an operator made beforehand, with the usual rights."""
    (tmp_path / "private").mkdir(mode=0o755)
    Folder(tmp_path / "private")
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700


def test_a_failed_write_leaves_no_part(folder: Folder, tmp_path: Path) -> None:
    """Nor does it touch what stood there before."""
    folder.write("name", b"before")
    not_bytes: Any = "text"
    with pytest.raises(TypeError):
        folder.write("name", not_bytes)
    assert [path.name for path in (tmp_path / "private").iterdir()] == ["name"]
    assert folder.read("name") == b"before"


def test_what_a_crash_left_of_a_write_is_no_hindrance(folder: Folder, tmp_path: Path) -> None:
    """The same file is written again, as the sealing of old files does."""
    (tmp_path / "private" / "name.part").write_bytes(b"half")
    folder.write("name", b"whole")
    assert folder.read("name") == b"whole"
    assert [path.name for path in (tmp_path / "private").iterdir()] == ["name"]


def test_removing_twice_is_harmless(folder: Folder) -> None:
    """What is gone reads as missing."""
    folder.write("name", b"x")
    folder.remove("name", "other")
    folder.remove("name")
    with pytest.raises(FileNotFoundError):
        folder.read("name")


def test_a_file_that_vanishes_is_not_old(folder: Folder, tmp_path: Path) -> None:
    """A sweep meets the writing of other people's pictures: a name that leads nowhere any more."""
    folder.write("a", b"x")
    (tmp_path / "private" / "gone.part").symlink_to("nowhere")
    assert folder.older(10**12) == {"a"}


def test_old_files_are_found_by_their_age(folder: Folder, tmp_path: Path) -> None:
    """Strictly older, whatever they are called."""
    for name, at in (("a", 9), ("b.part", 9), ("c", 10)):
        folder.write(name, b"x")
        os.utime(tmp_path / "private" / name, (0, at))
    assert folder.older(10) == {"a", "b.part"}
