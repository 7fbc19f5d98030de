"""Reading lines: what is written, how surely, in the order given; slanted ones laid level."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize import Tools
from anonymize.reading import LINE_HEIGHT, MOST_WIDTH, Reader, Reading, straightened
from anonymize.shapes import grown
from anonymize.types import Image
from tests.anonymize.test_shapes import corners


def cut(text: str, size: int = 80) -> Image:
    font = ImageFont.load_default(size)
    width = round(font.getlength(text)) + 16
    picture = Pillow.new("RGB", (width, size + 16), (40, 40, 40))
    ImageDraw.Draw(picture).text((8, 0), text, "white", font)
    return np.asarray(picture)


@pytest.fixture
def reader(real: Tools) -> Reader:
    return real.detectors[1].judge.reader


def test_lines_are_read_in_the_order_given(reader: Reader) -> None:
    """The alphabet inside the model file is in step with its classes, short and long alike."""
    words = ["DANDIN 1958", "R", "Georges", "12/03/1948 CHU de Lyon", "ID 77"]
    readings = reader.read([cut(word) for word in words])
    assert [each.characters.replace(" ", "") for each in readings] == [
        word.replace(" ", "")[: len(each.characters)]
        for word, each in zip(words, readings, strict=True)
    ]


def test_a_clear_name_is_read_surely(reader: Reader) -> None:
    """As sure as a side marker must be."""
    (reading,) = reader.read([cut("DANDIN")])
    assert min(reading.sureness) > 0.8


def test_nothing_is_read_where_nothing_is_written(reader: Reader) -> None:
    """An empty cut has no letter that anyone could be sure of."""
    (reading,) = reader.read([np.full((60, 60, 3), 90, np.uint8)])
    assert all(sure < 0.8 for _, sure in reading.letters)


def test_no_line_is_no_reading(reader: Reader) -> None:
    """A picture without doubts costs no look at all."""
    assert reader.read([]) == []


def test_signs_and_strokes_are_no_letters() -> None:
    """The curve of an ECG reads like dashes and brackets."""
    assert Reading("-A·(1", (0.9, 0.8, 0.7, 0.6, 0.5)).letters == [("A", 0.8), ("1", 0.5)]


@pytest.mark.parametrize("turn", [0, 30, 90, -90, -45])
def test_a_slanted_line_is_laid_level(reader: Reader, turn: int) -> None:
    """Turned by any angle, it can be read one way up or the other."""
    word = Pillow.new("RGB", (600, 600), (40, 40, 40))
    word.paste(Pillow.fromarray(cut("DANDIN", 60)), (180, 260))
    width, height = cut("DANDIN", 60).shape[1::-1]
    middle = (180 + width / 2 - 300, 260 + height / 2 - 300)
    across, down = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    place = (
        300 + middle[0] * across + middle[1] * down,
        300 - middle[0] * down + middle[1] * across,
    )
    region = grown((place, (width, height), -turn), 0)
    line = straightened(np.asarray(word.rotate(turn)), region)
    readings = reader.read([line, np.ascontiguousarray(line[::-1, ::-1])])
    assert "DANDIN" in [each.characters.strip() for each in readings]


def test_a_straightened_line_has_the_readers_height() -> None:
    """Long lines are shortened: some letters are enough to tell writing."""
    line = straightened(np.zeros((400, 3000, 3), np.uint8), corners(10, 10, 2900, 60))
    assert line.shape == (LINE_HEIGHT, MOST_WIDTH, 3)


def test_large_letters_are_shrunk_before_they_are_read(reader: Reader) -> None:
    """Letters of 300 pixels are writing as well."""
    picture = cut("DANDIN", 300)
    region = corners(0, 0, picture.shape[1] - 1, picture.shape[0] - 1)
    (reading,) = reader.read([straightened(picture, region)])
    assert reading.characters.strip() == "DANDIN"
