"""`./run`, played with stand-ins for the programs it calls: what it installs and hands on."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house import ROOT

# What the script takes from any Debian; everything else in these tests is a stand-in.
BASICS = ("sh", "cat", "cksum", "cp", "dirname", "env", "find", "grep", "mkdir", "rm")
WEIGHTS = "python -W ignore::RuntimeWarning -m anonymize.weights"
READY = {
    "tesseract": "printf 'List of languages\\neng\\nosd\\n'",
    "ldconfig": 'for l in GL.so.1 EGL.so.1 GLESv2.so.2 glib-2.0.so.0; do echo "lib$l (x)"; done',
    "python3.11": 'if [ "$2" = venv ]; then mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; fi',
}


@dataclass
class Machine:
    """A copy of the script in a folder whose name has a space, on a machine made of stand-ins."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "med pics"

    def program(self, name: str, does: str = "", *, at: str = "bin") -> None:
        """Puts a program there that writes down how it was called, then `does` something."""
        path = self.folder / at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "${{0##*/}} $*" >> "{self.folder}/calls"\n{does}\n')
        path.chmod(0o755)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.home / "run", *words],
            cwd=self.folder,
            env={"PATH": str(self.folder / "bin")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """What was called since the last time this was asked."""
        path = self.folder / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with all that set-up needs, for a person who is not root and has no sudo."""
    machine = Machine(tmp_path)
    machine.home.mkdir()
    for name in ("run", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, machine.home)
    (tmp_path / "bin").mkdir()
    for name in BASICS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or name)
    for name, does in READY.items():
        machine.program(name, does)
    machine.program("id", "echo 1000")
    return machine


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """The same after `./run setup`."""
    assert machine.run("setup").returncode == 0
    machine.program("medpics", at="med pics/.venv/bin")
    machine.calls()
    return machine


def test_setup_installs_by_hash_into_its_own_environment(machine: Machine) -> None:
    """From nothing: environment, locked dependencies, the project itself, weights."""
    machine.run("setup")

    pip = "python -m pip install --quiet --disable-pip-version-check"
    steps = [call for call in machine.calls() if " -m " in call]
    assert steps == [
        "python3.11 -m venv --clear .venv",
        f"{pip} --require-hashes -r requirements.lock",
        f"{pip} --no-deps --no-build-isolation --editable .",
        WEIGHTS,
    ]


def test_setup_has_nothing_to_do_twice(ready: Machine) -> None:
    """The second time nothing is installed; the weights look after themselves."""
    ready.run("setup")

    assert [call for call in ready.calls() if " -m " in call] == [WEIGHTS]


def test_a_changed_lock_file_is_installed(ready: Machine) -> None:
    """The stamp holds what was installed, not that something was."""
    with (ready.home / "requirements.lock").open("a") as lock:
        lock.write("# one more\n")
    ready.run("setup")

    assert len([call for call in ready.calls() if " pip install " in call]) == 2


def test_a_failing_step_stops_setup(machine: Machine) -> None:
    """Nothing is called ready when the dependencies did not come."""
    machine.program("python3.11", READY["python3.11"] + '; [ "$2" != pip ]')

    assert machine.run("setup").returncode != 0
    assert WEIGHTS not in machine.calls()


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (["demo", "--once", "--port", "81 80"], "medpics demo --once --port 81 80"),
        (["test", "tests/test_run.py", "-x"], "python -m pytest tests/test_run.py -x"),
        (["bench", "--quick"], "python -m benchmarks.anonymize --quick"),
        (["translations"], "python -m tests.translations --update"),
    ],
)
def test_words_are_handed_on(ready: Machine, words: list[str], call: str) -> None:
    """A verb passes its words to the program behind it, from any folder."""
    ready.run(*words)

    assert ready.calls()[-1] == call


def test_lint_hands_its_words_to_the_style(ready: Machine) -> None:
    """`./run lint --fix` mends what can be mended."""
    ready.run("lint", "--fix")
    assert any(call.endswith("ruff check --quiet . --fix") for call in ready.calls())


def test_clean_takes_no_words(ready: Machine) -> None:
    """A word here would be a misunderstanding, and what it removes does not come back."""
    result = ready.run("clean", "weights")
    assert result.returncode == 1
    assert "clean takes no words" in result.stderr


def test_test_without_words_looks_at_style_first(ready: Machine) -> None:
    """`./run test` is set-up, style, types, translations and all tests."""
    ready.run("test")

    assert [call.partition(" -m ")[2].split()[0] for call in ready.calls() if " -m " in call] == [
        *("anonymize.weights", "ruff", "ruff", "mypy", "tests.translations", "pytest"),
    ]


def test_without_rights_it_names_what_to_install(machine: Machine) -> None:
    """Neither root nor sudo: one sentence with the packages, and nothing is tried."""
    (machine.folder / "bin" / "tesseract").unlink()
    machine.program("apt-get")
    result = machine.run("setup")

    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "apt-get install tesseract-ocr tesseract-ocr-eng" in result.stderr
    assert not [call for call in machine.calls() if call.startswith("apt-get")]


@pytest.mark.parametrize(
    ("program", "does", "package"),
    [
        ("tesseract", "printf 'osd\\n'", "tesseract-ocr-eng"),
        ("ldconfig", READY["ldconfig"].replace("EGL", "x"), "libegl1"),
        ("python3.11", "exit 1", "python3 python3-venv"),
    ],
)
def test_root_installs_just_what_is_missing(
    machine: Machine, program: str, does: str, package: str
) -> None:
    """As root, the lists are refreshed and the missing packages alone are installed."""
    machine.program(program, does)
    machine.program("id", "echo 0")
    machine.program("apt-get")
    machine.run("setup")

    update, install = [call for call in machine.calls() if call.startswith("apt-get")]
    assert update == "apt-get update -qq"
    assert install.endswith(f"DPkg::Lock::Timeout=300 {package}")


@pytest.mark.parametrize(("status", "shown"), [(0, False), (1, True)])
def test_what_apt_says_is_shown_when_it_fails(machine: Machine, status: int, shown: bool) -> None:
    """Its chatter about consoles would only frighten; a failure is told whole."""
    machine.program("ldconfig")
    machine.program("id", "echo 0")
    does = f'[ "$1" = update ] || {{ echo "E: chatter" >&2; exit {status}; }}'
    machine.program("apt-get", does)
    result = machine.run("setup")

    assert result.returncode == status
    assert ("E: chatter" in result.stderr) is shown


def test_sudo_is_asked_when_it_needs_no_password(machine: Machine) -> None:
    """Without a terminal, only a sudo that does not wait for a password is used."""
    machine.program("ldconfig")
    machine.program("apt-get")
    machine.program("sudo", 'if [ "$1" != -n ]; then exec "$@"; fi')
    result = machine.run("setup")

    assert result.returncode == 0
    assert "sudo apt-get update -qq" in machine.calls()


def test_clean_removes_what_setup_made_and_no_data(ready: Machine) -> None:
    """The database, the settings and the demo's pictures stay."""
    kept = {"run", "pyproject.toml", "requirements.lock", "config.toml", "var", "demo"}
    for name in ("weights", "var", "demo", ".mypy_cache", ".hypothesis"):
        (ready.home / name).mkdir()
    (ready.home / "config.toml").touch()
    ready.run("clean")

    assert {path.name for path in ready.home.iterdir()} == kept


def test_an_unknown_verb_shows_the_verbs(ready: Machine) -> None:
    """A typing mistake sets nothing up and gets the list of verbs."""
    result = ready.run("tset")

    assert result.returncode == 2
    assert "./run VERB" in result.stderr
    assert ready.calls() == []
