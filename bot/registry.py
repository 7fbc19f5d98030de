"""`medpics registry`: import the open files of registries, and see what was imported."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command import Config, give_up, settings_of
from bot.vault import registry_path
from storage.failures import StorageError
from storage.registry.building import editions
from storage.registry.importing import Report, Watch, import_tables
from storage.registry.sources import Table, Tally, tables
from storage.rows import sure_instant

cli = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Registries of health professionals: import their files, see what was imported.",
)


@cli.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="As published: text, or archives of it.")],
    may_shrink: Annotated[
        bool, typer.Option("--may-shrink", help="Also a file with a fifth fewer people.")
    ] = False,
    config: Config = None,
) -> None:
    """Put a new edition of a registry in place of the old one; with the bot running or stopped."""
    target = registry_path(settings_of(config).storage)
    try:
        found = tables(files)
        with _progress(found) as watch:
            report = import_tables(
                found, target, datetime.now(UTC), may_shrink=may_shrink, watch=watch
            )
    except StorageError as error:
        give_up(str(error))
    _tell(report, target)


@cli.command()
def status(config: Config = None) -> None:
    """Say which editions are in use, and how old they are."""
    path = registry_path(settings_of(config).storage)
    known = editions(path)
    if not known:
        typer.echo("No registry is imported: moderators look numbers up by hand.")
        return
    for register, (_id, at, professionals) in known.items():
        imported = sure_instant(at)
        days = (datetime.now(UTC) - imported).days
        typer.echo(
            f"{register.upper()}: {professionals:,} professionals, imported on "
            f"{imported:%Y-%m-%d} ({days} days ago)"
        )
    typer.echo(f"{path.stat().st_size / 1e6:,.0f} MB on the disk")


@contextmanager
def _progress(found: list[Table]) -> Iterator[Watch]:
    """A bar on standard error while files are read; a line when the rest begins."""
    size = sum(table.size for table in found)
    with typer.progressbar(length=size, label="Reading", file=sys.stderr) as bar:

        def read() -> None:
            bar.finish()
            bar.render_progress()
            typer.echo("\nMaking everybody findable by name", err=True)

        yield Watch(bar.update, read)


def _tell(report: Report, target: Path) -> None:
    for table, tally in report.tables:
        typer.echo(f"{table.name}: {tally.rows:,} rows read{_skipped(tally)}")
        for flaw, count in tally.flaws.most_common():
            shown = ", ".join(map(str, tally.lines[flaw]))
            more = ", …" if count > len(tally.lines[flaw]) else ""
            typer.echo(f"  {count:,} left out, {flaw.value}: line {shown}{more}")
    for register, (now, before) in report.professionals.items():
        typer.echo(f"{register.upper()}: {now:,} professionals, {before:,} before")
    typer.echo(f"The new registry is in use ({target.stat().st_size / 1e6:,.0f} MB).")
    typer.echo("A running bot compares its members with it within five minutes.")


def _skipped(tally: Tally) -> str:
    return f", {tally.skipped:,} of them without a number in the register" if tally.skipped else ""
