"""A peer in its own environment: deface as shipped, or Tesseract; speaks as the anonymizer does.

`python peer.py deface|tesseract|tesseract-x3 --threads N`. Imports nothing of this repository.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Box = tuple[int, int, int, int]
# What `deface PICTURE` uses when nothing else is said.
THRESHOLD = 0.2
MASK_SCALE = 1.3
CORNERS_OF_AN_ELLIPSE = 72


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-wanted.threads :])
    started = time.perf_counter()
    look = PEERS[wanted.peer]()
    first = {"ready": True, "load_seconds": time.perf_counter() - started}
    print(json.dumps({**first, **memory()}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line)["path"], look)), file=answers, flush=True)


def answer(path: str, look: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    wall, cpu = time.perf_counter(), processor_seconds()
    try:
        said = look(path)
    except Exception as error:  # noqa: BLE001 # a peer's failure on one picture is a result as well
        said = {"findings": [], "width": 0, "height": 0, "refused": type(error).__name__}
    spent = {"seconds": time.perf_counter() - wall, "cpu": processor_seconds() - cpu}
    return {**said, **spent, **memory()}


def deface() -> Callable[[str], dict[str, Any]]:
    """Its own function for one picture, from the file to the written copy; the faces are overheard
    on their way from its detector.
    """
    from deface import deface as shipped
    from deface.centerface import CenterFace

    centerface = CenterFace(in_shape=None, backend="auto")
    folder = tempfile.TemporaryDirectory()
    heard: dict[str, Any] = {}

    def overhear(frame: Any, threshold: float) -> Any:
        faces, marks = centerface(frame, threshold=threshold)
        heard.update(shape=frame.shape, faces=faces)
        return faces, marks

    def look(path: str) -> dict[str, Any]:
        shipped.image_detect(
            ipath=path,
            opath=str(Path(folder.name) / f"out{Path(path).suffix}"),
            centerface=overhear,
            threshold=THRESHOLD,
            replacewith="blur",
            mask_scale=MASK_SCALE,
            ellipse=True,
            draw_scores=False,
            enable_preview=False,
            keep_metadata=False,
        )
        height, width = heard["shape"][:2]
        findings = []
        for face in heard["faces"]:
            x0, y0, x1, y1 = shipped.scale_bb(*face[:4].astype(int), MASK_SCALE)
            box = (max(0, x0), max(0, y0), min(width - 1, x1), min(height - 1, y1))
            findings.append(finding("face", ellipse(box), float(face[4]), "deface"))
        return {"findings": findings, "width": width, "height": height}

    return look


def tesseract(passes: int) -> Callable[[str], dict[str, Any]]:
    """Sparse text: as it is, and with three passes also doubled and inverted."""
    # Its threads wait for each other in busy loops; alone it is the faster on a shared processor.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    from PIL import Image, ImageOps

    def look(path: str) -> dict[str, Any]:
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        findings = words(picture, 1)
        if passes > 1:
            doubled = picture.resize(
                (2 * picture.width, 2 * picture.height), Image.Resampling.BICUBIC
            )
            findings += words(doubled, 2) + words(ImageOps.invert(picture), 1)
        return {"findings": findings, "width": picture.width, "height": picture.height}

    return look


def words(picture: Any, scale: int) -> list[dict[str, Any]]:
    """Every word with some confidence; boxes in pixels of the picture before it was enlarged."""
    import pytesseract

    table = pytesseract.image_to_data(
        picture, config="--psm 11", output_type=pytesseract.Output.DICT
    )
    found = []
    for row, text in enumerate(table["text"]):
        confidence = float(table["conf"][row])
        if confidence > 0 and text.strip():
            x0, y0 = table["left"][row], table["top"][row]
            x1, y1 = x0 + table["width"][row], y0 + table["height"][row]
            box = (x0 // scale, y0 // scale, math.ceil(x1 / scale), math.ceil(y1 / scale))
            found.append(finding("text", corners(box), confidence / 100, "tesseract"))
    return found


def finding(
    kind: str, polygon: list[tuple[int, int]], score: float, source: str
) -> dict[str, Any]:
    return {"kind": kind, "polygon": polygon, "score": score, "source": source, "hidden": True}


def corners(box: Box) -> list[tuple[int, int]]:
    x0, y0, x1, y1 = box[0], box[1], max(box[0], box[2] - 1), max(box[1], box[3] - 1)
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def ellipse(box: Box) -> list[tuple[int, int]]:
    """The ellipse that deface blurs inside its box."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    across, down = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    angles = [2 * math.pi * step / CORNERS_OF_AN_ELLIPSE for step in range(CORNERS_OF_AN_ELLIPSE)]
    return [
        (round(float(x + across * math.cos(each))), round(float(y + down * math.sin(each))))
        for each in angles
    ]


def processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def memory() -> dict[str, float]:
    """Peak resident MiB of this process alone."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return {"peak_mib": int(peak) / 1024}


PEERS: dict[str, Callable[[], Callable[[str], dict[str, Any]]]] = {
    "deface": deface,
    "tesseract": lambda: tesseract(1),
    "tesseract-x3": lambda: tesseract(3),
}


if __name__ == "__main__":
    main()
