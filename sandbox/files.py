"""Files on the server: their bytes, their identifiers and what a message keeps of them."""

import hashlib
import mimetypes
from typing import TYPE_CHECKING

from sandbox.model import Media, PhotoSize, StoredFile
from sandbox.pictures import Rendition, check_upload, photo_sizes, thumbnail
from sandbox.refusal import bad_request

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "sticker": "stickers",
    "voice": "voice",
    "video": "videos",
    "thumbnail": "thumbnails",
}
_SUFFIXES = {"photo": "jpg", "thumbnail": "jpg", "sticker": "webp", "voice": "oga", "video": "mp4"}
MAX_DOWNLOAD_BYTES = 20_000_000
WRONG_FILE = "wrong file_id or the file is temporarily unavailable"


def store(messenger: "Messenger", kind: str, data: bytes, name: str = "") -> StoredFile:
    """Keep bytes under new identifiers; the address to download them holds the kind."""
    number = messenger.count("file")
    digest = hashlib.blake2b(f"{kind}{number}".encode(), digest_size=24).hexdigest()
    suffix = _SUFFIXES.get(kind) or (name.rpartition(".")[2] if "." in name else "bin")
    stored = StoredFile(
        file_id=f"AgACAgQAAx{digest}",
        unique_id=f"AQAD{digest[:12]}",
        path=f"{FOLDERS[kind]}/file_{number}.{suffix}",
        size=len(data),
        kind=kind,
    )
    messenger.world.files[stored.file_id] = stored
    messenger.blobs[stored.unique_id] = data
    return stored


def _sized(messenger: "Messenger", kind: str, picture: Rendition) -> PhotoSize:
    stored = store(messenger, kind, picture.data)
    return PhotoSize(
        stored.file_id, stored.unique_id, picture.width, picture.height, len(picture.data)
    )


def photo(messenger: "Messenger", data: bytes) -> Media:
    """A photo, re-encoded; raises Refusal for what is not one."""
    sizes = [_sized(messenger, "photo", picture) for picture in photo_sizes(data)]
    largest = sizes[-1]
    return Media("photo", largest.file_id, largest.unique_id, largest.size, sizes)


def document(messenger: "Messenger", data: bytes, name: str, mime: str = "") -> Media:
    """A document, byte for byte, with a thumbnail when it is a picture."""
    check_upload(data)
    stored = store(messenger, "document", data, name)
    small = thumbnail(data)
    return Media(
        "document",
        stored.file_id,
        stored.unique_id,
        stored.size,
        thumbnail=_sized(messenger, "thumbnail", small) if small else None,
        name=name,
        mime=mime or mimetypes.guess_type(name)[0] or "application/octet-stream",
    )


def clip(messenger: "Messenger", kind: str, data: bytes, *, mime: str = "") -> Media:
    """A sticker, a voice note or a video with invented measures."""
    stored = store(messenger, kind, data)
    side = 0 if kind == "voice" else 512
    return Media(
        kind,
        stored.file_id,
        stored.unique_id,
        stored.size,
        mime=mime,
        duration=0 if kind == "sticker" else 3,
        width=side,
        height=side,
    )


def known_media(messenger: "Messenger", kind: str, file_id: str) -> Media:
    """The media of an earlier message by the identifier of any of its sizes."""
    stored = messenger.world.files.get(file_id)
    if stored is None or stored.expired:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(
            f"type of file mismatch: can't use file of type {stored.kind.title()} "
            f"as {kind.title()}"
        )
    for chat in messenger.world.chats.values():
        for message in chat.messages.values():
            media = message.media
            if media and file_id in {media.file_id, *(size.file_id for size in media.sizes)}:
                return media
    raise bad_request("wrong file identifier/HTTP URL specified")


def downloadable(messenger: "Messenger", file_id: str) -> StoredFile:
    """What getFile gives; refuses the unknown, the expired and more than 20 MB."""
    stored = messenger.world.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.expired:
        raise bad_request(WRONG_FILE)
    if stored.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return stored
