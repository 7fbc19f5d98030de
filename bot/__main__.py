"""The command line: `medpics run`, `demo`, `check`, `anonymize` and `keys`."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import keys, logs
from bot.command import Config
from bot.command import give_up as _give_up
from bot.command import settings_of as _settings
from bot.vault import keep_to_ourselves

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

cli.add_typer(keys.cli, name="keys")
inbox = typer.Typer(no_args_is_help=True, help="Updates that could not be dealt with.")
cli.add_typer(inbox, name="inbox")


@cli.command()
def run(config: Config = None) -> None:
    """Run the bot by long polling until it is interrupted."""
    from bot.running import CannotRunError
    from bot.running import run as run_bot

    settings = _settings(config)
    keep_to_ourselves()
    logs.set_up()
    try:
        asyncio.run(run_bot(settings))
    except CannotRunError as problem:
        _give_up(str(problem))


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

    number = asyncio.run(take_up(_settings(config)))
    typer.echo(f"{number} updates wait again; a running bot sees to them within five minutes.")


def main() -> None:
    cli()


if __name__ == "__main__":
    main()
