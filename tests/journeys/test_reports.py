"""Reports: the way under every post, from a thread, by one tap, and what moderators read of it."""

import pytest

from moderation.member import Role, Standing
from moderation.request import RequestState
from storage import members, requests
from tests.journeys.clinic import Clinic
from tests.journeys.rights import copy, post, published
from tests.journeys.shield import album, report, state, visible


async def test_a_single_picture_has_a_button(clinic: Clinic) -> None:
    """It opens the bot in private, at a report about exactly this case."""
    await published(clinic)
    assert post(clinic).keyboard == [["🚩 Report"]]
    [button] = post(clinic).buttons
    clinic.colleague.open(button.body["url"])
    await clinic.colleague.expect("What is wrong with case MP-00001?")


async def test_an_album_has_a_link(clinic: Clinic) -> None:
    """Telegram gives albums no buttons, so the caption of the first picture leads there."""
    await album(clinic)
    first, second = clinic.operator.sees(clinic.channel)
    assert not first.keyboard
    assert not second.caption
    assert first.caption.endswith("#dermatology #MP00001 · 🚩 Report")
    assert "https://t.me/medpics_bot?start=report_MP00001" in first.html


@pytest.mark.parametrize("what", ["too graphic", "wrong specialty"])
async def test_what_harms_no_patient_hides_nothing(clinic: Clinic, what: str) -> None:
    """Moderators get a card at once, and decide; the post stands."""
    await published(clinic)
    card = await report(clinic, clinic.colleague, what)
    assert "A verified member reports" in card.text
    assert what in card.text
    assert "Cleo" not in card.text
    assert await state(clinic) == "published"
    assert visible([post(clinic)])
    await clinic.moderator.press("Keep the case", card, chat=clinic.moderators)
    await clinic.moderator.press("We found nothing", card, chat=clinic.moderators)
    await clinic.colleague.expect("leave the case where it is")


async def test_something_else_needs_words(clinic: Clinic) -> None:
    """They reach the moderators, without what surely identifies somebody."""
    await published(clinic)
    clinic.colleague.send_text("/report MP-00001")
    await clinic.colleague.press("Something else")
    await clinic.colleague.expect("what is wrong")
    clinic.colleague.send_text("Mme Durand is my neighbour")
    await clinic.colleague.expect("is with the moderators")
    card = await clinic.moderator.expect("Request no. 1", clinic.moderators)
    assert "[name] is my neighbour" in card.text
    assert await state(clinic) == "published"


async def test_words_come_along_with_a_kind(clinic: Clinic) -> None:
    """/report, number and words in one message: what is wrong is asked all the same."""
    await published(clinic)
    clinic.colleague.send_text("/report MP-00001 the ring gives her away")
    await clinic.colleague.press("can be recognised")
    await clinic.colleague.expect("is hidden everywhere")
    card = await clinic.moderator.expect("Request no. 1", clinic.moderators)
    assert "the ring gives her away" in card.text
    assert "The patient can be recognised" in card.text


async def test_from_a_thread(clinic: Clinic) -> None:
    """/report as an answer vanishes from the thread; the rest is asked in private."""
    await published(clinic)
    clinic.discussion.add(clinic.colleague)
    said = clinic.colleague.send_text("/report", clinic.discussion, copy(clinic))
    await clinic.colleague.expect("What is wrong with case MP-00001?")
    await clinic.settle()
    assert said.deleted
    await clinic.colleague.press("other writing can be read")
    await clinic.colleague.expect("is hidden everywhere")
    assert await state(clinic) == "hidden"


async def test_an_answer_in_a_thread_is_pointed_at(clinic: Clinic) -> None:
    """Moderators get the link to the very message."""
    await published(clinic)
    clinic.discussion.add(clinic.colleague, clinic.doctor)
    answer = clinic.doctor.send_text("It is Mrs Quagmire", clinic.discussion, copy(clinic))
    await clinic.settle()
    clinic.colleague.send_text("/report", clinic.discussion, answer)
    await clinic.colleague.press("can be recognised")
    card = await clinic.moderator.expect("Request no. 1", clinic.moderators)
    group = str(clinic.discussion.id).removeprefix("-100")
    assert f"https://t.me/c/{group}/{answer.id}" in card.html


async def test_who_is_no_member_is_shown_the_way(clinic: Clinic) -> None:
    """Such as a moderator: who never wrote to the bot cannot be written to, so it is a link."""
    await published(clinic)
    clinic.discussion.add(clinic.moderator)
    clinic.moderator.send_text("/report", clinic.discussion, copy(clinic))
    shown = await clinic.moderator.expect("To report a case", clinic.discussion)
    assert "start=report_MP00001" in shown.html
    assert await state(clinic) == "published"


async def test_outside_a_thread_it_asks_which_case(clinic: Clinic) -> None:
    """Nothing is guessed."""
    await published(clinic)
    clinic.discussion.add(clinic.colleague)
    clinic.colleague.send_text("/report", clinic.discussion)
    await clinic.colleague.expect("I do not see which case you mean")


async def test_a_students_report_counts(clinic: Clinic) -> None:
    """Verified is verified: students are the most numerous readers."""
    await published(clinic)
    await clinic.verify(clinic.student, Role.STUDENT)
    await report(clinic, clinic.student)
    assert await state(clinic) == "hidden"


async def test_who_lost_their_standing_hides_nothing(clinic: Clinic) -> None:
    """Suspended between the link and the tap: it is filed, as anybody's is."""
    await published(clinic)
    clinic.colleague.start("report_MP00001")
    await clinic.colleague.expect("What is wrong")
    known = await members.load(clinic.bot.services.database.reader, clinic.colleague.id)
    assert known is not None
    await clinic.stand(known, Standing.SUSPENDED)
    await clinic.colleague.press("can be recognised")
    await clinic.colleague.expect("is with the moderators")
    assert await state(clinic) == "published"


async def test_a_forged_kind_is_no_report(clinic: Clinic) -> None:
    """Neither a kind that does not exist nor a patient's request taken for a member's."""
    await published(clinic)
    for person in (clinic.colleague, clinic.stranger):
        person.start("report_MP00001")
        await clinic.settle()
        kind = "nonsense" if person is clinic.colleague else "recognised"
        number = 1 if person is clinic.colleague else 2
        answer = await person.forge(person.last(), f"rpkind:{number}:0:{kind}")
        assert "earlier version" in answer.text
    assert await state(clinic) == "published"
    waiting = await requests.waiting(clinic.bot.services.database.reader)
    assert not [request for request in waiting if request.state is RequestState.OPEN]
