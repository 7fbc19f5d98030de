"""Photos are re-encoded as Telegram does, documents are byte-exact."""

import io

import pytest
from PIL import Image

from sandbox.pictures import MAX_PHOTO_BYTES, photo_sizes, thumbnail
from sandbox.refusal import Refusal
from tests.sandbox.fakes import BotClient, Stage, picture


def test_the_long_side_becomes_1280() -> None:
    """All sizes ascend and keep the shape."""
    sizes = photo_sizes(picture(2560, 1600))
    assert [(x.width, x.height) for x in sizes] == [(90, 56), (320, 200), (800, 500), (1280, 800)]


def test_a_small_photo_is_not_enlarged() -> None:
    """The largest size is the picture's own."""
    assert [(x.width, x.height) for x in photo_sizes(picture(64, 48))] == [(64, 48)]


def test_it_comes_out_upright_and_without_metadata() -> None:
    """The EXIF orientation is applied, then dropped with everything else."""
    image, out = Image.new("RGB", (40, 20)), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "somebody"
    image.save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(photo_sizes(out.getvalue())[-1].data)) as read:
        assert (read.size, dict(read.getexif()), read.format) == ((20, 40), {}, "JPEG")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Bad Request: file must be non-empty"),
        (b"no picture", "Bad Request: IMAGE_PROCESS_FAILED"),
        (picture(2100, 100), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (picture(9990, 600), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (
            bytes(MAX_PHOTO_BYTES + 1),
            (
                "Bad Request: file of size 10485761 bytes is too big for a photo; "
                "the maximum size is 10485760 bytes"
            ),
        ),
        (bytes(50 * 1024 * 1024 + 1), "Request Entity Too Large"),
    ],
)
def test_what_is_no_photo_is_refused(data: bytes, reason: str) -> None:
    """Each limit has its own words."""
    with pytest.raises(Refusal) as caught:
        photo_sizes(data)
    assert caught.value.description == reason


def test_a_document_that_is_no_picture_has_no_thumbnail() -> None:
    """Anything may be sent as a file."""
    assert thumbnail(b"%PDF-1.7") is None


async def test_a_document_comes_back_byte_for_byte(bot: BotClient, stage: Stage) -> None:
    """What the bot uploads as a file is what the person gets, and the reverse."""
    data = picture(3000, 10)
    files = {"document": ("scan.png", data)}
    await bot.call("sendDocument", chat_id=stage.doctor.id, files=files)
    assert stage.doctor.last().document == data
    assert stage.doctor.last().file_name == "scan.png"


async def test_a_photo_arrives_in_several_sizes(bot: BotClient, stage: Stage) -> None:
    """The update lists them ascending, and each can be fetched."""
    stage.doctor.send_photo(picture(1000, 500), "look")
    message = (await bot.updates())[-1]["message"]
    assert [x["width"] for x in message["photo"]] == [90, 320, 800, 1000]
    assert message["caption"] == "look"
