"""`medpics keys`: make a master key, change to another one, go on without a lost one."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command import Config, give_up, settings_of
from bot.losses import tell_moderators, tell_people
from bot.settings import Settings
from bot.vault import database_path, master_key
from handlers.texts import Texts
from storage.database import Transaction
from storage.failures import StorageError
from storage.losses import Losses
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
    settings = settings_of(config)
    try:
        number = asyncio.run(_abandon(settings, master, datetime.now(UTC)))
    except StorageError as error:
        give_up(str(error))
    typer.echo(f"{number} private files are given up; nobody can open them any more.")
    typer.echo("Who waits for one of them hears at the next start what to do.")


async def _abandon(settings: Settings, lost: str, now: datetime) -> int:
    texts, language = Texts(), settings.language
    _ = texts.of(language).say
    reason = _("A picture was lost on the bot's server; please send it once more.")

    async def tell(tx: Transaction, losses: Losses) -> None:
        await tell_people(tx, texts, language, losses, now)
        await tell_moderators(tx, texts, language, losses, now)

    path, current = database_path(settings.storage), master_key(settings.storage)
    return await forget_all(path, lost, current, now, reason, tell)
