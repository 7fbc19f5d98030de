"""Withdraw: at every stage the author can take the case back, and nothing of it is left."""

import pytest

from moderation.case import CaseState
from sandbox.seen import Seen
from storage import cases
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture, shows

TWO_DAYS = 2 * 24 * 3600 + 60


async def state(clinic: Clinic, case_id: int = 1) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    return case.state


async def take_back(clinic: Clinic) -> None:
    """/cases, the case, Withdraw, yes."""
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Withdraw")
    await clinic.doctor.press("Yes, withdraw it")


def card(clinic: Clinic) -> Seen:
    """The newest card of the moderators' group."""
    found = [m for m in clinic.moderator.sees(clinic.moderators) if "Case MP-00001" in m.text]
    return found[-1]


async def album(clinic: Clinic) -> None:
    """A published case of two pictures."""
    clinic.doctor.send_album([picture(MAGENTA), picture(CYAN)], caption="Two views")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()


def copies(clinic: Clinic) -> list[Seen]:
    return [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]


async def test_a_draft_is_thrown_away(clinic: Clinic) -> None:
    """From /cases too: the draft's pictures leave the disk and its screens the chat."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Cancel", clinic.doctor.last())
    await clinic.doctor.press("Yes, throw it away")
    assert await state(clinic) is CaseState.DISCARDED
    assert not clinic.files()
    assert not [m for m in clinic.doctor.sees() if m.kind == "photo"]


async def test_submitted(clinic: Clinic) -> None:
    """The card says withdrawn and has no buttons; an old press decides nothing."""
    case_id = await clinic.submit()
    shown = card(clinic)
    await take_back(clinic)
    assert await state(clinic) is CaseState.WITHDRAWN
    assert "Withdrawn by the author" in shown.text
    assert not shown.keyboard
    answer = await clinic.moderator.forge(shown, f"ok:{case_id}:1:")
    assert "withdrawn" in answer.text
    assert await state(clinic) is CaseState.WITHDRAWN
    assert not clinic.operator.sees(clinic.channel)
    assert not clinic.files()


@pytest.mark.parametrize(
    ("verdict", "reason", "then"),
    [
        ("Ask for changes", "The question is not clear", CaseState.CHANGES_ASKED),
        ("Reject", "This is not a medical case", CaseState.REJECTED),
    ],
)
async def test_returned(clinic: Clinic, verdict: str, reason: str, then: CaseState) -> None:
    """Asked for changes, or rejected: the button under the verdict withdraws."""
    await clinic.submit()
    await clinic.moderator.press(verdict, chat=clinic.moderators)
    await clinic.moderator.press(reason, chat=clinic.moderators)
    assert await state(clinic) is then
    await clinic.doctor.press("Withdraw")
    await clinic.doctor.press("Yes, withdraw it")
    assert await state(clinic) is CaseState.WITHDRAWN
    assert "Withdrawn by the author" in card(clinic).text
    assert not clinic.files()
    answer = await clinic.doctor.press("Revise")
    assert "cannot be done any more" in answer.text


async def test_an_old_yes_withdraws_nothing(clinic: Clinic) -> None:
    """Asked about an earlier version, left open, pressed once the revised case is published."""
    await clinic.submit()
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.moderator.press("The question is not clear", chat=clinic.moderators)
    await clinic.doctor.press("Withdraw")
    ask = await clinic.doctor.expect("It disappears everywhere")
    offer = await clinic.doctor.expect("ask for changes")
    await clinic.doctor.press("Revise")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.settle()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    for label, shown in (("Yes, withdraw it", ask), ("Withdraw", offer)):
        data = f"{'wd!' if label.startswith('Yes') else 'wd'}:1:1:"
        answer = await clinic.doctor.forge(shown, data)
        assert "earlier version" in answer.text, label
    assert await state(clinic) is CaseState.PUBLISHED
    assert len(clinic.operator.sees(clinic.channel)) == 1
    await take_back(clinic)
    assert await state(clinic) is CaseState.WITHDRAWN


async def test_approved_but_not_published(clinic: Clinic) -> None:
    """Withdrawn while its channel refuses posts: it never appears there."""
    clinic.messenger.admit_bot(clinic.channel, rights=["can_edit_messages"])
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    assert await state(clinic) is CaseState.APPROVED
    await take_back(clinic)
    assert await state(clinic) is CaseState.WITHDRAWN
    clinic.messenger.admit_bot(clinic.channel)
    await clinic.sweep()
    assert not clinic.operator.sees(clinic.channel)
    assert not clinic.files()


async def test_perhaps_published(clinic: Clinic) -> None:
    """Nobody knows whether it was posted: the moderators are asked to look and delete."""
    clinic.messenger.hold_forwards()
    await clinic.submit()
    clinic.messenger.faults.reset_after("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether", clinic.moderators)
    await take_back(clinic)
    told = await clinic.moderator.expect("delete it by hand", clinic.moderators)
    assert "MP-00001" in told.text
    answer = await clinic.moderator.press("It is missing", chat=clinic.moderators)
    assert "earlier version" in answer.text
    assert await state(clinic) is CaseState.WITHDRAWN


async def test_published(clinic: Clinic) -> None:
    """Every item of the album is gone, in the channel and in the discussion; nothing is kept."""
    await album(clinic)
    assert len(clinic.operator.sees(clinic.channel)) == len(copies(clinic)) == 2
    await take_back(clinic)
    assert not clinic.operator.sees(clinic.channel)
    assert not copies(clinic)
    assert "Withdrawn by the author" in card(clinic).text
    assert not clinic.files()


async def test_a_discussion_copy_that_comes_late_is_deleted(clinic: Clinic) -> None:
    """Telegram forwards when it likes; a copy of what was withdrawn meanwhile does not stay."""
    clinic.messenger.hold_forwards()
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await take_back(clinic)
    clinic.messenger.release_forwards()
    await clinic.settle()
    assert not copies(clinic)


async def test_older_than_two_days(clinic: Clinic) -> None:
    """Without the right to delete, what is too old is blanked, and the moderators get links."""
    await album(clinic)
    clinic.messenger.admit_bot(clinic.channel, rights=["can_post_messages", "can_edit_messages"])
    clinic.messenger.admit_bot(clinic.discussion, rights=["can_invite_users"])
    clinic.messenger.clock.advance(TWO_DAYS)
    await take_back(clinic)
    left = clinic.operator.sees(clinic.channel)
    assert len(left) == 2
    assert all(not message.text for message in left)
    assert not any(shows(message.picture, (90, 50, 40)) for message in left)
    told = await clinic.moderator.expect("delete them by hand", clinic.moderators)
    for message in (*left, *copies(clinic)):
        assert f"/{str(message.chat_id).removeprefix('-100')}/{message.id}" in told.text


async def test_cases_lists_states(clinic: Clinic) -> None:
    """/cases says where each case stands; a published one has its link and no Revise."""
    await clinic.submit()
    clinic.doctor.send_text("/cases")
    listed = await clinic.doctor.expect("Your cases")
    assert listed.keyboard == [["MP-00001 · with the moderators"]]
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    clinic.doctor.send_text("/cases")
    listed = await clinic.doctor.expect("Your cases", since=listed)
    assert listed.keyboard == [["MP-00001 · published"]]
    await clinic.doctor.press("MP-00001", listed)
    shown = await clinic.doctor.expect("Open it in the channel")
    assert shown.keyboard == [["Withdraw"]]


async def test_taken_down_while_perhaps_published(clinic: Clinic) -> None:
    """After a stop, too, the moderators are asked to look for what ended as a maybe."""
    clinic.messenger.hold_forwards()
    await clinic.submit()
    clinic.messenger.faults.reset_after("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether", clinic.moderators)
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.moderator.expect("delete it by hand", clinic.moderators)
    await clinic.restart()
    alarms = [m for m in clinic.moderator.sees(clinic.moderators) if "by hand" in m.text]
    assert len(alarms) == 1


async def test_cases_takes_up_a_draft_again(clinic: Clinic) -> None:
    """Go on shows the draft anew."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()
    clinic.doctor.send_text("/cases")
    listed = await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("draft", listed)
    await clinic.doctor.press("Go on")
    await clinic.preview()


@pytest.mark.parametrize("act", ["case", "revise", "wd", "wd!", "cancel", "cancel!", "send"])
async def test_a_forged_button_on_anothers_case(clinic: Clinic, act: str) -> None:
    """A colleague who knows the numbers is refused, whatever they press."""
    case_id = await clinic.submit()
    answer = await clinic.colleague.forge(clinic.colleague.last(), f"{act}:{case_id}:1:")
    assert "Only the author" in answer.text
    assert await state(clinic) is CaseState.SUBMITTED
