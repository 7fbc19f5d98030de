"""Walks the source of the house: which modules there are, their text and their syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("moderation", "anonymize", "storage", "handlers", "bot", "sandbox")
AROUND = ("tests", "benchmarks")


@dataclass(frozen=True, slots=True)
class Module:
    """One source file; `name` is its path from the root with forward slashes."""

    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.name.split("/", 1)[0]

    @property
    def package(self) -> list[str]:
        """The names of the packages that hold this module, outermost first."""
        return self.name.split("/")[:-1]


def modules(*folders: str, root: Path = ROOT) -> Iterator[Module]:
    """Every Python file below these folders of `root`, in the order of its name."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            text = path.read_text(encoding="utf-8")
            yield Module(name, text, ast.parse(text, filename=name))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each call with what is called, as written: `print`, `datetime.now`, `log.info`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node
