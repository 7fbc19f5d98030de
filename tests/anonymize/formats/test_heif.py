"""HEIC, as phones send it: turned once, its helpers left aside, its promises weighed."""

import numpy as np
import pytest

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode
from tests.anonymize.formats import heic
from tests.drawn import plain

OPTIONS = Options()


def drawn(turns: int = 0) -> np.ndarray:
    return np.rot90(np.asarray(plain(64, 48)), turns)


def near(data: bytes, expected: np.ndarray) -> bool:
    """Within what halved colour costs."""
    found = decode(data, OPTIONS)
    return found.shape == expected.shape and np.abs(found - expected.astype(int)).mean() < 2


def refusal(data: bytes, options: Options = OPTIONS) -> Refusal:
    with pytest.raises(PictureError) as caught:
        decode(data, options)
    return caught.value.refusal


def test_its_pixels() -> None:
    """What was drawn."""
    assert near(heic.packed(heic.coded(plain(64, 48))), drawn())


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_it_is_turned_as_the_file_says(turns: int) -> None:
    """Quarter turns are a property of the picture."""
    data = heic.packed(heic.coded(plain(64, 48), heic.quarter_turns(turns)))
    assert near(data, drawn(turns))


def test_it_is_not_turned_twice() -> None:
    """Phones write the same turn into the EXIF as well."""
    turned = heic.coded(plain(64, 48), heic.quarter_turns(3))
    assert near(heic.packed(turned, heic.exif(6, of=1)), drawn(3))


def test_exif_alone_turns_nothing() -> None:
    """The standard gives that orientation no meaning in this format."""
    data = heic.packed(heic.coded(plain(64, 48)), heic.exif(6, of=1))
    assert near(data, drawn())


def test_a_thumbnail_is_no_picture() -> None:
    """It refers to the picture that it shows."""
    small = heic.coded(plain(32, 32), thmb=(1,))
    assert near(heic.packed(heic.coded(plain(64, 48)), small), drawn())


def test_several_pictures_are_refused() -> None:
    """Only one of them would be masked."""
    data = heic.packed(heic.coded(plain(64, 48)), heic.coded(plain(32, 32)))
    assert refusal(data) is Refusal.SEVERAL


def test_a_grid_is_one_picture() -> None:
    """Phones cut their pictures into tiles."""
    left, right = (plain(64, 48).crop(box) for box in ((0, 0, 32, 48), (32, 0, 64, 48)))
    tiles = heic.coded(left.resize((64, 64))), heic.coded(right.resize((64, 64)))
    data = heic.packed(heic.grid(1, 2, 128, 64, (2, 3)), *tiles)
    assert decode(data, OPTIONS).shape == (64, 128, 3)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("side", [8_000, 30_000, 65_535])
def test_a_grid_of_too_many_pixels_is_refused(side: int) -> None:
    """A few hundred bytes may promise a wall of tiles."""
    data = heic.packed(heic.grid(200, 200, side, side, (2,) * 40_000), heic.coded(plain(32, 32)))
    assert refusal(data) in {Refusal.TOO_LARGE, Refusal.UNREADABLE}


def test_a_picture_larger_than_its_box_says_is_bounded() -> None:
    """The size outside of the coded data is small, the one inside is not."""
    item = heic.coded(plain(64, 48))
    item.shown = (item.shown[0], heic.size(32, 32), *item.shown[2:])
    try:
        assert decode(heic.packed(item), OPTIONS).size <= 64 * 48 * 3
    except PictureError as refused:
        assert refused.refusal is Refusal.UNREADABLE  # noqa: PT017 - either is right


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_a_cut_file_is_unreadable(share: float) -> None:
    """The end of the file is the bottom of the picture."""
    data = heic.packed(heic.coded(plain(64, 48)))
    assert refusal(data[: int(len(data) * share)]) is Refusal.UNREADABLE


def test_a_picture_too_large_is_refused_before_decoding() -> None:
    """The limit is ours, not the library's."""
    data = heic.packed(heic.coded(plain(64, 48)))
    assert refusal(data, Options(max_pixels=64 * 48 - 1)) is Refusal.TOO_LARGE
