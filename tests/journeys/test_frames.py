"""Files with several pictures: each frame is masked, in order, and nobody sees the rest."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, UltrasoundMultiFrameImageStorage, generate_uid

from moderation.case import Picture, PictureState
from sandbox.seen import Seen
from storage import pictures
from tests.journeys.applying import to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture, shows


def drawn(*colours: tuple[int, int, int]) -> Image.Image:
    return Image.open(BytesIO(picture(*colours)))


def pages(form: str, *frames: Image.Image) -> bytes:
    """A file with several pictures; none of them like the one before, for a GIF merges those."""
    stream = BytesIO()
    first, *others = frames
    first.save(stream, form, save_all=True, append_images=others)
    return stream.getvalue()


def numbered(many: int) -> list[Image.Image]:
    frames = [drawn() for _number in range(many)]
    for number, frame in enumerate(frames):
        frame.paste((0, 0, 0), (10, 200, 20 + 5 * number, 220))
    return frames


def loop(*frames: Image.Image) -> bytes:
    """An ultrasound loop in colour, with a name in its tags."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UltrasoundMultiFrameImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    data.SOPClassUID, data.SOPInstanceUID = UltrasoundMultiFrameImageStorage, generate_uid()
    data.PatientName = "Doe^Jane"
    data.SamplesPerPixel, data.PhotometricInterpretation = 3, "RGB"
    data.PlanarConfiguration = 0
    data.Rows, data.Columns = frames[0].height, frames[0].width
    data.BitsAllocated, data.BitsStored, data.HighBit = 8, 8, 7
    data.PixelRepresentation, data.NumberOfFrames = 0, len(frames)
    data.PixelData = np.stack([np.asarray(frame) for frame in frames]).tobytes()
    stream = BytesIO()
    data.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


async def of_case(clinic: Clinic) -> list[Picture]:
    return await pictures.of_case(clinic.bot.services.database.reader, 1)


def previews(clinic: Clinic) -> list[Seen]:
    return [seen for seen in clinic.doctor.sees() if seen.kind == "photo"]


async def test_every_page_becomes_a_picture(clinic: Clinic) -> None:
    """In order, each masked on its own; the author is told how many there are."""
    data = pages("TIFF", drawn(MAGENTA), drawn(CYAN), drawn())
    clinic.doctor.send_document(data, name="pages.tif", caption="Three views")
    await clinic.doctor.expect("This file holds 3 images: each is a picture of your case")
    await clinic.preview()
    said = [seen.text for seen in previews(clinic)]
    assert said == [
        "Picture 1: 1 face hidden",
        "Picture 2: 1 text hidden",
        "Picture 3: nothing found to hide",
    ]
    assert not any(shows(seen.picture, MAGENTA) for seen in previews(clinic))
    assert not any(shows(seen.picture, CYAN) for seen in previews(clinic))


async def test_no_file_fills_more_than_a_case(clinic: Clinic) -> None:
    """Ten of twelve, evenly spaced, and the author is told so."""
    clinic.doctor.send_document(pages("GIF", *numbered(12)), name="loop.gif", mime="image/gif")
    await clinic.doctor.expect("This file holds 12 images: I took 10 of them, evenly spaced")
    await clinic.preview()
    assert [p.frame for p in await of_case(clinic)] == list(range(1, 11))
    assert len(previews(clinic)) == 10


async def test_a_file_leaves_room_for_what_is_there(clinic: Clinic) -> None:
    """An earlier picture keeps its place; of the file as many as fit are taken."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()
    clinic.doctor.send_document(pages("TIFF", *numbered(10)), name="pages.tiff")
    await clinic.doctor.expect("This file holds 10 images: I took 9 of them")
    await clinic.preview()
    assert [p.frame for p in await of_case(clinic)] == [0, *range(1, 10)]


@pytest.mark.parametrize("name", ["loop.dcm", "IM000001", "1.2.840.10008.5"])
async def test_an_ultrasound_loop_is_masked_frame_by_frame(clinic: Clinic, name: str) -> None:
    """DICOM with any name; nothing of its tags is said."""
    data = loop(drawn(MAGENTA), drawn(CYAN))
    clinic.doctor.send_document(data, name=name, mime="application/octet-stream", caption="?")
    await clinic.preview()
    assert [seen.text for seen in previews(clinic)] == [
        "Picture 1: 1 face hidden",
        "Picture 2: 1 text hidden",
    ]
    told = " ".join(seen.text for seen in clinic.doctor.sees())
    assert "Doe" not in told
    assert name not in told


async def test_one_frame_can_be_removed(clinic: Clinic) -> None:
    """It is a picture like any other."""
    data = pages("TIFF", drawn(MAGENTA), drawn(CYAN))
    clinic.doctor.send_document(data, name="pages.tif", caption="?")
    await clinic.preview()
    await clinic.doctor.press("Remove this picture", previews(clinic)[0])
    assert [p.frame for p in await of_case(clinic)] == [2]
    assert {path for p in await of_case(clinic) for path in (p.original, p.masked, p.preview)} == (
        clinic.files()
    )


async def test_a_stop_before_the_frames_are_taken(clinic: Clinic) -> None:
    """The file waits; after the start it is taken apart once."""
    data = pages("TIFF", drawn(MAGENTA), drawn(CYAN))
    with clinic.busy():
        clinic.doctor.send_document(data, name="pages.tif", caption="?")
        await clinic.doctor.expect("0 of 1 done")
        await clinic.stop()
    await clinic.start()
    await clinic.preview()
    await clinic.restart()
    assert [p.frame for p in await of_case(clinic)] == [1, 2]
    assert {p.state for p in await of_case(clinic)} == {PictureState.MASKED}
    assert len(previews(clinic)) == 2


async def test_the_file_itself_is_gone(clinic: Clinic) -> None:
    """What is on the disk is what the pictures name."""
    data = pages("TIFF", drawn(MAGENTA), drawn(CYAN))
    clinic.doctor.send_document(data, name="pages.tif", caption="?")
    await clinic.preview()
    rows = await of_case(clinic)
    named = {key for p in rows for key in (p.original, p.masked, p.preview) if key}
    assert clinic.files() == named


async def test_a_card_is_one_photo(clinic: Clinic) -> None:
    """Evidence with several pages is refused with what to send; DICOM is no photo of a card."""
    await to_evidence(clinic.stranger)
    data = pages("TIFF", drawn(), drawn(CYAN))
    clinic.stranger.send_document(data, name="card.tif")
    await clinic.stranger.expect("This file holds several images. Send a single photo")
    clinic.stranger.send_document(data, name="card.dcm", mime="application/dicom")
    await clinic.stranger.expect("I only take a photo of your card")


async def test_a_film_is_refused_with_what_to_send(clinic: Clinic) -> None:
    """As a video, and as a file that is one."""
    clinic.doctor.send_video()
    await clinic.doctor.expect("no videos. Send the moments that matter")
    clinic.doctor.send_document(b"ftyp-video", name="film.mp4", mime="video/mp4")
    await clinic.doctor.expect("no videos. Send the moments that matter")
