"""The files that pydicom brings along for its own tests: made by many devices, some of them broken
on purpose.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut
from pydicom.pixels.utils import pixel_array

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode
from anonymize.stills import stills

FOLDER = Path(pydicom.__file__).parent / "data" / "test_files"
FILES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
# Some have nine pixels.
OPTIONS = Options(min_side=1)


def taken(path: Path) -> str:
    """Picture, or the reason of the refusal; stills of what holds several."""
    data = path.read_bytes()
    try:
        decode(data, OPTIONS)
    except PictureError as refused:
        if refused.refusal is Refusal.SEVERAL:
            return f"{len(stills(data, OPTIONS).pictures)} stills"
        return refused.refusal.value
    return "picture"


def test_each_is_a_picture_or_refused() -> None:
    """Nothing else comes out; what has pixels that are whole gives a picture."""
    found = Counter(taken(path) for path in FILES)
    refused = found["unsupported"] + found["unreadable"]
    assert found["picture"] >= 82
    assert sum(found.values()) - refused >= 89


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("test-SR", "unsupported"),
        ("reportsi", "unsupported"),
        ("waveform_ecg", "unsupported"),
        ("rtplan", "unsupported"),
        ("rtstruct", "unsupported"),
        ("MR_truncated", "unreadable"),
        ("examples_ybr_color", "10 stills"),
        ("rtdose", "10 stills"),
        ("SC_rgb_rle_2frame", "2 stills"),
    ],
)
def test_what_has_no_picture_or_several(name: str, reason: str) -> None:
    """Reports, waveforms, plans; a file cut off; series."""
    assert taken(FOLDER / f"{name}.dcm") == reason


@pytest.mark.parametrize(
    "name",
    [
        "CT_small",
        "MR_small",
        "MR_small_RLE",
        "MR_small_bigendian",
        "MR_small_implicit",
        "MR_small_jp2klossless",
        "MR_small_jpeg_ls_lossless",
        "693_J2KI",
        "examples_overlay",
        "rtdose_1frame",
    ],
)
def test_grey_rises_where_the_library_says_that_it_does(name: str) -> None:
    """Brighter there is never darker here: the polarity and the window are right."""
    path = FOLDER / f"{name}.dcm"
    found = pydicom.dcmread(path)
    values = apply_modality_lut(pixel_array(found), found)
    reference = apply_voi_lut(values, found).astype(float).ravel()
    seen = decode(path.read_bytes(), OPTIONS)[:, :, 0].ravel().astype(int)
    order = np.argsort(reference, kind="stable")
    burned = 0.06 if name == "examples_overlay" else 0.0
    assert (np.diff(seen[order]) < 0).mean() <= burned
    assert seen.max() - seen.min() > 150


@pytest.mark.parametrize(
    "name",
    ["SC_rgb_rle", "SC_rgb_dcmtk_+eb+cr", "SC_rgb_jpeg_gdcm", "SC_ybr_full_422_uncompressed"],
)
def test_colours_are_the_librarys(name: str) -> None:
    """RGB, whatever they were stored as."""
    path = FOLDER / f"{name}.dcm"
    reference = pixel_array(pydicom.dcmread(path)).astype(int)
    assert np.abs(decode(path.read_bytes(), OPTIONS) - reference).max() <= 1


def test_twelve_bits_of_jpeg_have_the_values_of_the_reference() -> None:
    """The library refuses this file; other readers give 244 and 95 at these places."""
    from anonymize.formats.dicom import Dicom

    data = (FOLDER / "JPGExtended.dcm").read_bytes()
    found = Dicom(data, OPTIONS)
    stored = pixel_array(found._data, index=0)
    assert (stored[420, 140], stored[230, 120]) == (244, 95)
