"""Pictures drawn in code for tests, as Pillow images and as the bytes that a person would send."""

import io

from PIL import Image, ImageDraw

from sandbox.pictures_demo import (
    BIRTH_DATE,
    NAME,
    NIR,
    card,
    dermatology,
    jpeg,
    person_with_lesion,
    portrait,
    radiograph,
)
from tests.detectors import MARK

__all__ = [
    "BIRTH_DATE",
    "NAME",
    "NIR",
    "as_bytes",
    "card",
    "dermatology",
    "jpeg",
    "marked",
    "person_with_lesion",
    "plain",
    "portrait",
    "radiograph",
]


def plain(width: int = 160, height: int = 120) -> Image.Image:
    """A gradient: every pixel differs from its neighbours, so that a changed one shows."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.new("L", (width, height), 90)))


def marked(
    width: int = 160, height: int = 120, box: tuple[int, int, int, int] = (40, 30, 80, 60)
) -> Image.Image:
    """The gradient with a rectangle in the stand-in detector's colour; box half-open."""
    picture = plain(width, height)
    x0, y0, x1, y1 = box
    ImageDraw.Draw(picture).rectangle((x0, y0, x1 - 1, y1 - 1), MARK)
    return picture


def as_bytes(picture: Image.Image, form: str = "PNG", **settings: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **settings)
    return buffer.getvalue()
