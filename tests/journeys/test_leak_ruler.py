"""The ruler of leaks is measured itself: what is planted is found, and there was much to find."""

import logging

import pytest

from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA
from tests.journeys.leaks import (
    database_bytes,
    identifiers_of,
    leaks,
    pictures_of,
    spellings,
)
from tests.journeys.marked import CAPTION, NUMBER, SAID, Ruler, marked_picture, ruler

__all__ = ["ruler"]


async def test_the_secrets_were_really_there(clinic: Clinic) -> None:
    """Without leaks there must still be something to leak: the database holds what was said."""
    clinic.doctor.send_document(marked_picture(MAGENTA), "x.jpg", CAPTION)
    await clinic.preview()
    await clinic.settle()
    kept = database_bytes(clinic.settings.storage.folder)
    assert leaks(kept, {"caption": SAID["caption"].encode()})
    assert len(pictures_of(clinic.messenger)) > 3
    assert len(identifiers_of(clinic.messenger)) > 3


PLANTED = ("log", "argument", "print", "file", "private", "temporary", "name", "task")


@pytest.mark.parametrize("where", PLANTED)
async def test_a_planted_leak_is_found(clinic: Clinic, ruler: Ruler, where: str) -> None:
    """Wherever it is, and even when the file is gone before anybody looks."""
    clinic.doctor.send_document(marked_picture(MAGENTA), "x.jpg", CAPTION)
    await clinic.preview()
    await clinic.settle()
    assert ruler.found(clinic) == []
    await plant(clinic, ruler, where)
    assert ruler.found(clinic) != []


async def plant(clinic: Clinic, ruler: Ruler, where: str) -> None:
    folder = clinic.settings.storage.folder
    log = logging.getLogger("handlers.reviewing.review")
    match where:
        case "log":
            log.debug("case of %s", CAPTION)
        case "argument":
            log.info("what was said: %r", {"caption": [CAPTION]})
        case "print":
            print(next(iter(clinic.messenger.world.files)))  # noqa: T201 - that is the leak
        case "file":
            (folder / "crash.txt").write_text(CAPTION, encoding="utf-8")
        case "private":
            (folder / "files" / ("0" * 32)).write_bytes(
                next(iter(clinic.messenger.blobs.values()))
            )
        case "temporary":
            (ruler.temporary / "x").write_bytes(next(iter(clinic.messenger.blobs.values())))
        case "name":
            path = ruler.temporary.parent / f"{NUMBER}.txt"
            path.touch()
            path.unlink()
        case "task":
            logging.getLogger("asyncio").error("%s", CAPTION)


@pytest.mark.parametrize("kind", spellings(b"abcdefghij"))
def test_every_spelling_is_found(kind: str) -> None:
    """In the middle of other bytes."""
    secret = "Zébulon Quillfeather".encode()
    content = b"x" * 7 + spellings(secret)[kind] + b"y" * 7
    assert leaks(content, {"name": secret})


def test_other_bytes_are_no_leak() -> None:
    """A ruler that finds everything finds nothing."""
    content = b"INFO handlers.reviewing.review: case MP-00001 was approved by 2 of 2\n" * 100
    marks = {name: secret.encode() for name, secret in SAID.items()}
    assert leaks(content, marks) == []
