"""The painter against the gate: inside gone, outside untouched, at every edge of the frame."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from anonymize import Box, Finding, Kind
from anonymize.mask import SAMPLES, SOLID, feather_width, paint, region, region_in
from anonymize.types import Image
from tests.anonymize.gate import hidden_exactly

WIDTH, HEIGHT = 60, 48
EDGES = [
    Box(0, 0, 10, 10),
    Box(WIDTH - 10, HEIGHT - 10, WIDTH, HEIGHT),
    Box(0, HEIGHT - 1, WIDTH, HEIGHT),
    Box(WIDTH - 1, 0, WIDTH, HEIGHT),
    Box(0, 0, WIDTH, HEIGHT),
]
# From one point to a slanted shape that crosses every edge of the frame.
corners = some.tuples(some.integers(-25, WIDTH + 25), some.integers(-25, HEIGHT + 25))
polygons = some.lists(corners, min_size=1, max_size=7).map(tuple)
found = some.builds(
    Finding, some.sampled_from(Kind), polygons, some.just(1.0), some.just("test"), some.booleans()
)
several = some.lists(found, min_size=1, max_size=5)
styles = some.sampled_from(["blur", "solid"])


def noise(seed: int = 0) -> Image:
    """No pixel has the solid colour, so that an unpainted one is never taken for a painted one."""
    return np.random.default_rng(seed).integers(151, 255, (HEIGHT, WIDTH, 3), np.uint8)


def finding(box: Box, kind: Kind = Kind.TEXT, hidden: bool = True) -> Finding:
    return Finding(kind, box.polygon(), 1.0, "test", hidden)


def covered(findings: list[Finding]) -> np.ndarray:
    hidden = [region(each, WIDTH, HEIGHT) for each in findings if each.hidden]
    return np.any([np.zeros((HEIGHT, WIDTH), bool), *hidden], axis=0)


def ringed(findings: list[Finding]) -> np.ndarray:
    """The regions and every pixel so near to a hidden face that its blur may fade there."""
    touched = covered(findings)
    for face in [each for each in findings if each.hidden and each.kind is Kind.FACE]:
        side = 2 * feather_width(face.box) + 1
        alone = region(face, WIDTH, HEIGHT).astype(np.uint8)
        touched |= cv2.dilate(alone, np.ones((side, side), np.uint8)) > 0
    return touched


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.TATTOO, Kind.MANUAL])
@pytest.mark.parametrize("box", EDGES)
def test_a_solid_mask_hides_exactly_its_pixels(box: Box, kind: Kind) -> None:
    """The last row and column included; everything else bit for bit as it was."""
    original, findings = noise(), [finding(box, kind)]
    assert hidden_exactly(original, paint(original, findings, "blur"), findings)


def test_the_gate_refuses_a_painter_that_does_nothing() -> None:
    """A gate that an untouched picture passes would prove nothing."""
    original = noise()
    assert not hidden_exactly(original, original.copy(), [finding(Box(5, 5, 20, 20))])


def test_the_gate_refuses_a_painter_that_forgets_the_last_row() -> None:
    """Clipping to the last index and slicing half-open leaves a line of the face."""
    original, findings = noise(), [finding(EDGES[1])]
    painted = paint(original, findings, "blur")
    painted[HEIGHT - 1] = original[HEIGHT - 1]
    assert not hidden_exactly(original, painted, findings)


def test_the_gate_refuses_a_painter_that_hides_too_much() -> None:
    """Outside of the findings not one pixel may change."""
    original, findings = noise(), [finding(Box(5, 5, 20, 20))]
    painted = paint(original, findings, "blur")
    painted[40, 50] ^= 1
    assert not hidden_exactly(original, painted, findings)


@given(several, styles, some.integers(0, 10_000))
def test_nothing_inside_decides_about_any_pixel(
    findings: list[Finding], style: str, seed: int
) -> None:
    """Other pixels in all regions give the same painting, to the last bit, rings included."""
    original = noise(seed)
    other = np.where(covered(findings)[..., None], noise(seed + 1), original)
    assert (paint(original, findings, style) == paint(other, findings, style)).all()


@given(several, styles)
def test_nothing_outside_is_touched(findings: list[Finding], style: str) -> None:
    """Beyond the regions and the rings of blurred faces the picture is the original's."""
    original = noise()
    touched = ringed(findings) if style == "blur" else covered(findings)
    assert (paint(original, findings, style) == original)[~touched].all()


@given(several)
def test_solid_is_exact_for_every_shape(findings: list[Finding]) -> None:
    """Turned boxes, single points, lines, shapes across the frame: all that and nothing more."""
    original = noise()
    assert hidden_exactly(original, paint(original, findings, "solid"), findings)


@given(found, some.integers(0, 50), some.integers(0, 40))
def test_a_window_shows_its_part_of_the_region(shape: Finding, x: int, y: int) -> None:
    """Drawing small must take the same pixels as drawing on the whole picture."""
    whole = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(whole, [np.asarray(shape.polygon, np.int32)], 1)
    window = Box(x, y, min(x + 23, WIDTH), min(y + 17, HEIGHT))
    part = region_in(shape, window, WIDTH, HEIGHT)
    assert (part == whole[window.y0 : window.y1, window.x0 : window.x1]).all()
    assert (region(shape, WIDTH, HEIGHT) == whole).all()


def test_the_original_is_not_painted_on() -> None:
    """Painting works on a copy: a doctor may show a finding again."""
    original = noise()
    paint(original, [finding(EDGES[4]), finding(EDGES[1], Kind.FACE)], "blur")
    assert (original == noise()).all()


def test_what_is_kept_stays() -> None:
    """A finding that is not hidden changes no pixel."""
    original = noise()
    kept = [finding(EDGES[4], hidden=False), finding(EDGES[1], Kind.FACE, hidden=False)]
    assert (paint(original, kept, "blur") == original).all()


@pytest.mark.parametrize("box", [*EDGES, Box(10, 10, 40, 40)])
def test_a_face_can_be_solid(box: Box) -> None:
    """The setting for those who want no blur: one colour, and no ring around it."""
    original, findings = noise(), [finding(box, Kind.FACE)]
    assert hidden_exactly(original, paint(original, findings, "solid"), findings)


def test_the_ring_fades_outwards() -> None:
    """Half blur, half picture, less with every pixel; the head does not look cut out."""
    original = np.full((200, 200, 3), 250, np.uint8)
    original[::2, ::2] = 0
    face = finding(Box(50, 50, 150, 150), Kind.FACE)
    painted = paint(original, [face], "blur").astype(int)
    rows = [np.abs(painted - original)[149 + step, 60:140].mean() for step in range(1, 8)]
    assert feather_width(face.box) == 4
    assert rows[0] > rows[1] > rows[2] > rows[3] > rows[4] == rows[5] == 0


@pytest.mark.parametrize(("side", "width"), [(1, 1), (24, 1), (100, 4), (144, 6), (4000, 6)])
def test_the_ring_grows_with_the_head_up_to_six_pixels(side: int, width: int) -> None:
    """It serves the eye; more would hide what is beside the head."""
    assert feather_width(Box(0, 0, side, side // 2)) == width


def test_a_face_is_reduced_to_twelve_samples() -> None:
    """Shuffling the surroundings within each outer cell gives the same mean colours: same blur."""
    face = finding(Box(10, 10, 40, 40), Kind.FACE)
    original = np.repeat(np.repeat(noise()[:12, :15], 4, axis=0), 4, axis=1)
    window = Box(6, 6, 44, 44)
    painted = paint(original, [face], "blur")[10:40, 10:40].reshape(-1, 3)
    flat = original.copy()
    flat[window.y0 : window.y1, window.x0 : window.x1] = flat_cells(original, window, face)
    again = paint(flat, [face], "blur")[10:40, 10:40].reshape(-1, 3)
    assert SAMPLES == 12
    assert np.abs(painted.astype(int) - again).max() <= 1


def flat_cells(image: Image, window: Box, face: Finding) -> Image:
    """The window, each cell of four by four in the mean colour of what is visible of it."""
    part = image[window.y0 : window.y1, window.x0 : window.x1].copy()
    free = ~region_in(face, window, WIDTH, HEIGHT)
    for rows in cells(window.height):
        for columns in cells(window.width):
            if free[rows, columns].any():
                part[rows, columns] = part[rows, columns][free[rows, columns]].mean(axis=0).round()
    return part


def cells(length: int) -> list[slice]:
    edges = [length * step // 4 for step in range(5)]
    return [slice(edges[step], edges[step + 1]) for step in range(4)]


def test_a_blur_takes_the_colours_around_it() -> None:
    """It lies in the picture and not on it: bright surroundings, bright edges."""
    face = finding(Box(10, 10, 40, 40), Kind.FACE)
    dark, bright = (paint(noise() // 4 + level, [face], "blur") for level in (0, 128))
    assert (bright[12, 12].astype(int) > dark[12, 12].astype(int) + 60).all()


def test_a_blurred_head_is_no_hole() -> None:
    """In front of an even wall a head is still to be seen, the same for everybody."""
    wall = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    painted = paint(wall, [finding(Box(10, 10, 40, 40), Kind.FACE)], "blur")
    assert (painted[25, 25] < 200).all()
    assert len(np.unique(painted[10:40, 10:40].reshape(-1, 3), axis=0)) > 20


def test_a_face_that_fills_the_picture_is_blurred_too() -> None:
    """Nothing in sight to take colours from: neither an error nor a flat fill."""
    painted = paint(noise(), [finding(EDGES[4], Kind.FACE)], "blur")
    assert len(np.unique(painted.reshape(-1, 3), axis=0)) > 20


def test_neighbours_lend_each_other_no_colour() -> None:
    """The samples of one face leave out another face, writing beside it and a person's mask."""
    face = finding(Box(20, 10, 40, 40), Kind.FACE)
    beside = [
        finding(Box(40, 5, 55, 40), Kind.FACE),
        finding(Box(2, 2, 20, 45), Kind.MANUAL),
        finding(Box(20, 40, 40, 47)),
    ]
    bright = noise()
    dark = np.where(covered(beside)[..., None], 0, bright).astype(np.uint8)
    painted, repainted = (paint(each, [face, *beside], "blur") for each in (bright, dark))
    assert (painted == repainted).all()


def test_a_ring_leaves_other_regions_without_originals() -> None:
    """Where it lies over another face it blends two blurs; over writing the solid colour wins."""
    face, name = finding(Box(10, 10, 30, 40), Kind.FACE), finding(Box(30, 10, 50, 20))
    painted = paint(noise(), [face, name], "blur")
    assert (painted[10:20, 30:50] == SOLID).all()


def test_writing_on_a_face_is_solid() -> None:
    """A blur must not lie over its solid fill, whatever the order."""
    face, name = finding(Box(0, 0, 50, 40), Kind.FACE), finding(Box(10, 10, 30, 20))
    for order in ([face, name], [name, face]):
        painted = paint(noise(), order, "blur")
        assert (painted[10:20, 10:30] == SOLID).all()


def test_the_order_of_findings_does_not_matter() -> None:
    """An approval binds to a hash; detectors may find the same in another order."""
    findings = [finding(box, Kind.FACE) for box in (Box(5, 5, 30, 30), Box(20, 15, 50, 45))]
    assert (paint(noise(), findings, "blur") == paint(noise(), findings[::-1], "blur")).all()


def test_the_solid_colour_stands_out_on_black_and_on_white() -> None:
    """Contrast as for large letters, at least 4.5 to 1 against both."""
    shares = [
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4
        for value in SOLID
    ]
    light = float(np.dot((0.2126, 0.7152, 0.0722), shares))
    assert (light + 0.05) / 0.05 > 4.5
    assert 1.05 / (light + 0.05) > 4.5


@pytest.mark.parametrize("box", [Box(59, 47, 60, 48), Box(0, 0, 1, 48), Box(3, 3, 5, 6)])
def test_a_face_smaller_than_its_grid_is_still_painted(box: Box) -> None:
    """Fewer pixels than samples: nothing raises, and nothing of what was there decides."""
    original, face = noise(), finding(box, Kind.FACE)
    other = np.where(covered([face])[..., None], 0, original).astype(np.uint8)
    painted = paint(original, [face], "blur")
    assert (painted == paint(other, [face], "blur")).all()
    assert (painted != original)[covered([face])].any(axis=1).all()
