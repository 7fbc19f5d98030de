"""`medpics audit verify`: whether the audit trail still is what was recorded."""

import typer

from bot.settings import Settings
from storage import audit, peek
from storage.audit import Report
from storage.failures import StorageError
from storage.migrations import version_of

# The schema that chains the trail.
CHAINED = 5


async def verify(settings: Settings, expected: str | None) -> int:
    """Prints what was found; 0 when every row fits and the hash that is expected is there, else 1.

    Raises StorageError.
    """
    async with peek.opened(settings.storage.folder / "medpics.sqlite") as connection:
        if await version_of(connection) < CHAINED:
            raise StorageError("This database has no chained trail yet: start the bot once.")
        await connection.execute("BEGIN")
        report = await audit.check(connection, expected)
    for line in describe(report, expected):
        typer.echo(line)
    missing = expected is not None and report.expected is None
    return 1 if report.broken or missing else 0


def describe(report: Report, expected: str | None) -> list[str]:
    """What a person reads, line by line; the head is what to keep elsewhere."""
    span = f", from {report.first} to {report.last}" if report.first else ""
    if report.broken:
        fits = f"BROKEN: {report.broken} {report.rows} rows before it fit{span}."
        return [fits, "Keep the file as it is, and compare it with the last backup."]
    older = f"; {report.cut} older ones were cut after their time" if report.cut else ""
    lines = [f"The audit trail fits: {report.rows} rows{span}{older}.", f"Head: {report.head}"]
    if expected and report.expected is None:
        lines.append(
            "MISSING: no row has the hash that you expect: the trail was written anew, a backup "
            "was restored, or the row was cut after its time."
        )
    elif expected:
        since = report.cut + report.rows - (report.expected or 0)
        lines.append(f"The hash that you expect is row {report.expected}; {since} rows since.")
    return lines
