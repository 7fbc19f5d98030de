"""Master keys in files: made once, read from their owner's file alone, never shown."""

import base64
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.master import MasterKeyError, create, is_key, parse, read
from storage.sealing import MasterKey
from tests.storage.examples import KEY_TEXT, MASTER


def refusal(path: Path) -> str:
    with pytest.raises(MasterKeyError) as refused:
        read(path)
    assert KEY_TEXT not in str(refused.value)
    return str(refused.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with a key, as it should be."""
    made = tmp_path / "medpics.key"
    made.write_text(KEY_TEXT + "\n")
    made.chmod(0o600)
    return made


@given(st.binary(min_size=32, max_size=32))
def test_a_key_comes_back_from_its_text(secret: bytes) -> None:
    """With or without the padding that some tools add."""
    text = base64.urlsafe_b64encode(secret).decode()
    assert parse(text).id == parse(text.rstrip("=") + "\n").id == MasterKey(secret).id


@pytest.mark.parametrize("text", ["", "replace-me", KEY_TEXT[1:], KEY_TEXT + "A", "é" * 43])
def test_another_text_is_no_key(text: str) -> None:
    """Neither shorter nor longer nor of other letters; what it is, the sentence does not say."""
    assert not is_key(text)
    with pytest.raises(MasterKeyError, match="medpics keys new PATH") as refused:
        parse(text)
    assert not text or text not in str(refused.value)


@pytest.mark.usefixtures("open_umask")
def test_a_new_key_is_its_owners_alone(tmp_path: Path) -> None:
    """Whatever the shell allows; and no two are the same."""
    made = [create(tmp_path / name) for name in "ab"]
    assert [read(tmp_path / name).id for name in "ab"] == [key.id for key in made]
    assert made[0].id != made[1].id
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_written_over(path: Path) -> None:
    """With it everything that it opens would be lost."""
    with pytest.raises(MasterKeyError, match="exists already and is left as it is"):
        create(path)
    assert read(path).id == MASTER.id


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """It is not made: a typing mistake would hide a key."""
    with pytest.raises(MasterKeyError, match="cannot be written"):
        create(tmp_path / "none" / "medpics.key")


def test_only_the_owner_may_read_a_key(path: Path) -> None:
    """Every mode but 0600 and 0400 is refused, with the command that mends it."""
    for mode in (mode for mode in range(0o1000) if mode & 0o400):
        path.chmod(mode)
        if mode in {0o600, 0o400}:
            assert read(path).id == MASTER.id
        else:
            assert re.search(rf"has mode {mode:04o}.*run chmod 600 ", refusal(path))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_key_of_somebody_else_is_refused(path: Path) -> None:
    """Whoever owns a file may change it."""
    os.chown(path, 12345, -1)
    assert "belongs to another user" in refusal(path)


def test_no_key_says_how_to_make_one(tmp_path: Path) -> None:
    """With the very path that was looked at."""
    path = tmp_path / "none.key"
    assert refusal(path).endswith(f"make one with medpics keys new {path}.")


@pytest.mark.parametrize("content", [b"", b"\xff" * 43, b"{}", KEY_TEXT.encode() * 2, b"x" * 9999])
def test_a_file_without_a_key_is_refused(path: Path, content: bytes) -> None:
    """Nothing of what it holds is repeated."""
    path.write_bytes(content)
    assert "holds no master key" in refusal(path)


def test_a_folder_a_device_or_a_pipe_is_no_key(tmp_path: Path) -> None:
    """Nor something that gives another answer each time, or none."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, Path(os.devnull), tmp_path / "pipe"):
        assert "cannot be read" in refusal(path) or "is no file" in refusal(path)
