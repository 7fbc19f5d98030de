"""What is taken: by type or by the name's ending, and a sentence for everything else."""

import pytest
from telegram import Animation, Chat, Document, Message, Update, User

from handlers.submission.intake import (
    DOWNLOAD_MAX_BYTES,
    OTHER_MEDIA,
    PICTURES,
    _problem,
    _what_to_send,
)
from handlers.texts import Speech
from tests.moderation.examples import NOW

TAKEN = [
    ("image/jpeg", "x.jpg"),
    ("image/heic", None),
    ("image/avif", "x.bin"),
    ("image/gif", "x.gif"),
    ("image/jp2", "x.jp2"),
    ("application/dicom", "x"),
    ("application/octet-stream", "X.DCM"),
    ("application/octet-stream", "IM000001"),
    (None, "1.2.840.10008.1"),
    (None, None),
    ("", "scan.TIFF"),
]
REFUSED = [
    ("application/pdf", "x.jpg"),
    ("text/plain", "x"),
    ("application/octet-stream", "x.exe"),
    (None, "x.zip"),
    ("image/svg+xml", "x.svg"),
]


def document(mime: str | None, name: str | None, size: int = 1000) -> Document:
    return Document("id", "unique", file_name=name, mime_type=mime, file_size=size)


@pytest.mark.parametrize(("mime", "name"), TAKEN)
def test_pictures_are_taken(speech: Speech, mime: str | None, name: str | None) -> None:
    """By what the app says it is; where it says nothing, by the name, or the lack of an ending."""
    assert _problem(speech.say, document(mime, name), evidence=False) is None


@pytest.mark.parametrize(("mime", "name"), REFUSED)
@pytest.mark.parametrize("evidence", [False, True])
def test_anything_else_gets_a_sentence(
    speech: Speech, mime: str | None, name: str | None, evidence: bool
) -> None:
    """It says what to send, and never names the file."""
    problem = _problem(speech.say, document(mime, name), evidence=evidence)
    assert problem is not None
    assert "JPEG" in problem
    assert name is None or name not in problem


@pytest.mark.parametrize(("mime", "name"), [("application/dicom", "x"), (None, "IM1")])
def test_a_card_is_no_scan(speech: Speech, mime: str | None, name: str) -> None:
    """What only scanners make is no photo of a card."""
    assert _problem(speech.say, document(mime, name), evidence=True)
    assert _problem(speech.say, document("image/heic", name), evidence=True) is None


def test_a_large_file_is_refused_before_it_is_fetched(english: Speech) -> None:
    """Telegram would not hand it out."""
    large = document("image/jpeg", "x.jpg", DOWNLOAD_MAX_BYTES + 1)
    assert "20 MB" in (_problem(english.say, large, evidence=False) or "")


def test_an_animation_is_no_document(english: Speech) -> None:
    """Telegram calls it both; it is a film by now, and its sender hears why."""
    chat, user = Chat(1, Chat.PRIVATE), User(1, "Ada", is_bot=False)
    film = Animation("id", "unique", 10, 10, 3)
    sent = document("video/mp4", "x.mp4")
    message = Message(9, NOW, chat, from_user=user, animation=film, document=sent)
    update = Update(1, message=message)
    assert not PICTURES.check_update(update)
    assert OTHER_MEDIA.check_update(update)
    assert "turned this animation into a video" in _what_to_send(english.say, message)
