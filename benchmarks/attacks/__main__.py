"""`python -m benchmarks.attacks [--pictures DIR]`: what each kind of mask gives away, as a table.

Without pictures: digits and drawn faces. With a folder that has a manifest.json: real faces too.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from anonymize.types import Image
from benchmarks.attacks import gallery
from benchmarks.attacks.drawn import Score, draw_heads, match_faces, recover_digits
from benchmarks.attacks.masks import Mask, gaussian, mosaic, ours, twelve_means

MASKS: dict[str, Mask] = {
    "nothing": lambda image, _: image,
    "Gaussian, 4 px": gaussian(4),
    "Gaussian, 12 px": gaussian(12),
    "mosaic, 8 px": mosaic(8),
    "mosaic, 20 px": mosaic(20),
    "12 means of the face": twelve_means,
    "ours, blur": ours("blur"),
    "ours, solid": ours("solid"),
}
PHOTOGRAPHS = {"same photograph": gallery.same, "altered photograph": gallery.altered}
MATCHERS: dict[str, gallery.Matcher] = {
    "masking every candidate": gallery.by_simulation,
    "correlation": gallery.by_correlation,
    "colours": gallery.by_colours,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, help="folder with manifest.json and faces")
    parser.add_argument("--most", type=int, default=150, help="real heads at most")
    arguments = parser.parse_args()
    print("* : more than luck (binomial, one in a thousand)\n")
    drawn = draw_heads(20)
    print(f"| mask | digits (1 of 10) | drawn faces (1 of {len(drawn)}) |\n|---|---|---|")
    for name, mask in MASKS.items():
        print(f"| {name} | {_told(recover_digits(mask))} | {_told(match_faces(mask, drawn))} |")
    if arguments.pictures:
        _real(gallery.load(arguments.pictures, arguments.most))


def _real(heads: Sequence[Image]) -> None:
    for photograph, take in PHOTOGRAPHS.items():
        print(f"\n{photograph}, {len(heads)} real heads, chance {1 / len(heads):.1%}\n")
        print("| mask |", " | ".join(MATCHERS), "|\n|---|" + "---|" * len(MATCHERS))
        for name, mask in MASKS.items():
            scores = [gallery.attack(mask, heads, take, each) for each in MATCHERS.values()]
            print(f"| {name} |", " | ".join(_told(each) for each in scores), "|", flush=True)


def _told(score: Score) -> str:
    return f"{score.right} of {score.of} = {score.share:.1%}" + ("" if score.is_luck() else " *")


if __name__ == "__main__":
    main()
