"""Writing: the real network on drawn pictures, the shape filter, the letters that may stay."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize import SIDE_MARKER, Box, Finding, Kind, Tools
from anonymize.types import Image
from anonymize.writing import looks_like_writing, stands_alone
from tests.anonymize.test_faces import covered
from tests.anonymize.test_shapes import corners
from tests.drawn import dermatology, radiograph


def found(real: Tools, picture: Pillow.Image) -> list[Finding]:
    return real.detectors[1].find(np.asarray(picture))


def written(text: str, place: tuple[int, int], size: int = 40, turn: int = 0) -> Pillow.Image:
    """White writing on grey, 800 x 600 before it is turned by `turn` degrees."""
    picture = Pillow.new("RGB", (800, 600), (60, 60, 60))
    ImageDraw.Draw(picture).text(place, text, "white", ImageFont.load_default(size))
    return picture.rotate(turn, expand=True)


def white(picture: Pillow.Image) -> Image:
    return np.asarray(picture)[:, :, 0] > 150


def test_everything_written_on_a_radiograph_is_found(
    on_the_radiograph: list[Finding],
) -> None:
    """Name, birth date, number, hospital: each line at least 99 % covered."""
    with_name, without = radiograph(), radiograph(writing=False)
    changed = (np.asarray(with_name) != np.asarray(without)).any(axis=2)
    changed[:, 700:] = False
    hidden = np.zeros_like(changed)
    for finding in on_the_radiograph:
        box = finding.box
        hidden[box.y0 : box.y1, box.x0 : box.x1] |= finding.hidden
    assert hidden[changed].mean() > 0.99


def test_nothing_is_found_where_nothing_is_written(real: Tools) -> None:
    """Ribs, spine and lesions stay visible."""
    assert found(real, radiograph(writing=False)) == []
    assert found(real, dermatology()) == []


def test_writing_cut_by_the_frame_is_found(real: Tools) -> None:
    """Half a name is still a name, at each of the four edges."""
    picture = written("DANDIN GEORGES", (-30, 150))
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(40)
    for place in ((740, 300), (300, -14), (300, 578)):
        pen.text(place, "DANDIN GEORGES", "white", font)
    hidden = [each.box for each in found(real, picture) if each.hidden]
    ends = [(5, 170), (790, 320), (400, 5), (400, 595)]
    assert all(any(box.overlap(Box(x, y, x + 2, y + 2)) for box in hidden) for x, y in ends)


@pytest.mark.parametrize("turn", [90, 180, 20])
def test_turned_writing_is_found(real: Tools, turn: int) -> None:
    """Films are scanned on their side, labels are stuck on askew."""
    picture = written("DANDIN GEORGES", (200, 280), turn=turn)
    findings = found(real, picture)
    ys, xs = np.where(white(picture))
    shares = (xs.min() / picture.width, ys.min() / picture.height)
    ends = (xs.max() / picture.width, ys.max() / picture.height)
    assert covered(findings, np.asarray(picture), (*shares, *ends)) > (0.5 if turn == 20 else 0.98)


@pytest.mark.parametrize("letter", "RL")
def test_a_lone_side_marker_is_kept(real: Tools, letter: str) -> None:
    """Without it nobody can say which lung it is."""
    (finding,) = found(real, written(letter, (650, 80), 70))
    assert (finding.source, finding.hidden) == (SIDE_MARKER, False)


@pytest.mark.parametrize("text", ["R DUPONT", "D U P O N T", "L G", "X"])
def test_other_writing_is_never_kept(real: Tools, text: str) -> None:
    """Initials, spaced-out names, other letters: hidden, for only a sure side marker may stay."""
    findings = found(real, written(text, (120, 260), 60))
    assert findings
    assert all(each.hidden for each in findings)


def test_many_letters_are_no_side_markers(real: Tools) -> None:
    """Three lone letters are something else: a grid, a label, a name."""
    picture = written("R", (60, 60), 60)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(60)
    pen.text((600, 60), "L", "white", font)
    pen.text((60, 450), "D", "white", font)
    assert all(each.hidden for each in found(real, picture))


@pytest.mark.parametrize(
    ("x1", "y1", "verdict"),
    [(300, 50, True), (50, 300, True), (90, 90, True), (400, 160, True), (200, 160, False)],
)
def test_writing_is_small_or_long(x1: int, y1: int, verdict: bool) -> None:
    """On 1000 x 800: short sides up to 96 pass, up to 200 when twice as long."""
    assert looks_like_writing(corners(0, 0, x1, y1), 0.9, 1000, 800) is verdict


def test_large_writing_must_be_sure() -> None:
    """A blot of a lesion's size is taken for a word only with a score that blots do not reach."""
    large, small = corners(0, 0, 200, 70), corners(0, 0, 200, 40)
    assert looks_like_writing(large, 0.85, 1000, 800)
    assert not looks_like_writing(large, 0.75, 1000, 800)
    assert looks_like_writing(small, 0.41, 1000, 800)


def test_a_letter_stands_alone_or_not() -> None:
    """A neighbour on the line, or another letter near, makes it part of a word."""
    letter, far = Box(100, 100, 140, 140), Box(500, 500, 540, 540)
    word_below, word_beside = Box(60, 150, 300, 180), Box(150, 100, 300, 140)
    assert stands_alone(letter, [letter, far, word_below])
    assert not stands_alone(letter, [letter, word_beside])
    assert not stands_alone(letter, [letter, Box(100, 150, 140, 190)])
    assert not stands_alone(Box(0, 0, 100, 20), [])


def test_findings_are_writing_with_a_score(on_the_radiograph: list[Finding]) -> None:
    """What the doctor and the command line are told."""
    for finding in on_the_radiograph:
        assert finding.kind is Kind.TEXT
        assert 0.4 <= finding.score <= 1
