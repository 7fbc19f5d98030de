"""The recipe with stand-ins, and once with the real detectors from bytes to bytes."""

import io

import numpy as np
import pytest
from PIL import Image

from anonymize import (
    Box,
    Finding,
    Flag,
    Kind,
    Options,
    PictureError,
    Refusal,
    Tools,
    Verdict,
    strip,
)
from anonymize.mask import SOLID
from anonymize.pipeline import process, render
from anonymize.types import Side
from tests.anonymize.gate import hidden_exactly
from tests.detectors import (
    blind_tools,
    doubting_tools,
    face_tools,
    lying_tools,
    mark_tools,
    no_tools,
    slow_tools,
)
from tests.drawn import as_bytes, marked, person_with_lesion, plain, radiograph

OPTIONS = Options()


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data))).astype(int)


def is_solid(part: np.ndarray) -> bool:
    """The one colour of solid masks, as far as compression lets it be."""
    return bool(np.abs(part - SOLID).max() < 8)


def test_what_is_found_is_hidden() -> None:
    """The mark is gone from the output, and the checker is content."""
    result = process(as_bytes(marked()), mark_tools(OPTIONS), OPTIONS)
    assert [each.box for each in result.findings] == [Box(40, 30, 80, 60)]
    assert is_solid(pixels(result.masked.data)[32:58, 42:78])
    assert result.masked.flags == frozenset()


def test_the_rest_of_the_output_is_the_picture() -> None:
    """Outside of the findings only compression may change a pixel."""
    result = process(as_bytes(marked()), mark_tools(OPTIONS), OPTIONS)
    difference = np.abs(pixels(result.masked.data) - np.asarray(marked()))
    difference[22:68, 32:88] = 0
    assert difference.max() < 16


def test_what_the_first_family_misses_the_second_hides() -> None:
    """Nothing found at first, but the other family sees the mark: hidden, and doubtful."""
    result = process(as_bytes(marked()), blind_tools(OPTIONS), OPTIONS)
    output = pixels(result.masked.data)
    magenta = (output[..., 0] > 180) & (output[..., 1] < 80) & (output[..., 2] > 180)
    assert result.masked.flags == {Flag.SECOND_OPINION}
    assert result.masked.verdict is Verdict.DOUBTFUL
    assert not magenta.any()


def test_a_hider_that_does_nothing_fails_the_gate() -> None:
    """The gate of these tests tells a picture left as it was from a masked one."""
    finding = Finding(Kind.TEXT, Box(40, 30, 80, 60).polygon(), 1.0, "truth")
    image = np.asarray(marked())
    assert not hidden_exactly(image, image, [finding])


def test_the_preview_shows_no_more_than_the_output() -> None:
    """The author's view is drawn on the masked picture, not on the original."""
    preview = pixels(process(as_bytes(marked()), mark_tools(OPTIONS), OPTIONS).masked.preview)
    magenta = (preview[..., 0] > 180) & (preview[..., 1] < 80) & (preview[..., 2] > 180)
    assert not magenta.any()


def test_a_hidden_face_raises_a_flag() -> None:
    """Two moderators look at faces."""
    result = process(as_bytes(plain()), face_tools(OPTIONS), OPTIONS)
    assert result.masked.flags == {Flag.FACE_HIDDEN}


def test_doubt_raises_a_flag() -> None:
    """A score below the sure one is told to moderators."""
    result = process(as_bytes(plain()), doubting_tools(OPTIONS), OPTIONS)
    assert result.masked.flags == {Flag.LOW_CONFIDENCE}


def test_a_detector_may_lie_about_the_frame() -> None:
    """Polygons far outside and single points are painted as far as they lie in the picture."""
    result = process(as_bytes(plain()), lying_tools(OPTIONS), OPTIONS)
    assert is_solid(pixels(result.masked.data))


def test_render_paints_what_it_is_told_and_nothing_else() -> None:
    """The doctor's decision: a strip at the top, the mark shown again."""
    mask = strip(Side.TOP, 0.25, 160, 120)
    masked = render(as_bytes(marked()), [mask], blind_tools(OPTIONS), OPTIONS)
    assert is_solid(pixels(masked.data)[:28])
    assert pixels(masked.data)[45, 60, 0] > 200
    assert masked.flags == {Flag.WORDS_LEFT}


def test_the_same_decision_gives_the_same_bytes() -> None:
    """An approval binds to a hash of exactly these bytes."""
    data, tools = as_bytes(marked()), mark_tools(OPTIONS)
    result = process(data, tools, OPTIONS)
    again = render(data, result.findings, tools, OPTIONS)
    assert again == result.masked


def test_time_is_up_between_steps() -> None:
    """Where nobody can kill a step, the next one is not begun."""
    with pytest.raises(PictureError) as caught:
        process(as_bytes(plain()), no_tools(OPTIONS), Options(time_limit_seconds=0))
    assert caught.value.refusal is Refusal.TOO_SLOW
    assert slow_tools(OPTIONS).detectors


def test_size_is_that_of_the_upright_picture() -> None:
    """The output has the input's upright size."""
    exif = Image.Exif()
    exif[0x0112] = 6
    result = process(as_bytes(plain(), "JPEG", exif=exif), no_tools(OPTIONS), OPTIONS)
    assert (result.masked.width, result.masked.height) == (120, 160)
    assert pixels(result.masked.data).shape == (160, 120, 3)


def test_a_radiograph_goes_through_whole(real: Tools, options: Options) -> None:
    """Name and number hidden, side marker kept, nothing left but the bars over them."""
    result = process(as_bytes(radiograph()), real, options)
    assert result.masked.flags == frozenset()
    assert sum(each.hidden for each in result.findings) >= 4
    again = process(result.masked.data, real, options)
    bars = [each.box for each in result.findings if each.hidden]
    found = [each.box for each in again.findings if each.hidden]
    assert all(any(box.overlap(bar) for bar in bars) for box in found)


def test_a_person_goes_through_whole(real: Tools, options: Options) -> None:
    """The face hidden, the lesion as it was, nothing seen in the output by either family."""
    picture = person_with_lesion()
    result = process(as_bytes(picture), real, options)
    lesion = (slice(810, 910), slice(250, 345))
    before, after = np.asarray(picture).astype(int), pixels(result.masked.data)
    assert Flag.FACE_HIDDEN in result.masked.flags
    assert Flag.FACE_LEFT not in result.masked.flags
    assert np.abs(before[lesion] - after[lesion]).mean() < 3
    assert not real.detectors[0].find(after.astype(np.uint8))
