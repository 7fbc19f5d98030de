"""The table of contents: every command is handled once, and each menu offers what is handled."""

from collections.abc import Iterator
from typing import Any

from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler

from bot.table import PRIVATE_COMMANDS, TAPS, handlers, screens
from handlers import routing
from handlers.buttons import Act
from handlers.menus import group_menu, private_menu
from handlers.routing import UnknownTap
from handlers.texts import Speech
from moderation.permissions import PERMITS, Action

GATES = (
    routing.TapGate,
    routing.MessageGate,
    routing.PostGate,
    routing.JoinGate,
    routing.FactGate,
)


def commands() -> list[str]:
    return [name for h in handlers() if isinstance(h, CommandHandler) for name in h.commands]


def test_every_command_is_handled_once() -> None:
    """A second handler of the same kind of chat would never be asked."""
    handled = [
        (name, str(h.filters))
        for h in handlers()
        if isinstance(h, CommandHandler)
        for name in h.commands
    ]
    assert len(set(handled)) == len(handled)
    assert set(PRIVATE_COMMANDS) < set(commands())


def test_menus_offer_what_is_handled(speech: Speech) -> None:
    """Nobody is offered a command that answers nothing."""
    offered = [c.command for c in (*private_menu(speech), *group_menu(speech))]
    assert set(offered) <= set(commands())


def test_buttons_come_last() -> None:
    """Nothing behind them would hide that a button is unknown."""
    kinds = [isinstance(handler, CallbackQueryHandler) for handler in handlers()]
    assert kinds == sorted(kinds)


def ungated(registered: list[BaseHandler[Any, Any, Any]]) -> Iterator[Any]:
    """What would be called without anybody having asked who may."""
    for handler in registered:
        gate: Any = handler.callback
        if not isinstance(gate, UnknownTap) and not (isinstance(gate, GATES) and gate.actions):
            yield gate


def test_every_handler_stands_behind_a_gate() -> None:
    """It names the actions that it is about; only the last, which does nothing, names none."""
    assert list(ungated([*screens(), *handlers()])) == []


def test_a_handler_without_a_gate_is_found() -> None:
    """A bare function, and a gate that lets everybody through by naming nothing."""

    async def bare(*_: Any) -> None: ...

    planted = [CommandHandler("x", bare), CommandHandler("y", routing.MessageGate(()))]
    assert len(list(ungated([*handlers(), *planted]))) == len(planted)


def test_every_action_has_its_row_and_its_handler() -> None:
    """A row that no handler asks for protects nothing; a handler without a row cannot be asked."""
    every = [*screens(), *handlers()]
    named = {action for handler in every for action in handler.callback.actions}  # type: ignore[attr-defined]
    assert named == set(Action) == set(PERMITS)


def test_every_button_is_handled() -> None:
    """An act without a function would fall through to the sentence for unknown buttons."""
    assert set(TAPS) == set(Act)
