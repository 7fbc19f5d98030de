"""Writing: the real networks on drawn pictures."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize import Box, Finding, Kind, Tools
from anonymize.types import Image
from anonymize.writing import views
from tests.anonymize.test_faces import covered
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


def test_findings_are_writing_with_a_score(on_the_radiograph: list[Finding]) -> None:
    """What the doctor and the command line are told."""
    for finding in on_the_radiograph:
        assert finding.kind is Kind.TEXT
        assert 0.4 <= finding.score <= 1


def test_looks_are_chosen_by_the_picture() -> None:
    """A small picture is not blown up; a large one is seen sharply enough for small lines."""
    sides = [views(width, 600)[0].long_side for width in (640, 1000, 1400, 6000)]
    assert sides == sorted(set(sides))
    assert len(views(640, 480)) == 2
    assert len(views(641, 480)) == 3
    assert any(view.turned for view in views(800, 600))
