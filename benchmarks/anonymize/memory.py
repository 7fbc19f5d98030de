"""Peak memory of one worker on the largest pictures that phones make."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from benchmarks.anonymize.talk import ours

# Width and height by megapixels.
SIZES: Final = {12: (4000, 3000), 48: (8000, 6000)}


def peaks(
    threads: int, tools: str = "", sizes: dict[int, tuple[int, int]] = SIZES
) -> list[dict[str, object]]:
    """One fresh process per size masks one drawn picture."""
    found: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for megapixels, size in sizes.items():
            path = Path(folder) / f"{megapixels}.jpg"
            drawn(*size).save(path, quality=90)
            with ours(threads, tools=tools) as worker:
                answer = worker.ask(path)
                found.append(
                    {
                        "megapixels": megapixels,
                        "loaded_mib": worker.ready["peak_mib"],
                        "peak_mib": worker.peak_mib,
                        "helpers_mib": worker.helpers_mib,
                        "seconds": answer["seconds"],
                        "refused": answer.get("refused", ""),
                        "findings": len(answer["findings"]),
                    }
                )
    return found


def drawn(width: int, height: int) -> Image.Image:
    """A bright oval on a dark ground with lines of writing: all detectors have something to do."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width // 4, height // 4, width // 2, height * 3 // 4), fill=(224, 180, 150))
    font = ImageFont.load_default(size=height // 40)
    for line in range(8):
        place = (width // 40, height // 40 + line * height // 20)
        pen.text(place, f"SPECIMEN LINE {line} 0123456789", (255, 255, 255), font)
    return picture
