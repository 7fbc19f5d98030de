"""The painter against the gate: inside gone, outside untouched, at every edge of the frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from anonymize import Box, Finding, Kind
from anonymize.mask import FACE_SAMPLES, SAMPLE_STEP, paint, region, samples
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


def noise(seed: int = 0) -> Image:
    """No pixel is black, so that an unpainted one is never taken for a painted one."""
    return np.random.default_rng(seed).integers(1, 255, (HEIGHT, WIDTH, 3), np.uint8)


def finding(box: Box, kind: Kind = Kind.TEXT, hidden: bool = True) -> Finding:
    return Finding(kind, box.polygon(), 1.0, "test", hidden)


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


def test_the_original_is_not_painted_on() -> None:
    """Painting works on a copy: a doctor may show a finding again."""
    original = noise()
    paint(original, [finding(EDGES[4])], "solid")
    assert (original == noise()).all()


def test_what_is_kept_stays() -> None:
    """A finding that is not hidden changes no pixel."""
    original = noise()
    painted = paint(original, [finding(EDGES[4], hidden=False)], "blur")
    assert (painted == original).all()


def test_a_face_can_be_solid() -> None:
    """The setting for those who want no blur."""
    original, findings = noise(), [finding(Box(10, 10, 40, 40), Kind.FACE)]
    assert hidden_exactly(original, paint(original, findings, "solid"), findings)


@pytest.mark.parametrize("box", EDGES)
def test_a_blurred_face_leaves_the_rest_untouched(box: Box) -> None:
    """Outside of the outline the picture is the original's."""
    original, face = noise(), finding(box, Kind.FACE)
    painted = paint(original, [face], "blur")
    outside = ~region(face, WIDTH, HEIGHT)
    assert (painted[outside] == original[outside]).all()


@given(some.integers(0, 10_000))
def test_a_blurred_face_depends_on_its_samples_alone(seed: int) -> None:
    """Shuffling the pixels of each cell gives another face with the same means."""
    face = finding(Box(6, 4, 54, 44), Kind.FACE)
    original = noise(seed)
    other = shuffled_within_cells(original, face.box, seed)
    painted, repainted = (paint(each, [face], "blur") for each in (original, other))
    inside = region(face, WIDTH, HEIGHT)
    assert (samples(original, face.box) == samples(other, face.box)).all()
    assert (painted[inside] == repainted[inside]).all()


def test_a_face_found_twice_is_not_sampled_twice() -> None:
    """A smaller finding inside the first gets its colours from the blur, not from the face."""
    large, small = finding(Box(6, 4, 54, 44), Kind.FACE), finding(Box(20, 14, 40, 34), Kind.FACE)
    original = noise()
    other = shuffled_within_cells(original, large.box, 7)
    for order in ([large, small], [small, large]):
        painted, repainted = (paint(each, order, "blur") for each in (original, other))
        inside = region(large, WIDTH, HEIGHT)
        assert (painted[inside] == repainted[inside]).all()


def shuffled_within_cells(image: Image, box: Box, seed: int) -> Image:
    """Cells as the painter's docstring states them: 4 rows x 3 columns over the box."""
    shuffled, random = image.copy(), np.random.default_rng(seed)
    for rows in np.array_split(np.arange(box.y0, box.y1), 4):
        for columns in np.array_split(np.arange(box.x0, box.x1), 3):
            cell = image[np.ix_(rows, columns)]
            flat = random.permutation(cell.reshape(-1, 3))
            shuffled[np.ix_(rows, columns)] = flat.reshape(cell.shape)
    return shuffled


def test_a_face_is_reduced_to_twelve_rounded_samples() -> None:
    """The docstring's numbers are the code's: 12 colours of 16 levels a channel."""
    values = samples(noise(), Box(0, 0, WIDTH, HEIGHT))
    assert values.size == 3 * FACE_SAMPLES == 36
    assert set(values.ravel() % SAMPLE_STEP) == {SAMPLE_STEP // 2}
    assert 256 // SAMPLE_STEP == 16


def test_other_samples_give_another_blur() -> None:
    """The face is blurred, not replaced by a constant: its colours stay."""
    face = finding(Box(6, 4, 54, 44), Kind.FACE)
    dark, bright = (paint(noise() // 4 + level, [face], "blur") for level in (0, 128))
    assert (bright[20, 30] > dark[20, 30]).all()


def test_writing_on_a_face_is_solid() -> None:
    """A blur computed from writing must not lie over its solid fill, whatever the order."""
    face, name = finding(Box(0, 0, 50, 40), Kind.FACE), finding(Box(10, 10, 30, 20))
    for order in ([face, name], [name, face]):
        painted = paint(noise(), order, "blur")
        assert (painted[10:20, 10:30] == 0).all()


@pytest.mark.parametrize("box", [Box(59, 47, 60, 48), Box(0, 0, 1, 48), Box(3, 3, 5, 6)])
def test_a_face_smaller_than_its_grid_is_still_painted(box: Box) -> None:
    """Less pixels than samples: nothing raises, and rounding still changes what was there."""
    original, face = noise(), finding(box, Kind.FACE)
    painted = paint(original, [face], "blur")
    assert not (
        painted[region(face, WIDTH, HEIGHT)] == original[region(face, WIDTH, HEIGHT)]
    ).all()
