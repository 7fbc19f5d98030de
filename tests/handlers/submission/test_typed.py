"""What an author types or puts under a picture: measured, rewritten, and only then kept."""

import pytest

from handlers.context import Services
from handlers.errands import TRIES_MAX
from handlers.submission.typed import take_caption, take_words
from handlers.texts import units
from moderation.case import QUESTION_MAX_CHARACTERS, Case, Step
from moderation.member import Member
from storage import erasures
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import at, now, said, settled
from tests.journeys.hiders import passages

SECRET_NAME = "Durand"


@pytest.fixture
def services(services: Services) -> Services:
    """With a reader of texts that knows a name when it is introduced."""
    services.identifiers = passages
    return services


@pytest.mark.parametrize("letter", ["é", "😀"])
async def test_a_question_is_measured_as_telegram_does(
    services: Services, draft: Case, author: Member, letter: str
) -> None:
    """What just fits is taken, one more unit is not."""
    asked = await at(services, draft, Step.QUESTION)
    longest = letter * (QUESTION_MAX_CHARACTERS // units(letter))
    assert await take_words(services, said(services, author, longest + "x"))
    assert (await now(services, asked)).question is None
    assert await take_words(services, said(services, author, longest))
    assert (await now(services, asked)).question == longest


async def test_a_long_question_is_told_its_length(
    services: Services, telegram: RecordingRequest, draft: Case, author: Member
) -> None:
    """In the unit of the limit, so that shortening can be aimed."""
    await at(services, draft, Step.QUESTION)
    await take_words(services, said(services, author, "😀" * 201))
    await settled(services)
    assert telegram.calls[-1].words.startswith("Your text has 402 characters; the limit is 400")


async def test_a_long_caption_is_cut_to_fit(services: Services, draft: Case) -> None:
    """An album's caption may hold a thousand characters, and the post has less room."""
    await take_caption(services, draft.id, "😀" * 500)
    assert (await now(services, draft)).question == "😀" * 200


async def test_a_caption_replaces_no_question(services: Services, draft: Case) -> None:
    """The first one stands."""
    await take_caption(services, draft.id, " First? ")
    await take_caption(services, draft.id, "Second?")
    assert (await now(services, draft)).question == "First?"


async def test_words_without_a_draft_belong_to_others(services: Services, author: Member) -> None:
    """Then the next conversation is asked."""
    assert not await take_words(services, said(services, author, "Hello"))


@pytest.mark.parametrize("step", [Step.QUESTION, Step.CONTEXT, Step.PICTURES])
async def test_a_sure_name_is_never_kept(
    services: Services, telegram: RecordingRequest, draft: Case, author: Member, step: Step
) -> None:
    """Nor said again; its message goes, and that it has to go is on record."""
    asked = await at(services, draft, step)
    telegram.refuse("deleteMessage", 500, "Internal Server Error", times=TRIES_MAX)
    await take_words(services, said(services, author, "Has Mme Durand this?"))
    await settled(services)
    kept = await now(services, asked)
    assert "Has [name] this?" in {kept.question, kept.context}
    assert not any(SECRET_NAME in call.words for call in telegram.calls)
    assert [call["message_id"] for call in telegram.of("deleteMessage")][-1] == 9
    assert [e.message_id for e in await erasures.pending(services.database.reader)] == [9]


async def test_a_harmless_text_stays_in_the_chat(
    services: Services, telegram: RecordingRequest, draft: Case, author: Member
) -> None:
    """Nothing was replaced, nothing is said about it."""
    await at(services, draft, Step.QUESTION)
    await take_words(services, said(services, author, "Has the patient this?"))
    await settled(services)
    assert telegram.of("sendMessage")
    assert telegram.of("deleteMessage") == []
    assert not any("replaced" in call.words for call in telegram.calls)


async def test_a_name_is_not_cut_in_two(services: Services, draft: Case) -> None:
    """A caption is rewritten before it is cut to fit, so that no half of a name is left."""
    room = QUESTION_MAX_CHARACTERS - len("Mme Dur")
    await take_caption(services, draft.id, "x" * (room - 1) + " Mme Durand has it")
    question = (await now(services, draft)).question or ""
    assert question == "x" * (room - 1) + " [name] "


async def test_a_caption_that_is_not_taken_is_not_told_about(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """The first one stands; of a second nothing was kept, so nothing was replaced."""
    await take_caption(services, draft.id, "First?")
    await take_caption(services, draft.id, "Mme Durand?")
    await settled(services)
    assert (await now(services, draft)).question == "First?"
    assert telegram.calls == []


async def test_other_steps_take_no_words(services: Services, draft: Case, author: Member) -> None:
    """An age typed where buttons are asks for nothing to be replaced."""
    await at(services, draft, Step.AGE, question="First?")
    await take_words(services, said(services, author, "Mme Durand"))
    assert (await now(services, draft)).question == "First?"
