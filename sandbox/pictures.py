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
    return [_scaled(image, side) for side in sorted(set(sides))]


def thumbnail(data: bytes) -> Rendition | None:
    """A small JPEG of a document that is a picture; None for anything else."""
    try:
        image = _open(data)
    except Exception:  # noqa: BLE001 - any unreadable document simply has no thumbnail
        return None
    return _scaled(image, min(THUMBNAIL_SIDE, max(image.size)))


def _open(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data)) as opened:
            upright = ImageOps.exif_transpose(opened)
            return upright.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error


def _scaled(image: Image.Image, long_side: int) -> Rendition:
    copy = image.copy()
    copy.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=JPEG_QUALITY)
    return Rendition(out.getvalue(), *copy.size)
