"""The inspection: when everybody has gone home, books, chats, rows and files are compared."""

import re
from collections import Counter

from handlers.sweeps import sweep
from tests.kills.chats import inspect_chats
from tests.kills.hospital import Hospital
from tests.kills.reaper import Reaper
from tests.kills.report import Report
from tests.kills.rows import inspect_rows, inspect_the_day_after
from tests.kills.weather import Weather

DAY_SECONDS = 25 * 3600.0
# The log tells of weather as well; these are faults of ours, or end in one.
SERIOUS = re.compile(r" (ERROR|CRITICAL) ((?!telegram\.request|anonymize)[\w.]+: [^\n]*)")


async def inspect(place: Hospital, reaper: Reaper, weather: Weather, waiting: list[str]) -> Report:
    """Starts the bot once more, for the last time, and counts; waiting: who could not finish."""
    report = Report(reaper.hits)
    report.expect("everybody comes to an end", waiting)
    async with place.bot() as running:
        await place.settle(running)
        await sweep(running.services)
        await place.settle(running)
        await inspect_rows(place, running, report)
        await inspect_chats(place, running, report)
        place.advance(DAY_SECONDS)
        await sweep(running.services)
        await place.settle(running)
        await inspect_the_day_after(place, running, report)
    report.counts |= {"starts": reaper.starts, "starts refused": reaper.refused}
    report.counts |= {f"faults: {kind}": number for kind, number in weather.kinds.items()}
    _inspect_log(place, report)
    return report


def _inspect_log(place: Hospital, report: Report) -> None:
    """An error that nobody expected is a bug, even when everything came right in the end."""
    log = place.life().log
    found = Counter(
        match[2] for match in SERIOUS.finditer(log.read_text() if log.exists() else "")
    )
    report.expect("the log tells of no error", dict(found))
