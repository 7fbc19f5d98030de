"""Doubtful words: what is asked, what a tap decides, and what an old one cannot."""

from dataclasses import replace

import pytest

from anonymize import Identifier, identifiers
from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.retention import purge
from handlers.submission.doubts import ASKED_MAX, Doubt, Field, decide, pending, word_screen
from handlers.submission.questions import settle_word, show_step
from handlers.submission.sending import send
from handlers.texts import Speech, units
from handlers.wording import mark
from moderation.case import Case, CaseState, Picture, Step
from moderation.errors import OutOfDate
from moderation.member import Member
from storage import cases, words
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import answered, at, now, press, settled
from tests.journeys.hiders import passages
from tests.moderation.examples import make_case

QUESTION = "Is it Kawasaki or Crohn?"
FORGED = ["", "keep", "keep.", "keep.000000000000", "drop.{mark}", "keep.{mark}.x", "{mark}"]


@pytest.fixture
async def asked(services: Services, draft: Case, author: Member) -> Case:
    """A draft at its doubtful words, two in the question and one in the context."""
    services.identifiers = passages
    return await at(services, draft, Step.WORDS, question=QUESTION, context="Since Easter")


def named(word: str, field: Field = Field.QUESTION) -> Doubt:
    return Doubt(field, word, Identifier.NAME)


async def tap(services: Services, member: Member, case: Case, arg: str) -> None:
    await settle_word(services, press(services, member, Tap(Act.WORD, case.id, 1, arg)))


async def test_nothing_is_decided_yet(services: Services, asked: Case) -> None:
    """The words of the question come before those of the context."""
    assert await pending(services, asked) == [
        named("Kawasaki"),
        named("Crohn"),
        named("Easter", Field.CONTEXT),
    ]


@pytest.mark.parametrize("choice", ["keep", "hide"])
async def test_one_word_is_decided(
    services: Services, asked: Case, author: Member, choice: str
) -> None:
    """The text changes or does not, and the word is asked about no more."""
    await tap(services, author, asked, f"{choice}.{mark('question', ['Crohn'])}")
    after = await now(services, asked)
    hidden = QUESTION.replace("Crohn", "[name]")
    assert after.question == (QUESTION if choice == "keep" else hidden)
    assert named("Crohn") not in await pending(services, after)
    assert len(await pending(services, after)) == 2


async def test_kept_in_one_text_is_asked_in_another(services: Services, asked: Case) -> None:
    """A sign in the question may be a name in the context."""
    both = await at(services, asked, Step.WORDS, context="Since Crohn")
    async with services.database.transaction() as tx:
        await words.keep(tx, both.id, Field.QUESTION, ["Crohn", "Kawasaki"])
    assert await pending(services, both) == [named("Crohn", Field.CONTEXT)]


@pytest.mark.parametrize("arg", FORGED)
async def test_a_forged_choice_is_out_of_date(
    services: Services, asked: Case, author: Member, arg: str
) -> None:
    """Nothing is kept or hidden by it."""
    with pytest.raises(OutOfDate):
        await tap(services, author, asked, arg.format(mark=mark("question", ["Crohn"])))
    assert len(await pending(services, await now(services, asked))) == 3


async def test_a_list_is_decided_as_it_was_shown(
    services: Services, asked: Case, author: Member
) -> None:
    """A button for all words does not reach one that came later."""
    together = f"keep.{mark('question', ['Kawasaki', 'Crohn'])}"
    await at(services, asked, Step.WORDS, question="Is it Kawasaki or Crohn or Durand?")
    with pytest.raises(OutOfDate):
        await tap(services, author, asked, together)


async def test_a_text_that_changed_meanwhile_is_left_alone(
    services: Services, asked: Case, author: Member
) -> None:
    """A decision about what the author no longer says."""
    await at(services, asked, Step.WORDS, question="Crohn?")
    arg = f"hide.{mark('question', ['Crohn'])}"
    with pytest.raises(OutOfDate):
        await decide(services, press(services, author, Tap(Act.WORD, asked.id, 1, arg)), asked)
    assert (await now(services, asked)).question == "Crohn?"


@pytest.mark.parametrize("decided", [False, True])
async def test_a_doubt_is_never_sent(
    services: Services,
    telegram: RecordingRequest,
    asked: Case,
    masked: list[Picture],
    author: Member,
    decided: bool,
) -> None:
    """Not even from a summary that an earlier version of the bot showed."""
    answers = replace(answered(asked), question=QUESTION, step=Step.SUMMARY)
    async with services.database.transaction() as tx:
        assert await cases.swap(tx, asked, answers)
        if decided:
            await words.keep(tx, asked.id, Field.QUESTION, ["Kawasaki", "Crohn"])
    refused = await send(services, press(services, author, Tap(Act.SEND, asked.id, 1)))
    after = await now(services, asked)
    assert (refused is None, after.state is CaseState.SUBMITTED) == (decided, decided)


async def test_elsewhere_nothing_is_decided(
    services: Services, asked: Case, author: Member
) -> None:
    """An old screen, while the draft stands at another step."""
    await at(services, asked, Step.AGE)
    with pytest.raises(OutOfDate):
        await tap(services, author, asked, f"keep.{mark('question', ['Crohn'])}")


async def test_what_was_attested_held_for_the_earlier_words(
    services: Services, asked: Case, author: Member
) -> None:
    """A decision about the text asks for the attestation anew."""
    await at(services, asked, Step.WORDS, attested=frozenset({"carer"}))
    await tap(services, author, asked, f"hide.{mark('question', ['Crohn'])}")
    assert (await now(services, asked)).attested == frozenset()


async def test_a_screen_without_a_word_leads_on(
    services: Services, telegram: RecordingRequest, asked: Case
) -> None:
    """A newer reader may doubt nothing that an older one asked about."""
    services.identifiers = lambda _text: ()
    await show_step(services, asked.id)
    await settled(services)
    assert (await now(services, asked)).step is Step.ATTESTATION
    assert "Please attest" in telegram.calls[-1].words


async def test_kept_words_go_with_the_case(services: Services, asked: Case) -> None:
    """When it ends, nobody is asked again."""
    async with services.database.transaction() as tx:
        await words.keep(tx, asked.id, Field.QUESTION, ["Crohn"])
        await cases.change_draft(tx, asked, asked.updated_at, state=CaseState.DISCARDED)
    await purge(services, await now(services, asked))
    assert await words.kept(services.database.reader, asked.id, Field.QUESTION) == frozenset()


def test_a_screen_is_safe_html(speech: Speech) -> None:
    """The words are a person's: nothing of theirs is a tag, and no tag of ours is a word."""
    case = make_case(question="<i> b & Crohn")
    text, _rows = word_screen(speech, case, [named("b"), named("<i>"), named("amp")])
    assert "<b>&lt;i&gt;</b> <b>b</b> &amp; Crohn" in text


@pytest.mark.parametrize("number", [1, 2, ASKED_MAX, ASKED_MAX + 1, 130])
def test_the_buttons_fit_the_number_of_words(speech: Speech, number: int) -> None:
    """One by one up to eight, together above; every button is one that can be parsed."""
    asked = [named(f"W{n}") for n in range(number)]
    case = make_case(question=" ".join(doubt.word for doubt in asked))
    text, rows = word_screen(speech, case, asked)
    keys = [parse(str(key.callback_data)) for row in rows for key in row]
    assert [len(row) for row in rows] == ([2] if number in {1, 9, 130} else [2, 1])
    assert {key.act for key in keys if key} == {Act.WORD}
    assert units(text) <= 4096


async def test_no_part_of_a_hidden_name_stays(
    services: Services, draft: Case, author: Member
) -> None:
    """Hiding the surname hides the longer name that holds it, though its rest is an eponym."""
    services.identifiers = identifiers
    text = "Bertin est venu en mai. Revu Bertin Crohn ce jour."
    case = await at(services, draft, Step.WORDS, question=text, context="")
    await tap(services, author, case, f"hide.{mark('question', ['Bertin'])}")
    after = (await now(services, case)).question or ""
    assert "Bertin" not in after
    assert "Crohn" not in after
