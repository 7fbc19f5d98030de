"""The command line: each command in a few lines; the work stands in the modules it calls."""

import asyncio
import logging
import signal
import sqlite3
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot import logs
from bot.settings import Settings, SettingsError, load
from storage.failures import StorageError, explain
from storage.lock import held

if TYPE_CHECKING:
    from bot.app import Running

log = logging.getLogger(__name__)

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

audit_cli = typer.Typer(no_args_is_help=True, help="The audit trail.")
cli.add_typer(audit_cli, name="audit")

Config = Annotated[
    Path | None, typer.Option("--config", help="The TOML file; the environment stands above it.")
]


@cli.command()
def run(config: Config = None) -> None:
    """Run the bot by long polling until it is interrupted."""
    settings = _settings(config)
    logs.set_up()
    _finish(_run(settings))


@cli.command()
def check(config: Config = None) -> None:
    """Verify token, rights, links, weights, languages, disk; say what to do about failures."""
    from bot.check import run_checks

    settings = _settings(config)
    logs.set_up()
    sys.exit(asyncio.run(run_checks(settings)))


@cli.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play the tour and exit.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free port.")] = 8480,
) -> None:
    """Play the whole story on this computer: local messenger, real bot, no token."""
    from sandbox.demo import main as play

    logs.set_up()
    sys.exit(play(once=once, browser=browser, port=port))


@cli.command()
def anonymize(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Pictures, or folders of pictures.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder for the masked copies.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per picture.")] = False,
    text: Annotated[
        str | None, typer.Option("--text", help="Writing instead of pictures; - reads it.")
    ] = None,
) -> None:
    """Mask files, or a text, with the very rules of the bot."""
    from anonymize.command import anonymize_files, anonymize_text

    if text is not None:
        sys.exit(anonymize_text(sys.stdin.read().rstrip("\n") if text == "-" else text, json))
    if out is None:
        raise typer.BadParameter("name the folder for the masked copies.", param_hint="--out")
    sys.exit(anonymize_files(paths or [], out, json))


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Written anew; an existing file is kept.")],
    config: Config = None,
) -> None:
    """Back up the database and the masked pictures, while the bot runs; never an original."""
    from bot.backup import backup as write

    _finish(write(_settings(config), file, datetime.now(UTC)))


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What medpics backup wrote.")],
    config: Config = None,
) -> None:
    """Restore a backup into an empty storage folder."""
    from bot.backup import restore as read

    _finish(read(_settings(config), file, datetime.now(UTC)))


@audit_cli.command()
def verify(
    config: Config = None,
    expect: Annotated[
        str | None, typer.Option("--expect", help="A head that was printed earlier.")
    ] = None,
) -> None:
    """Verify the audit trail: every row, and that it still holds a head noted earlier."""
    from bot.audit import verify as look

    _finish(look(_settings(config), expect))


def main() -> None:
    cli()


def _finish(work: Coroutine[Any, Any, int]) -> NoReturn:
    """Runs it and leaves with its exit code; what is wrong with the store is one sentence."""
    try:
        raise SystemExit(asyncio.run(work))
    except (OSError, sqlite3.Error, StorageError) as error:
        problem = explain(error)
        if problem is None:
            raise
        _give_up(problem)


async def _run(settings: Settings) -> int:
    """Runs until SIGINT or SIGTERM; a start that fails is one sentence."""
    from telegram.error import BadRequest, InvalidToken, NetworkError

    from bot.app import build
    from bot.check import startup_problems

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    for problem in startup_problems(settings):
        _give_up(problem)
    with held(settings.storage.folder):
        running = await build(settings)
        try:
            await running.start()
            await _report_places(running)
            await stop.wait()
        except InvalidToken:
            _give_up("Telegram does not know this token: take it from @BotFather again.")
        except BadRequest as error:
            _give_up(f"Telegram refused the start ({error.message}); run medpics check.")
        except NetworkError:
            _give_up("Telegram cannot be reached: check the network and telegram.base_url.")
        finally:
            await running.stop()
    return 0


async def _report_places(running: "Running") -> None:
    """Rights and links as they are: the bot runs all the same, operators hear what to mend."""
    from telegram.error import TelegramError

    from bot.check import place_problems
    from handlers.telling import tell

    try:
        problems = await place_problems(running.services)
    except TelegramError as error:
        log.warning("the places could not be checked (%s)", type(error).__name__)
        return
    for problem in problems:
        log.warning("%s", problem)
        for operator in running.services.rules.operators:
            await tell(running.services, operator, escape(problem))


def _settings(config: Path | None) -> Settings:
    try:
        return load(config)
    except SettingsError as error:
        _give_up(str(error))


def _give_up(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
