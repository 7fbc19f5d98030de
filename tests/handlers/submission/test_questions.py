"""The questions about a case: limits, the attestation, and what an old or forged tap may do."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.submission.questions import (
    attest,
    choose,
    go_back,
    go_next,
    show_step,
)
from handlers.texts import Speech, attestation_line
from moderation.case import Attestation, Case, Picture, Step
from moderation.errors import NotYours, OutOfDate
from moderation.member import Member
from storage import pictures
from tests.handlers.fakes import RecordingRequest, taps
from tests.handlers.scenes import answered, at, now, press, settled
from tests.moderation.examples import COLLEAGUE, make_member

FORGED = [
    (Act.SPECIALTY, Step.SPECIALTY, "astrology"),
    (Act.AGE, Step.AGE, "7"),
    (Act.SEX, Step.SEX, ""),
]


async def test_pictures_are_left_once_all_are_shown(
    services: Services, draft: Case, masked: list[Picture], author: Member
) -> None:
    """Looks right leads to the specialty."""
    tap = Tap(Act.NEXT, draft.id, 1, Step.PICTURES)
    assert await go_next(services, press(services, author, tap)) is None
    assert (await now(services, draft)).step is Step.SPECIALTY


@pytest.mark.parametrize(
    "gap", [{"preview_id": None}, {"state": "refused"}, {"state": "received"}]
)
async def test_nothing_is_passed_on_unseen(
    services: Services, draft: Case, masked: list[Picture], author: Member, gap: dict[str, Any]
) -> None:
    """A straggler that is masked but not shown yet holds the draft as one not masked does."""
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[1], replace(masked[1], **gap))
    tap = Tap(Act.NEXT, draft.id, 1, Step.PICTURES)
    assert await go_next(services, press(services, author, tap))
    assert (await now(services, draft)).step is Step.PICTURES


@pytest.mark.parametrize(("act", "step", "word"), FORGED)
async def test_a_forged_answer_is_out_of_date(
    services: Services, draft: Case, author: Member, act: Act, step: Step, word: str
) -> None:
    """Callback data is what a client sends."""
    await at(services, draft, step)
    with pytest.raises(OutOfDate):
        await choose(services, press(services, author, Tap(act, draft.id, 1, word)))
    assert (await now(services, draft)).step is step


async def test_an_old_answer_changes_nothing(
    services: Services, draft: Case, author: Member
) -> None:
    """A button of another step, still standing further up in the chat."""
    await at(services, draft, Step.CONTEXT)
    with pytest.raises(OutOfDate):
        await choose(services, press(services, author, Tap(Act.AGE, draft.id, 1, "40-49")))
    assert (await now(services, draft)).age is None


@pytest.mark.parametrize("revision", [0, 2])
async def test_another_version_is_out_of_date(
    services: Services, draft: Case, author: Member, revision: int
) -> None:
    """Earlier and later alike."""
    with pytest.raises(OutOfDate):
        await go_back(services, press(services, author, Tap(Act.BACK, draft.id, revision)))


async def test_a_stranger_moves_nothing(services: Services, draft: Case) -> None:
    """Also with the right number and version."""
    stranger = make_member(id=COLLEAGUE)
    with pytest.raises(NotYours):
        await go_back(services, press(services, stranger, Tap(Act.BACK, draft.id, 1)))


async def test_nothing_is_ticked_beforehand(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """Every line stands there in full, each with its own button."""
    await at(services, draft, Step.ATTESTATION)
    await show_step(services, draft.id)
    await settled(services)
    speech: Speech = services.texts.of("en")
    text = telegram.calls[-1].words
    assert "☑️" not in text
    assert all(f"⬜ {attestation_line(speech.say, line)}" in text for line in Attestation)
    offered = [tap.arg for data in taps(telegram.calls[-1]) if (tap := parse(data)) and tap.arg]
    assert offered == list(Attestation)


async def test_one_tap_attests_one_line(
    services: Services, telegram: RecordingRequest, draft: Case, author: Member
) -> None:
    """A second tap takes it back."""
    await at(services, draft, Step.ATTESTATION)
    tap = press(services, author, Tap(Act.ATTEST, draft.id, 1, Attestation.CARER))
    await attest(services, tap)
    await settled(services)
    assert (await now(services, draft)).attested == {Attestation.CARER}
    assert telegram.calls[-1].words.count("☑️") == 1
    await attest(services, tap)
    assert (await now(services, draft)).attested == frozenset()


async def test_the_last_line_leads_to_the_summary(
    services: Services, draft: Case, author: Member
) -> None:
    """Not the one before it."""
    lines = answered(draft).attested - {Attestation.REMOVED}
    await at(services, draft, Step.ATTESTATION, attested=lines)
    assert (await now(services, draft)).step is Step.ATTESTATION
    tap = Tap(Act.ATTEST, draft.id, 1, Attestation.REMOVED)
    await attest(services, press(services, author, tap))
    assert (await now(services, draft)).step is Step.SUMMARY
