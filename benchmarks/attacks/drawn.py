"""Two attacks on a masked picture by somebody who knows everything but what was hidden.

The attacker has the program, the font, the exact region and everything visible. For every
candidate they put its pixels into the region of the picture they hold, mask that as it was masked,
and take the candidate whose result is nearest. Weak masks stand beside ours, so that a failing
attack means a good mask and not a poor attack.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize import Box, Finding, Kind
from anonymize.types import Image
from benchmarks.attacks.masks import Mask

# What a camera and a JPEG leave on every pixel, in grey levels: no two pictures are the same.
NOISE = 3.0
# A number is read right by luck once in ten.
DIGITS = 10
LENGTH = 6
GLYPH = (18, 28)
# Luck alone exceeds the bound once in a thousand runs.
RARE = 0.001


@dataclass(frozen=True, slots=True)
class Score:
    """right: answers that were true, of: all answers, chance: a true one by luck."""

    right: int
    of: int
    chance: float

    @property
    def share(self) -> float:
        return self.right / self.of

    def is_luck(self) -> bool:
        """Whether luck gives as many true answers or more at least once in a thousand runs."""
        tail = sum(
            math.comb(self.of, k) * self.chance**k * (1 - self.chance) ** (self.of - k)
            for k in range(self.right, self.of + 1)
        )
        return tail > RARE


def nearest(seen: Image, candidates: Sequence[Image], random: np.random.Generator) -> int:
    """The candidate most like what is seen; of equals any, for there is nothing to choose by."""
    far = np.asarray([((each.astype(np.int64) - seen) ** 2).sum() for each in candidates])
    return int(random.choice(np.where(far == far.min())[0]))


def noisy(image: Image, random: np.random.Generator) -> Image:
    grain = random.normal(0, NOISE, image.shape)
    return (image + grain).round().clip(0, 255).astype(np.uint8)


def recover_digits(mask: Mask, strings: int = 15, seed: int = 0) -> Score:
    """Numbers of LENGTH digits in white on grey, guessed digit by digit, twice over."""
    random, glyphs, right = np.random.default_rng(seed), _glyphs(), 0
    width, height = GLYPH
    box = Box(8, 8, 16 + LENGTH * width, 16 + height)
    finding = Finding(Kind.TEXT, box.polygon(), 1.0, "attack")
    for _ in range(strings):
        true = random.integers(0, DIGITS, LENGTH)
        seen = mask(noisy(_number(true, glyphs), random), finding)
        guess = random.integers(0, DIGITS, LENGTH)
        for position in [*range(LENGTH)] * 2:
            tries = [_with(guess, position, digit) for digit in range(DIGITS)]
            results = [mask(_number(each, glyphs), finding) for each in tries]
            guess = tries[nearest(seen, results, random)]
        right += int((guess == true).sum())
    return Score(right, strings * LENGTH, 1 / DIGITS)


def _with(digits: np.ndarray, position: int, digit: int) -> np.ndarray:
    changed = digits.copy()
    changed[position] = digit
    return changed


def _glyphs() -> list[Image]:
    tiles = []
    for digit in range(DIGITS):
        tile = Pillow.new("RGB", GLYPH, (70, 70, 70))
        middle = (GLYPH[0] / 2, GLYPH[1] / 2)
        font = ImageFont.load_default(26)
        ImageDraw.Draw(tile).text(middle, str(digit), "white", font, anchor="mm")
        tiles.append(np.asarray(tile))
    return tiles


def _number(digits: np.ndarray, glyphs: list[Image]) -> Image:
    width, height = GLYPH
    picture = np.full((height + 24, LENGTH * width + 24, 3), 70, np.uint8)
    picture[12 : 12 + height, 12:-12] = np.concatenate([glyphs[each] for each in digits], axis=1)
    return picture


def match_faces(mask: Mask, heads: Sequence[Image], rounds: int = 10, seed: int = 0) -> Score:
    """Each head is photographed `rounds` times, in other light and with other noise, masked, and
    looked for among all; heads: equally large pictures that fill the region.
    """
    random, right = np.random.default_rng(seed), 0
    scene, finding = _scene(heads[0])
    gallery = [mask(_put(each, scene, finding), finding) for each in heads]
    for true in [*range(len(heads))] * rounds:
        photo = (heads[true] * random.uniform(0.94, 1.06)).clip(0, 255)
        # The scene is seen with its noise, and the attacker's candidates are put into that one.
        taken = _put(noisy(photo.astype(np.uint8), random), scene, finding)
        right += nearest(mask(taken, finding), gallery, random) == true
    return Score(right, rounds * len(heads), 1 / len(heads))


def _scene(head: Image) -> tuple[Image, Finding]:
    """A wall with some structure, and where the head is in it."""
    height, width = head.shape[:2]
    box = Box(width // 4, height // 4, width // 4 + width, height // 4 + height)
    random = np.random.default_rng(99)
    wall = np.full((height * 3 // 2, width * 3 // 2, 3), (150, 170, 180), np.uint8)
    return noisy(wall, random), Finding(Kind.FACE, box.polygon(), 1.0, "attack")


def _put(head: Image, scene: Image, finding: Finding) -> Image:
    picture, box = scene.copy(), finding.box
    picture[box.y0 : box.y1, box.x0 : box.x1] = head
    return picture


def draw_heads(number: int, seed: int = 0) -> list[Image]:
    """Invented people, 96 x 72 x 3, from shade of skin to glasses each unlike the others."""
    random = np.random.default_rng(seed)
    return [_head(random) for _ in range(number)]


def _head(random: np.random.Generator) -> Image:
    """Drawn at four times the size, then made small: edges without steps."""
    picture = Pillow.new("RGB", (288, 384), (150, 170, 180))
    pen = ImageDraw.Draw(picture)
    light = random.uniform(0.4, 1.0)
    skin = tuple(
        int(v * light) for v in (236, random.integers(180, 205), random.integers(150, 180))
    )
    hair = tuple(int(v) for v in np.array([200, 150, 90]) * random.uniform(0.15, 1.0))
    wide, high = random.integers(85, 115), random.integers(125, 155)
    fringe = random.integers(30, 90)
    pen.ellipse((144 - wide - 20, 20, 144 + wide + 20, random.integers(220, 360)), fill=hair)
    pen.ellipse((144 - wide, 200 - high, 144 + wide, 200 + high), fill=skin)
    pen.chord((144 - wide, 200 - high, 144 + wide, 200 + high), 270 - fringe, 270 + fringe, hair)
    _features(pen, random, hair)
    return np.asarray(picture.resize((72, 96), Pillow.Resampling.LANCZOS))


def _features(pen: ImageDraw.ImageDraw, random: np.random.Generator, hair: object) -> None:
    apart, eyes, size = random.integers(32, 56), random.integers(165, 205), random.integers(8, 18)
    mouth, lips = random.integers(255, 295), random.integers(20, 50)
    if random.random() < 0.4:
        pen.chord((144 - 80, 200, 144 + 80, 345), 20, 160, fill=hair)
    for x in (144 - apart, 144 + apart):
        pen.ellipse((x - 2 * size, eyes - size, x + 2 * size, eyes + size), fill="white")
        pen.ellipse((x - size, eyes - size, x + size, eyes + size), fill=(40, 50, 60))
        pen.line((x - 30, eyes - 30, x + 30, eyes - 30), hair, int(random.integers(4, 14)))
    if random.random() < 0.3:
        for x in (144 - apart, 144 + apart):
            pen.rectangle((x - 34, eyes - 26, x + 34, eyes + 26), outline=(20, 20, 20), width=6)
    pen.line((144, eyes + 20, 144 + random.integers(-14, 14), mouth - 35), (90, 60, 50), 8)
    pen.ellipse(
        (144 - lips, mouth - 12, 144 + lips, mouth + random.integers(6, 20)), (150, 60, 60)
    )
