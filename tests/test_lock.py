"""The lock file: every dependency of the project, by hash, from no particular registry."""

import re
import tomllib
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENTRY = re.compile(
    r"^(?P<requirement>[\w.-]+==[^\\\n]+?) *\\\n(?P<hashes>(?: +--hash=.*\n)+)", re.MULTILINE
)
STRONG = re.compile(r"\bA?GPL|GNU (Affero )?General Public")
HASHES = re.compile(r"(    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+")


def entries(text: str) -> list[Requirement]:
    """The pinned requirements that carry hashes; a name may have one for each Python version."""
    return [Requirement(found["requirement"]) for found in ENTRY.finditer(text)]


def pins_here() -> dict[str, Requirement]:
    """Name -> the pin that counts on this Python and platform."""
    here = (pin for pin in entries(LOCK) if not pin.marker or pin.marker.evaluate())
    return {canonicalize_name(pin.name): pin for pin in here}


def wanted() -> list[str]:
    return [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]


@pytest.mark.parametrize("text", wanted())
def test_the_lock_covers_the_project(text: str) -> None:
    """What pyproject.toml asks for is pinned, at a version that it accepts."""
    requirement = Requirement(text)
    pins = [pin for pin in entries(LOCK) if canonicalize_name(pin.name) == requirement.name]
    versions = [exact.version for pin in pins for exact in pin.specifier]

    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_every_pin_has_hashes() -> None:
    """A line that is neither pin, hash nor comment has no place in the lock."""
    pins = [line for line in LOCK.splitlines() if re.match(r"[\w-]", line)]

    assert len(entries(LOCK)) == len(pins)
    assert all(HASHES.fullmatch(found["hashes"]) for found in ENTRY.finditer(LOCK))


def test_a_pin_without_hash_is_noticed() -> None:
    """The pattern that finds entries is not content with a bare pin."""
    assert len(entries(LOCK + "bare==1.0\n")) == len(entries(LOCK))


@pytest.mark.parametrize("name", ["requirements.lock", "run", ".ci/run", "pyproject.toml"])
def test_no_registry_is_named(name: str) -> None:
    """Where packages come from is the machine's setting."""
    text = (ROOT / name).read_text(encoding="utf-8")

    assert not re.search(r"index-url|find-links|trusted-host|https?://| @ ", text)


def test_one_opencv_is_locked() -> None:
    """A second OpenCV distribution would overwrite files of the first."""
    assert {pin.name for pin in entries(LOCK) if "opencv" in pin.name} == {"opencv-contrib-python"}


def test_what_is_installed_is_what_is_locked() -> None:
    """The environment runs the pinned versions."""
    installed = {canonicalize_name(d.metadata["Name"]): d.version for d in distributions()}
    pinned = pins_here()

    assert {
        name: installed.get(name)
        for name, pin in pinned.items()
        if not pin.specifier.contains(installed.get(name, "0"))
    } == {}


@pytest.mark.parametrize(
    ("licence", "strong"),
    [
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3", False),
    ],
)
def test_strong_copyleft_is_told_from_weak(licence: str, strong: bool) -> None:
    """python-telegram-bot is under the LGPL, which asks nothing of those who merely use it."""
    assert bool(STRONG.search(licence)) is strong


def test_no_strong_copyleft_is_installed() -> None:
    """Nothing that we import may oblige our users to more than the Apache licence does."""
    pinned = pins_here()
    licences = {
        d.metadata["Name"]: [
            *d.metadata.get_all("License-Expression", []),
            *(c for c in d.metadata.get_all("Classifier", []) if c.startswith("License")),
        ]
        for d in distributions()
        if canonicalize_name(d.metadata["Name"]) in pinned
    }

    assert not {name for name, texts in licences.items() if STRONG.search(" ".join(texts))}
