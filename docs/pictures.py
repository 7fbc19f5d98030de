"""Draws docs/before-after.jpg: two pictures drawn in code, beside what the product makes of them.

`.venv/bin/python -m docs.pictures` writes the file anew; whoever changes the masking runs it and
looks.
"""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from anonymize import Anonymizer, Options
from sandbox.pictures_demo import jpeg, person_with_lesion, radiograph

TARGET: Final = Path(__file__).with_name("before-after.jpg")
# Wide enough to read the name in the left half, small enough for a page that loads at once.
HEIGHT: Final = 460
GAP: Final = 10
LABEL: Final = 34
INK: Final = (40, 48, 56)


async def masked(pictures: list[Image.Image]) -> list[Image.Image]:
    """What the bot would show for each picture. Raises PictureError."""
    anonymizer = Anonymizer(Options())
    try:
        results = [await anonymizer.process(jpeg(picture)) for picture in pictures]
    finally:
        await anonymizer.close()
    return [Image.open(io.BytesIO(result.masked.data)) for result in results]


def sheet(columns: list[tuple[str, Image.Image]]) -> Image.Image:
    """The pictures in a row, each with a word above it, on white."""
    scaled = [
        (word, each.resize((round(each.width * HEIGHT / each.height), HEIGHT)))
        for word, each in columns
    ]
    width = sum(each.width for _, each in scaled) + GAP * (len(scaled) - 1)
    page = Image.new("RGB", (width, HEIGHT + LABEL), "white")
    pen, font, x = ImageDraw.Draw(page), ImageFont.load_default(22), 0
    for word, each in scaled:
        pen.text((x, 4), word, INK, font)
        page.paste(each, (x, LABEL))
        x += each.width + GAP
    return page


def main() -> None:
    before = [radiograph(), person_with_lesion()]
    after = asyncio.run(masked(before))
    words = ("sent", "shown to others")
    columns = [
        (word, picture)
        for pair in zip(before, after, strict=True)
        for word, picture in zip(words, pair, strict=True)
    ]
    TARGET.write_bytes(jpeg(sheet(columns), 85))


if __name__ == "__main__":
    main()
