"""Limits of requests: what is not taken, what is not passed on, and who decides nothing."""

import pytest

from handlers.buttons import Act
from handlers.guarding import WORD_JOINER
from moderation.request import DAILY_MAX, OPEN_MAX, RequestState
from storage import requests
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import picture
from tests.journeys.rights import ask, published


async def state(clinic: Clinic, request_id: int = 1) -> RequestState:
    request = await requests.load(clinic.bot.services.database.reader, request_id)
    assert request is not None
    return request.state


async def test_no_formatting_comes_through(clinic: Clinic) -> None:
    """What they write stands on the card as they wrote it, and does nothing."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger, '<a href="http://x.example">look</a>', "<b>me</b>")
    shown = card.text.replace(WORD_JOINER, "")
    assert '<a href="http://x.example">look</a>' in shown
    assert "Contact: <b>me</b>" in shown
    assert [e["type"] for e in card.entities if e["type"] == "text_link"] == ["text_link"]


@pytest.mark.parametrize("words", ["/report", "/report twelve", "/report MP-99999", "/report 2"])
async def test_a_wrong_number_is_told(clinic: Clinic, words: str) -> None:
    """No number, no such case, and a draft that nobody may know of: a sentence, no request."""
    await published(clinic)
    clinic.doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    clinic.stranger.send_text(words)
    await clinic.stranger.expect("Which case|No case with this number")
    assert await requests.filling(clinic.bot.services.database.reader, clinic.stranger.id) is None


async def test_what_is_gone_needs_no_request(clinic: Clinic) -> None:
    """A case that was taken down is told to be so."""
    await published(clinic)
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.moderator.expect("is taken down", clinic.moderators)
    clinic.stranger.start("takedown_MP00001")
    await clinic.stranger.expect("no longer shown anywhere")


async def test_the_author_withdraws_instead(clinic: Clinic) -> None:
    """Their own case needs no moderator."""
    await published(clinic)
    clinic.doctor.send_text("/report MP-00001")
    await clinic.doctor.expect("you can withdraw it yourself")


async def test_too_many_words_are_kept_out(clinic: Clinic) -> None:
    """A sentence with the limit; a shorter text is taken."""
    await published(clinic)
    clinic.stranger.start("takedown_MP00001")
    await clinic.stranger.expect("You need no account")
    clinic.stranger.send_text("x" * 601)
    await clinic.stranger.expect("601 characters; the limit is 600")
    clinic.stranger.send_text("x" * 600)
    await clinic.stranger.expect("I will answer you here")


async def test_one_request_about_a_case(clinic: Clinic) -> None:
    """Asked twice by one person it stays one; another person's is another."""
    await published(clinic)
    await ask(clinic, clinic.stranger)
    clinic.stranger.start("takedown_MP00001")
    await clinic.stranger.expect("already have your request")
    await ask(clinic, clinic.student)


async def test_few_requests_of_one_person(clinic: Clinic) -> None:
    """More than a handful a day, or open at once, are asked to wait; others are not."""
    for _each in range(OPEN_MAX + 1):
        await published(clinic)
    for number in range(1, OPEN_MAX + 1):
        since = clinic.stranger.send_text(f"/report {number} remove it").stamp
        asked = await clinic.stranger.expect("I will answer you here", since=since)
        await clinic.stranger.press("Answer me here only", asked)
        await clinic.stranger.expect("is with the moderators", since=since)
        await clinic.settle()
    clinic.stranger.send_text(f"/report {OPEN_MAX + 1} remove it")
    await clinic.stranger.expect("several requests already")
    clinic.student.send_text(f"/report {OPEN_MAX + 1} remove it")
    await clinic.student.expect("I will answer you here")
    assert DAILY_MAX > OPEN_MAX


@pytest.mark.parametrize(
    "act", [Act.REQUEST_GRANT, Act.REQUEST_KEEP, Act.REQUEST_REASON, Act.REQUEST_BACK]
)
async def test_nobody_else_decides(clinic: Clinic, act: Act) -> None:
    """Neither the person who asked nor a colleague, whatever they press and wherever."""
    await published(clinic)
    await ask(clinic, clinic.stranger)
    for person in (clinic.stranger, clinic.colleague, clinic.doctor):
        answer = await person.forge(person.last(), f"{act}:1:0:nobody")
        assert answer.alert
    assert await state(clinic) is RequestState.OPEN


@pytest.mark.parametrize("act", [Act.REPORT_SKIP, Act.REPORT_CANCEL])
async def test_nobody_sends_or_cancels_for_another(clinic: Clinic, act: Act) -> None:
    """A request that is being written belongs to its writer."""
    await published(clinic)
    clinic.stranger.send_text("/report 1 remove it")
    await clinic.stranger.expect("I will answer you here")
    answer = await clinic.colleague.forge(clinic.colleague.last(), f"{act}:1:0:")
    assert "earlier version" in answer.text
    assert await state(clinic) is RequestState.FILLING


async def test_an_author_who_moderates_cannot_keep_their_own(clinic: Clinic) -> None:
    """They may take it down, but that it stays is for another moderator to say."""
    await published(clinic)
    clinic.moderators.add(clinic.doctor)
    card = await ask(clinic, clinic.stranger)
    answer = await clinic.doctor.press("Keep the case", card, chat=clinic.moderators)
    assert "This is your own" in answer.text
    await clinic.doctor.press("Take down now", card, chat=clinic.moderators)
    assert await state(clinic) is RequestState.GRANTED
