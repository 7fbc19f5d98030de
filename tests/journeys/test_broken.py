"""Broken connections: whatever time-out comes when, nothing that had to go stays, none lost."""

import asyncio

import pytest

from handlers.errands import TRIES_MAX
from handlers.places.binding import tie
from handlers.publishing.ending import end_case
from handlers.reviewing.review import close_cards
from handlers.sweeps import sweep
from moderation.case import Case, CaseAction
from moderation.post import MODERATION
from sandbox.seen import Seen
from storage import cases, places
from tests.journeys.applying import apply, prove, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, SKIN, picture, shows

DAY = 24 * 3600


async def the_case(clinic: Clinic) -> Case:
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    return case


async def clinic_submits(clinic: Clinic) -> None:
    """A complete case, while moderators have no group to see it in."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.doctor.expect("is with the moderators")
    await clinic.settle()


def photos(clinic: Clinic) -> list[Seen]:
    """What moderators see in their group, beside words."""
    return [m for m in clinic.moderator.sees(clinic.moderators) if m.kind == "photo"]


def posts(clinic: Clinic) -> list[Seen]:
    return clinic.operator.sees(clinic.channel)


async def published(clinic: Clinic) -> None:
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()


async def to_withdrawal(clinic: Clinic) -> None:
    """Up to the last press of a withdrawal."""
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Withdraw")


async def withdraw(clinic: Clinic) -> None:
    await clinic.doctor.press("Yes, withdraw it")
    await clinic.settle()


async def test_evidence_goes_after_a_time_out(clinic: Clinic) -> None:
    """The applicant hears of the decision at once; the next sweep deletes the photo."""
    await apply(clinic, clinic.stranger)
    await clinic.settle()
    clinic.messenger.faults.timeout_before("deleteMessage")
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    await clinic.stranger.expect("You are in")
    await clinic.sweep()
    assert not photos(clinic)


async def test_a_card_that_cannot_be_closed_stops_no_decision(clinic: Clinic) -> None:
    """The applicant is in, whatever the card says."""
    await apply(clinic, clinic.stranger)
    clinic.messenger.faults.timeout_before("editMessageText")
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    await clinic.stranger.expect("You are in")


async def test_evidence_whose_sending_timed_out_is_no_evidence(clinic: Clinic) -> None:
    """A photo whose id never came back is blank; the evidence is shown once and deleted."""
    await to_evidence(clinic.stranger)
    clinic.messenger.faults.timeout_after("sendPhoto")
    await prove(clinic.stranger)
    await clinic.settle()
    await clinic.sweep()
    await clinic.moderator.expect("Application no", clinic.moderators)
    lost, shown = photos(clinic)
    assert [shows(photo.picture, SKIN) for photo in (lost, shown)] == [False, True]
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    assert photos(clinic) == [lost]


async def test_evidence_whose_card_timed_out_is_shown_once(clinic: Clinic) -> None:
    """The next sweep adds the card below the photo that stands there already."""
    await to_evidence(clinic.stranger)
    clinic.messenger.faults.timeout_before("editMessageMedia")
    await prove(clinic.stranger)
    await clinic.settle()
    await clinic.sweep()
    card = await clinic.moderator.expect("Application no", clinic.moderators)
    assert [photo.id for photo in photos(clinic)] == [card.reply_to]


async def test_an_original_that_cannot_be_deleted_is_masked(clinic: Clinic) -> None:
    """Nothing is claimed that is not so, and the sweep deletes it."""
    clinic.messenger.faults.timeout_before("deleteMessage", count=TRIES_MAX)
    sent = clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()
    assert not sent.deleted
    assert not [m for m in clinic.doctor.sees() if "removed from this chat" in m.text]
    await clinic.sweep()
    assert sent.deleted


async def test_a_withdrawal_reaches_the_channel_first(clinic: Clinic) -> None:
    """A moderator whose name cannot be looked up keeps no post in its channel."""
    await published(clinic)
    await to_withdrawal(clinic)
    clinic.messenger.faults.timeout_before("getChatMember", count=50)
    await withdraw(clinic)
    assert not posts(clinic)
    assert not photos(clinic)


async def test_a_withdrawal_that_was_cut_off_is_finished(clinic: Clinic) -> None:
    """What Telegram does not answer about is tried again; a sweep deletes post and album."""
    await published(clinic)
    await to_withdrawal(clinic)
    clinic.messenger.faults.reset_before("deleteMessage", count=50)
    await withdraw(clinic)
    await clinic.doctor.expect("is withdrawn")
    assert posts(clinic)
    clinic.messenger.faults.clear()
    await clinic.sweep()
    assert not posts(clinic)
    assert not photos(clinic)


async def test_a_card_that_was_cut_off_is_closed(clinic: Clinic) -> None:
    """The sweep takes the buttons that the withdrawal could not take."""
    await clinic.submit()
    await to_withdrawal(clinic)
    clinic.messenger.faults.timeout_before("editMessageText")
    await withdraw(clinic)
    await clinic.sweep()
    card = clinic.moderator.last(clinic.moderators)
    assert ("Withdrawn by the author" in card.text, card.keyboard) == (True, [])


async def test_a_lost_alarm_is_sent_again(clinic: Clinic) -> None:
    """A post that is a maybe is forgotten only once moderators were asked to look."""
    await clinic.submit()
    clinic.messenger.faults.timeout_before("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether", clinic.moderators)
    await to_withdrawal(clinic)
    clinic.messenger.faults.timeout_before("sendMessage")
    await withdraw(clinic)
    await clinic.sweep()
    await clinic.sweep()
    alarms = [m for m in clinic.moderator.sees(clinic.moderators) if "taken back" in m.text]
    assert len(alarms) == 1


async def test_an_outage_stops_no_purge(clinic: Clinic) -> None:
    """A post that cannot be deleted now keeps no original beyond its day."""
    await published(clinic)
    clinic.colleague.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview(clinic.colleague)
    await to_withdrawal(clinic)
    clinic.messenger.faults.reset_before("*", count=1000)
    services = clinic.bot.services
    await end_case(services, await the_case(clinic), CaseAction.WITHDRAW, clinic.doctor.id)
    clinic.messenger.clock.advance(DAY + 3600)
    await sweep(services)
    assert not clinic.files()


async def test_a_stop_before_the_purge_keeps_no_file(clinic: Clinic) -> None:
    """The withdrawal was recorded and the bot died: files, album and buttons go at the start."""
    await clinic.submit()
    await clinic.settle()
    services = clinic.bot.services
    await services.errands.stop()
    async with services.database.unit():
        ended = await end_case(
            services, await the_case(clinic), CaseAction.WITHDRAW, clinic.doctor.id
        )
        await close_cards(services, ended)
    assert photos(clinic)
    await clinic.stop()
    await clinic.start()
    await clinic.settle()
    assert not clinic.files()
    assert not photos(clinic)
    assert not clinic.moderator.last(clinic.moderators).keyboard


async def test_a_case_withdrawn_while_it_is_shown(clinic: Clinic) -> None:
    """The album was on its way when its author took it back: it goes, and no button is left."""
    async with clinic.bot.services.database.transaction() as tx:
        await places.unbind(tx, MODERATION)
    await clinic_submits(clinic)
    gate = clinic.messenger.faults.hold("sendPhoto")
    chat = await clinic.bot.services.bot.get_chat(clinic.moderators.id)
    binding = tie(clinic.bot.services, chat, MODERATION, None, clinic.operator.id)
    showing = asyncio.ensure_future(binding)
    await gate.arrived.wait()
    await end_case(
        clinic.bot.services, await the_case(clinic), CaseAction.WITHDRAW, clinic.doctor.id
    )
    await close_cards(clinic.bot.services, await the_case(clinic))
    gate.release()
    await showing
    await clinic.settle()
    assert not photos(clinic)
    assert not clinic.moderator.last(clinic.moderators).keyboard


@pytest.mark.parametrize("thrown_away", [True, False])
async def test_a_discarded_revision_leaves_the_group(clinic: Clinic, thrown_away: bool) -> None:
    """Sent back as recognisable, then cancelled or forgotten: no album stays."""
    await clinic.submit()
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.moderator.press("could still be recognised", chat=clinic.moderators)
    await clinic.doctor.press("Revise")
    await clinic.preview()
    if thrown_away:
        await clinic.doctor.press("Cancel")
        await clinic.doctor.press("Yes, throw it away")
    else:
        clinic.messenger.clock.advance(DAY + 3600)
        await sweep(clinic.bot.services)
    await clinic.settle()
    assert not photos(clinic)
