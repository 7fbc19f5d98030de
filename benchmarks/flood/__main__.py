"""python -m benchmarks.flood [--people N] [--updates N] [--json FILE]: the real bot on a messenger
of this computer, people at a human pace, and one person who floods; exit status 1 when the answers
to the others take more than twice as long meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.flood.measure import Phase, Plan, ratio, run

# How many times longer the 95th percentile of the others' answers may be.
RATIO_MAX = 2.0


def main() -> int:
    arguments = _arguments()
    json_file = arguments.pop("json")
    plan = Plan(**arguments)
    phases = run(plan)
    _print(plan, phases)
    if json_file:
        figures = [phase.figures() for phase in phases]
        report = {"plan": asdict(plan), "phases": figures, "ratio": ratio(phases)}
        json_file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return int(ratio(phases) > RATIO_MAX or any(phase.unanswered for phase in phases))


def _arguments() -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flood", description=__doc__)
    for name, default in asdict(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    parser.add_argument("--json", type=Path, help="where the figures are written too")
    return vars(parser.parse_args())


def _print(plan: Plan, phases: list[Phase]) -> None:
    print(
        f"{plan.people} people, each asking about every {plan.every:g} s; a flood of "
        f"{plan.updates} updates from one person, {plan.a_second:g} a second; "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':14}{'seconds':>9}{'answers':>9}{'none':>6}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for each in phases:
        times = "".join(f"{1000 * x:9.1f}" for x in (each.median, each.p95, max(each.times)))
        print(f"{each.name:14}{each.seconds:9.1f}{len(each.times):9}{each.unanswered:6}{times}")
    print(f"p95 beside the flood: {ratio(phases):.2f} times the quiet one, {RATIO_MAX:g} at most")


if __name__ == "__main__":
    sys.exit(main())
