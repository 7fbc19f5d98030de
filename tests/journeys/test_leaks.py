"""Leaks: whatever people send, say and press, and whatever breaks, no byte of it is written.

Whole journeys run with everything logged; marked secrets are then looked for in all that was
written outside the sealed files and the database.
"""

import pytest

from anonymize import Masked, Passage, Result, Stills
from tests.journeys.applying import prove, to_number
from tests.journeys.clinic import TOKEN, Clinic
from tests.journeys.hiders import CYAN, MAGENTA, YELLOW, passages
from tests.journeys.marked import (
    ANSWER,
    APPLICANT,
    CAPTION,
    CONTACT,
    CONTEXT,
    NUMBER,
    QUESTION,
    REASON,
    SAID,
    WHY,
    Ruler,
    marked_picture,
    ruler,
    watched,
)
from tests.journeys.rights import DAY, ask, copy, forget, get_data

__all__ = ["ruler", "watched"]


class Breaking:
    """An anonymizer that breaks with all it was given in its error."""

    async def process(self, data: bytes) -> Result:
        raise KeyError(f"{CAPTION} {data!r}")

    async def clean(self, data: bytes) -> bytes:
        raise KeyError(f"{APPLICANT} {data!r}")

    async def stills(self, data: bytes) -> Stills:
        raise KeyError(f"{CAPTION} {data!r}")

    async def render(self, data: bytes, findings: object) -> Masked:
        raise KeyError(f"{CAPTION} {data!r} {findings!r}")


def breaking(text: str) -> tuple[Passage, ...]:
    """A reader of texts that breaks on these words, and quotes them."""
    if any(word in text for word in SAID.values()):
        raise ValueError(f"cannot read {text!r} with {TOKEN}")
    return passages(text)


async def submitted(clinic: Clinic) -> None:
    """A case with words of every kind, up to the moderators."""
    clinic.doctor.send_document(marked_picture(MAGENTA, CYAN), f"{CAPTION}.jpg", CAPTION)
    await clinic.preview()
    await clinic.doctor.press("Looks right")
    await clinic.doctor.press("Dermatology")
    clinic.doctor.send_text(QUESTION)
    await clinic.doctor.expect("The patient's age")
    for label in ("40–49 years", "Female"):
        await clinic.doctor.press(label)
    clinic.doctor.send_text(CONTEXT)
    await clinic.doctor.expect("Under your name")
    await clinic.doctor.press(f"Dr {clinic.doctor.name}")
    await clinic.attest()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await clinic.settle()


async def published(clinic: Clinic) -> None:
    await submitted(clinic)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()


async def in_own_words(clinic: Clinic, question: str) -> None:
    """A moderator answers what was asked with REASON."""
    await clinic.moderator.press("In my own words", chat=clinic.moderators)
    asked = await clinic.moderator.expect(question, clinic.moderators)
    clinic.moderator.send_text(REASON, clinic.moderators, asked)
    await clinic.settle()


async def test_an_admission(watched: Clinic) -> None:
    """Name, number, card, a reason in own words, and a restart in between."""
    person = watched.stranger
    await to_number(person, name=APPLICANT)
    person.send_text(NUMBER)
    await person.expect("check digit")
    await person.press("Keep this number")
    await person.press("Dermatology")
    await prove(person)
    await watched.moderator.expect("Application no", watched.moderators)
    await watched.restart()
    await watched.moderator.press("Ask again", chat=watched.moderators)
    await in_own_words(watched, "write to the applicant")
    await person.expect("The moderators need something more")
    watched.messenger.clock.advance(DAY)
    await watched.sweep()


async def test_a_case(watched: Clinic) -> None:
    """Submitted, rejected in own words, revised, published, discussed, withdrawn."""
    await submitted(watched)
    await watched.moderator.press("Reject", chat=watched.moderators)
    await in_own_words(watched, "write to the author")
    await watched.doctor.expect("did not accept case")
    await watched.doctor.press("Revise")
    await watched.preview()
    await watched.doctor.press("Looks right")
    await watched.doctor.press("Dermatology")
    await watched.doctor.press("Keep it")
    await watched.restart()
    for label in ("40–49 years", "Female"):
        await watched.doctor.press(label)
    watched.doctor.send_text(CONTEXT)
    await watched.doctor.expect("Under your name")
    await watched.doctor.press("Anonymous")
    await watched.attest()
    await watched.doctor.press("Send to the moderators")
    await watched.moderator.expect("version 2", watched.moderators)
    await watched.approve(watched.moderator)
    await watched.doctor.expect("is published")
    await watched.settle()
    watched.discussion.add(watched.colleague)
    watched.colleague.send_text(ANSWER, watched.discussion, copy(watched))
    await watched.doctor.expect("answered your case")
    watched.moderator.send_text("/takedown MP-00001", watched.moderators)
    await watched.moderator.expect("is taken down", watched.moderators)


async def test_the_rights_of_persons(watched: Clinic) -> None:
    """A patient's request, an archive that is sent after a restart, an account that is erased."""
    await published(watched)
    await ask(watched, watched.stranger, WHY, CONTACT)
    await watched.moderator.press("Keep the case", chat=watched.moderators)
    await in_own_words(watched, "say why case MP-00001 stays")
    held = watched.messenger.faults.hold("sendDocument")
    watched.doctor.send_text("/mydata")
    await held.arrived.wait()
    await watched.stop()
    watched.messenger.faults.clear()
    await watched.start()
    await watched.doctor.expect("Everything that is kept about you")
    await watched.settle()
    await get_data(watched, watched.moderator)
    await forget(watched, watched.doctor, "leave my cases unsigned")
    await forget(watched, watched.stranger, "Erase my account")


async def test_forged_presses_and_words_that_nobody_asked_for(watched: Clinic) -> None:
    """Callback data, commands, links, contacts, edits: all made up, all with a secret in them."""
    await published(watched)
    for data in ("ok:1:1:", f"wd!:1:1:{APPLICANT}", APPLICANT, "word:1:1:flibbertigibbet", "::::"):
        for person in (watched.colleague, watched.stranger):
            await person.forge(person.last(), data)
    for words in (f"/{SAID['question']} {CAPTION}", f"/report {WHY}", f"/start {CONTACT[:8]}"):
        watched.colleague.send_text(words)
    typed = watched.colleague.send_text(QUESTION)
    watched.colleague.edit_text(typed, CONTEXT)
    watched.colleague.send_video(caption=CAPTION)
    watched.colleague.send_contact()
    watched.stranger.send_document(marked_picture(), f"{APPLICANT}.jpg", CAPTION)
    watched.moderator.send_text(f"/takedown {REASON}", watched.moderators)
    watched.moderator.send_text(REASON, watched.moderators)
    await watched.settle()


@pytest.mark.parametrize(
    "fault", ["reset_before", "reset_after", "timeout_before", "timeout_after"]
)
async def test_broken_connections(watched: Clinic, fault: str) -> None:
    """Each call of the way fails once, and Telegram asks for patience on top."""
    faults = watched.messenger.faults
    for method in ("getFile", "sendMessage", "editMessageText", "deleteMessage", "getUpdates"):
        getattr(faults, fault)(method)
    faults.flood("sendPhoto", retry_after=3, count=2)
    await submitted(watched)
    getattr(faults, fault)("sendPhoto")
    await watched.approve(watched.moderator)
    await watched.settle()
    await watched.sweep()


async def test_what_telegram_refuses(watched: Clinic, ruler: Ruler) -> None:
    """Files that expired, people who blocked the bot, rights that are gone."""
    held = watched.messenger.faults.hold("getFile")
    watched.doctor.send_document(marked_picture(MAGENTA), f"{CAPTION}.jpg", CAPTION)
    await held.arrived.wait()
    watched.messenger.expire_files()
    held.release()
    await watched.doctor.expect("Telegram no longer has this file")
    await submitted(watched)
    watched.messenger.admit_bot(watched.channel, rights=["can_invite_users"])
    watched.doctor.block_bot()
    await watched.approve(watched.moderator)
    await watched.moderator.expect("does not let me post", watched.moderators)
    await watched.settle()
    assert b"WARNING" in ruler.read()


async def test_errors_that_quote_what_they_were_given(watched: Clinic, ruler: Ruler) -> None:
    """A reader of texts and an anonymizer break with words and pictures in their messages."""
    watched.bot.services.identifiers = breaking
    watched.doctor.send_document(marked_picture(), f"{CAPTION}.jpg", CAPTION)
    await watched.doctor.expect("Sorry, that went wrong")
    watched.bot.services.identifiers = passages
    watched.bot.services.hider = Breaking()
    watched.doctor.send_document(marked_picture(YELLOW), f"{CAPTION}.jpg", CAPTION)
    await watched.settle()
    await watched.sweep()
    said = ruler.read()
    assert b"ValueError at " in said
    assert b"KeyError at " in said


async def test_updates_that_nobody_can_read(watched: Clinic, ruler: Ruler) -> None:
    """Poison: shapes that no library expects, with secrets in every place."""
    person = {"id": watched.doctor.id, "is_bot": False, "first_name": APPLICANT}
    chat = {"id": watched.doctor.id, "type": "private", "first_name": APPLICANT}
    message = {"message_id": 1, "date": 0, "chat": chat, "from": person, "text": QUESTION}
    poison = [
        {"message": message | {"date": CAPTION}},
        {"message": message | {"photo": [CAPTION]}},
        {"message": message | {"entities": [{"type": QUESTION, "offset": CAPTION}]}},
        {"callback_query": {"id": CAPTION, "from": person, "data": QUESTION}},
        {"message": message | {"chat": {"id": watched.doctor.id, "type": CAPTION}}},
        {"whatever": {"text": QUESTION, "from": person}},
    ]
    numbered = [{"update_id": 10**6 + n} | each for n, each in enumerate(poison)]
    await watched.bot.inbox.receive(numbered)
    await watched.settle()
    assert b"update set aside" in ruler.read()
