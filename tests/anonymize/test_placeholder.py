"""The empty picture that replaces what is being taken down."""

import io

import numpy as np
from PIL import Image

from anonymize import blank


def test_a_blank_is_one_colour() -> None:
    """Nothing of any picture is in it."""
    pixels = np.asarray(Image.open(io.BytesIO(blank())))
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) == 1
