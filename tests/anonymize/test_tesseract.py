"""Tesseract in this process: its words, and nothing of one picture left for the next."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from anonymize import tesseract
from anonymize.tesseract import Tesseract
from tests.anonymize.test_reading import cut


@pytest.fixture(scope="module")
def reader() -> Iterator[Tesseract]:
    loaded = tesseract.load("eng")
    yield loaded
    loaded.close()


def page(*words: str) -> NDArray[np.uint8]:
    """Grey, one word under the other."""
    grey = np.full((100 + 150 * len(words), 900), 40, np.uint8)
    for row, word in enumerate(words):
        line = cut(word, 60)[:, :, 0]
        grey[50 + 150 * row : 50 + 150 * row + line.shape[0], 60 : 60 + line.shape[1]] = line
    return grey


def test_a_word_is_read_where_it_stands(reader: Tesseract) -> None:
    """Its box, its letters, and how sure they are."""
    (word,) = reader.read(page("DANDIN"))
    assert word.text == "DANDIN"
    assert word.confidence > 75
    assert 60 <= word.box.x0 < word.box.x1 < 450
    assert 50 <= word.box.y0 < word.box.y1 < 140


def test_nothing_is_left_of_the_picture_before(reader: Tesseract) -> None:
    """One patient's name is never told with another's picture."""
    alone = reader.read(page("Georges", "1958"))
    reader.read(page("DANDIN", "Hopital", "Lyon"))
    assert reader.read(page("Georges", "1958")) == alone
    assert reader.read(page()) == []


def test_a_part_of_a_picture_is_read_as_such(reader: Tesseract) -> None:
    """Rows that do not lie behind each other in memory."""
    wide = np.concatenate([page("DANDIN"), page("Georges")], axis=1)
    assert [word.text for word in reader.read(wide[:, :900])] == ["DANDIN"]


def test_a_language_that_is_not_there_is_told() -> None:
    """Never a look that silently sees nothing."""
    with pytest.raises(OSError, match="xyz"):
        tesseract.load("xyz")
