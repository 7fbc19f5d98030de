"""Broken connections: whatever time-out comes when, nothing that had to go stays, none lost."""

from sandbox.seen import Seen
from tests.journeys.applying import apply, card_photo, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, SKIN, picture, shows

DAY = 24 * 3600


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
    clinic.stranger.send_photo(card_photo())
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
    clinic.stranger.send_photo(card_photo())
    await clinic.settle()
    await clinic.sweep()
    card = await clinic.moderator.expect("Application no", clinic.moderators)
    assert [photo.id for photo in photos(clinic)] == [card.reply_to]


async def test_an_original_that_cannot_be_deleted_is_masked(clinic: Clinic) -> None:
    """Nothing is claimed that is not so, and the sweep deletes it."""
    clinic.messenger.faults.timeout_before("deleteMessage")
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
    """The author hears that it goes on; the sweep deletes the post and the album."""
    await published(clinic)
    await to_withdrawal(clinic)
    clinic.messenger.faults.reset_before("deleteMessage", count=50)
    await withdraw(clinic)
    await clinic.doctor.expect("keep trying")
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
    clinic.messenger.faults.timeout_after("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether", clinic.moderators)
    await to_withdrawal(clinic)
    clinic.messenger.faults.timeout_before("sendMessage")
    await withdraw(clinic)
    await clinic.sweep()
    await clinic.sweep()
    alarms = [m for m in clinic.moderator.sees(clinic.moderators) if "taken back" in m.text]
    assert len(alarms) == 1
