"""Rights: a person gets everything that is kept about them, and nothing of anybody else."""

import json

import pytest

from storage import belongings, cases, pictures
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture
from tests.journeys.rights import DAY, archive, copy, get_data, published, rows


async def test_a_member_gets_everything(clinic: Clinic) -> None:
    """The words as they are kept, each field explained, the pictures byte for byte."""
    case_id = await published(clinic)
    clinic.doctor.send_photo(picture(CYAN), caption="And this?")
    await clinic.preview()
    message = await get_data(clinic, clinic.doctor)
    assert message.kind == "document"
    files = archive(message)
    data = json.loads(files.read("medpics.json"))
    assert rows(data, "member")[0]["name"] == "Dr Dora Doctor"
    assert [case["case"] for case in rows(data, "cases")] == ["MP-00001", "MP-00002"]
    assert rows(data, "cases")[0]["question"] == "What is it?"
    assert rows(data, "posts")[0]["link"].startswith("https://t.me/c/")
    assert {line["line"] for line in rows(data, "attestations")} >= {"carer", "not_kin"}
    assert rows(data, "verdicts")[0]["verdict"] == "approve"
    assert any(line["action"] == "submit" for line in rows(data, "audit"))
    for section in data["sections"].values():
        assert section["what"]
        assert all(set(row) == set(section["fields"]) for row in section["rows"])
    reader, store = clinic.bot.services.database.reader, clinic.bot.services.files
    [shown] = await pictures.of_case(reader, case_id)
    assert files.read(f"MP-00001/picture-{shown.id}-masked.jpg") == await store.get(
        shown.masked or ""
    )
    [fresh] = await pictures.of_case(reader, case_id + 1)
    assert files.read(f"MP-00002/picture-{fresh.id}-original.jpg") == await store.get(
        fresh.original or ""
    )


async def test_nothing_of_others_is_in_it(clinic: Clinic) -> None:
    """Two members and two moderators who dealt with each other: one's archive has one in it."""
    await published(clinic)
    clinic.discussion.add(clinic.colleague, clinic.doctor)
    clinic.colleague.send_text("Looks like a melanoma to me", clinic.discussion, copy(clinic))
    await clinic.doctor.expect("answered your case")
    theirs = await _case_of_colleague(clinic)
    files = archive(await get_data(clinic, clinic.doctor))
    everything = b"".join(files.read(name) for name in files.namelist()).decode("latin-1")
    others = (clinic.colleague, clinic.moderator, clinic.second, clinic.operator)
    for person in others:
        assert person.name.split()[1] not in everything
        assert str(person.id) not in everything
    for secret in ("theirquestion", "melanoma", "MP-00002"):
        assert secret not in everything
    [kept] = await belongings.pictures_after(
        clinic.bot.services.database.reader, clinic.colleague.id, 0
    )
    assert kept.case_id == theirs
    masked = await clinic.bot.services.files.get(kept.masked or "")
    assert all(files.read(name) != masked for name in files.namelist())
    # The same search finds what is theirs in their own archive.
    own = archive(await get_data(clinic, clinic.colleague))
    mine = b"".join(own.read(name) for name in own.namelist()).decode("latin-1")
    assert all(word in mine for word in ("theirquestion", "Colleague", str(clinic.colleague.id)))
    assert "Dora" not in mine


async def _case_of_colleague(clinic: Clinic) -> int:
    """A draft of the colleague's own, with a masked picture."""
    clinic.colleague.send_photo(picture(MAGENTA, size=(380, 300)), caption="theirquestion")
    await clinic.preview(clinic.colleague)
    draft = await cases.draft_of(clinic.bot.services.database.reader, clinic.colleague.id)
    assert draft is not None
    return draft.id


async def test_a_moderator_gets_their_own_decisions(clinic: Clinic) -> None:
    """What they decided, and not whose case it was."""
    await published(clinic)
    files = archive(await get_data(clinic, clinic.moderator))
    data = json.loads(files.read("medpics.json"))
    [decision] = rows(data, "decisions_made")
    assert (decision["case"], decision["verdict"]) == ("MP-00001", "approve")
    assert rows(data, "moderator")[0]["name"] == "Max Moderator"
    assert files.namelist() == ["medpics.json"]
    assert "Dora" not in json.dumps(data)
    assert str(clinic.doctor.id) not in json.dumps(data)


async def test_one_archive_a_day(clinic: Clinic) -> None:
    """Asked again at once it is not made again; the next day it is."""
    await get_data(clinic, clinic.doctor)
    clinic.doctor.send_text("/mydata")
    await clinic.doctor.expect("Ask again in 24 hours")
    clinic.messenger.clock.advance(DAY)
    await get_data(clinic, clinic.doctor)


async def test_an_archive_survives_a_stop(clinic: Clinic) -> None:
    """The bot stops while it is being sent, and sends it after the start."""
    held = clinic.messenger.faults.hold("sendDocument")
    clinic.doctor.send_text("/mydata")
    await held.arrived.wait()
    await clinic.stop()
    clinic.messenger.faults.clear()
    await clinic.start()
    await clinic.doctor.expect("Everything that is kept about you")
    await clinic.settle()
    documents = [m for m in clinic.doctor.sees() if m.kind == "document"]
    assert len(documents) == 1


async def test_an_archive_meets_a_broken_line(clinic: Clinic) -> None:
    """What was not answered is sent again, and no byte of it touches the disk."""
    clinic.messenger.faults.reset_before("sendDocument", count=3)
    before = clinic.files()
    await get_data(clinic, clinic.doctor)
    assert clinic.files() == before


async def test_who_blocked_the_bot_gets_no_archive(clinic: Clinic) -> None:
    """It is given up, and nothing is stuck."""
    held = clinic.messenger.faults.hold("sendDocument")
    clinic.doctor.send_text("/mydata")
    await held.arrived.wait()
    clinic.doctor.block_bot()
    held.release()
    await clinic.settle()
    clinic.doctor.start()
    clinic.doctor.send_text("/mydata")
    await clinic.doctor.expect("one archive a day")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_privacy_says_what_is_kept(clinic: Clinic, language: str) -> None:
    """In both languages, to anybody, before they accepted anything."""
    clinic.stranger.send_text("/privacy")
    words = {"fr": "chiffrée de bout en bout", "en": "not end-to-end encrypted"}
    told = await clinic.stranger.expect("/mydata")
    assert words[language] in told.text
    for command in ("/forget", "/report MP-00012", "cnil.fr"):
        assert command in told.text
