"""The limits of the house: sizes, opening sentences, and what belongs in which room."""

import ast
import re
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.house import AROUND, ROOMS, Module, calls, functions, modules

MODULE_LINES = 300
FUNCTION_LINES = 50
# Longer on purpose, as "room/module.py:function": "the reason".
LONG_FUNCTIONS: dict[str, str] = {}

BELOW_BOT = ("moderation", "anonymize", "storage", "handlers")
# Time and talk come in from above, so that rules can be tested and logs stay in one place.
AMBIENT = re.compile(
    r"(print|(datetime\.)*(datetime|date)\.(now|utcnow|today)|time\.(time|sleep))"
)
# What no person reads as it stands: translated on the spot, logged, compared, or raised.
NOT_SHOWN = re.compile(r"(.+\.)?(_|N_|_n|ngettext|gettext|say|count)|(log|logger|re)\.\w+")
SENTENCE = re.compile(r"[^\W\d_]{2,}[,;:]? [^\W\d_]+[,;:]? [^\W\d_]{2,}")


def too_long(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    if lines > MODULE_LINES:
        yield f"{module.name} has {lines} lines"


def long_functions(module: Module) -> Iterator[str]:
    for function in functions(module.tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        name = f"{module.name}:{function.name}"
        if lines > FUNCTION_LINES and name not in LONG_FUNCTIONS:
            yield f"{name} has {lines} lines"


def wordless(module: Module) -> Iterator[str]:
    if module.text.strip() and not ast.get_docstring(module.tree):
        yield f"{module.name} does not open with a sentence"


def ambient(module: Module) -> Iterator[str]:
    if module.room in BELOW_BOT:
        for name, call in calls(module.tree):
            if AMBIENT.fullmatch(name):
                yield f"{module.name}:{call.lineno} calls {name}"


def untranslated(module: Module) -> Iterator[str]:
    """Sentences in handlers that gettext never sees."""
    if module.room == "handlers":
        unseen = [node for node in ast.walk(module.tree) if is_not_shown(node)]
        unseen += [node for function in functions(module.tree) for node in raised_later(function)]
        hidden = {inner for node in unseen for inner in ast.walk(node)}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and node not in hidden and reads_as_sentence(node):
                yield f"{module.name}:{node.lineno} says {node.value!r}"


def raised_later(function: ast.AST) -> Iterator[ast.AST]:
    """What is assigned to a name that the same function raises an error with."""
    raises = [node for node in ast.walk(function) if isinstance(node, ast.Raise)]
    names = {n.id for node in raises for n in ast.walk(node) if isinstance(n, ast.Name)}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
                yield value


def is_not_shown(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Raise() | ast.Compare():
            return True
        case ast.Call(func=func):
            return bool(NOT_SHOWN.fullmatch(ast.unparse(func)))
    return False


def reads_as_sentence(node: ast.Constant) -> bool:
    return isinstance(node.value, str) and bool(SENTENCE.search(node.value))


def undescribed(module: Module) -> Iterator[str]:
    """Tests that do not say what they prove."""
    if module.room == "tests":
        for function in functions(module.tree):
            if function.name.startswith("test_") and not ast.get_docstring(function):
                yield f"{module.name}:{function.lineno} {function.name} has no sentence"


def forbidden_in_tests(module: Module) -> Iterator[str]:
    """Waiting makes tests slow and doubtful; patching tests the patch."""
    if module.room == "tests":
        for name, call in calls(module.tree):
            if name in {"time.sleep", "patch", "mock.patch", "unittest.mock.patch"}:
                yield f"{module.name}:{call.lineno} calls {name}"


Check = Callable[[Module], Iterator[str]]
CHECKS: dict[Check, tuple[str, str]] = {
    too_long: ("bot/app.py", '"""One."""\n' * 301),
    long_functions: ("bot/app.py", "def f():\n" + "    pass\n" * 50),
    wordless: ("bot/app.py", "import os\n"),
    ambient: ("handlers/routing.py", "def f():\n    return datetime.now(UTC)\n"),
    untranslated: (
        "handlers/routing.py",
        'def f(n):\n    return f"{n} pictures are hidden now"\n',
    ),
    undescribed: ("tests/test_x.py", "def test_x() -> None:\n    assert True\n"),
    forbidden_in_tests: ("tests/test_x.py", "def f():\n    time.sleep(1)\n"),
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_house_keeps_its_limits(check: Check) -> None:
    """No module of ours goes over a limit."""
    assert [found for module in modules(*ROOMS, *AROUND) for found in check(module)] == []


@pytest.mark.parametrize("check", CHECKS)
def test_a_planted_breach_is_named(check: Check) -> None:
    """Each check names the file of the one breach that it was given."""
    name, text = CHECKS[check]

    (found,) = check(Module(name, text, ast.parse(text)))

    assert found.startswith(name)


@pytest.mark.parametrize(
    "line",
    [
        '_("Your case is sent now")',
        'speech.say("Your case is {state} now").format(state=state)',
        '"is not modified" in error.message',
        'def f():\n    message = "This is too long"\n    raise ValueError(message)',
        'log.info("case %s was sent", number)',
        "SENT = 'case.sent'",
    ],
)
def test_translated_and_logged_sentences_pass(line: str) -> None:
    """Only what a person would read untranslated is reported."""
    assert list(untranslated(Module("handlers/x.py", line, ast.parse(line)))) == []


def test_every_long_function_still_exists() -> None:
    """An exception whose function is gone, or short by now, is taken off the list."""
    known = {
        f"{module.name}:{f.name}" for module in modules(*ROOMS) for f in functions(module.tree)
    }

    assert set(LONG_FUNCTIONS) <= known


def test_no_module_is_called_utils() -> None:
    """A module is named after what it is about."""
    names = {module.name.rsplit("/", 1)[-1] for module in modules(*ROOMS, *AROUND)}

    assert names.isdisjoint({"utils.py", "helpers.py", "common.py", "misc.py"})


def test_one_distribution_ships_cv2() -> None:
    """Two OpenCV distributions overwrite each other's files; the superset is the only one."""
    assert packages_distributions()["cv2"] == ["opencv-contrib-python"]
