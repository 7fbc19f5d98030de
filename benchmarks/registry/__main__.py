"""python -m benchmarks.registry [--rows N] [--packed] [--shuffled] [--json FILE] [--only FILE]:
an invented directory of professionals is written, imported by the command that operators type, and
looked up in; exit status 1 when time, memory or look-ups go over what is promised.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from benchmarks.registry.files import Recipe, activities, write
from benchmarks.registry.measure import Import, LookUps, Plan, run

# Promised for two million rows, on a machine with two cores.
SECONDS_MAX, MEMORY_MB_MAX = 90, 300
NUMBER_MS_MAX, NAME_MS_MAX = 5, 50


def main() -> int:
    arguments = _arguments()
    json_file, only = arguments.pop("json"), arguments.pop("only")
    plan = Plan(**arguments)
    if only:
        size = write(only, activities(Recipe(plan.rows, plan.seed, shuffled=plan.shuffled)))
        print(f"{plan.rows:,} rows, {size / 1e6:,.0f} MB")
        return 0
    imported, look_ups = run(plan)
    _print(plan, imported, look_ups)
    if json_file:
        figures = [each.figures() for each in look_ups]
        report = {"plan": asdict(plan), "import": asdict(imported), "look_ups": figures}
        json_file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return int(_is_over(imported, look_ups))


def _arguments() -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry", description=__doc__)
    for field in fields(Plan):
        name = f"--{field.name.replace('_', '-')}"
        if field.default is False:
            parser.add_argument(name, action="store_true")
        else:
            parser.add_argument(name, type=int, default=field.default)
    parser.add_argument("--json", type=Path, help="where the figures are written too")
    parser.add_argument("--only", type=Path, help="write the file of activities there, no more")
    return vars(parser.parse_args())


def _is_over(imported: Import, look_ups: list[LookUps]) -> bool:
    return (
        imported.seconds > SECONDS_MAX
        or imported.memory > MEMORY_MB_MAX
        or any(each.p95 > _limit(each) for each in look_ups)
    )


def _limit(each: LookUps) -> int:
    return NUMBER_MS_MAX if each.kind.startswith("number") else NAME_MS_MAX


def _print(plan: Plan, imported: Import, look_ups: list[LookUps]) -> None:
    print(
        f"{plan.rows:,} rows ({imported.files:,.0f} MB), {imported.professionals:,} people: "
        f"imported in {imported.seconds:.1f} s with {imported.memory:.0f} MB of memory; "
        f"{imported.disk:,.0f} MB on the disk; "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{plan.look_ups} of each{'':17}{'found':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for each in look_ups:
        told = each.figures()
        times = "".join(f"{told[name]:9.2f}" for name in ("p50", "p95", "max"))
        print(f"{each.kind:28}{each.found:7}{times}")


if __name__ == "__main__":
    sys.exit(main())
