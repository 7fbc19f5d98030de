"""The run itself: every tool gets every picture in turn, so that noise of the machine hits all."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.anonymize import figures
from benchmarks.anonymize.measure import Score, Seen, measure, seen
from benchmarks.anonymize.peers import DEFACE, TESSERACT
from benchmarks.anonymize.talk import Talk
from benchmarks.anonymize.truth import Truth

OURS: Final = "ours"
SPEAK_EVERY: Final = 10

# A tool's name and its number of threads.
Key = tuple[str, int]


@dataclass(slots=True)
class Run:
    """What all tools answered, in the order of the pictures."""

    by_tool: dict[Key, list[Score]] = field(default_factory=dict)
    about: dict[Key, dict[str, float]] = field(default_factory=dict)

    def scores(self, name: str = OURS) -> list[Score]:
        """With the largest number of threads; findings do not depend on it."""
        threads = max((count for tool, count in self.by_tool if tool == name), default=0)
        return self.by_tool.get((name, threads), [])

    def figures(self) -> figures.Figures:
        names = list(dict.fromkeys(name for name, _ in self.by_tool))
        return {
            "tools": {name: figures.figures(self.scores(name)) for name in names},
            "time": [
                {"tool": name, "threads": threads}
                | figures.timing(self.by_tool[name, threads])
                | self.about[name, threads]
                for name, threads in self.by_tool
            ],
            "ratio": {
                str(threads): figures.ratio(self.by_tool[OURS, threads], self._peers(threads))
                for name, threads in self.by_tool
                if name == OURS and (DEFACE, threads) in self.by_tool
            },
        }

    def _peers(self, threads: int) -> list[list[Score]]:
        return [self.by_tool[name, threads] for name in (DEFACE, TESSERACT)]


def run(truths: Sequence[Truth], pictures: Path, tools: Sequence[Talk]) -> Run:
    """The first picture is shown to each tool once before, not counted: its pools warm up."""
    for tool in tools:
        tool.ask(pictures / truths[0].file)
    result = Run({(tool.name, tool.threads): [] for tool in tools})
    for number, truth in enumerate(truths):
        answers = _in_turn(number, tools, pictures / truth.file)
        for key, answer in answers.items():
            result.by_tool[key].append(measure(truth, answer, pictures))
        if (number + 1) % SPEAK_EVERY == 0:
            print(f"{number + 1} of {len(truths)}", file=sys.stderr, flush=True)
    for tool in tools:
        result.about[tool.name, tool.threads] = {
            "load_seconds": tool.ready["load_seconds"],
            "peak_mib": tool.peak_mib,
            "helpers_mib": tool.helpers_mib,
        }
    return result


def _in_turn(number: int, tools: Sequence[Talk], path: Path) -> dict[Key, Seen]:
    """Another tool begins at each picture, because the first finds the file not yet cached."""
    first = number % len(tools)
    order = [*tools[first:], *tools[:first]]
    return {(tool.name, tool.threads): seen(tool.ask(path)) for tool in order}
