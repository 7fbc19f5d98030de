"""Every refusal is one sentence of its own, in both languages, short enough for a toast."""

from collections.abc import Iterator

import pytest

from anonymize import PictureError, Refusal
from handlers.refusals import TOO_LARGE_TOGETHER, picture_problem, problem_of, sentence
from handlers.texts import Speech, Texts, units
from moderation.application import ApplicationState
from moderation.case import CaseState
from moderation.errors import (
    AlreadyDecided,
    ForbiddenMove,
    NotBackYet,
    RuleError,
    TakenByColleague,
)

# What a pressed button can show; Telegram refuses more.
TOAST_MAX = 200
FACTS = {
    AlreadyDecided: (CaseState.APPROVED,),
    TakenByColleague: (22,),
    ForbiddenMove: (CaseState.PUBLISHED, "submit"),
    NotBackYet: ("2027-03-01",),
}
PROBLEMS = [*Refusal, "gone", TOO_LARGE_TOGETHER]


def kinds(base: type[RuleError] = RuleError) -> Iterator[type[RuleError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def said(speech: Speech) -> list[str]:
    return [sentence(speech.say, kind(*FACTS.get(kind, ()))) for kind in kinds()]


def test_every_rule_has_its_own_sentence(speech: Speech) -> None:
    """The sentence for what nobody foresaw is not among them."""
    sentences = [*said(speech), sentence(speech.say, RuleError())]
    assert len(sentences) > 8
    assert len(set(sentences)) == len(sentences)


def test_every_sentence_fits_a_toast(speech: Speech) -> None:
    """Rules and refused pictures alike: both are shown when a button is pressed."""
    problems = [picture_problem(speech.say, problem) for problem in PROBLEMS]
    assert max(map(units, said(speech) + problems)) <= TOAST_MAX


def test_sentences_are_spoken_in_both_languages(texts: Texts) -> None:
    """A sentence that is the same in both was never translated."""
    both = zip(said(texts.of("en")), said(texts.of("fr")), strict=True)
    assert [english for english, french in both if english == french] == []


@pytest.mark.parametrize("state", [*CaseState, *ApplicationState])
def test_who_was_too_late_hears_the_state(speech: Speech, state: str) -> None:
    """Of cases and of applications, by a name that people read and not by our word for it."""
    text = sentence(speech.say, AlreadyDecided(state))
    assert "“" in text or "«" in text
    assert "_" not in text
    assert "{" not in text


def test_every_refused_picture_has_its_own_sentence(speech: Speech) -> None:
    """One for each reason of the anonymizer, and one for an original that is gone."""
    sentences = {picture_problem(speech.say, problem) for problem in PROBLEMS}
    assert len(sentences) == len(PROBLEMS)


@pytest.mark.parametrize("problem", [None, "", "melted"])
def test_an_unknown_problem_fails_closed(speech: Speech, problem: str | None) -> None:
    """Then the sentence says that the picture is not shown to anyone."""
    assert picture_problem(speech.say, problem) == picture_problem(speech.say, Refusal.FAILED)


@pytest.mark.parametrize("refusal", Refusal)
def test_the_problem_kept_is_the_reason_alone(speech: Speech, refusal: Refusal) -> None:
    """What stands in the row finds its sentence again."""
    kept = problem_of(PictureError(refusal))
    assert kept == refusal.value
    assert picture_problem(speech.say, kept) == picture_problem(speech.say, refusal)
