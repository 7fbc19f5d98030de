"""Photos as Telegram stores them: upright, scaled to 1280 pixels, JPEG, several sizes."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from sandbox.refusal import bad_request, entity_too_large

LONG_SIDES = (90, 320, 800, 1280)
JPEG_QUALITY = 87
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_SIDES_SUM = 10_000
MAX_RATIO = 20
THUMBNAIL_SIDE = 320


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a photo: JPEG bytes and its width and height in pixels."""

    data: bytes
    width: int
    height: int


def check_upload(data: bytes) -> None:
    """Refuse what no bot may upload: nothing at all, or more than 50 MB."""
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > MAX_UPLOAD_BYTES:
        raise entity_too_large()


def photo_sizes(data: bytes) -> list[Rendition]:
    """All sizes of a photo, ascending; raises Refusal for what Telegram takes for no photo."""
    check_upload(data)
    if len(data) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    image = _open(data)
    width, height = image.size
    if width + height > MAX_SIDES_SUM or max(width, height) > MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    longest = max(width, height)
    sides = [side for side in LONG_SIDES if side < longest]
    sides.append(min(longest, LONG_SIDES[-1]))
    renditions = []
    # Each size is made from the next larger one, which is quicker, and nobody sees it.
    for side in sorted(set(sides), reverse=True):
        image = _shrunk(image, side)
        renditions.append(_encoded(image))
    return renditions[::-1]


def thumbnail(data: bytes) -> Rendition | None:
    """A small JPEG of a document that is a picture; None for anything else."""
    try:
        image = _open(data)
    except Exception:  # noqa: BLE001 - any unreadable document simply has no thumbnail
        return None
    return _encoded(_shrunk(image, THUMBNAIL_SIDE))


def _open(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data)) as opened:
            upright = ImageOps.exif_transpose(opened)
            return upright.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error


def _shrunk(image: Image.Image, long_side: int) -> Image.Image:
    scale = long_side / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _encoded(image: Image.Image) -> Rendition:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY)
    return Rendition(out.getvalue(), *image.size)
