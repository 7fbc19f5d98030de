"""`python -m benchmarks.anonymize --pictures DIR --manifest F`: figures for the decisions."""

from __future__ import annotations

import argparse
import json
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from anonymize.check import FaceCheck
from anonymize.tools import real_tools
from anonymize.types import Masked, Options
from benchmarks.anonymize.measure import COVERED_SHARE, Row, measure


def main() -> None:
    wanted = _arguments()
    truths = json.loads(wanted.manifest.read_text())
    chosen = [each for each in truths if not wanted.kind or each["kind"] in wanted.kind]
    options = Options()
    tools = real_tools(options)
    if wanted.blind:
        tools = replace(tools, detectors=())
    rows = []
    for truth in chosen[:: wanted.every]:
        row, masked = measure(truth, wanted.pictures, tools, options)
        rows.append(row)
        if masked is not None and wanted.out:
            _keep(masked, wanted.out / truth["file"])
    report(rows)
    for checker in tools.checkers:
        if isinstance(checker, FaceCheck):
            checker.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.anonymize", description=__doc__)
    parser.add_argument("--pictures", type=Path, required=True, help="folder the manifest names")
    parser.add_argument("--manifest", type=Path, required=True, help="ground truth, JSON")
    parser.add_argument("--kind", action="append", help="only this kind; may be repeated")
    parser.add_argument("--every", type=int, default=1, help="only every n-th picture")
    parser.add_argument("--blind", action="store_true", help="find nothing: what do checks see?")
    parser.add_argument("--out", type=Path, help="keep outputs and previews here, to look at them")
    return parser.parse_args()


def _keep(masked: Masked, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".jpg").write_bytes(masked.data)
    path.with_suffix(".preview.jpg").write_bytes(masked.preview)


def report(rows: Sequence[Row]) -> None:
    print(f"{len(rows)} pictures")
    for (kind, condition), group in _grouped(rows, lambda row: (row.kind, row.condition)):
        print(f"{kind:7}{condition:18}{len(group):4}  {_coverage(group)}  {_hidden(group)}")
    for (kind,), group in _grouped(rows, lambda row: (row.kind,)):
        print(f"{kind:7}{'all':18}{len(group):4}  {_coverage(group)}  {_hidden(group)}")
        print(f"  {_checks(group)}; flags: {_flags(group)}")
    lesions = [row.lesion_share for row in rows if row.lesion_share is not None]
    if lesions:
        print(f"lesion hidden: mean {statistics.mean(lesions):.2%}, worst {max(lesions):.2%}")
    markers = [kept for row in rows for kept in row.markers]
    print(f"side markers still visible: {sum(markers)} of {len(markers)}")
    seconds = sorted(row.seconds for row in rows)
    print(f"seconds: median {statistics.median(seconds):.2f}, p95 {_percentile(seconds, 95):.2f}")
    flagged = [row.file for row in rows if row.flagged and not row.missed]
    print("flagged without a miss:", flagged)
    print("refused:", [(row.file, row.refused) for row in rows if row.refused])
    print("missed:", [(row.file, [f"{c:.2f}" for c in row.covered]) for row in rows if row.missed])


def _grouped(
    rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], list[Row]]]:
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return sorted(groups.items())


def _coverage(group: Sequence[Row]) -> str:
    shares = [share for row in group for share in row.covered]
    good = sum(share >= COVERED_SHARE for share in shares)
    return f"r90 {good:4}/{len(shares):4} {good / len(shares):.3f}" if shares else "r90    -"


def _hidden(group: Sequence[Row]) -> str:
    found = statistics.mean(row.findings for row in group)
    return f"hidden {statistics.mean(row.hidden_share for row in group):.2%}, {found:.1f} findings"


def _checks(group: Sequence[Row]) -> str:
    missed = [row for row in group if row.missed]
    sound = [row for row in group if not row.missed]
    caught, false = (sum(row.flagged for row in part) for part in (missed, sound))
    return f"output checks flag {caught} of {len(missed)} misses, {false} of {len(sound)} others"


def _flags(group: Sequence[Row]) -> str:
    names = sorted({flag for row in group for flag in row.flags})
    counts = (f"{name} {sum(name in row.flags for row in group)}" for name in names)
    return ", ".join(counts) or "none"


def _percentile(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


if __name__ == "__main__":
    main()
