"""Archives: what fits goes into one part, the rest into the next, and nothing goes missing."""

import json
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from handlers.context import Services
from handlers.rights import archive
from handlers.rights.archive import DATA, Part
from handlers.texts import Speech
from moderation.case import Case, Picture
from moderation.member import Member
from storage.exports import Export
from tests.handlers.scenes import stored
from tests.moderation.examples import AUTHOR, NOW


async def parts(services: Services, speech: Speech, limit: int) -> list[Part]:
    """One part after the other, as they would be sent."""
    due, made = Export(AUTHOR, NOW), []
    while True:
        part = await archive.next_part(services, due, speech, limit)
        made.append(part)
        assert len(made) < 10
        if part.is_last:
            return made
        due = replace(due, parts=due.parts + 1, reached=part.reached)


def names(part: Part) -> list[str]:
    return [name for name, _data in part.entries]


async def test_everything_fits_into_one(
    services: Services, english: Speech, draft: Case, masked: list[Picture]
) -> None:
    """The words first, then each picture."""
    [part] = await parts(services, english, archive.PART_MAX_BYTES)
    ids = [picture.id for picture in masked]
    assert names(part) == [DATA, *(f"MP-00001/picture-{n}-masked.bin" for n in ids)]
    with ZipFile(BytesIO(await part.zipped())) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == names(part)
        assert json.loads(zipped.read(DATA))["about"]["telegram_account"] == AUTHOR


async def test_what_does_not_fit_comes_in_the_next(
    services: Services, english: Speech, draft: Case, masked: list[Picture]
) -> None:
    """Each picture once, whole, and the words once; a picture alone may be too large."""
    first, *others = await parts(services, english, 1)
    assert names(first) == [DATA]
    assert [names(part) for part in others] == [
        [f"MP-00001/picture-{picture.id}-masked.bin"] for picture in masked
    ]
    assert [part.is_last for part in (first, *others)] == [False, False, True]


async def test_a_file_that_was_purged_meanwhile_is_left_out(
    services: Services, english: Speech, draft: Case, masked: list[Picture]
) -> None:
    """The rest comes all the same."""
    async with services.database.transaction():
        await services.discard(masked[0].masked)
    [part] = await parts(services, english, archive.PART_MAX_BYTES)
    assert names(part) == [DATA, f"MP-00001/picture-{masked[1].id}-masked.bin"]


async def test_originals_come_as_they_were_sent(
    services: Services, english: Speech, draft: Case
) -> None:
    """Byte for byte, named by what they are."""
    [part] = await parts(services, english, archive.PART_MAX_BYTES)
    [picture, _other] = await stored(services, draft.id)
    files = dict(part.entries)
    kept = files[f"MP-00001/picture-{picture.id}-original.jpg"]
    assert kept == await services.files.get(picture.original or "")


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n", "png"),
        (b"GIF89a", "gif"),
        (b"II*\0....", "tif"),
        (b"\0" * 128 + b"DICM", "dcm"),
        (b"whatever", "bin"),
        (b"", "bin"),
    ],
)
def test_a_file_is_named_by_its_bytes(data: bytes, ending: str) -> None:
    """What it was called when it was sent is not kept."""
    assert archive._ending(data) == ending


async def test_the_words_read_as_words(services: Services, speech: Speech, draft: Case) -> None:
    """Case numbers, lists and names instead of ids, JSON in JSON and codes of who."""
    [part] = await parts(services, speech, archive.PART_MAX_BYTES)
    sections = json.loads(dict(part.entries)[DATA])["sections"]
    assert sections["cases"]["rows"][0]["case"] == "MP-00001"
    assert sections["cases"]["rows"][0]["attested"] == []
    assert sections["pictures"]["rows"][0]["files"] == ["MP-00001/picture-1-original"]
    assert set(sections["cases"]["fields"]) == set(sections["cases"]["rows"][0])


async def test_somebody_of_whom_nothing_is_kept(
    services: Services, english: Speech, author: Member
) -> None:
    """Every section is there, and says that it is empty."""
    [part] = await parts(services, english, archive.PART_MAX_BYTES)
    sections = json.loads(dict(part.entries)[DATA])["sections"]
    assert sections["cases"] == {
        "what": "Your cases, with the words as they are kept.",
        "fields": {},
        "rows": [],
    }
