"""`python -m tests.kills --kills 300 --seed 1 [--out DIR]`: prints a table, writes it as JSON."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.kills.flaws import FLAWS
from tests.kills.trial import trial


def main() -> int:
    """Exit code 0 when nothing was found wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keeps report, log and storage there")
    parser.add_argument("--flaw", choices=FLAWS, default="", help="plants a bug, to be noticed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.out or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        report = asyncio.run(
            trial(options.kills, options.seed, folder, flaw=options.flaw, tell=say)
        )
        (folder / "report.json").write_text(report.as_json(), encoding="utf-8")
        sys.stdout.write(report.table() + "\n")
    return 1 if report.wrong else 0


def say(line: str) -> None:
    """How it goes, for who waits."""
    sys.stderr.write(f"\r{line:<70}" if sys.stderr.isatty() else f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
