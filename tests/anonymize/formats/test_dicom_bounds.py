"""What a DICOM file may cost: bombs in each of its compressions, and sizes that it promises."""

import tracemalloc
import zlib
from collections.abc import Callable

import numpy as np
import pytest

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode
from tests.anonymize.formats import corpus
from tests.drawn import as_bytes, plain

OPTIONS = Options()
DEFLATED = "1.2.840.10008.1.2.1.99"
JPEG, JPEG_2000, JPEG_LS, RLE = (
    f"1.2.840.10008.1.2.{part}" for part in ("4.50", "4.90", "4.80", "5")
)


def refusal(data: bytes, options: Options = OPTIONS) -> Refusal:
    with pytest.raises(PictureError) as caught:
        decode(data, options)
    return caught.value.refusal


def peak(work: Callable[[], object]) -> int:
    """Bytes that Python and numpy held at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def deflated(body: bytes) -> bytes:
    """A file in the deflated syntax whose data set is `body`."""
    data = corpus.dicom(corpus.ramp(), DEFLATED)
    place = data.index(DEFLATED.encode()) + len(DEFLATED)
    while data[place : place + 2] == b"\x02\0" or data[place] == 0:
        place += (
            1 if data[place] == 0 else 8 + int.from_bytes(data[place + 6 : place + 8], "little")
        )
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return data[:place] + packer.compress(body) + packer.flush()


@pytest.mark.timeout(20)
def test_a_deflated_bomb_is_not_inflated() -> None:
    """A hundred kilobytes that stand for a hundred megabytes."""
    bomb = deflated(bytes(100_000_000))
    limit = Options(max_pixels=1_000_000)
    assert len(bomb) < 200_000
    assert refusal(bomb, limit) is Refusal.TOO_LARGE
    assert peak(lambda: refusal(bomb, limit)) < 10_000_000


def test_a_bomb_that_hides_its_syntax_is_not_inflated() -> None:
    """A second transfer syntax, inside what was inflated."""
    inner = b"\x02\0\x10\0UI\x16\0" + DEFLATED.encode() + bytes(200)
    assert refusal(deflated(inner)) in {Refusal.UNREADABLE, Refusal.UNSUPPORTED}


@pytest.mark.parametrize(("rows", "columns"), [(65_000, 65_000), (20_000, 3_000)])
def test_a_size_above_the_limit_is_refused_before_decoding(rows: int, columns: int) -> None:
    """The tags tell it."""
    assert refusal(corpus.dicom(corpus.ramp(), Rows=rows, Columns=columns)) is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    ("syntax", "frame"),
    [
        (JPEG, as_bytes(plain(64, 64), "JPEG")),
        (JPEG_2000, as_bytes(plain(64, 64), "JPEG2000", no_jp2=True)),
        (JPEG_LS, b"\xff\xd8\xff\xf7\0\x0b\x08\xff\xff\xff\xff\x03" + bytes(40)),
        (JPEG, b"\xff\xd8\xff\xe0\xff\xff" + bytes(100)),
        (JPEG, b""),
    ],
)
def test_a_frame_that_promises_other_pixels_is_refused(syntax: str, frame: bytes) -> None:
    """The tags say 48 x 32; what is inside may be gigabytes."""
    data = corpus.compressed(np.asarray(corpus.small()), syntax, [frame or b"\0\0"])
    assert refusal(data) is Refusal.UNREADABLE


def test_run_lengths_that_run_on_are_refused() -> None:
    """Two bytes stand for up to 128: a segment longer than the picture is a bomb."""
    header = (1).to_bytes(4, "little") + (64).to_bytes(4, "little") + bytes(56)
    frame = header + b"\x81\xff" * 2_000_000
    data = corpus.compressed(corpus.ramp(np.uint8, 0, 255), RLE, [frame])
    assert peak(lambda: refusal(data)) < 40_000_000
    assert refusal(data) is Refusal.UNREADABLE


@pytest.mark.parametrize("words", [[1, 65_535, 9] * 40, [2, 9, 0, 0]])
def test_a_palette_that_unfolds_without_end_is_refused(words: list[int]) -> None:
    """Segments: three numbers may stand for 65,535 entries."""
    tags = corpus.palette()
    for colour in ("Red", "Green", "Blue"):
        del tags[f"{colour}PaletteColorLookupTableData"]
        table = np.array(words, np.uint16).tobytes()
        tags[f"Segmented{colour}PaletteColorLookupTableData"] = table
    data = corpus.dicom(corpus.ramp(np.uint8, 0, 255), **tags)
    assert refusal(data) is Refusal.UNSUPPORTED
