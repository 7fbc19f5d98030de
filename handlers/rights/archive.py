"""A person's archive: everything kept about them as JSON, with their pictures, in ZIP files.

Made in memory, part by part, and never written to a disk.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from handlers.context import Services
from handlers.rights import explained
from handlers.telling import message_link
from handlers.texts import Speech, Translate
from moderation.case import case_number
from storage import belongings
from storage.belongings import Kept
from storage.exports import Export
from storage.files import MissingFileError
from storage.sections import SECTIONS

# Telegram takes files of 50 MB; counted in thousands, with room for the directory.
PART_MAX_BYTES = 45_000_000
DATA = "medpics.json"
# What the columns hold that are stored as JSON.
AS_JSON = frozenset({"attested", "flags", "polygon", "message_ids"})
# By their first bytes: an original is kept as it was sent, whatever its name was.
ENDINGS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"BM", "bmp"),
)


@dataclass(slots=True)
class Part:
    """One file of an archive: names and bytes; reached: the last picture in it, if more follow."""

    reached: int
    is_last: bool = True
    entries: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(data) for _name, data in self.entries)

    async def zipped(self) -> bytes:
        return await asyncio.to_thread(_zip, self.entries)


async def next_part(
    services: Services, due: Export, speech: Speech, limit: int = PART_MAX_BYTES
) -> Part:
    """What is to be sent next; the first part has the words, and as many pictures as fit."""
    part = Part(due.reached)
    if due.parts == 0:
        part.entries.append((DATA, await _words(services, due.member_id, speech)))
        proofs = await belongings.evidence(services.database.reader, due.member_id)
        for place, (number, key) in enumerate(proofs, start=1):
            part.entries += await _file(services, f"application-{number}-card-{place}", key)
    for picture in await belongings.pictures_after(
        services.database.reader, due.member_id, due.reached
    ):
        files = [
            each for name, key in _names(picture) for each in await _file(services, name, key)
        ]
        more = sum(len(data) for _name, data in files)
        if part.entries and part.size + more > limit:
            part.is_last = False
            return part
        part.entries += files
        part.reached = picture.id
    return part


def _names(picture: Kept) -> Iterator[tuple[str, str]]:
    """Where each file of a picture stands in the archive, without its ending."""
    for kind, key in (("masked", picture.masked), ("original", picture.original)):
        if key is not None:
            yield f"{case_number(picture.case_id)}/picture-{picture.id}-{kind}", key


async def _file(services: Services, name: str, key: str) -> list[tuple[str, bytes]]:
    """Nothing for a file that was purged meanwhile."""
    try:
        data = await services.files.get(key)
    except MissingFileError:
        return []
    return [(f"{name}.{_ending(data)}", data)]


def _ending(data: bytes) -> str:
    found = next((name for mark, name in ENDINGS if data.startswith(mark)), None)
    return found or ("dcm" if data[128:132] == b"DICM" else "bin")


async def _words(services: Services, person_id: int, speech: Speech) -> bytes:
    """The JSON: first what it is, then each section with what its fields mean."""
    _, reader = speech.say, services.database.reader
    kept = {each.id: each for each in await belongings.pictures_after(reader, person_id, 0)}
    sections = {}
    for section in SECTIONS:
        found = await belongings.rows(reader, section, person_id)
        rows = [_readable(_, section.name, row) for row in found]
        if section.name == "pictures":
            for row in rows:
                names = _names(kept[row["id"]]) if row["id"] in kept else ()
                row["files"] = [name for name, _key in names]
        fields = dict.fromkeys(name for row in rows for name in row)
        sections[section.name] = {
            "what": explained.section(_, section.name),
            "fields": {name: explained.field(_, name) for name in fields},
            "rows": rows,
        }
    about = _about(_, person_id, services.clock())
    content = {"about": about, "sections": sections}
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _about(_: Translate, person_id: int, now: datetime) -> dict[str, Any]:
    return {
        "what": _("Everything that MedPics keeps about you, and your pictures that are kept."),
        "not_in_it": _(
            "What Telegram keeps by itself: this chat, and what you wrote in groups. Other people "
            "are not named: whoever decided is “a moderator”."
        ),
        "times": _("All times are in UTC."),
        "telegram_account": person_id,
        "made_at": now.isoformat(timespec="seconds"),
    }


def _readable(_: Translate, section: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as a person reads it: case numbers and links in place of bare ids."""
    shown = {
        name: json.loads(value) if name in AS_JSON and value is not None else value
        for name, value in row.items()
    }
    if section == "cases":
        shown = {"case": case_number(shown.pop("id")), **shown}
    if "case_id" in shown:
        shown = {"case": case_number(shown.pop("case_id")), **shown}
    if "picture_id" in shown:
        shown = {"picture": shown.pop("picture_id"), **shown}
    if section == "posts":
        ids = shown.pop("message_ids")
        shown["link"] = message_link(shown.pop("chat_id"), ids[0])
    if section == "answers_given":
        shown["link"] = message_link(shown.pop("chat_id"), shown.pop("message_id"))
    if "done_by" in shown:
        names = {"you": _("you"), "moderator": _("a moderator"), "bot": _("the bot")}
        shown["done_by"] = names[shown["done_by"]]
    return shown


def _zip(entries: list[tuple[str, bytes]]) -> bytes:
    """Pictures are packed already; words are worth it."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in entries:
            packing = ZIP_DEFLATED if name == DATA else ZIP_STORED
            archive.writestr(name, data, packing)
    return stream.getvalue()
