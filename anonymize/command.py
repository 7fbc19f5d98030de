"""The logic of `medpics anonymize`: masks files with the very pipeline of the bot, one line per
picture.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from anonymize.anonymizer import Anonymizer
from anonymize.types import Finding, Options, PictureError, Refusal, Result

ALL_MASKED: Final = 0
SOME_REFUSED: Final = 1
USAGE: Final = 2
# What is taken from a folder; a file named by itself is tried whatever it is called.
SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif")
SENTENCES: Final = {
    Refusal.UNREADABLE: "the file is damaged or no picture: open it and save it again",
    Refusal.UNSUPPORTED: "this kind of file is not taken: save it as JPEG or PNG",
    Refusal.SEVERAL: "it holds several pictures: save the one that matters by itself",
    Refusal.TOO_LARGE: "the picture is too large: make it smaller and try again",
    Refusal.TOO_SMALL: "the picture is too small to be searched: send a larger one",
    Refusal.TOO_NARROW: "the picture is too long and narrow: cut out the part that matters",
    Refusal.TOO_SLOW: "masking took too long and was stopped: make the picture smaller",
    Refusal.OUT_OF_MEMORY: "masking needed too much memory: make the picture smaller",
    Refusal.FAILED: "masking failed, so nothing was written: run ./run setup and try again",
}


@dataclass(frozen=True, slots=True)
class _Outcome:
    source: Path
    target: Path | None
    result: Result | None
    error: str | None
    seconds: float


def anonymize_files(
    paths: Sequence[Path],
    out: Path,
    as_json: bool,
    options: Options | None = None,
    anonymizer: Anonymizer | None = None,
    stream: TextIO | None = None,
) -> int:
    """Write one masked JPEG per picture into `out`; returns the exit code: 0 all, 1 some refused,
    2 usage.

    Folders stand for the pictures directly in them. No input is ever overwritten. With `as_json`,
    one JSON object per picture goes to `stream` (standard output), in the order given.
    """
    sources = list(_pictures(paths))
    problem = _usage_problem(paths, sources, out)
    if problem:
        sys.stderr.write(f"{problem}\n")
        return USAGE
    out.mkdir(parents=True, exist_ok=True)
    chosen = anonymizer or Anonymizer(options or Options())
    return asyncio.run(_run(sources, out, as_json, chosen, stream or sys.stdout))


def _usage_problem(paths: Sequence[Path], sources: Sequence[Path], out: Path) -> str | None:
    if not paths:
        return "Name at least one picture or folder."
    if not sources:
        return "There is no picture in what you named: give picture files or a folder of them."
    if out.exists() and not out.is_dir():
        return "--out is a file: name a folder."
    return None


def _pictures(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.iterdir() if each.is_file())
            yield from sorted(each for each in inside if each.suffix.lower() in SUFFIXES)
        else:
            yield path


async def _run(
    sources: Sequence[Path], out: Path, as_json: bool, anonymizer: Anonymizer, stream: TextIO
) -> int:
    refused = 0
    try:
        async for outcome in _outcomes(sources, out, anonymizer):
            refused += outcome.error is not None
            stream.write((_as_json(outcome) if as_json else _as_line(outcome)) + "\n")
            stream.flush()
    finally:
        await anonymizer.close()
    return SOME_REFUSED if refused else ALL_MASKED


async def _outcomes(
    sources: Sequence[Path], out: Path, anonymizer: Anonymizer
) -> AsyncIterator[_Outcome]:
    taken = {each.resolve() for each in sources}
    for source in sources:
        started = time.monotonic()
        target, result, error = None, None, None
        try:
            result = await anonymizer.process(source.read_bytes())
            target = _free_name(out, source, taken)
            target.write_bytes(result.masked.data)
        except PictureError as refused:
            error = SENTENCES[refused.refusal]
        except OSError as failed:
            target, result = None, None
            error = f"{failed.strerror or 'the file cannot be used'}: check the path"
        yield _Outcome(source, target, result, error, time.monotonic() - started)


def _free_name(out: Path, source: Path, taken: set[Path]) -> Path:
    """A name in `out` that is neither an input nor an output of this run."""
    number = 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        target = out / f"{source.stem}{ending}.jpg"
        if target.resolve() not in taken:
            taken.add(target.resolve())
            return target
        number += 1


def _as_line(outcome: _Outcome) -> str:
    if outcome.result is None:
        return f"{outcome.source}: refused: {outcome.error}."
    hidden = sum(each.hidden for each in outcome.result.findings)
    return f"{outcome.source}: {hidden} hidden, in {outcome.target}"


def _as_json(outcome: _Outcome) -> str:
    masked = outcome.result.masked if outcome.result else None
    return json.dumps(
        {
            "input": str(outcome.source),
            "output": str(outcome.target) if outcome.target else None,
            "ok": outcome.error is None,
            "error": outcome.error,
            "width": masked.width if masked else None,
            "height": masked.height if masked else None,
            "findings": [_finding(each) for each in outcome.result.findings]
            if outcome.result
            else [],
            "seconds": round(outcome.seconds, 3),
        },
        ensure_ascii=False,
    )


def _finding(finding: Finding) -> dict[str, object]:
    box = finding.box
    return {
        "kind": str(finding.kind),
        "box": [box.x0, box.y0, box.x1, box.y1],
        "polygon": [list(point) for point in finding.polygon],
        "score": finding.score,
        "source": finding.source,
        "hidden": finding.hidden,
    }
