"""Answering with a picture: masked, attested, reviewed, and then a reply in the thread."""

import pytest

from moderation.case import CaseState
from moderation.member import Role
from sandbox.people import Person
from sandbox.seen import Seen
from storage import cases, posts
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture, shows
from tests.journeys.test_discuss import published
from tests.journeys.test_media import root
from tests.journeys.test_upkeep import says, state

ANSWER = 2
LINES = ("My patient", "Informed", "Nothing identifying", "No tattoo", "Not me")


async def sent(clinic: Clinic, *, signed: bool = True) -> None:
    """From the link to the moderators: a colleague's picture for the thread of case 1."""
    await published(clinic)
    colleague = clinic.colleague
    colleague.start("answer_MP00001")
    await colleague.expect("Your answer to case MP-00001")
    colleague.send_photo(picture(MAGENTA, CYAN), caption="Mine looked like this")
    await clinic.preview(colleague)
    await clinic.settle()
    await colleague.press("Looks right")
    await colleague.press("Keep it")
    await colleague.press("40–49 years")
    await colleague.press(f"Dr {colleague.name}" if signed else "Anonymous")
    for line in LINES:
        await colleague.press(line)
    await colleague.press("Send to the moderators")
    await clinic.moderator.expect("Answer MP-00002 to case MP-00001", clinic.moderators)
    await clinic.settle()


async def approved(clinic: Clinic, *, signed: bool = True) -> Seen:
    """The answer, as it stands in the thread."""
    await sent(clinic, signed=signed)
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    [shown] = answers(clinic)
    return shown


def answers(clinic: Clinic) -> list[Seen]:
    """The bot's pictures in the discussion, but the post itself."""
    seen = clinic.operator.sees(clinic.discussion)
    return [m for m in seen if m.kind == "photo" and not m.record.is_automatic_forward]


async def test_a_picture_in_the_thread(clinic: Clinic) -> None:
    """Masked, below the post, under its sender's name; counted, and the author hears of it."""
    shown = await approved(clinic)
    assert shown.record.reply_to == root(clinic).id
    assert shown.text == (
        "Mine looked like this\nPatient: 40–49 years\n\nAnswered by Dr Cleo Colleague\n#MP00002"
    )
    assert not shows(shown.picture, MAGENTA)
    assert not shows(shown.picture, CYAN)
    assert says(clinic.colleague, "Your answer is in the thread of case MP-00001")
    [told] = says(clinic.doctor, "answered your case MP-00001 with a picture")
    post = await posts.load(clinic.bot.services.database.reader, 1)
    assert post is not None
    assert post.replies == 1
    assert len([m for m in clinic.operator.sees(clinic.channel) if m.kind == "photo"]) == 1
    clinic.doctor.send_text("Thank you", reply_to=told)
    await clinic.settle()
    [spoken] = says(clinic.operator, "🗣", clinic.discussion)
    assert spoken.record.reply_to == shown.id


async def test_without_a_name(clinic: Clinic) -> None:
    """An anonymous answer names nobody; the card does."""
    shown = await approved(clinic, signed=False)
    assert "Answered by a verified colleague" in shown.text
    assert "Cleo" not in shown.text
    [card] = says(clinic.moderator, "Answer MP-00002", clinic.moderators)
    assert "Author: Dr Cleo Colleague" in card.text


async def test_nothing_is_shown_before_moderators_have_looked(clinic: Clinic) -> None:
    """Sent is not shown, and rejected is never shown."""
    await sent(clinic)
    assert answers(clinic) == []
    await clinic.moderator.press("Reject", chat=clinic.moderators)
    await clinic.moderator.press("not a medical case", chat=clinic.moderators)
    await clinic.colleague.expect("did not accept")
    await clinic.sweep()
    assert answers(clinic) == []


async def test_withdrawn_by_who_sent_it(clinic: Clinic) -> None:
    """The picture leaves the thread; the case stays, with one answer less."""
    await approved(clinic)
    clinic.colleague.send_text("/cases")
    await clinic.colleague.press("MP-00002")
    await clinic.colleague.press("Withdraw")
    await clinic.colleague.press("Yes, withdraw it")
    await clinic.settle()
    assert answers(clinic) == []
    assert await state(clinic) is CaseState.PUBLISHED
    post = await posts.load(clinic.bot.services.database.reader, 1)
    assert post is not None
    assert post.replies == 0


async def test_it_leaves_with_the_case(clinic: Clinic) -> None:
    """A case that is taken down takes its answers along; their authors hear so."""
    await approved(clinic)
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.colleague.expect("with it goes your answer MP-00002")
    await clinic.settle()
    assert answers(clinic) == []
    assert await state(clinic, ANSWER) is CaseState.WITHDRAWN
    assert clinic.files() == set()


async def test_a_draft_ends_with_the_case(clinic: Clinic) -> None:
    """Nobody goes on with an answer to a case that is no more."""
    await published(clinic)
    clinic.colleague.start("answer_MP00001")
    await clinic.colleague.expect("Your answer to case")
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.colleague.expect("with it goes your answer")
    assert await state(clinic, ANSWER) is CaseState.DISCARDED
    clinic.colleague.start("answer_MP00001")
    await clinic.colleague.expect("no longer shown, so it cannot be answered")
    mine = await cases.everything_of(clinic.bot.services.database.reader, clinic.colleague.id)
    assert len(mine) == 1


async def test_erased_with_the_account(clinic: Clinic) -> None:
    """Whoever answered may leave; what is published goes, if they want it so."""
    await approved(clinic)
    clinic.colleague.send_text("/forget")
    await clinic.colleague.press("and my cases")
    await clinic.colleague.press("Yes")
    await clinic.settle()
    assert answers(clinic) == []
    assert await state(clinic) is CaseState.PUBLISHED


async def test_erased_and_left_unsigned(clinic: Clinic) -> None:
    """Their answer stays, and names nobody."""
    await approved(clinic)
    clinic.colleague.send_text("/forget")
    await clinic.colleague.press("leave")
    await clinic.colleague.press("Yes")
    await clinic.settle()
    [shown] = answers(clinic)
    assert "Cleo" not in shown.text


@pytest.mark.parametrize("who", ["student", "stranger"])
async def test_only_who_may_send_pictures(clinic: Clinic, who: str) -> None:
    """Students and strangers begin nothing, whatever link they follow."""
    await published(clinic)
    person: Person = getattr(clinic, who)
    if who == "student":
        await clinic.verify(person, Role.STUDENT)
    person.start("answer_MP00001")
    await clinic.settle()
    assert await cases.everything_of(clinic.bot.services.database.reader, person.id) == []
    assert not says(person, "Your answer to case")


async def test_one_draft_at_a_time(clinic: Clinic) -> None:
    """A case that is being written is finished first; nothing of it is lost."""
    await published(clinic)
    clinic.colleague.send_photo(picture(MAGENTA), caption="Another")
    await clinic.preview(clinic.colleague)
    clinic.colleague.start("answer_MP00001")
    await clinic.colleague.expect("First send or cancel your open draft MP-00002")
    case = await cases.load(clinic.bot.services.database.reader, ANSWER)
    assert case is not None
    assert case.answers_id is None


async def test_an_answer_to_an_answer_answers_the_case(clinic: Clinic) -> None:
    """There is one thread: the number of an answer leads to it."""
    await approved(clinic)
    clinic.doctor.start("answer_MP00002")
    await clinic.doctor.expect("Your answer to case MP-00001")


async def test_a_post_that_may_stand_is_asked_about(clinic: Clinic) -> None:
    """Telegram did not answer: it is not sent twice, and moderators look."""
    await sent(clinic)
    clinic.messenger.faults.timeout_after("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether case MP-00002", clinic.moderators)
    await clinic.sweep()
    assert len(answers(clinic)) == 1


async def test_a_restart_at_every_step_loses_nothing(clinic: Clinic) -> None:
    """Between the link and the thread everything stands in the database."""
    await published(clinic)
    clinic.colleague.start("answer_MP00001")
    await clinic.colleague.expect("Your answer to case MP-00001")
    await clinic.restart()
    clinic.colleague.send_photo(picture(MAGENTA, CYAN), caption="Mine looked like this")
    await clinic.preview(clinic.colleague)
    await clinic.restart()
    case = await cases.load(clinic.bot.services.database.reader, ANSWER)
    assert case is not None
    assert case.answers_id == 1


async def test_in_a_forum_topic(clinic: Clinic) -> None:
    """The second way: the answer stands in the topic, below the case."""
    room = clinic.messenger.add_group("Forum", owner=clinic.operator, forum=True)
    clinic.messenger.admit_bot(room)
    topic = room.add_topic("Skin")
    clinic.operator.send_text("/bind dermatology", room, thread=topic.id)
    await clinic.operator.expect("Bound", room)
    await sent(clinic)
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    [case, answer] = [m for m in clinic.operator.sees(room) if m.kind == "photo"]
    assert answer.record.reply_to == case.id
    assert answer.record.thread_id == topic.id
