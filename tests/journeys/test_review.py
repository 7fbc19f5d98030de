"""Review and publication: quorum, races, changes, rejection, posting, taking down."""

import asyncio

import pytest

from moderation.case import CaseState
from storage import cases, posts
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture, shows


async def state(clinic: Clinic, case_id: int) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    return case.state


@pytest.mark.parametrize("quorum", [1, 2])
async def test_approve_with_quorum(clinic: Clinic, quorum: int) -> None:
    """The case appears in its channel with the last approval that it needs, masked."""
    case_id = await clinic.submit()
    if quorum == 2:
        await clinic.approve(clinic.moderator)
        await clinic.moderator.expect("Approvals: 1 of 2", clinic.moderators)
        assert await state(clinic, case_id) is CaseState.SUBMITTED
        await clinic.approve(clinic.second)
    else:
        await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    post = clinic.operator.last(clinic.channel)
    assert "What is it?" in post.text
    assert "Asked by Dr Dora Doctor" in post.text
    assert not shows(post.picture, MAGENTA)
    assert not shows(post.picture, CYAN)


@pytest.mark.parametrize("quorum", [2])
async def test_one_moderator_counts_once(clinic: Clinic, quorum: int) -> None:
    """The same moderator pressing Approve twice is one approval."""
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    answer = await clinic.moderator.press("Approve", chat=clinic.moderators)
    assert "already approved" in answer.text
    assert await state(clinic, case_id) is CaseState.SUBMITTED


async def test_two_moderators_at_once(clinic: Clinic) -> None:
    """Two presses in the same moment: one post, and the slower one is told."""
    case_id = await clinic.submit()
    answers = await asyncio.gather(
        clinic.moderator.press("Approve", chat=clinic.moderators),
        clinic.second.press("Approve", chat=clinic.moderators),
    )
    await clinic.doctor.expect("is published")
    assert sum("Somebody was first" in (answer.text or "") for answer in answers) == 1
    post = await posts.load(clinic.bot.services.database.reader, case_id)
    assert post is not None
    assert len(clinic.operator.sees(clinic.channel)) == 1


async def test_the_author_may_not_review(clinic: Clinic) -> None:
    """A moderator who is the author is refused on their own case."""
    clinic.moderators.add(clinic.doctor)
    case_id = await clinic.submit()
    answer = await clinic.doctor.press("Approve", chat=clinic.moderators)
    assert "your own" in answer.text
    assert await state(clinic, case_id) is CaseState.SUBMITTED


async def test_changes_and_resubmission(clinic: Clinic) -> None:
    """Changes asked: the author hears why, revises, and the old card decides nothing any more."""
    case_id = await clinic.submit()
    old_card = clinic.moderator.last(clinic.moderators)
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.moderator.press("The question is not clear", chat=clinic.moderators)
    told = await clinic.doctor.expect("ask for changes")
    assert "question is not clear" in told.text
    await clinic.doctor.press("Revise")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("version 2", clinic.moderators)
    answer = await clinic.second.forge(old_card, f"ok:{case_id}:1:")
    assert "earlier version" in answer.text
    assert await state(clinic, case_id) is CaseState.SUBMITTED
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_reject_in_own_words(clinic: Clinic) -> None:
    """A rejection carries the moderator's own words to the author, and nothing is posted."""
    case_id = await clinic.submit()
    await clinic.moderator.press("Reject", chat=clinic.moderators)
    await clinic.moderator.press("In my own words", chat=clinic.moderators)
    asked = await clinic.moderator.expect("write to the author", clinic.moderators)
    clinic.moderator.send_text("Too <small> & dark", chat=clinic.moderators, reply_to=asked)
    told = await clinic.doctor.expect("did not accept")
    assert "Too <small> & dark" in told.text
    assert await state(clinic, case_id) is CaseState.REJECTED
    assert not clinic.operator.sees(clinic.channel)


async def test_a_stranger_to_the_group_decides_nothing(clinic: Clinic) -> None:
    """A forged press from outside the moderators' group is refused."""
    case_id = await clinic.submit()
    message = clinic.colleague.last()
    answer = await clinic.colleague.forge(message, f"ok:{case_id}:1:")
    assert "moderators' group" in answer.text
    assert await state(clinic, case_id) is CaseState.SUBMITTED


async def test_queue_lists_what_waits(clinic: Clinic) -> None:
    """/queue names the waiting case; after the decision nothing waits."""
    await clinic.submit()
    clinic.moderator.send_text("/queue", chat=clinic.moderators)
    await clinic.moderator.expect("0 h · MP-00001", clinic.moderators)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    clinic.moderator.send_text("/queue", chat=clinic.moderators)
    await clinic.moderator.expect("Nothing is waiting", clinic.moderators)


async def test_an_album_is_posted_and_taken_down_whole(clinic: Clinic) -> None:
    """Every album item and its discussion copy disappear with /takedown."""
    clinic.doctor.send_album([picture(MAGENTA), picture(CYAN)], caption="Two views")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Approvals", clinic.moderators)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    assert len(clinic.operator.sees(clinic.channel)) == 2
    await clinic.settle()
    clinic.moderator.send_text("/takedown MP-00001", chat=clinic.moderators)
    await clinic.doctor.expect("took your case")
    await clinic.moderator.expect("is taken down", clinic.moderators)
    assert not clinic.operator.sees(clinic.channel)
    assert not [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]


async def test_without_a_channel_the_approved_case_waits(clinic: Clinic) -> None:
    """Approved for a specialty that has no channel: moderators hear it, nothing is lost."""
    clinic.doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    await clinic.doctor.press("Looks right")
    await clinic.doctor.press("Cardiology")
    await clinic.doctor.press("Keep it")
    for label in ("Not stated", "Not stated", "Nothing to add", "Anonymous"):
        await clinic.doctor.press(label)
    await clinic.attest()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Approvals", clinic.moderators)
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("no channel is bound", clinic.moderators)
    assert await state(clinic, 1) is CaseState.APPROVED
