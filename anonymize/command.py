"""The logic of `medpics anonymize`: masks files with the very pipeline of the bot, one line per
picture, and texts by its rules.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TextIO

from anonymize.anonymizer import Anonymizer
from anonymize.stills import spaced
from anonymize.texts.passage import Passage
from anonymize.texts.words import identifiers, without
from anonymize.types import (
    SUGGESTIONS,
    Finding,
    Options,
    PictureError,
    Refusal,
    Result,
    Verdict,
)

ALL_MASKED: Final = 0
SOME_REFUSED: Final = 1
USAGE: Final = 2
# What is taken from a folder; a file named by itself is tried whatever it is called.
SUFFIXES: Final = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".webp",
        ".bmp",
        ".tif",
        ".tiff",
        ".gif",
        ".heic",
        ".heif",
        ".avif",
        ".jp2",
        ".dcm",
        ".dicom",
    ]
)
SENTENCES: Final = {
    Refusal.UNREADABLE: "the file is damaged or no picture: open it and save it again",
    Refusal.UNSUPPORTED: "this kind of file is not taken: save it as JPEG, PNG or DICOM",
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
    """frame: from 1, of the `frames` that the file holds; those in between may not be taken."""

    source: Path
    target: Path | None
    result: Result | None
    error: str | None
    seconds: float
    frame: int = 1
    frames: int = 1


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

    Folders stand for the pictures directly in them; a file that holds several pictures gives one
    output for each that is taken. No input is ever overwritten. With `as_json`, one JSON object
    per picture goes to `stream` (standard output), in the order given.
    """
    sources = list(_pictures(paths))
    problem = _usage_problem(paths, sources, out)
    if problem:
        sys.stderr.write(f"{problem}\n")
        return USAGE
    out.mkdir(parents=True, exist_ok=True)
    chosen = anonymizer or Anonymizer(options or Options())
    return asyncio.run(_run(sources, out, as_json, chosen, stream or sys.stdout))


def anonymize_text(text: str, as_json: bool, stream: TextIO | None = None) -> int:
    """Print the text without its sure identifiers, then a line per passage; returns 0.

    A doubtful passage stays as it is and is marked "{so?}" in the lines, but not in the JSON.
    """
    passages = identifiers(text)
    chosen = stream or sys.stdout
    chosen.write((_text_as_json if as_json else _text_as_lines)(text, passages) + "\n")
    return ALL_MASKED


def _text_as_lines(text: str, passages: Sequence[Passage]) -> str:
    pieces = []
    at = 0
    for each in passages:
        words = text[each.start : each.end]
        pieces += [text[at : each.start], f"[{each.kind}]" if each.sure else f"{{{words}?}}"]
        at = each.end
    told = (_about(each, text[each.start : each.end]) for each in passages)
    return "\n".join(["".join([*pieces, text[at:]]), *told])


def _about(passage: Passage, words: str) -> str:
    if passage.sure:
        return f"hidden: {words} ({passage.kind})"
    return f"asked: {words} ({passage.kind}?)"


def _text_as_json(text: str, passages: Sequence[Passage]) -> str:
    sure = [each for each in passages if each.sure]
    told = [
        {"start": each.start, "end": each.end, "kind": str(each.kind), "sure": each.sure}
        for each in passages
    ]
    masked = without(text, sure, lambda kind: f"[{kind}]")
    return json.dumps({"text": text, "masked": masked, "passages": told}, ensure_ascii=False)


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
        try:
            stills = await anonymizer.stills(source.read_bytes())
        except (PictureError, OSError) as failed:
            yield _Outcome(source, None, None, _sentence(failed), time.monotonic() - started)
            continue
        places = spaced(stills.of, len(stills.pictures))
        for place, still in zip(places, stills.pictures, strict=True):
            outcome = await _outcome(source, still, out, taken, anonymizer)
            seconds, started = time.monotonic() - started, time.monotonic()
            yield replace(outcome, seconds=seconds, frame=place + 1, frames=stills.of)


async def _outcome(
    source: Path, still: bytes, out: Path, taken: set[Path], anonymizer: Anonymizer
) -> _Outcome:
    try:
        result = await anonymizer.process(still)
        target = _free_name(out, source, taken)
        target.write_bytes(result.masked.data)
    except (PictureError, OSError) as failed:
        return _Outcome(source, None, None, _sentence(failed), 0.0)
    return _Outcome(source, target, result, None, 0.0)


def _sentence(failed: PictureError | OSError) -> str:
    if isinstance(failed, PictureError):
        return SENTENCES[failed.refusal]
    return f"{failed.strerror or 'the file cannot be used'}: check the path"


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
    name = str(outcome.source)
    if outcome.frames > 1:
        name += f" ({outcome.frame} of {outcome.frames})"
    if outcome.result is None:
        return f"{name}: refused: {outcome.error}."
    findings, masked = outcome.result.findings, outcome.result.masked
    said = f"{sum(each.hidden for each in findings)} hidden"
    offered = sum(each.source in SUGGESTIONS and not each.hidden for each in findings)
    if offered:
        said += f", {offered} suggested"
    if masked.verdict is Verdict.DOUBTFUL:
        said += f", doubtful ({', '.join(sorted(masked.flags))})"
    return f"{name}: {said}, in {outcome.target}"


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
            "verdict": str(masked.verdict if masked else Verdict.FAILED),
            "reasons": sorted(masked.flags) if masked else [],
            "frame": outcome.frame,
            "frames": outcome.frames,
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
