"""The table of contents: every command is handled once, and each menu offers what is handled."""

from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.table import PRIVATE_COMMANDS, handlers
from handlers.menus import group_menu, private_menu
from handlers.texts import Speech


def commands() -> list[str]:
    return [name for h in handlers() if isinstance(h, CommandHandler) for name in h.commands]


def test_every_command_is_handled_once() -> None:
    """A second handler of the same group would never be asked."""
    assert len(set(commands())) == len(commands())
    assert set(PRIVATE_COMMANDS) < set(commands())


def test_menus_offer_what_is_handled(speech: Speech) -> None:
    """Nobody is offered a command that answers nothing."""
    offered = [c.command for c in (*private_menu(speech), *group_menu(speech))]
    assert set(offered) <= set(commands())


def test_buttons_come_last() -> None:
    """Nothing behind them would hide that a button is unknown."""
    kinds = [isinstance(handler, CallbackQueryHandler) for handler in handlers()]
    assert kinds == sorted(kinds)
