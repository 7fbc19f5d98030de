"""An empty picture, for what must no longer be seen."""

import io
from functools import lru_cache

from PIL import Image

SIDE_PIXELS = 320
GREY = (128, 128, 128)


@lru_cache(maxsize=1)
def blank() -> bytes:
    """A plain grey square as JPEG: what replaces a picture that is being taken down."""
    stream = io.BytesIO()
    Image.new("RGB", (SIDE_PIXELS, SIDE_PIXELS), GREY).save(stream, "JPEG")
    return stream.getvalue()
