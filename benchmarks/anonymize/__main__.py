"""`python -m benchmarks.anonymize --pictures DIR --manifest F`: figures for the decisions."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.anonymize import memory, peers, sheet, talk
from benchmarks.anonymize.report import as_markdown
from benchmarks.anonymize.run import Run, run
from benchmarks.anonymize.truth import read


def main(words: Sequence[str] | None = None) -> None:
    wanted = _arguments(words)
    figures = {}
    finished: Run | None = None
    if wanted.manifest:
        finished = _measured(wanted)
        figures = finished.figures()
    if wanted.memory:
        figures["memory"] = memory.peaks(max(wanted.threads), wanted.tools)
    text = as_markdown(figures)
    print(text)
    if wanted.out:
        wanted.out.mkdir(parents=True, exist_ok=True)
        (wanted.out / "report.md").write_text(text, encoding="utf-8")
        (wanted.out / "report.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
        if finished:
            sheet.misses(finished.scores(), wanted.pictures, wanted.out / "misses.jpg")
            sheet.wrong(finished.scores(), wanted.pictures, wanted.out / "wrong.jpg")


def _measured(wanted: argparse.Namespace) -> Run:
    truths = read(wanted.manifest, wanted.kind or (), wanted.every, wanted.condition or ())
    if not truths:
        raise SystemExit("the manifest holds no picture of this kind and condition")
    with ExitStack() as stack:
        tools = [
            stack.enter_context(talk.ours(count, tools=wanted.tools, blind=wanted.blind))
            for count in wanted.threads
        ]
        if wanted.peers:
            tools += [stack.enter_context(peer) for peer in peers.start(wanted.threads)]
        return run(truths, wanted.pictures, tools)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.anonymize", description=__doc__)
    parser.add_argument("--pictures", type=Path, help="folder the manifest names")
    parser.add_argument("--manifest", type=Path, help="ground truth, JSON")
    parser.add_argument("--kind", action="append", help="only this kind; may be repeated")
    parser.add_argument("--condition", action="append", help="only this one; may be repeated")
    parser.add_argument("--every", type=int, default=1, help="only every n-th picture")
    parser.add_argument(
        "--out", type=Path, help="write report.md, report.json and the sheets here"
    )
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--peers", action="store_true", help="deface and Tesseract beside it")
    parser.add_argument("--blind", action="store_true", help="only the second family looks")
    parser.add_argument("--memory", action="store_true", help="peaks at 12 and 48 megapixels")
    parser.add_argument("--tools", default="", help="another maker of tools, as module:function")
    wanted = parser.parse_args(words)
    if bool(wanted.pictures) != bool(wanted.manifest) or not (wanted.manifest or wanted.memory):
        parser.error("give --pictures with --manifest, or --memory, or all three")
    return wanted


if __name__ == "__main__":
    main()
