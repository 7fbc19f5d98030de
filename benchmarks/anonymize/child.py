"""The anonymizer in a process of its own: pictures in, findings, seconds and memory out.

`python -m benchmarks.anonymize.child --threads N` speaks as `benchmarks.anonymize.talk` expects.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

REAL_TOOLS = "anonymize.tools:real_tools"


def main() -> None:
    wanted = _arguments()
    answers = own_output()
    limit_processors(wanted.threads)
    started = time.perf_counter()
    options, tools = _load(wanted)
    loaded = time.perf_counter() - started
    say(answers, {"ready": True, "load_seconds": loaded, **memory()})
    for line in sys.stdin:
        say(answers, {**answer(Path(json.loads(line)["path"]), tools, options), **memory()})
    for checker in tools.checkers:
        getattr(checker, "close", lambda: None)()


def answer(path: Path, tools: Any, options: Any) -> dict[str, Any]:
    """What `pipeline.process` makes of this file; a defect of the tools is a refusal by its name.

    Seconds run from the unread file to the finished picture and its preview.
    """
    from anonymize.pipeline import process
    from anonymize.types import PictureError

    wall, cpu = time.perf_counter(), processor_seconds()
    said: dict[str, Any] = {"findings": [], "width": 0, "height": 0}
    try:
        result = process(path.read_bytes(), tools, options)
    except PictureError as error:
        said["refused"] = str(error.refusal)
    except Exception as error:  # noqa: BLE001 # a defect on one picture must not end the measurement
        place = traceback.extract_tb(error.__traceback__)[-1]
        said["refused"] = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"
    else:
        said |= _told(result)
    return {
        **said,
        "seconds": time.perf_counter() - wall,
        "cpu": processor_seconds() - cpu,
    }


def own_output() -> TextIO:
    """The real standard output; what libraries print goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def say(answers: TextIO, what: dict[str, Any]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


def limit_processors(count: int) -> None:
    """Pools of threads that a library hides from its settings are held back by this alone."""
    usable = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, usable[-count:])


def processor_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def memory() -> dict[str, float]:
    """Peak resident MiB of this process alone."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return {"peak_mib": int(peak) / 1024}


def _load(wanted: argparse.Namespace) -> tuple[Any, Any]:
    from anonymize.types import Options

    module, _, name = wanted.tools.partition(":")
    make: Callable[[Options], Any] = getattr(importlib.import_module(module), name)
    options = Options(threads=wanted.threads)
    tools = make(options)
    return options, replace(tools, detectors=()) if wanted.blind else tools


def _told(result: Any) -> dict[str, Any]:
    findings = [
        {
            "kind": str(each.kind),
            "polygon": [(int(x), int(y)) for x, y in each.polygon],
            "score": float(each.score),
            "source": each.source,
            "hidden": each.hidden,
        }
        for each in result.findings
    ]
    return {
        "findings": findings,
        "width": result.masked.width,
        "height": result.masked.height,
        "verdict": str(result.masked.verdict),
        "flags": sorted(str(flag) for flag in result.masked.flags),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tools", default=REAL_TOOLS)
    parser.add_argument("--blind", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
