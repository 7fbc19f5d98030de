"""Files with several pictures: each frame as a viewer shows it, within limits known beforehand."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from anonymize import Anonymizer, Options, PictureError, Refusal
from anonymize.picture import decode
from anonymize.stills import spaced, stills
from anonymize.worker import LimitedPool
from tests.anonymize.formats import corpus, heic
from tests.drawn import as_bytes, plain

OPTIONS = Options()


def reds(data: bytes, options: Options = OPTIONS) -> list[int]:
    """The red of each still of a drawn animation."""
    return [int(decode(still, options)[5, 5, 0]) for still in stills(data, options).pictures]


def refusal(data: bytes, options: Options = OPTIONS) -> Refusal:
    with pytest.raises(PictureError) as caught:
        stills(data, options)
    return caught.value.refusal


@pytest.mark.parametrize("form", corpus.ANIMATED)
def test_every_frame_becomes_a_picture(form: str) -> None:
    """In the order in which they are shown."""
    found = stills(corpus.animation(form, 4), OPTIONS)
    assert found.of == 4
    assert reds(corpus.animation(form, 4)) == pytest.approx([0, 20, 40, 60], abs=2)
    assert all(still.startswith(b"\x89PNG") for still in found.pictures)


@pytest.mark.parametrize("form", corpus.ANIMATED)
def test_of_many_frames_some_are_taken_evenly(form: str) -> None:
    """The first and the last among them; how many there were is told."""
    found = stills(corpus.animation(form, 9), Options(max_frames=3))
    assert (len(found.pictures), found.of) == (3, 9)
    taken = reds(corpus.animation(form, 9), Options(max_frames=3))
    assert taken == pytest.approx([0, 80, 160], abs=3)


@pytest.mark.parametrize(
    ("frames", "taken", "places"),
    [(3, 10, (0, 1, 2)), (10, 4, (0, 3, 6, 9)), (5, 1, (0,)), (60, 2, (0, 59)), (1, 1, (0,))],
)
def test_places_are_spread_over_all_frames(
    frames: int, taken: int, places: tuple[int, ...]
) -> None:
    """From end to end, each once."""
    assert spaced(frames, taken) == places


@pytest.mark.parametrize("form", corpus.STILL)
def test_a_single_picture_comes_back_as_it_is(form: str) -> None:
    """Byte for byte: it is decoded once, later."""
    data = as_bytes(corpus.small(), form)
    assert stills(data, OPTIONS).pictures == (data,)


def test_frames_are_composed_as_viewers_show_them() -> None:
    """A frame of an animation may hold only what changed."""
    patch = Image.new("RGBA", (48, 32), (0, 0, 0, 0))
    patch.paste((200, 0, 0, 255), (0, 0, 20, 20))
    ground = Image.new("RGBA", (48, 32), (0, 0, 200, 255))
    data = as_bytes(ground, "PNG", save_all=True, append_images=[patch], blend=1)
    second = decode(stills(data, OPTIONS).pictures[1], OPTIONS)
    assert second[5, 5].tolist() == [200, 0, 0]
    assert second[25, 40].tolist() == [0, 0, 200]


def test_pages_come_out_upright() -> None:
    """A scanner notes on each page how it lay."""
    first, second = plain(64, 40), plain(64, 40).rotate(180)
    data = as_bytes(first, "TIFF", save_all=True, append_images=[second], tiffinfo={274: 6})
    shapes = [decode(still, OPTIONS).shape for still in stills(data, OPTIONS).pictures]
    assert shapes == [(64, 40, 3)] * 2


def test_a_thumbnail_page_is_no_picture() -> None:
    """A smaller copy of the page before it."""
    page = plain(64, 40)
    small = page.resize((48, 36))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    data = as_bytes(page, "TIFF", save_all=True, append_images=[small])
    assert decode(data, OPTIONS).shape == (40, 64, 3)


def test_several_pictures_in_one_heic() -> None:
    """Pictures at the top of the file, not its helpers."""
    data = heic.packed(heic.coded(plain(48, 32)), heic.coded(plain(64, 48)))
    found = stills(data, OPTIONS)
    assert [decode(still, OPTIONS).shape[:2] for still in found.pictures] == [(32, 48), (48, 64)]


def test_slices_are_pictures() -> None:
    """Frames of a DICOM series, each in its place."""
    series = np.stack([corpus.ramp(np.uint8, 10 * at, 10 * at + 5) for at in range(6)])
    data = corpus.dicom(series, WindowCenter=128, WindowWidth=256)
    assert reds(data, Options(max_frames=3)) == pytest.approx([0, 20, 50], abs=2)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("frames", [2_001, 100_000])
def test_too_many_frames_cost_nothing(frames: int) -> None:
    """They are counted, no further than to the limit."""
    assert refusal(corpus.gif_of(frames)) is Refusal.TOO_LARGE


@pytest.mark.timeout(10)
def test_an_animation_of_too_many_pixels_is_refused() -> None:
    """Every frame is small enough, all together are not."""
    limit = Options(max_pixels=48 * 32)
    assert refusal(corpus.gif_of(11), limit) is Refusal.TOO_LARGE
    assert stills(corpus.animation("GIF", 2), limit).of == 2


@pytest.mark.timeout(10)
def test_a_frame_larger_than_its_canvas_is_refused() -> None:
    """Decoders enlarge the canvas: a few bytes would become gigabytes."""
    assert refusal(corpus.gif_of(2, 65_535, 65_535)) is Refusal.TOO_LARGE


def test_stills_that_are_too_much_together_are_refused() -> None:
    """Pages are decoded one by one, but all are kept."""
    data = corpus.animation("TIFF", 9)
    assert refusal(data, Options(max_pixels=48 * 32)) is Refusal.TOO_LARGE
    assert len(stills(data, Options(max_pixels=48 * 32, max_frames=2)).pictures) == 2


@pytest.mark.parametrize("form", corpus.ANIMATED)
def test_a_cut_animation_is_refused(form: str) -> None:
    """What is missing may be the frame that matters."""
    data = corpus.animation(form)
    assert refusal(data[: len(data) * 2 // 3]) is Refusal.UNREADABLE


def test_a_file_whose_pages_go_round_in_a_circle_ends() -> None:
    """The last directory of a TIFF may point at the first."""
    data = bytearray(as_bytes(corpus.small(), "TIFF"))
    start = struct.unpack_from("<I", data, 4)[0]
    after = start + 2 + 12 * struct.unpack_from("<H", data, start)[0]
    struct.pack_into("<I", data, after, start)
    assert stills(bytes(data), OPTIONS).of == 1


def test_what_is_no_picture_is_unsupported() -> None:
    """The same sentence as for a single picture."""
    assert refusal(b"%PDF-1.7 and so on" * 20) is Refusal.UNSUPPORTED


async def test_the_anonymizer_takes_stills_in_its_processes() -> None:
    """Hostile files are opened where they can do no harm."""
    with LimitedPool(1, 20, 2048) as pool:
        anonymizer = Anonymizer(OPTIONS, pool)
        found = await anonymizer.stills(corpus.animation("GIF"))
        with pytest.raises(PictureError):
            await anonymizer.stills(b"nothing")
    assert (len(found.pictures), found.of) == (3, 3)
    assert Image.open(io.BytesIO(found.pictures[0])).size == (48, 32)
