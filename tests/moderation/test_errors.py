"""A refusal reaches whoever asked, through every context manager on its way."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from moderation import errors
from moderation.errors import RuleError

REFUSALS = [
    kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, RuleError) and kind is not RuleError
]


@contextmanager
def passing() -> Iterator[None]:
    yield


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_passes_through_a_context_manager(kind: type[RuleError]) -> None:
    """The interpreter writes a traceback into it: a frozen dataclass would answer TypeError."""
    refusal = kind(*["x"] * len(inspect.signature(kind).parameters)) if facts(kind) else kind()

    with pytest.raises(kind) as caught, passing():
        raise refusal
    assert caught.value is refusal


def facts(kind: type[RuleError]) -> bool:
    return hasattr(kind, "__dataclass_fields__")


def test_every_refusal_stands_in_the_tree() -> None:
    """The drawing at the top of the module names them all."""
    assert errors.__doc__
    assert all(kind.__name__ in errors.__doc__ for kind in REFUSALS)
