"""Rooms import each other in one direction only; a wrong import is named with its line."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house import ROOMS, ROOT, Module, functions, modules


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a room may import besides itself and the standard library; no `libraries`: any."""

    rooms: tuple[str, ...] = ()
    libraries: tuple[str, ...] | None = None


IMAGING = ("PIL", "cv2", "mediapipe", "numpy", "openvino", "pi_heif", "pydicom")
WORDS = ("phonenumbers", "stdnum")
TABLE = {
    "moderation": Allowed(libraries=()),
    "anonymize": Allowed(libraries=(*IMAGING, *WORDS)),
    "storage": Allowed(("moderation",), ("aiosqlite", "cryptography")),
    "handlers": Allowed(("anonymize", "moderation", "storage"), ("telegram",)),
    "bot": Allowed(("anonymize", "handlers", "moderation", "storage")),
    "sandbox": Allowed(),
    "benchmarks": Allowed(("anonymize",)),
}
# The doors between product and sandbox: who may start the bot, and what the bot hands over to.
STARTS_THE_BOT = ("sandbox/demo.py", "sandbox/__main__.py")
HANDED_OVER_TO = "sandbox.demo"
# Measures that play the whole bot on the messenger, as the journeys do, or its registry.
PLAYS_THE_BOT = ("benchmarks/flood/", "benchmarks/registry/measure.py")


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the dotted `target` taken from `source`; `lazy` when inside a function."""

    source: str
    target: str
    line: int
    lazy: bool

    @property
    def room(self) -> str:
        return self.target.split(".", 1)[0]


def targets(node: ast.AST, package: list[str]) -> Iterator[tuple[str, str]]:
    """The (source, dotted target) pairs that one node imports, relative ones resolved."""
    match node:
        case ast.Import(names=names):
            yield from ((alias.name, alias.name) for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            above = package[: len(package) - level + 1] if level else []
            source = ".".join([*above, *filter(None, [module])])
            yield from ((source, f"{source}.{alias.name}") for alias in names)
        case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]):
            if ast.unparse(func).endswith(("import_module", "__import__")):
                yield name, name


def imports(module: Module) -> Iterator[Import]:
    lazy = {inner for function in functions(module.tree) for inner in ast.walk(function)}
    for node in ast.walk(module.tree):
        for source, target in targets(node, module.package):
            yield Import(source, target, getattr(node, "lineno", 0), node in lazy)


def is_face(found: Import, root: Path) -> bool:
    """True for `from anonymize import name`, where the name is no module behind the face."""
    inside = root / found.target.replace(".", "/")
    return found.source == "anonymize" != found.target and not (
        inside.is_dir() or inside.with_suffix(".py").exists()
    )


def is_allowed(module: Module, found: Import, root: Path) -> bool:
    table = TABLE[module.room]
    if found.room in {module.room, *sys.stdlib_module_names}:
        return True
    if module.room == "handlers" and found.room == "anonymize":
        return is_face(found, root)
    if found.room == "bot" and module.name in STARTS_THE_BOT:
        return True
    if found.room in ROOMS and module.name.startswith(PLAYS_THE_BOT):
        return True
    if module.room == "bot" and found.target.startswith(HANDED_OVER_TO):
        return found.lazy
    if found.room in {*TABLE, "tests"}:
        return found.room in table.rooms
    return table.libraries is None or found.room in table.libraries


def violations(root: Path) -> list[str]:
    """Each forbidden import below `root`, as `path:line imports target`."""
    return [
        f"{module.name}:{found.line} imports {found.target}"
        for module in modules(*TABLE, root=root)
        for found in imports(module)
        if not is_allowed(module, found, root)
    ]


def test_rooms_import_in_one_direction() -> None:
    """No module of ours imports what its room may not know."""
    assert violations(ROOT) == []


def test_the_table_knows_every_room() -> None:
    """A room added to the house needs its row in the table."""
    assert set(ROOMS) <= set(TABLE)


@pytest.mark.parametrize(
    ("path", "code", "target"),
    [
        ("moderation/case.py", "import telegram", "telegram"),
        ("moderation/case.py", "from storage.cases import save", "storage.cases.save"),
        ("anonymize/faces.py", "from moderation import case", "moderation.case"),
        ("storage/cases.py", "from telegram import Bot", "telegram.Bot"),
        (
            "handlers/routing.py",
            "from anonymize.faces import find",
            "anonymize.faces.find",
        ),
        ("handlers/routing.py", "from anonymize import faces", "anonymize.faces"),
        ("handlers/routing.py", "import anonymize", "anonymize"),
        ("handlers/routing.py", "import cv2", "cv2"),
        (
            "handlers/routing.py",
            "def f():\n    from bot.app import build",
            "bot.app.build",
        ),
        ("bot/app.py", "import sandbox.demo", "sandbox.demo"),
        ("bot/app.py", "def f():\n    import sandbox.server", "sandbox.server"),
        ("sandbox/server.py", "from bot import app", "bot.app"),
        ("sandbox/demo.py", "from handlers import review", "handlers.review"),
        ("moderation/deep/rule.py", "from ...storage import cases", "storage.cases"),
        ("moderation/case.py", "import_module('telegram.ext')", "telegram.ext"),
        ("benchmarks/anonymize.py", "import bot", "bot"),
        ("benchmarks/flood/run.py", "import tests", "tests"),
        ("bot/app.py", "import tests.house", "tests.house"),
    ],
)
def test_a_planted_wrong_import_is_named(
    tmp_path: Path, path: str, code: str, target: str
) -> None:
    """Each kind of wrong import makes the checker name the file, the line and the import."""
    plant(tmp_path, "anonymize/faces.py", "")
    plant(tmp_path, path, code)

    line = len(code.splitlines())
    assert violations(tmp_path) == [f"{path}:{line} imports {target}"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("handlers/routing.py", "from anonymize import Finding"),
        ("storage/cases.py", "import sqlite3, aiosqlite\nfrom moderation.case import Case"),
        ("bot/__main__.py", "def demo():\n    from sandbox import demo"),
        ("sandbox/demo.py", "from bot.app import build"),
        ("bot/app.py", "import telegram, uvicorn\nfrom handlers import review"),
    ],
)
def test_a_right_import_passes(tmp_path: Path, path: str, code: str) -> None:
    """What the table allows is not reported."""
    plant(tmp_path, path, code)

    assert violations(tmp_path) == []


def plant(root: Path, name: str, code: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(code, encoding="utf-8")
