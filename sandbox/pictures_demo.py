"""Pictures drawn in code for the demo and the tests: nobody's radiograph, nobody's skin, nobody's
face.

Every function returns an upright RGB picture as a Pillow image; the same arguments give the same
pixels. `jpeg` turns one into the bytes that a person would send.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# An invented patient: the number's key is right for nobody, and the name is a character of a play.
NAME: Final = "DANDIN GEORGES"
BIRTH_DATE: Final = "12/03/1958"
NIR: Final = "1 58 03 99 999 999 10"

Colour = tuple[int, int, int]
Field = npt.NDArray[np.float64]

WALL: Final[Colour] = (176, 190, 200)
SKIN: Final[Colour] = (222, 170, 142)


def jpeg(picture: Image.Image, quality: int = 92) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def radiograph(width: int = 900, height: int = 1100, *, writing: bool = True) -> Image.Image:
    """A chest seen from the front, with name, birth date, number and side marker burned in."""
    x, y = _grid(width, height)
    light = 0.10 + 0.55 * _blob(x, y, 0.5, 0.62, 0.46, 0.62, 5)
    for middle in (0.32, 0.68):
        light -= 0.42 * _blob(x, y, middle, 0.50, 0.135, 0.30, 5)
    light += 0.32 * _blob(x, y, 0.5, 0.5, 0.045, 0.60, 6) + 0.25 * _blob(
        x, y, 0.55, 0.62, 0.13, 0.13, 4
    )
    light += _ribs(x, y) + _grain(width, height, 0.025)
    picture = _grey(light)
    if writing:
        _burn_in(picture)
    return picture


def _ribs(x: Field, y: Field) -> Field:
    ribs = np.zeros_like(x)
    for number in range(8):
        arch = 0.24 + 0.065 * number + 0.55 * (np.abs(x - 0.5) - 0.17) ** 2
        ribs += 0.09 * np.exp(-(((y - arch) / 0.011) ** 2)) * _edge(0.35 - np.abs(x - 0.5), 0.012)
    return ribs


def _burn_in(picture: Image.Image) -> None:
    width, height = picture.size
    pen, size = ImageDraw.Draw(picture), height // 38
    font = ImageFont.load_default(size)
    for row, line in enumerate((NAME, f"NE LE {BIRTH_DATE}", f"NIR {NIR}")):
        pen.text((width // 36, height // 50 + row * size * 1.4), line, "white", font)
    pen.text((width // 36, height - 2.2 * size), "CHU EXEMPLE  14/11/2026 09:41", "white", font)
    pen.text((width * 0.9, height * 0.16), "L", "white", ImageFont.load_default(size * 2))


def dermatology(width: int = 900, height: int = 700) -> Image.Image:
    """Skin with one round, uneven lesion and a few hairs; nothing on it tells whose it is."""
    _, y = _grid(width, height)
    skin = np.asarray(SKIN) * (1.05 - 0.10 * y[..., None])
    skin += 255 * _grain(width, height, 0.018)[..., None]
    picture = _with_lesion(Image.fromarray(_bytes(skin)), 0.5, 0.5, 0.21)
    _hairs(ImageDraw.Draw(picture), width, height)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def _with_lesion(picture: Image.Image, x0: float, y0: float, radius: float) -> Image.Image:
    """An uneven brown spot; its middle and radius are shares of width, height and height."""
    x, y = _grid(*picture.size)
    across, down = (x - x0) * picture.width / picture.height, y - y0
    angle = np.arctan2(down, across)
    ragged = 1 + 0.06 * np.sin(2 * angle + 1) + 0.04 * np.sin(5 * angle)
    inside = _edge(radius * ragged - np.hypot(across, down), radius / 14)[..., None]
    mottled = 1 + 0.1 * np.sin(19 * across + 13 * down + 2)[..., None]
    spot = np.asarray((124, 74, 58)) * mottled
    return Image.fromarray(_bytes(np.asarray(picture) * (1 - inside) + spot * inside))


def _hairs(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for left, top, length in (
        (0.08, 0.2, 0.2),
        (0.7, 0.62, 0.22),
        (0.3, 0.78, 0.17),
        (0.62, 0.1, 0.2),
    ):
        box = (left * width, top * height, (left + length) * width, (top + length) * height)
        pen.arc(box, 190, 290, fill=(92, 62, 50), width=2)


def portrait(width: int = 800, height: int = 1000) -> Image.Image:
    """A shaded cartoon of a person before a plain wall; detectors take it for a face."""
    picture = Image.new("RGB", (width, height), WALL)
    add_face(picture, (width * 0.5, height * 0.45), height * 0.31)
    return picture


def person_with_lesion(width: int = 900, height: int = 1000) -> Image.Image:
    """A bare-shouldered person with a dark spot below the collar bone, which must stay visible."""
    picture = Image.new("RGB", (width, height), WALL)
    add_face(picture, (width * 0.5, height * 0.34), height * 0.24, clothes=SKIN)
    return _with_lesion(picture, 0.33, 0.86, 0.08)


def add_face(
    picture: Image.Image,
    middle: tuple[float, float],
    half: float,
    clothes: Colour = (74, 96, 128),
) -> None:
    """Draw a head with neck and shoulders; `half` is half the head's height in pixels."""
    side = round(3.05 * half)
    art = _person(clothes).resize((side, 2 * side), Image.Resampling.LANCZOS)
    corner = (round(middle[0] - side / 2), round(middle[1] - side * 0.41))
    picture.paste(art, corner, art)


def card() -> Image.Image:
    """What an applicant photographs: an invented professional card beside a challenge."""
    picture = Image.new("RGB", (1000, 640), (120, 98, 80))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((60, 60, 720, 480), 28, (238, 242, 246), (40, 70, 120), 4)
    pen.rectangle((60, 110, 720, 170), (40, 70, 120))
    pen.text((90, 118), "CARTE D'EXEMPLE", "white", ImageFont.load_default(40))
    picture.paste(portrait(160, 200), (96, 205))
    for row, line in enumerate(("Dr ELISE MARTIN", "Dermatologie", "RPPS 19999999907")):
        pen.text((300, 210 + row * 64), line, (20, 30, 50), ImageFont.load_default(38))
    pen.rectangle((740, 380, 960, 600), (250, 248, 236))
    pen.text((770, 445), "4 8 2 7", (30, 40, 120), ImageFont.load_default(52))
    return picture


def _person(clothes: Colour) -> Image.Image:
    """Head, hair, neck and breast on a transparent ground of 800 x 1600 pixels."""
    art = Image.new("RGBA", (800, 1600), (0, 0, 0, 0))
    pen = ImageDraw.Draw(art)
    pen.ellipse((110, 590, 690, 1010), (*clothes, 255))
    pen.rectangle((110, 800, 690, 1600), (*clothes, 255))
    pen.rounded_rectangle((318, 480, 482, 680), 60, (206, 152, 124, 255))
    pen.ellipse((190, 60, 610, 470), (62, 42, 32, 255))
    pen.ellipse((196, 300, 246, 410), (214, 160, 132, 255))
    pen.ellipse((554, 300, 604, 410), (214, 160, 132, 255))
    pen.ellipse((220, 100, 580, 600), (232, 182, 152, 255))
    pen.pieslice((205, 70, 595, 420), 190, 350, (62, 42, 32, 255))
    _features(pen)
    return _shaded(art)


def _features(pen: ImageDraw.ImageDraw) -> None:
    dark, lip = (52, 34, 28, 255), (178, 84, 80, 255)
    for x in (320, 480):
        pen.arc((x - 52, 258, x + 52, 330), 205, 335, dark, 14)
        pen.ellipse((x - 40, 308, x + 40, 352), (250, 248, 244, 255), dark, 4)
        pen.ellipse((x - 19, 310, x + 19, 350), (70, 52, 40, 255))
        pen.ellipse((x - 4, 318, x + 8, 330), (255, 255, 255, 255))
    pen.line((400, 330, 384, 425), (196, 140, 112, 255), 10)
    pen.arc((362, 405, 438, 450), 10, 170, (150, 96, 76, 255), 9)
    for x in (380, 420):
        pen.ellipse((x - 9, 428, x + 9, 440), (120, 72, 58, 255))
    pen.chord((336, 474, 464, 546), 0, 180, lip)
    pen.chord((336, 486, 464, 530), 180, 360, (164, 70, 70, 255))
    pen.line((338, 508, 462, 508), (110, 44, 44, 255), 5)


def _shaded(art: Image.Image) -> Image.Image:
    """Light from the upper left and soft edges: flat colours do not look like a face."""
    soft = np.asarray(art.filter(ImageFilter.GaussianBlur(5))).astype(np.float64)
    x, y = _grid(800, 1600)
    light = 1.12 - 0.5 * np.hypot(x - 0.42, np.minimum(0.6, (2 * y - 0.38) * 0.8))
    soft[..., :3] *= light[..., None]
    return Image.fromarray(_bytes(soft))


def _grid(width: int, height: int) -> tuple[Field, Field]:
    """x and y of every pixel, 0 to 1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    return x / width, y / height


def _blob(
    x: Field, y: Field, x0: float, y0: float, half_x: float, half_y: float, power: int
) -> Field:
    distance = np.abs((x - x0) / half_x) ** power + np.abs((y - y0) / half_y) ** power
    return np.asarray(np.exp(-distance))


def _edge(depth: Field, softness: float) -> Field:
    return np.asarray(1 / (1 + np.exp(-depth / softness)))


def _grain(width: int, height: int, strength: float) -> Field:
    return np.random.default_rng(1958).normal(0, strength, (height, width))


def _grey(light: Field) -> Image.Image:
    return Image.fromarray(_bytes(light * 255)).convert("RGB")


def _bytes(values: Field) -> npt.NDArray[np.uint8]:
    return np.clip(values, 0, 255).astype(np.uint8)
