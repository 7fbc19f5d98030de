"""python -m benchmarks.fuzz SEEDS [--inputs N] [--first N] [--keep DIR]: SEEDS is a folder of
valid files; exit status 1 when anything but a refusal comes out.

The tests' own seeds: python -m tests.anonymize.formats.corpus DIR.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.fuzz.mutate import damaged
from benchmarks.fuzz.run import Report, fuzz


def main() -> int:
    arguments = _arguments()
    seeds = [path.read_bytes() for path in sorted(arguments.seeds.rglob("*")) if path.is_file()]
    report, start, told = Report(), time.monotonic(), 0
    for report in fuzz(seeds, arguments.first, arguments.inputs):
        if report.inputs >= told + 10_000:
            told = report.inputs
            print(f"{told} inputs, {time.monotonic() - start:.0f} s", file=sys.stderr)
        if time.monotonic() - start > arguments.seconds:
            break
    _print(report, len(seeds), time.monotonic() - start)
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        for number in (*report.dead, *report.hung):
            (arguments.keep / str(number)).write_bytes(damaged(seeds, number))
    return int(report.escaped > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("seeds", type=Path)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after that")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="where inputs that ended the process are kept")
    return parser.parse_args()


def _print(report: Report, seeds: int, seconds: float) -> None:
    print(f"{report.inputs} inputs from {seeds} seeds in {seconds:.0f} s")
    for name, count in report.outcomes.most_common():
        print(f"  {name:20} {count:8}")
    print(f"  {'process died':20} {len(report.dead):8}  {report.dead[:20]}")
    print(f"  {'process hung':20} {len(report.hung):8}  {report.hung[:20]}")


if __name__ == "__main__":
    sys.exit(main())
