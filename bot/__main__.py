"""The command line: each command in a few lines; the work stands in the modules it calls."""

import asyncio
import sqlite3
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot import keys, logs, registry
from bot.command import CannotRunError, Config
from bot.command import give_up as _give_up
from bot.command import settings_of as _settings
from bot.vault import keep_to_ourselves
from storage.failures import StorageError, explain

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

cli.add_typer(keys.cli, name="keys")
cli.add_typer(registry.cli, name="registry")
inbox = typer.Typer(no_args_is_help=True, help="Updates that could not be dealt with.")
cli.add_typer(inbox, name="inbox")
audit_cli = typer.Typer(no_args_is_help=True, help="The audit trail.")
cli.add_typer(audit_cli, name="audit")


@cli.command()
def run(config: Config = None) -> None:
    """Run the bot by long polling until it is interrupted."""
    from bot.running import run as run_bot

    settings = _settings(config)
    keep_to_ourselves()
    logs.set_up()
    _finish(run_bot(settings))


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


@inbox.command()
def retry(config: Config = None) -> None:
    """Take up again what was set aside; with the bot running or stopped."""
    from bot.setaside import take_up

    _finish(take_up(_settings(config), datetime.now(UTC)))


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
    """Runs it and leaves with its exit code; what is in its way is one sentence."""
    try:
        raise SystemExit(asyncio.run(work))
    except CannotRunError as error:
        _give_up(str(error))
    except (OSError, sqlite3.Error, StorageError) as error:
        problem = explain(error)
        if problem is None:
            raise
        _give_up(problem)


if __name__ == "__main__":
    main()
