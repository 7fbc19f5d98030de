"""Faults: people block the bot, Telegram asks for patience, files expire, rights are lost."""

import pytest

from moderation.case import CaseState
from storage import cases
from tests.journeys.applying import prove, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture


async def state(clinic: Clinic) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    return case.state


async def test_blocked_while_moderators_decide(clinic: Clinic) -> None:
    """The author cannot be told, and the case is published all the same."""
    await clinic.submit()
    clinic.doctor.block_bot()
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    assert await state(clinic) is CaseState.PUBLISHED
    assert len(clinic.operator.sees(clinic.channel)) == 1


async def test_blocked_while_changes_are_asked(clinic: Clinic) -> None:
    """The verdict stands; when the author is back, /cases leads to it."""
    await clinic.submit()
    clinic.doctor.block_bot()
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.moderator.press("The question is not clear", chat=clinic.moderators)
    assert await state(clinic) is CaseState.CHANGES_ASKED
    clinic.doctor.start()
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("changes asked")
    await clinic.doctor.expect("question is not clear")


async def test_blocked_while_pictures_are_masked(clinic: Clinic) -> None:
    """The preview comes when the doctor is back and the next sweep looks."""
    progress = clinic.messenger.faults.hold("sendMessage")
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await progress.arrived.wait()
    clinic.doctor.block_bot()
    progress.release()
    await clinic.settle()
    clinic.doctor.unblock_bot()
    await clinic.sweep()
    await clinic.preview()


async def test_an_applicant_who_blocked_the_bot_is_accepted(clinic: Clinic) -> None:
    """The decision is the moderators', reachable or not."""
    await to_evidence(clinic.stranger)
    await prove(clinic.stranger)
    card = await clinic.moderator.expect("Application no", clinic.moderators)
    clinic.stranger.block_bot()
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    assert "Accepted by Max Moderator" in card.text
    clinic.stranger.start()
    await clinic.stranger.expect("You are a verified member")


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "sendPhoto", "*"])
async def test_patience(clinic: Clinic, method: str) -> None:
    """Telegram says how long to wait; the bot waits exactly so long, and nothing is lost."""
    clinic.messenger.faults.flood(method, retry_after=7, count=2)
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    assert clinic.slept == [7.0, 7.0]
    assert case_id == 1


async def test_a_file_that_expired(clinic: Clinic) -> None:
    """Telegram no longer has it: one sentence, and nothing is kept."""
    handling = clinic.messenger.faults.hold("getFile")
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await handling.arrived.wait()
    clinic.messenger.expire_files()
    handling.release()
    await clinic.doctor.expect("Telegram no longer has this file")
    assert not clinic.files()


async def test_the_channel_took_its_rights_away(clinic: Clinic) -> None:
    """Moderators hear it once; given back, the case is posted, once."""
    await clinic.submit()
    clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users"])
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("does not let me post", clinic.moderators)
    await clinic.sweep()
    alarms = [m for m in clinic.moderator.sees(clinic.moderators) if "let me post" in m.text]
    assert len(alarms) == 1
    clinic.messenger.admit_bot(clinic.channel)
    await clinic.sweep()
    await clinic.doctor.expect("is published")
    assert len(clinic.operator.sees(clinic.channel)) == 1


async def test_thrown_out_of_the_channel(clinic: Clinic) -> None:
    """The same when the bot is banned there."""
    await clinic.submit()
    clinic.channel.remove_bot()
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("does not let me post", clinic.moderators)
    assert await state(clinic) is CaseState.APPROVED


async def test_thrown_out_of_the_moderators_group(clinic: Clinic) -> None:
    """What is submitted meanwhile waits; its card comes when the bot is back."""
    clinic.moderators.remove_bot()
    clinic.doctor.send_photo(picture(MAGENTA, CYAN), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.doctor.expect("is with the moderators")
    clinic.messenger.admit_bot(clinic.moderators)
    await clinic.sweep()
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
