"""Hiding: one report of a privacy kind, and no reader sees the case until moderators decide."""

import pytest

from sandbox.seen import Seen
from storage import audit, hidings
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import picture
from tests.journeys.rights import ask, forget, post, published
from tests.journeys.shield import album, photos, report, state, team, visible

TWO_DAYS = 2 * 24 * 3600 + 60
NO_RIGHTS = ["can_invite_users"]


async def keep(clinic: Clinic, card: Seen) -> None:
    """Show it again, and say why."""
    await clinic.moderator.press("Show the case again", card, chat=clinic.moderators)
    await clinic.moderator.press("Nobody can be recognised", card, chat=clinic.moderators)
    await clinic.settle()


async def trail(clinic: Clinic) -> list[tuple[str, int | None]]:
    rows = await audit.trail(clinic.bot.services.database.reader, "case 1")
    return [(row["action"], row["actor_id"]) for row in rows if row["action"] != "submit"]


async def due(clinic: Clinic) -> list[int]:
    return await hidings.waiting(clinic.bot.services.database.reader)


async def test_nobody_sees_anything(clinic: Clinic) -> None:
    """Every picture of the album, its copies, and the pictures in the moderators' group."""
    await album(clinic)
    assert (len(visible(photos(clinic))), len(visible(team(clinic)))) == (4, 2)
    card = await report(clinic, clinic.colleague)
    assert await state(clinic) == "hidden"
    assert not visible(photos(clinic))
    assert not visible(team(clinic))
    first, second = clinic.operator.sees(clinic.channel)
    assert (first.text, second.text) == ("🙈 Hidden while moderators look at it.", "")
    assert not [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]
    assert "The patient can be recognised" in card.text
    assert "hidden everywhere" in card.text
    await clinic.colleague.expect("hidden everywhere while moderators look")
    told = await clinic.doctor.expect("is hidden for now")
    assert "Cleo" not in told.text
    assert not await due(clinic)


async def test_it_is_shown_again_as_it_was(clinic: Clinic) -> None:
    """The same pictures, the same caption, the same link; reporter and author hear so."""
    await album(clinic)
    before = [(m.id, m.picture, m.html) for m in clinic.operator.sees(clinic.channel)]
    reviewed = [(m.id, m.picture) for m in team(clinic)]
    card = await report(clinic, clinic.colleague)
    await keep(clinic, card)
    assert await state(clinic) == "published"
    assert [(m.id, m.picture, m.html) for m in clinic.operator.sees(clinic.channel)] == before
    assert [(m.id, m.picture) for m in team(clinic)] == reviewed
    await clinic.colleague.expect("leave the case where it is")
    await clinic.doctor.expect("show it again")
    assert "Kept by Max Moderator" in card.text
    assert not card.keyboard
    actions = [("publish", None), ("hide", None), ("show_again", clinic.moderator.id)]
    assert (await trail(clinic))[-3:] == actions
    assert not await due(clinic)


async def test_a_single_picture_gets_its_button_back(clinic: Clinic) -> None:
    """The way to report it stands under it again."""
    await published(clinic)
    card = await report(clinic, clinic.colleague)
    assert not post(clinic).keyboard
    await keep(clinic, card)
    assert post(clinic).keyboard == [["🚩 Report"]]
    assert visible([post(clinic)])


async def test_it_is_removed(clinic: Clinic) -> None:
    """Moderators agree: nothing of it is left, and both hear so."""
    await album(clinic)
    card = await report(clinic, clinic.colleague)
    await clinic.moderator.press("Take down now", card, chat=clinic.moderators)
    await clinic.settle()
    assert await state(clinic) == "taken_down"
    assert not photos(clinic)
    assert not team(clinic)
    assert not clinic.files()
    await clinic.colleague.expect("is being removed everywhere")
    await clinic.doctor.expect("took your case MP-00001 down")
    assert await hidings.load(clinic.bot.services.database.reader, 1) is None


async def test_moderators_look_before_they_decide(clinic: Clinic) -> None:
    """One press brings the pictures back into their group alone, and is on record."""
    await album(clinic)
    card = await report(clinic, clinic.colleague)
    await clinic.moderator.press("Show us the pictures", card, chat=clinic.moderators)
    await clinic.settle()
    assert len(visible(team(clinic))) == 2
    assert not visible(photos(clinic))
    assert ("look", clinic.moderator.id) in await trail(clinic)


async def test_the_author_withdraws_meanwhile(clinic: Clinic) -> None:
    """What is hidden is still theirs to take back; the report is answered by that."""
    await published(clinic)
    await report(clinic, clinic.colleague)
    clinic.doctor.send_text("/cases")
    await clinic.doctor.press("MP-00001 · hidden while moderators look at it")
    assert "Open it" not in clinic.doctor.last().text
    await clinic.doctor.press("Withdraw")
    await clinic.doctor.press("Yes, withdraw it")
    await clinic.colleague.expect("is being removed everywhere")
    await clinic.settle()
    assert await state(clinic) == "withdrawn"
    assert not photos(clinic)


async def test_two_reports_two_decisions(clinic: Clinic) -> None:
    """As long as one that hides is open, nobody sees the case."""
    await published(clinic)
    await clinic.verify(clinic.student)
    first = await report(clinic, clinic.colleague)
    second = await report(clinic, clinic.student, "other writing can be read")
    assert "hidden everywhere" in second.text
    await keep(clinic, first)
    assert await state(clinic) == "hidden"
    assert not visible(photos(clinic))
    await keep(clinic, second)
    assert await state(clinic) == "published"
    assert visible([post(clinic)])


async def test_the_thread_goes_on(clinic: Clinic) -> None:
    """Its copy is gone for good; a message takes its place, and answers to it are counted."""
    await published(clinic)
    clinic.discussion.add(clinic.colleague)
    card = await report(clinic, clinic.colleague)
    await keep(clinic, card)
    root = await clinic.colleague.expect("is shown again", clinic.discussion)
    clinic.colleague.send_text("A naevus", clinic.discussion, root)
    await clinic.doctor.expect("answered your case MP-00001")


async def test_a_late_copy_is_deleted(clinic: Clinic) -> None:
    """Telegram forwards when it likes; what is hidden meanwhile does not come back by that."""
    clinic.messenger.hold_forwards()
    await published(clinic)
    await report(clinic, clinic.colleague)
    clinic.messenger.release_forwards()
    await clinic.settle()
    assert not visible(photos(clinic))


async def test_what_telegram_refuses_a_person_does(clinic: Clinic) -> None:
    """Without rights nothing can be changed: moderators get the links, all of them, at once."""
    await album(clinic)
    clinic.messenger.admit_bot(clinic.channel, rights=NO_RIGHTS)
    clinic.messenger.admit_bot(clinic.discussion, rights=NO_RIGHTS)
    clinic.messenger.clock.advance(TWO_DAYS)
    await report(clinic, clinic.colleague)
    alarm = await clinic.moderator.expect("has to be hidden", clinic.moderators)
    for message in photos(clinic):
        assert f"/{str(message.chat_id).removeprefix('-100')}/{message.id}" in alarm.text
    assert not visible(team(clinic))


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "server_error"])
async def test_a_broken_line(clinic: Clinic, fault: str) -> None:
    """No answer is no success: it is tried until it is known that nothing is left to see."""
    await album(clinic)
    getattr(clinic.messenger.faults, fault)("editMessageMedia", count=3)
    await report(clinic, clinic.colleague)
    assert not visible(photos(clinic))
    assert not visible(team(clinic))
    assert not await due(clinic)


async def test_a_stop_in_between(clinic: Clinic) -> None:
    """The line is cut as soon as it is decided: the next start hides it, unasked."""
    await album(clinic)
    clinic.colleague.start("report_MP00001")
    await clinic.colleague.expect("What is wrong")
    gate = clinic.messenger.faults.hold("editMessageMedia")
    await clinic.colleague.press("can be recognised")
    await clinic.colleague.expect("hidden everywhere")
    await clinic.stop()
    gate.release()
    assert visible(photos(clinic))
    await clinic.start()
    await clinic.settle()
    assert not visible(photos(clinic))
    assert not visible(team(clinic))


async def test_a_stop_while_it_is_shown_again(clinic: Clinic) -> None:
    """What was half put back is put back whole."""
    await album(clinic)
    card = await report(clinic, clinic.colleague)
    gate = clinic.messenger.faults.hold("editMessageMedia")
    await clinic.moderator.press("Show the case again", card, chat=clinic.moderators)
    await clinic.moderator.press("Nobody can be recognised", card, chat=clinic.moderators)
    await clinic.colleague.expect("leave the case where it is")
    await clinic.stop()
    gate.release()
    await clinic.start()
    await clinic.settle()
    assert len(visible(clinic.operator.sees(clinic.channel))) == 2
    assert len(visible(team(clinic))) == 2
    assert not await due(clinic)


async def test_what_was_altered_stays_hidden(clinic: Clinic) -> None:
    """Files that are no longer what was approved are not shown; moderators hear why."""
    await published(clinic)
    card = await report(clinic, clinic.colleague)
    async with clinic.bot.services.database.transaction() as tx:
        await tx.execute("UPDATE picture SET digest = ?", ("0" * 64,))
    await keep(clinic, card)
    await clinic.moderator.expect("cannot be shown again", clinic.moderators)
    assert await state(clinic) == "hidden"
    assert not visible(photos(clinic))
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.moderator.expect("is ended", clinic.moderators)


async def test_a_picture_that_was_deleted_by_hand(clinic: Clinic) -> None:
    """The rest is shown again, and moderators hear what is missing."""
    await album(clinic)
    card = await report(clinic, clinic.colleague)
    first, second = clinic.operator.sees(clinic.channel)
    clinic.operator.delete(second)
    await keep(clinic, card)
    alarm = await clinic.moderator.expect("does not let me put back", clinic.moderators)
    assert f"/{second.id}" in alarm.text
    assert visible([first])


async def test_a_patient_does_not_hide_by_themselves(clinic: Clinic) -> None:
    """Anybody can name any number: moderators hide it with one tap, and judge afterwards."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    assert await state(clinic) == "published"
    await clinic.moderator.press("Hide until decided", card, chat=clinic.moderators)
    await clinic.settle()
    assert await state(clinic) == "hidden"
    assert not visible(photos(clinic))
    assert ("hide", clinic.moderator.id) in await trail(clinic)
    await keep(clinic, card)
    assert await state(clinic) == "published"


async def test_an_author_does_not_restore_their_own(clinic: Clinic) -> None:
    """A moderator whose case it is may take it down, and not show it again."""
    clinic.moderators.add(clinic.doctor)
    await published(clinic)
    card = await report(clinic, clinic.colleague)
    answer = await clinic.doctor.press("Show the case again", card, chat=clinic.moderators)
    assert "another moderator decides" in answer.text
    assert await state(clinic) == "hidden"


async def test_a_hidden_case_of_an_erased_account_goes(clinic: Clinic) -> None:
    """It is not left behind unsigned: nobody has judged it."""
    await published(clinic)
    await report(clinic, clinic.colleague)
    await forget(clinic, clinic.doctor, "Erase my account")
    assert not photos(clinic)
    assert await state(clinic) == "withdrawn"


async def test_the_reporter_leaves(clinic: Clinic) -> None:
    """Their report stands without them, and moderators still decide it."""
    await published(clinic)
    card = await report(clinic, clinic.colleague)
    await forget(clinic, clinic.colleague, "Erase my account")
    await keep(clinic, card)
    assert await state(clinic) == "published"


async def test_what_is_new_meanwhile(clinic: Clinic) -> None:
    """Another case of the same author is not touched."""
    await published(clinic)
    await report(clinic, clinic.colleague)
    clinic.doctor.send_photo(picture(), caption="And this?")
    await clinic.preview()
    assert await state(clinic, 2) == "draft"
