"""What the commands of the command line share: their configuration, and how they give up."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.settings import Settings, SettingsError, load

Config = Annotated[
    Path | None, typer.Option("--config", help="The TOML file; the environment stands above it.")
]


class CannotRunError(Exception):
    """The bot cannot start or go on; the message is one sentence and what to do."""


def settings_of(config: Path | None) -> Settings:
    try:
        return load(config)
    except SettingsError as error:
        give_up(str(error))


def give_up(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(1)
