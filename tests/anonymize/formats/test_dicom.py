"""DICOM: files of every syntax, what holds no picture, and nothing of a tag in a log."""

import logging
from io import BytesIO
from typing import Any

import numpy as np
import pydicom
import pytest

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode
from tests.anonymize.formats import corpus
from tests.drawn import as_bytes

OPTIONS = Options()
DEFLATED = "1.2.840.10008.1.2.1.99"
JPEG, JPEG_2000, JPEG_LS, RLE = (
    f"1.2.840.10008.1.2.{part}" for part in ("4.50", "4.90", "4.80", "5")
)


def refusal(data: bytes, options: Options = OPTIONS) -> Refusal:
    with pytest.raises(PictureError) as caught:
        decode(data, options)
    return caught.value.refusal


def grey(data: bytes) -> list[int]:
    """The first row of a picture."""
    found: list[int] = decode(data, OPTIONS)[0, :, 0].tolist()
    return found


def rising(values: list[int]) -> bool:
    return values == sorted(values) and values[0] < 5 and values[-1] > 250


def coded(form: str, **settings: Any) -> bytes:
    return as_bytes(corpus.small(), form, **settings)


@pytest.mark.parametrize(
    ("syntax", "frame"),
    [
        (JPEG, coded("JPEG", quality=95)),
        (JPEG_2000, coded("JPEG2000", no_jp2=True)),
        (RLE, None),
        (DEFLATED, None),
    ],
)
def test_compressed_files_give_their_pixels(syntax: str, frame: bytes | None) -> None:
    """Within what the compression costs."""
    pixels = np.asarray(corpus.small())
    if frame:
        data = corpus.compressed(pixels, syntax, [frame])
    else:
        data = corpus.run_lengths(pixels) if syntax == RLE else corpus.dicom(pixels, syntax)
    assert np.abs(decode(data, OPTIONS).astype(int) - pixels).mean() < 3


@pytest.mark.parametrize("where", ["whole", "frame", "overlay"])
def test_pixels_cut_off_are_unreadable(where: str) -> None:
    """Half a picture is no picture."""
    data = {
        "whole": corpus.dicom(corpus.ramp()),
        "frame": corpus.run_lengths(corpus.ramp()),
        "overlay": corpus.dicom(corpus.ramp(), DEFLATED),
    }[where]
    assert refusal(data[: len(data) * 3 // 4]) is Refusal.UNREADABLE


@pytest.mark.parametrize("tag", ["EncapsulatedDocument", "WaveformSequence", "ContentSequence"])
def test_what_has_no_pixels_is_unsupported(tag: str) -> None:
    """Reports, documents in PDF, waveforms."""
    found = pydicom.dcmread(BytesIO(corpus.dicom(corpus.ramp())))
    for keyword in ("PixelData", "Rows", "Columns"):
        delattr(found, keyword)
    setattr(found, tag, b"%PDF-1.7 " if tag == "EncapsulatedDocument" else [])
    assert refusal(corpus.written(found)) is Refusal.UNSUPPORTED


def test_a_film_is_unsupported() -> None:
    """MPEG inside DICOM."""
    data = corpus.compressed(np.asarray(corpus.small()), "1.2.840.10008.1.2.4.102", [b"film"])
    assert refusal(data) is Refusal.UNSUPPORTED


def test_several_frames_are_refused() -> None:
    """One picture at a time: stills takes them apart."""
    assert refusal(corpus.dicom(np.stack([corpus.ramp()] * 2))) is Refusal.SEVERAL


def test_a_file_without_a_mark_is_still_known() -> None:
    """Old archives write the data set alone."""
    data = corpus.dicom(corpus.ramp(), pydicom.uid.ImplicitVRLittleEndian)
    bare = data[data.index(b"\x08\0\x16\0") :]
    assert rising(grey(bare))


def test_text_that_begins_like_a_tag_is_no_dicom() -> None:
    """Only what goes on like a data set is tried as one."""
    assert refusal(b"\x08\0 text" * 100) is Refusal.UNSUPPORTED


def test_nothing_of_a_tag_reaches_a_log(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The library quotes values that break the standard: names among them."""
    data = corpus.dicom(corpus.ramp(), PatientName="SECRET", StudyDescription="SECRET")
    data = data.replace(b"SECRET", b"SECRE\xff")
    data = data.replace(b"UI\x08\x001.2.3.4\0", b"UI\x08\0SECRE\xff.A")
    with caplog.at_level(logging.DEBUG):
        for cut in range(300, len(data), 97):
            with pytest.raises(PictureError):
                decode(data[:cut], OPTIONS)
        _ = decode(data, OPTIONS)
    said = caplog.text + "".join(capfd.readouterr())
    assert "SECRE" not in said


def test_the_library_would_have_quoted_the_name(caplog: pytest.LogCaptureFixture) -> None:
    """The test above looks for something that does happen without us."""
    logging.getLogger("pydicom").setLevel(logging.DEBUG)
    data = corpus.dicom(corpus.ramp()).replace(b"UI\x08\x001.2.3.4\0", b"UI\x08\0SECRE\xff.A")
    pydicom.config.settings.reading_validation_mode = pydicom.config.WARN
    found = pydicom.dcmread(BytesIO(data))
    with caplog.at_level(logging.DEBUG), pytest.warns(UserWarning, match="SECRE"):
        str(found.SOPInstanceUID)
    assert "SECRE" in caplog.text
