"""The bench of the registry: what it writes is read again, and figures over a limit are told."""

import json
from pathlib import Path
from random import Random

import pytest

from benchmarks.registry.__main__ import main
from benchmarks.registry.files import Recipe, activities, providers, skills, write
from benchmarks.registry.measure import Plan, run
from benchmarks.registry.people import people
from moderation.numbers import Register, number_problem
from storage.registry.layout import Kind
from storage.registry.sources import tables


def test_people_have_numbers_with_a_key_and_of_their_own() -> None:
    """In their order and out of it."""
    for shuffled in (False, True):
        drawn = people(Random(1), shuffled)
        numbers = [next(drawn).number for _n in range(500)]
        assert len(set(numbers)) == 500
        assert {number_problem(Register.RPPS, number) for number in numbers} == {None}


def test_what_is_written_is_what_was_asked_for(tmp_path: Path) -> None:
    """As many rows, the same from the same seed, and each table is recognised."""
    recipe = Recipe(200, bad=0)
    written = list(activities(recipe))
    assert len(written) == 201
    assert written == list(activities(recipe))
    write(tmp_path / "people.txt", written)
    write(tmp_path / "skills.txt", skills(recipe))
    write(tmp_path / "npi.csv", providers(50))
    found = tables(sorted(tmp_path.iterdir()))
    assert [table.layout.kind for table in found] == list(Kind)


@pytest.mark.parametrize("packed", [False, True])
def test_a_run_imports_by_the_command_and_looks_up(packed: bool) -> None:
    """Everybody is found by number, nobody by a number that nobody has."""
    imported, look_ups = run(Plan(rows=2000, look_ups=20, packed=packed))
    found = {each.kind: each.found for each in look_ups}
    assert imported.professionals > 1000
    assert (found["number"], found["number of nobody"], found["name of nobody"]) == (20, 0, 0)
    assert min(found["name"], found["surname first"]) > 15
    # A child counts from its parent, which may be a whole suite: no upper limit here.
    assert imported.memory > 10
    assert 0 < imported.disk < imported.files or packed


def test_the_command_tells_figures_and_fails_over_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the screen and in a file; exit status 1 when a promise is not kept."""
    figures = tmp_path / "figures.json"
    words = ["registry", "--rows", "500", "--look-ups", "5", "--json", str(figures)]
    monkeypatch.setattr("sys.argv", words)
    # The machine that tests may be busy, and a child's memory counts from its parent's: a test's.
    for limit in ("SECONDS_MAX", "MEMORY_MB_MAX", "NUMBER_MS_MAX", "NAME_MS_MAX"):
        monkeypatch.setattr(f"benchmarks.registry.__main__.{limit}", 10_000)
    assert main() == 0
    assert "500 rows" in capsys.readouterr().out
    assert json.loads(figures.read_text())["plan"]["rows"] == 500
    monkeypatch.setattr("benchmarks.registry.__main__.SECONDS_MAX", 0)
    assert main() == 1


def test_the_file_alone_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For playing by hand."""
    path = tmp_path / "people.txt"
    monkeypatch.setattr("sys.argv", ["registry", "--rows", "10", "--only", str(path)])
    assert main() == 0
    assert len(path.read_bytes().splitlines()) == 11
