"""Speaking: an author answers in the thread through the bot, and shows no one who they are."""

import pytest

from moderation.case import CaseState
from sandbox.seen import Seen
from storage import spoken
from storage.rows import fetch
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture
from tests.journeys.test_discuss import root
from tests.journeys.test_upkeep import says, state


async def asked(clinic: Clinic, *, signed: bool = False) -> Seen:
    """A published case that a colleague has answered; the notice of it."""
    clinic.doctor.send_photo(picture(MAGENTA, CYAN), caption="What is it?")
    await clinic.preview()
    await clinic.fill(signed=signed)
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await clinic.settle()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    clinic.discussion.add(clinic.colleague)
    clinic.colleague.send_text("Since when?", clinic.discussion, root(clinic))
    return await clinic.doctor.expect("answered your case")


def thread(clinic: Clinic) -> list[Seen]:
    """What the bot said in the discussion."""
    return [m for m in clinic.operator.sees(clinic.discussion) if "🗣" in m.text]


async def test_the_author_answers_unseen(clinic: Clinic) -> None:
    """Their words stand below the answer as the author's, from the bot; the trail knows whose."""
    notice = await asked(clinic)
    clinic.doctor.send_text("For two weeks, and it itches", reply_to=notice)
    await clinic.doctor.expect("without your name")
    await clinic.settle()
    [posted] = thread(clinic)
    assert posted.text == "🗣 The author\nFor two weeks, and it itches"
    assert posted.sender_name == "MedPics"
    assert clinic.colleague.sees(clinic.discussion)[-1] == posted
    [answer] = says(clinic.operator, "Since when?", clinic.discussion)
    assert posted.record.reply_to == answer.id
    rows = await fetch(clinic.bot.services.database.reader, "SELECT * FROM audit")
    assert (rows[-1]["actor_id"], rows[-1]["action"]) == (clinic.doctor.id, "speak")
    rows = await fetch(clinic.bot.services.database.reader, "SELECT * FROM spoken, outbox")
    assert "itches" not in str(rows)


async def test_a_signed_author_is_named(clinic: Clinic) -> None:
    """Who signed the case signs the answer."""
    notice = await asked(clinic, signed=True)
    clinic.doctor.send_text("For two weeks", reply_to=notice)
    await clinic.doctor.expect("under your name")
    await clinic.settle()
    [posted] = thread(clinic)
    assert posted.text == "🗣 Dr Dora Doctor, the author\nFor two weeks"


async def test_a_name_is_not_posted(clinic: Clinic) -> None:
    """The author gets the rest back, and may answer the notice again."""
    notice = await asked(clinic)
    clinic.doctor.send_text("Since Mme Durand had it", reply_to=notice)
    told = await clinic.doctor.expect("I posted nothing")
    assert "Since [name] had it" in told.text
    await clinic.settle()
    assert thread(clinic) == []
    clinic.doctor.send_text("Since her sister had it", reply_to=notice)
    await clinic.settle()
    assert len(thread(clinic)) == 1


async def test_a_doubt_is_posted_and_moderators_hear(clinic: Clinic) -> None:
    """As for everybody else's words."""
    notice = await asked(clinic)
    clinic.doctor.send_text("Perhaps Kawasaki", reply_to=notice)
    await clinic.moderator.expect("What I posted for the author", clinic.moderators)
    assert len(thread(clinic)) == 1


async def test_colleagues_go_on_below(clinic: Clinic) -> None:
    """An answer to what the author said is an answer to the case."""
    notice = await asked(clinic)
    clinic.doctor.send_text("For two weeks", reply_to=notice)
    await clinic.settle()
    [posted] = thread(clinic)
    clinic.colleague.send_text("Then biopsy it", clinic.discussion, posted)
    await clinic.settle()
    assert len(says(clinic.doctor, "answered your case")) == 2


async def test_withdrawn_it_leaves_with_the_case(clinic: Clinic) -> None:
    """What the bot said for its author goes, and a late answer says nothing any more."""
    notice = await asked(clinic)
    clinic.doctor.send_text("For two weeks", reply_to=notice)
    await clinic.settle()
    clinic.doctor.send_text("/cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Withdraw")
    await clinic.doctor.press("Yes, withdraw it")
    await clinic.settle()
    assert thread(clinic) == []
    clinic.doctor.send_text("Wait", reply_to=notice)
    await clinic.doctor.expect("Nothing was posted")
    await clinic.settle()
    assert thread(clinic) == []


async def test_taken_down_while_it_is_being_said(clinic: Clinic) -> None:
    """The message arrives after its case has ended: the sweep takes it away."""
    notice = await asked(clinic)
    sending = clinic.messenger.faults.hold("sendMessage")
    clinic.doctor.send_text("For two weeks", reply_to=notice)
    await sending.arrived.wait()
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    while await state(clinic) is not CaseState.TAKEN_DOWN:
        await clinic.bot.services.pause(0.1)
    sending.release()
    await clinic.settle()
    await clinic.sweep()
    assert thread(clinic) == []
    assert await spoken.too_late(clinic.bot.services.database.reader) == []


async def test_erased_it_leaves_with_its_author(clinic: Clinic) -> None:
    """The case may stay, unsigned; what they said themselves goes."""
    notice = await asked(clinic)
    clinic.doctor.send_text("For two weeks", reply_to=notice)
    await clinic.settle()
    clinic.doctor.send_text("/forget")
    await clinic.doctor.press("leave")
    await clinic.doctor.press("Yes")
    await clinic.settle()
    assert thread(clinic) == []
    rows = await fetch(clinic.bot.services.database.reader, "SELECT author_id FROM spoken")
    assert all(row["author_id"] != clinic.doctor.id for row in rows)


async def test_an_answer_to_something_else_is_no_answer(clinic: Clinic) -> None:
    """Words in answer to another message of the bot are a question, or a friendly pointer."""
    await asked(clinic)
    [told] = says(clinic.doctor, "is published")
    clinic.doctor.send_text("Hello", reply_to=told)
    await clinic.doctor.expect("Send a picture first")
    assert thread(clinic) == []


@pytest.mark.parametrize("language", ["fr"])
async def test_notices_in_french(clinic: Clinic) -> None:
    """What the notice offers, and what the author reads, in their language."""
    _ = clinic.bot.services.texts.of("fr").say
    assert _("The author") == "L’auteur"
    assert _("Reply to this message, and I post your words there.").startswith("Répondez")
