"""The command line: `medpics run`, `demo`, `check` and `anonymize`."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import logs
from bot.settings import Settings, SettingsError, load

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Config = Annotated[
    Path | None, typer.Option("--config", help="The TOML file; the environment stands above it.")
]


@cli.command()
def run(config: Config = None) -> None:
    """Run the bot by long polling until it is interrupted."""
    settings = _settings(config)
    logs.set_up()
    sys.exit(asyncio.run(_run(settings)))


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


def main() -> None:
    cli()


async def _run(settings: Settings) -> int:
    """Runs until SIGINT or SIGTERM; a start that fails is one sentence."""
    from telegram.error import BadRequest, InvalidToken, NetworkError

    from bot.app import build
    from bot.check import startup_problems
    from storage.database import StorageError

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    for problem in startup_problems(settings):
        _give_up(problem)
    try:
        running = await build(settings)
    except StorageError as error:
        _give_up(str(error))
    try:
        await running.start()
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
