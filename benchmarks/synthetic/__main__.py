"""python -m benchmarks.synthetic --out DIR: draw the tuning half and the kept half."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from benchmarks.synthetic import fonts, halves
from benchmarks.synthetic.making import made


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for tuning/ and kept/")
    parser.add_argument("--count", type=int, default=520, help="pictures in both halves together")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    try:
        parts = {"tuning": halves.tuning(), "kept": halves.kept()}
    except fonts.MissingFontsError as missing:
        print(missing, file=sys.stderr)
        return 1
    for name, half in parts.items():
        seen: Counter[str] = Counter()
        for row in made(asked.out / name, half, asked.count // 2, asked.seed):
            conditions = row["conditions"]
            assert isinstance(conditions, list)
            seen.update(conditions or [row["condition"]])
        print(f"{name}: " + ", ".join(f"{k} {n}" for k, n in sorted(seen.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
