"""The whole bench: which pictures a half holds, their files and their manifest."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.synthetic import pictures
from benchmarks.synthetic.drawing import Random
from benchmarks.synthetic.halves import Half
from benchmarks.synthetic.kinds import GREY, PARTNERS, RECIPES, joined

# Shares of a half: pictures with nothing written, and with nothing but a side marker.
EMPTY_SHARE = 0.09
MARKED_SHARE = 0.03
JOINED_SHARE = 0.9
ATTEMPTS = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """One picture to draw: its conditions, or the background to leave empty."""

    index: int
    conditions: tuple[str, ...] = ()
    background: str = ""
    marked: bool = False


def planned(rng: Random, half: Half, count: int) -> list[Plan]:
    """Each condition in turn, joined by whichever allowed partner is the rarest so far."""
    none, marked = round(count * EMPTY_SHARE), round(count * MARKED_SHARE)
    grey = [b for b in half.backgrounds if b in GREY]
    plans = [Plan(i, background=half.backgrounds[i % len(half.backgrounds)]) for i in range(none)]
    plans += [
        Plan(i, background=grey[i % len(grey)], marked=True) for i in range(none, none + marked)
    ]
    # Plain has no partner, so it comes twice.
    names = [*RECIPES, "plain"]
    firsts = [names[i % len(names)] for i in range(count - len(plans))]
    seen = Counter(firsts)
    for first in firsts:
        conditions = (first, *_partner(rng, half, first, seen))
        seen.update(conditions[1:])
        plans.append(Plan(len(plans), conditions))
    return plans


def _partner(rng: Random, half: Half, first: str, seen: Counter[str]) -> tuple[str, ...]:
    able = [p for p in RECIPES if p in PARTNERS.get(first, ()) or first in PARTNERS.get(p, ())]
    able = [
        p
        for p in able
        if set(joined(RECIPES[first], RECIPES[p]).backgrounds) & set(half.backgrounds)
    ]
    if not able or rng.random() > JOINED_SHARE:
        return ()
    return (min(able, key=lambda p: (seen[p], rng.random())),)


def drawn(seed: int, half: Half, plan: Plan, largest: int) -> pictures.Drawn:
    """The planned picture; every attempt has its own seed, so pictures never depend on others."""
    for attempt in range(ATTEMPTS):
        rng = np.random.default_rng([seed, half.number, plan.index, attempt])
        if plan.background:
            done = pictures.empty(rng, half, plan.background, largest, marked=plan.marked)
            if done.markers or not plan.marked:
                return done
            continue
        recipe = RECIPES[plan.conditions[0]]
        for other in plan.conditions[1:]:
            recipe = joined(recipe, RECIPES[other])
        try:
            return pictures.written(rng, half, recipe, largest)
        except pictures.NothingFitsError:
            continue
    raise pictures.NothingFitsError(f"{plan} after {ATTEMPTS} attempts")


def saved(rng: Random, folder: Path, plan: Plan, picture: pictures.Drawn) -> dict[str, object]:
    """Write the picture, PNG for a third and JPEG for the rest; its row of the manifest."""
    if rng.random() < 1 / 3:
        name, options = f"s{plan.index:03d}.png", [cv2.IMWRITE_PNG_COMPRESSION, 3]
    else:
        quality = int(rng.integers(70, 96))
        name, options = f"s{plan.index:03d}.jpg", [cv2.IMWRITE_JPEG_QUALITY, quality]
    cv2.imwrite(str(folder / name), picture.picture, options)
    boxes = [pictures.bounds(quad) for quad in picture.lines]
    empty = f"synthetic-{picture.background}"
    return {
        "file": name,
        "kind": "text" if boxes else "neg",
        "condition": plan.conditions[0] if boxes else empty,
        "conditions": list(plan.conditions),
        "background": picture.background,
        "width": picture.picture.shape[1],
        "height": picture.picture.shape[0],
        "boxes": boxes,
        "polygons": picture.lines,
        "ignore": [],
        "side_markers": [pictures.bounds(quad) for quad in picture.markers],
        "phi": boxes,
        "source": "synthetic",
        "licence": "drawn by benchmarks.synthetic",
        "ground_truth": "exact",
    }


def made(
    folder: Path, half: Half, count: int, seed: int, largest: int = 2400
) -> Iterator[dict[str, object]]:
    """Draw and save one half with its manifest.json, giving each row as it is done."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for plan in planned(np.random.default_rng([seed, half.number]), half, count):
        rng = np.random.default_rng([seed, half.number, plan.index, ATTEMPTS])
        rows.append(saved(rng, folder, plan, drawn(seed, half, plan, largest)))
        yield rows[-1]
    (folder / "manifest.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
