"""Stored values to what a radiologist sees: windows, tables, palettes, colours, overlays."""

from io import BytesIO
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from anonymize import Options
from anonymize.picture import decode
from anonymize.types import Image as Pixels
from tests.anonymize.formats import corpus

OPTIONS = Options()


def grey(data: bytes) -> list[int]:
    """The first row of a picture."""
    found: list[int] = decode(data, OPTIONS)[0, :, 0].tolist()
    return found


def rising(values: list[int]) -> bool:
    return values == sorted(values) and values[0] < 5 and values[-1] > 250


def test_values_without_a_window_are_spread() -> None:
    """Twelve bits, and no word on which of them to see."""
    assert rising(grey(corpus.dicom(corpus.ramp())))


def test_monochrome_1_counts_from_white() -> None:
    """Small values are bright there."""
    data = corpus.dicom(corpus.ramp(), PhotometricInterpretation="MONOCHROME1")
    assert rising(grey(data)[::-1])


def test_signed_values() -> None:
    """Hounsfield units below zero are darker than those above."""
    assert rising(grey(corpus.dicom(corpus.ramp(np.int16, -1000, 3000))))


def test_a_window_is_applied_after_rescaling() -> None:
    """Window 40 / 400 on stored values that are 1024 higher."""
    data = corpus.dicom(
        corpus.ramp(np.uint16, 0, 2000),
        RescaleSlope=1,
        RescaleIntercept=-1024,
        WindowCenter=[40, 500],
        WindowWidth=[400, 1500],
    )
    stored = np.linspace(0, 2000, corpus.WIDTH).astype(int) - 1024
    expected = np.clip((stored - 39.5) / 399 + 0.5, 0, 1) * 255
    assert np.abs(np.array(grey(data)) - expected).max() <= 1


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_windows_have_the_shape_that_the_file_names(function: str) -> None:
    """The same as the library's own, but for the range that it gives."""
    tags = {"WindowCenter": 2000, "WindowWidth": 900, "VOILUTFunction": function}
    data = corpus.dicom(corpus.ramp(), BitsStored=12, HighBit=11, **tags)
    reference = apply_voi_lut(corpus.ramp(), pydicom.dcmread(BytesIO(data))) / 4095 * 255
    assert np.abs(decode(data, OPTIONS)[:, :, 0] - reference).max() <= 1


def look_up_table(values: list[int], first: int, bits: int) -> Dataset:
    table = Dataset()
    table.LUTDescriptor = [len(values), first, bits]
    table.LUTData = values
    table["LUTData"].VR = "US"
    table["LUTDescriptor"].VR = "US"
    table.ModalityLUTType = "US"
    return table


def test_a_look_up_table_of_interest() -> None:
    """The upper half of the values falls where the lower half rises."""
    table = [*range(0, 4096, 2), *range(4095, 0, -2)]
    sequence = [look_up_table(table, 0, 12)]
    seen = grey(corpus.dicom(corpus.ramp(), VOILUTSequence=sequence))
    assert seen[0] < 5
    assert seen[24] > 240
    assert seen[-1] < 5


def test_a_modality_table_comes_before_the_window() -> None:
    """Values are turned round by the table, and the window looks at what it gives."""
    sequence = [look_up_table(list(range(4095, -1, -1)), 0, 16)]
    tags = {"WindowCenter": 2048, "WindowWidth": 4096}
    seen = grey(corpus.dicom(corpus.ramp(), ModalityLUTSequence=sequence, **tags))
    assert rising(seen[::-1])


def test_a_window_that_shows_nothing_is_not_used() -> None:
    """A black picture would hide the writing from us, not from who opens the window."""
    assert rising(grey(corpus.dicom(corpus.ramp(), WindowCenter=-5000, WindowWidth=10)))


@pytest.mark.parametrize("width", [0, -5, 1])
def test_an_impossible_window_does_no_harm(width: int) -> None:
    """Widths that the standard forbids."""
    image = decode(corpus.dicom(corpus.ramp(), WindowCenter=2000, WindowWidth=width), OPTIONS)
    assert image.min() < image.max()


def test_padding_does_not_rule_the_window() -> None:
    """Values that stand for no picture are far below all others."""
    values = corpus.ramp(np.int16, 0, 1000)
    values[:8] = -30_000
    image = decode(corpus.dicom(values, PixelPaddingValue=-30_000), OPTIONS)
    assert rising(image[20, :, 0].tolist())
    assert image[0].max() == 0


@pytest.mark.parametrize("dtype", [np.uint8, np.uint32, np.int32])
def test_other_depths(dtype: Any) -> None:
    """Eight bits, and thirty-two."""
    high = 255 if dtype is np.uint8 else 1_000_000
    assert rising(grey(corpus.dicom(corpus.ramp(dtype, 0, high))))


def test_floating_point() -> None:
    """Maps of parameters are at times written so."""
    found = pydicom.dcmread(BytesIO(corpus.dicom(corpus.ramp(np.uint32))))
    found.FloatPixelData = corpus.ramp(np.float32, -1, 1).tobytes()
    del found.PixelData, found.BitsStored, found.HighBit, found.PixelRepresentation
    assert rising(grey(corpus.written(found)))


def test_one_bit() -> None:
    """Segmentations: black and white."""
    bits = np.tile(np.arange(corpus.WIDTH) % 2, (corpus.HEIGHT, 1)).astype(np.uint8)
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    data = corpus.dicom(bits, BitsAllocated=1, BitsStored=1, HighBit=0, PixelData=packed)
    assert grey(data)[:4] == [0, 255, 0, 255]


def test_a_palette_gives_its_colours() -> None:
    """Ultrasound with colour: red falls, green rises, blue stays."""
    image = decode(corpus.dicom(corpus.ramp(np.uint8, 0, 255), **corpus.palette()), OPTIONS)
    assert image[0, 0].tolist() == [255, 0, 90]
    assert image[0, -1].tolist() == [0, 255, 90]


def test_colours_by_plane() -> None:
    """First all red, then all green, then all blue."""
    pixels = np.asarray(corpus.small())
    planes = np.moveaxis(pixels, 2, 0).tobytes()
    data = corpus.dicom(pixels, PlanarConfiguration=1, PixelData=planes)
    assert (decode(data, OPTIONS) == pixels).all()


def full_range(pixels: Pixels) -> Pixels:
    from PIL import Image

    return np.asarray(Image.fromarray(pixels).convert("YCbCr"))


def test_luma_and_chroma_become_rgb() -> None:
    """YBR_FULL, uncompressed."""
    pixels = np.asarray(corpus.small())
    data = corpus.dicom(full_range(pixels), PhotometricInterpretation="YBR_FULL")
    assert np.abs(decode(data, OPTIONS).astype(int) - pixels).max() <= 3


def test_halved_chroma_becomes_rgb() -> None:
    """YBR_FULL_422: two lumas for each pair of colours."""
    luma, blue, red = np.moveaxis(full_range(np.asarray(corpus.small())), 2, 0)
    pairs = np.stack([luma[:, ::2], luma[:, 1::2], blue[:, ::2], red[:, ::2]], 2)
    data = corpus.dicom(
        np.asarray(corpus.small()),
        PhotometricInterpretation="YBR_FULL_422",
        PixelData=pairs.tobytes(),
    )
    assert np.abs(decode(data, OPTIONS).astype(int) - np.asarray(corpus.small())).mean() < 5


def test_an_overlay_is_burned_in() -> None:
    """What is written there is then seen, and masked like all other writing."""
    bits = np.zeros((corpus.HEIGHT, corpus.WIDTH), np.uint8)
    bits[4:8, 2:6] = 1
    image = decode(corpus.with_overlay(corpus.dicom(corpus.ramp()), bits), OPTIONS)
    assert (image[4:8, 2:6] == 255).all()
    assert image[3, 2].max() < 255


@pytest.mark.parametrize("origin", [(-2, -3), (30, 46), (200, 200), (-100, 1)])
def test_an_overlay_beyond_the_edge_is_cut(origin: tuple[int, int]) -> None:
    """Its corner may lie outside of the picture, and all of it as well."""
    bits = np.ones((10, 10), np.uint8)
    data = corpus.with_overlay(corpus.dicom(corpus.ramp()), bits, origin)
    image = decode(data, OPTIONS)
    top, left = (max(part - 1, 0) for part in origin)
    bottom, right = (max(part + 9, 0) for part in origin)
    assert (image[top:bottom, left:right] == 255).all()
    assert image[15, 20].max() < 255


def test_per_frame_windows_are_used() -> None:
    """Enhanced files keep the window of each frame apart."""
    item, group = Dataset(), Dataset()
    item.WindowCenter, item.WindowWidth = 2000, 100
    group.FrameVOILUTSequence = [item]
    data = corpus.dicom(corpus.ramp(), PerFrameFunctionalGroupsSequence=[group])
    seen = np.array(grey(data))
    assert set(seen[:22]) == {0}
    assert set(seen[26:]) == {255}


def test_rescaling_is_the_librarys() -> None:
    """Slope and intercept of no round numbers, no window."""
    tags = {"RescaleSlope": "-1.37", "RescaleIntercept": "12.5"}
    data = corpus.dicom(corpus.ramp(), **tags)
    values = apply_modality_lut(corpus.ramp(), pydicom.dcmread(BytesIO(data)))
    seen = decode(data, OPTIONS)[:, :, 0]
    assert rising(grey(data)[::-1])
    assert np.corrcoef(values.ravel(), seen.ravel())[0, 1] > 0.999
