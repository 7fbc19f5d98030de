"""The command: one JSON object per picture in order, exit codes, and no input ever overwritten."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anonymize import Anonymizer, Options, Refusal
from anonymize.command import ALL_MASKED, SENTENCES, SOME_REFUSED, USAGE, anonymize_files
from tests.detectors import mark_tools
from tests.drawn import as_bytes, marked, plain

CONTRACT = ["input", "output", "ok", "error", "width", "height", "findings", "seconds"]
KEYS = [*CONTRACT, "verdict", "reasons", "frame", "frames"]
FINDING_KEYS = ["kind", "box", "polygon", "score", "source", "hidden"]


class Command:
    """Runs the command with the stand-in detector and keeps what it printed."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads
        self.lines: list[str] = []

    def __call__(self, *paths: Path, out: Path, as_json: bool = True) -> int:
        stream = io.StringIO()
        anonymizer = Anonymizer(Options(), self._threads, mark_tools)
        code = anonymize_files(paths, out, as_json, anonymizer=anonymizer, stream=stream)
        self.lines = stream.getvalue().splitlines()
        return code

    @property
    def objects(self) -> list[dict]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def command(threads: ThreadPoolExecutor) -> Command:
    return Command(threads)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "scan.png"
    path.write_bytes(as_bytes(marked()))
    return path


def test_a_picture_is_written_and_told(command: Command, picture: Path, tmp_path: Path) -> None:
    """Every key of the contract, in its order, with the values of the output."""
    assert command(picture, out=tmp_path / "out") == ALL_MASKED
    (told,) = command.objects
    assert list(told) == KEYS
    assert (told["ok"], told["error"], told["width"], told["height"]) == (True, None, 160, 120)
    assert Path(told["output"]).read_bytes().startswith(b"\xff\xd8")


def test_a_finding_is_told_as_it_was_painted(
    command: Command, picture: Path, tmp_path: Path
) -> None:
    """Half-open box, polygon of pixels, score, source, hidden."""
    command(picture, out=tmp_path / "out")
    (finding,) = command.objects[0]["findings"]
    assert list(finding) == FINDING_KEYS
    assert finding["box"] == [40, 30, 80, 60]
    assert finding["polygon"] == [[40, 30], [79, 30], [79, 59], [40, 59]]
    assert (finding["kind"], finding["hidden"]) == ("text", True)


def test_a_refused_file_leaves_nothing(command: Command, picture: Path, tmp_path: Path) -> None:
    """The others are masked, in the order given, and the exit code says that not all were."""
    note = tmp_path / "note.txt"
    note.write_text("no picture")
    assert command(note, picture, tmp_path / "absent.png", out=tmp_path / "out") == SOME_REFUSED
    assert [each["ok"] for each in command.objects] == [False, True, False]
    assert command.objects[0]["error"] == SENTENCES[Refusal.UNSUPPORTED]
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["scan.jpg"]


def test_no_input_is_overwritten(command: Command, tmp_path: Path) -> None:
    """Out is the folder of the inputs, and the names clash."""
    for name in ("a.jpg", "a.png", "a-2.jpg"):
        (tmp_path / name).write_bytes(as_bytes(plain()))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert command(tmp_path, out=tmp_path) == ALL_MASKED
    assert {path: path.read_bytes() for path in before} == before
    assert len({each["output"] for each in command.objects}) == 3


def test_a_link_to_an_input_is_not_written_through(
    command: Command, picture: Path, tmp_path: Path
) -> None:
    """The output's name may already be a link that leads to the original."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "scan.jpg").symlink_to(picture)
    before = picture.read_bytes()
    command(picture, out=tmp_path / "out")
    assert picture.read_bytes() == before


def test_a_folder_stands_for_its_pictures(command: Command, picture: Path, tmp_path: Path) -> None:
    """Sorted by name; other files in it are not touched."""
    (picture.parent / "notes.txt").write_text("not for us")
    (picture.parent / "another.JPG").write_bytes(as_bytes(plain(), "JPEG"))
    assert command(picture.parent, out=tmp_path / "out") == ALL_MASKED
    assert [Path(each["input"]).name for each in command.objects] == ["another.JPG", "scan.png"]


def test_usage_is_told(command: Command, picture: Path, tmp_path: Path) -> None:
    """Nothing named, an empty folder, or a file where the folder should be: exit code 2."""
    (tmp_path / "empty").mkdir()
    assert command(out=tmp_path / "out") == USAGE
    assert command(tmp_path / "empty", out=tmp_path / "out") == USAGE
    assert command(picture, out=picture) == USAGE
    assert not (tmp_path / "out").exists()


def test_people_get_a_line(command: Command, picture: Path, tmp_path: Path) -> None:
    """Without --json, how much was hidden and where the picture lies."""
    command(picture, out=tmp_path / "out", as_json=False)
    assert command.lines == [f"{picture}: 1 hidden, in {tmp_path / 'out' / 'scan.jpg'}"]


def test_every_refusal_has_its_sentence() -> None:
    """One sentence and what to do."""
    assert set(SENTENCES) == set(Refusal)


def test_every_frame_is_a_picture(command: Command, tmp_path: Path) -> None:
    """A scan of two pages: two objects, two outputs, the mark hidden in both."""
    path = tmp_path / "scan.tif"
    path.write_bytes(as_bytes(marked(), "TIFF", save_all=True, append_images=[marked()]))
    assert command(path, out=tmp_path / "out") == ALL_MASKED
    assert [(told["frame"], told["frames"]) for told in command.objects] == [(1, 2), (2, 2)]
    assert [told["verdict"] for told in command.objects] == ["hidden", "hidden"]
    assert len({told["output"] for told in command.objects}) == 2


def test_a_refused_picture_has_failed(command: Command, tmp_path: Path) -> None:
    """The verdict of what was not masked."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 and so on")
    assert command(path, out=tmp_path / "out") == SOME_REFUSED
    assert [(told["verdict"], told["reasons"]) for told in command.objects] == [("failed", [])]


def test_a_person_reads_what_was_done(command: Command, picture: Path, tmp_path: Path) -> None:
    """One line per picture."""
    command(picture, out=tmp_path / "out", as_json=False)
    assert command.lines == [f"{picture}: 1 hidden, in {tmp_path / 'out' / 'scan.jpg'}"]
