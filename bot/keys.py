"""`medpics keys`: make a master key, change to another one, go on without a lost one."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command import Config, give_up, settings_of
from bot.vault import database_path, master_key
from storage.failures import StorageError
from storage.master import create, read
from storage.rotation import abandon as forget_all
from storage.rotation import rotate as wrap_anew

cli = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The master key: make one, change to another, go on without a lost one.",
)


@cli.command()
def new(path: Annotated[Path, typer.Argument(help="A file that does not exist yet.")]) -> None:
    """Make a master key in a file that only you can read."""
    try:
        made = create(path)
    except StorageError as error:
        give_up(str(error))
    typer.echo(f"Made the master key {made.id} in {path}: name it in storage.key_file.")
    typer.echo("Keep a copy of it apart from every backup: without it no private file opens.")


@cli.command()
def rotate(
    new_key_file: Annotated[
        Path, typer.Option("--new-key-file", help="Made with medpics keys new.")
    ],
    config: Config = None,
) -> None:
    """Wrap every file's key by another master key; the bot must be stopped."""
    storage = settings_of(config).storage
    try:
        now = read(new_key_file)
        work = wrap_anew(database_path(storage), master_key(storage), now, datetime.now(UTC))
        done = asyncio.run(work)
    except StorageError as error:
        give_up(str(error))
    already = f" ({done.already} were already)" if done.already else ""
    typer.echo(f"{done.wrapped} keys are wrapped by the master key {now.id} now{already}.")
    typer.echo(f"Name {new_key_file} in storage.key_file before the bot starts again;")
    typer.echo("keep the old key only as long as a backup made under it is kept.")


@cli.command()
def abandon(
    master: Annotated[str, typer.Argument(help="The id of the lost key, as the bot names it.")],
    config: Config = None,
) -> None:
    """Give up the files of a master key that is lost for good; the bot must be stopped."""
    storage = settings_of(config).storage
    try:
        work = forget_all(database_path(storage), master, master_key(storage), datetime.now(UTC))
        number = asyncio.run(work)
    except StorageError as error:
        give_up(str(error))
    typer.echo(f"{number} private files are given up; nobody can open them any more.")
