"""`python -m benchmarks.words [--part PART] [--misses]`: reach and false alarms.

`--misses` prints what went wrong in the parts that the rules were mended on; the others are
never printed. The first blind part is by another hand than the first rules'. That hand then mended
them, widened the lists and wrote the second and third parts, having seen the misses before: these
two are unseen captions, not independent ones. The third has mended nothing.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from anonymize.texts.passage import Passage
from anonymize.texts.words import identifiers
from benchmarks.words.corpus import PARTS, PRINTED, Caption, Marked, captions


@dataclass(slots=True)
class Tally:
    """Of `total` marks: wholly covered by sure passages or by all; touched by sure ones or any."""

    total: int = 0
    sure: int = 0
    covered: int = 0
    touched_sure: int = 0
    touched: int = 0

    def add(self, mark: Marked, passages: Iterable[Passage]) -> None:
        inside = set(range(mark.start, mark.end))
        sure = _characters(each for each in passages if each.sure) & inside
        every = _characters(passages) & inside
        self.total += 1
        self.sure += sure == inside
        self.covered += every == inside
        self.touched_sure += bool(sure)
        self.touched += bool(every)


def _characters(passages: Iterable[Passage]) -> set[int]:
    return {at for each in passages for at in range(each.start, each.end)}


def measure(cases: Iterable[Caption]) -> dict[str, Tally]:
    """Tallies by language and by kind; the clinical phrases of a language end in "phrases"."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for each in cases:
        passages = identifiers(each.text)
        for mark in each.marks:
            whole = "identifiers" if mark.kind else "phrases"
            for key in (f"all {whole}", f"{each.language} {whole}"):
                tallies[key].add(mark, passages)
            if mark.kind:
                tallies[f"kind {mark.kind}"].add(mark, passages)
    return tallies


def report(tallies: dict[str, Tally]) -> str:
    lines = [f"{'':28}{'n':>6}{'sure':>8}{'+asked':>8}"]
    for key, tally in sorted(tallies.items()):
        clinical = key.endswith("phrases")
        first = tally.touched_sure if clinical else tally.sure
        second = tally.touched if clinical else tally.covered
        shares = f"{first / tally.total:8.3f}{second / tally.total:8.3f}"
        lines.append(f"{key:28}{tally.total:6}{shares}")
    lines.append("identifiers: share wholly covered; phrases: share touched (should be 0)")
    return "\n".join(lines)


def misses(cases: Iterable[Caption]) -> Iterable[str]:
    for each in cases:
        passages = identifiers(each.text)
        for mark in each.marks:
            tally = Tally()
            tally.add(mark, passages)
            words = each.text[mark.start : mark.end]
            if mark.kind and not tally.covered:
                yield f"missed {mark.kind}: {words!r} in {each.text!r}"
            if not mark.kind and tally.touched:
                how = "surely" if tally.touched_sure else "asked"
                yield f"touched {how}: {words!r} in {each.text!r}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.words")
    parser.add_argument("--part", choices=PARTS, default="kept")
    parser.add_argument("--misses", action="store_true", help="only parts that were mended on")
    chosen = parser.parse_args()
    if chosen.misses:
        part = chosen.part if chosen.part in PRINTED else "tuning"
        print("\n".join(misses(captions(part))))
    else:
        print(report(measure(captions(chosen.part))))


if __name__ == "__main__":
    main()
