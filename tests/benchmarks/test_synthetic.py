"""The synthetic bench: same seed same pixels, exact truth, honest halves."""

import json
from collections import Counter
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
import pytest

from benchmarks.synthetic import fonts, halves, kinds, making, patients, pictures, placing, writing
from benchmarks.synthetic.drawing import Scene

# The one font with French accents that a locked package carries.
FONT = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
SMALL = 520


@pytest.fixture
def half() -> halves.Half:
    drawn = tuple(halves.BACKGROUNDS)
    return halves.Half(0, patients.TUNING, fonts.Fonts((FONT,), (FONT,)), drawn)


def grey_scene(level: int) -> Scene:
    picture = np.full((200, 400, 3), level, np.uint8)
    return Scene(picture, np.ones((200, 400), np.bool_))


def one_line(degrees: float = 0) -> writing.Layer:
    ink = writing.printed("Élodie 12", FONT, 30)
    h, w = ink.shape
    corners = np.array([[(0, 0), (w, 0), (w, h), (0, h)]], np.float64)
    return writing.turned(writing.Layer(ink, corners), degrees)


@pytest.mark.parametrize("condition", ["speckle", "slanted", "handwriting"])
def test_same_seed_same_pixels(half: halves.Half, condition: str) -> None:
    """Two draws of one plan agree in every pixel and every corner."""
    plan = making.Plan(3, (condition,))
    first, second = (making.drawn(7, half, plan, SMALL) for _ in range(2))
    assert np.array_equal(first.picture, second.picture)
    assert first.lines == second.lines


def test_other_seed_other_pixels(half: halves.Half) -> None:
    """The seed reaches the picture."""
    plan = making.Plan(3, background="chest")
    first, second = (making.drawn(seed, half, plan, SMALL).picture for seed in (7, 8))
    assert first.shape != second.shape or not np.array_equal(first, second)


def test_the_halves_share_no_name() -> None:
    """A surname or first name tuned on is never measured on."""
    tuned, kept = patients.TUNING, patients.KEPT
    assert not set(tuned.surnames) & set(kept.surnames)
    assert not set(tuned.first_names) & set(kept.first_names)


def test_the_halves_share_no_handwriting() -> None:
    """No handwriting-like font of the tuning half writes in the kept half."""
    assert not set(fonts.TUNING_HAND.split()) & set(fonts.KEPT_HAND.split())


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 7, -16])
def test_the_quadrilateral_holds_the_ink_and_no_more(degrees: float) -> None:
    """However a line is turned, its ink ends within two pixels of each of the four sides."""
    layer = one_line(degrees)
    inked = np.argwhere(layer.ink > writing.INK)[:, ::-1] + 0.5
    corners = layer.quads[0]
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (end - start) / np.hypot(*(end - start))
        depth = (inked - start) @ [-along[1], along[0]]
        assert -1 <= depth.min() <= 2


@pytest.mark.parametrize(("degrees", "corner"), [(90, (0, 1)), (180, (1, 1)), (270, (1, 0))])
def test_turned_lines_begin_where_they_should(degrees: int, corner: tuple[int, int]) -> None:
    """Counter-clockwise: the line's first corner lies at the left foot after a quarter turn."""
    layer = one_line(degrees)
    height, width = layer.ink.shape
    assert tuple(layer.quads[0, 0]) == (corner[0] * width, corner[1] * height)


def test_faint_ink_keeps_its_distance() -> None:
    """Low contrast means 28 to 50 grey levels, never fewer."""
    rng = np.random.default_rng(1)
    for level in (0, 20, 128, 240, 255):
        under = np.full(500, level, np.uint8)
        chosen = placing.ink_for(rng, under, kinds.RECIPES["low-contrast"], 55)
        assert chosen is None or 27 <= abs(placing.grey_of(chosen[0]) - level) <= 51


def test_no_ink_on_a_surface_that_drowns_it() -> None:
    """Where greys reach from black to white nothing is written."""
    under = np.linspace(0, 255, 500).astype(np.uint8)
    rng = np.random.default_rng(1)
    assert placing.ink_for(rng, under, kinds.RECIPES["plain"], 55) is None


def test_cut_writing_has_its_truth_inside_the_frame(half: halves.Half) -> None:
    """Boxes of lines that the frame cuts end at the frame."""
    done = making.drawn(5, half, making.Plan(1, ("cut",)), SMALL)
    height, width = done.picture.shape[:2]
    for x0, y0, x1, y1 in map(pictures.bounds, done.lines):
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height
        assert x0 == 0 or y0 == 0 or x1 == width or y1 == height


def test_thin_strokes_keep_off_coarse_grain() -> None:
    """Small writing on a wide spread of greys is refused, where larger writing may stand."""
    under = np.linspace(0, 120, 500).astype(np.uint8)
    rng = np.random.default_rng(1)
    assert placing.ink_for(rng, under, kinds.RECIPES["small"], 55) is None
    assert placing.ink_for(rng, under, kinds.RECIPES["plain"], 55) is not None


def test_joined_conditions_keep_both_limits() -> None:
    """Heights and backgrounds of two conditions meet where both allow."""
    both = kinds.joined(kinds.RECIPES["speckle"], kinds.RECIPES["handwriting"])
    assert both.height == (24, 48)
    assert both.speckle
    assert both.hand
    assert set(both.backgrounds) == {"slice", "ultrasound"}


def test_lines_stand_apart() -> None:
    """A spot over writing already there is refused."""
    scene, layer = grey_scene(20), one_line()
    everywhere = [(0, 0, 400, 200)]
    rng = np.random.default_rng(1)
    recipe = kinds.RECIPES["plain"]
    assert placing.find_spot(rng, scene, layer, recipe, []) is not None
    assert placing.find_spot(rng, scene, layer, recipe, everywhere) is None


def test_writing_changes_only_its_own_window() -> None:
    """Paint stays where the truth says that it is."""
    scene, layer = grey_scene(20), one_line()
    writing.painted(scene.picture, layer, (50, 60), (255, 255, 255), 1.0)
    changed = np.argwhere((scene.picture != 20).any(-1))
    h, w = layer.ink.shape
    assert changed.min(0).tolist() == [60, 50]
    assert changed.max(0).tolist() == [60 + h - 1, 50 + w - 1]


def test_a_font_without_accents_is_told_from_one_with() -> None:
    """The glyph itself is asked for, not the box that stands for a missing one."""
    assert fonts.can_write(FONT, fonts.ACCENTS)
    assert not fonts.can_write(FONT.with_name("cmr10.ttf"), "É")


def test_missing_fonts_are_told_with_their_packages() -> None:
    """The sentence names the font and the command that installs it."""
    with pytest.raises(fonts.MissingFontsError, match=r"NoSuchFont.*apt-get install.*fonts-lato"):
        fonts.installed("NoSuchFont", "")


def test_every_condition_has_its_share(half: halves.Half) -> None:
    """A half of the usual size holds each condition at least 25 times and empty pictures too."""
    plans = making.planned(np.random.default_rng(1), half, 260)
    seen = Counter(condition for plan in plans for condition in plan.conditions)
    assert set(seen) == set(kinds.RECIPES)
    assert min(seen.values()) >= 25
    assert sum(bool(plan.background) for plan in plans) >= 26


def test_the_key_of_a_social_security_number_is_true() -> None:
    """97 less the remainder of the first thirteen digits."""
    digits = patients.nir(np.random.default_rng(4)).replace(" ", "")
    assert len(digits) == 15
    assert int(digits[13:]) == 97 - int(digits[:13]) % 97


def test_a_lone_marker_is_no_box(half: halves.Half) -> None:
    """A side letter is listed apart, and the picture still counts as empty."""
    done = making.drawn(2, half, making.Plan(9, background="chest", marked=True), SMALL)
    assert done.lines == []
    assert len(done.markers) == 1


def test_the_manifest_names_every_file(half: halves.Half, tmp_path: Path) -> None:
    """Each row's file exists with the size and the boxes it tells."""
    rows = list(making.made(tmp_path, half, 20, 1, SMALL))
    assert json.loads((tmp_path / "manifest.json").read_text()) == rows
    for row in rows:
        picture = cv2.imread(str(tmp_path / str(row["file"])))
        assert picture is not None
        assert picture.shape[:2] == (row["height"], row["width"])
        assert (row["kind"] == "text") == bool(row["boxes"])
