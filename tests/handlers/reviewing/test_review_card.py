"""The moderators' card: everything a verdict needs, and how things stand."""

from dataclasses import replace
from typing import Any

import pytest

from anonymize import Flag
from handlers.buttons import Act, parse
from handlers.context import Services
from handlers.reviewing.review_card import (
    OWN_WORDS,
    Standing,
    card_buttons,
    card_text,
    reason_buttons,
    send_album,
)
from handlers.texts import Speech, risk_name, units
from moderation.case import CaseState, Picture
from moderation.post import Place
from moderation.review import CHANGE_REASONS, REJECT_REASONS, Reason, Risk, Verdict
from storage.files import MissingFileError, Purpose
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import CHANNEL
from tests.handlers.submission.test_findings import PICTURE, found
from tests.moderation.examples import COLLEAGUE, NOW, make_case, make_member, make_review

PLACE = Place("dermatology", CHANNEL, "Skin", 1, NOW, thread_id=5)
CASE = make_case(signed=False)
# A draft that was never sent has no card.
ON_CARDS = [s for s in CaseState if s not in {CaseState.DRAFT, CaseState.DISCARDED}]
OUTCOMES = {
    CaseState.SUBMITTED: "Approvals: 1 of 2 (Ada)",
    CaseState.APPROVED: "✅ Approved by Ada",
    CaseState.PUBLISHED: "✅ Approved by Ada, published",
}


def standing(**fields: Any) -> Standing:
    """A case with one approval of two."""
    whole = {
        "case": CASE,
        "author": make_member(name="Claude <Exemple>"),
        "pictures": [],
        "findings": {3: [found(1, "face"), found(2)]},
        "reviews": [make_review(CASE)],
        "reviewers": ["Ada"],
        "risks": frozenset(),
        "needed": 2,
    }
    return Standing(**whole | fields)


def test_moderators_know_who_asks(speech: Speech) -> None:
    """Also when peers will not; the name is made safe."""
    text = card_text(speech, standing())
    assert "Claude &lt;Exemple&gt;" in text
    assert speech.say("Asked by a verified colleague") in text


def test_the_card_names_case_specialty_and_version(english: Speech) -> None:
    """The version is what the buttons below decide about."""
    text = card_text(english, standing(case=replace(CASE, revision=3)))
    assert text.startswith("<b>Case MP-00007</b> · Dermatology · version 3")
    assert "<b>What is it?</b>" in text


@pytest.mark.parametrize("risk", Risk)
def test_each_risk_is_named(speech: Speech, risk: Risk) -> None:
    """And no other one."""
    text = card_text(speech, standing(risks=frozenset({risk})))
    assert [one for one in Risk if risk_name(speech.say, one) in text] == [risk]


def test_a_case_without_risk_has_no_warning(speech: Speech) -> None:
    """A warning on every card would be read by nobody."""
    assert "⚠️" not in card_text(speech, standing())


def test_what_was_hidden_is_counted(english: Speech) -> None:
    """By kind; nothing found is said as well."""
    assert "Masking: 1 face hidden, 1 text hidden" in card_text(english, standing())
    assert "Masking: nothing found to hide" in card_text(english, standing(findings={}))


def test_what_the_author_shows_again_is_a_warning(english: Speech) -> None:
    """What a detector merely suggested is none."""
    shown = [found(1, hidden=False, changed_by="author"), found(2, hidden=False)]
    text = card_text(english, standing(findings={3: shown}))
    assert "⚠️ 1 finding shown again by the author" in text


@pytest.mark.parametrize(("state", "line"), OUTCOMES.items())
def test_the_card_says_how_things_stand(english: Speech, state: CaseState, line: str) -> None:
    """With the names of those who approved."""
    text = card_text(english, standing(case=replace(CASE, state=state)))
    assert text.splitlines()[-1] == line


@pytest.mark.parametrize("state", ON_CARDS)
def test_every_state_ends_the_card_in_its_own_way(speech: Speech, state: CaseState) -> None:
    """None is told with the words of another."""
    last = {s: card_text(speech, standing(case=replace(CASE, state=s))) for s in ON_CARDS}
    line = last[state].splitlines()[-1]
    assert [s for s, text in last.items() if text.splitlines()[-1] == line] == [state]


def test_no_approval_yet_names_nobody(english: Speech) -> None:
    """Whoever asks for changes has not approved."""
    asked = make_review(CASE, COLLEAGUE, verdict=Verdict.ASK_CHANGES)
    text = card_text(english, standing(reviews=[asked], reviewers=["Bo"]))
    assert text.endswith("Approvals: 0 of 2")


def test_a_free_reason_is_made_safe(english: Speech) -> None:
    """The card is HTML, and a moderator may type anything."""
    case = replace(CASE, state=CaseState.REJECTED, reason="<a href='x'>")
    assert "<a" not in card_text(english, standing(case=case))


def test_a_doubt_is_told_with_its_pictures(english: Speech) -> None:
    """Each reason once; one picture alone needs no number."""
    doubtful = replace(PICTURE, flags=frozenset({"second_opinion", "face_hidden"}))
    assert "⚠️ a second look" in card_text(english, standing(pictures=[doubtful]))
    text = card_text(english, standing(pictures=[doubtful, PICTURE, doubtful]))
    assert "⚠️ pictures 1, 3: a second look" in text


def test_what_was_offered_and_left_is_told(english: Speech) -> None:
    """By kind, with the number in its preview; what the author hid is not."""
    other = replace(PICTURE, id=4)
    hint = found(2, "tattoo", hidden=False, source="ink")
    left = {3: [found(1), hint], 4: [replace(hint, hidden=True), replace(hint, number=5)]}
    text = card_text(english, standing(pictures=[PICTURE, other], findings=left))
    assert "possible tattoo left visible: #2 (picture 1), #5 (picture 2)" in text
    assert "shown again" not in text


def test_the_longest_card_fits_a_message(speech: Speech) -> None:
    """Full words, every risk and doubt, many approvers with long names, hints without end."""
    flags = frozenset(Flag)
    shown = [replace(PICTURE, id=number, flags=flags) for number in range(10)]
    hints = [
        found(number, kind, hidden=False, source="ink")
        for number in range(100, 200)
        for kind in ("face", "text", "tattoo")
    ]
    case = replace(CASE, question="é" * 400, context="é" * 400, signed=True)
    reviews = [make_review(case, number) for number in range(20)]
    names = ["x" * 128] * len(reviews)
    whole = standing(
        case=case,
        reviews=reviews,
        reviewers=names,
        risks=frozenset(Risk),
        pictures=shown,
        findings={picture.id: hints for picture in shown},
    )
    text = card_text(speech, whole)
    assert units(text) <= 4096


@pytest.mark.parametrize(
    ("verdict", "letter", "reasons"),
    [(Verdict.ASK_CHANGES, "c", CHANGE_REASONS), (Verdict.REJECT, "r", REJECT_REASONS)],
)
def test_a_verdict_has_reasons(
    speech: Speech, verdict: Verdict, letter: str, reasons: tuple[Reason, ...]
) -> None:
    """The canned ones, then own words, then the way back; all for this version."""
    rows = reason_buttons(speech, replace(CASE, revision=4), verdict).inline_keyboard
    carried = [tap for row in rows for key in row if (tap := parse(str(key.callback_data)))]
    assert [tap.arg for tap in carried] == [*(f"{letter}.{r}" for r in (*reasons, OWN_WORDS)), ""]
    assert carried[-1].act is Act.REVIEW_BACK
    assert {tap.revision for tap in carried} == {4}


def test_a_card_has_three_verdicts(speech: Speech) -> None:
    """Each for this very version."""
    rows = card_buttons(speech, replace(CASE, revision=4)).inline_keyboard
    carried = [tap for row in rows for key in row if (tap := parse(str(key.callback_data)))]
    assert [tap.act for tap in carried] == [Act.APPROVE, Act.CHANGES, Act.REJECT]
    assert {(tap.subject, tap.revision) for tap in carried} == {(CASE.id, 4)}


async def test_an_album_is_the_masked_files(
    services: Services, telegram: RecordingRequest, masked: list[Picture]
) -> None:
    """In order, protected from forwarding, the caption on the first alone."""
    ids = await send_album(services, PLACE, masked, "<b>x</b>")

    (call,) = telegram.calls
    assert call.files == [b"masked picture 1", b"masked picture 2"]
    assert [item.get("caption") for item in call["media"]] == ["<b>x</b>", None]
    assert (call["protect_content"], call["message_thread_id"]) == (True, 5)
    assert len(set(ids)) == 2


async def test_one_picture_is_no_album(
    services: Services, telegram: RecordingRequest, masked: list[Picture]
) -> None:
    """Telegram takes albums of two and more."""
    ids = await send_album(services, PLACE, masked[:1], "x")
    (call,) = telegram.of("sendPhoto")
    assert (call.files, call["caption"], len(ids)) == ([b"masked picture 1"], "x", 1)
    assert call["protect_content"]


async def test_an_album_with_a_missing_file_is_not_sent(
    services: Services, telegram: RecordingRequest, masked: list[Picture]
) -> None:
    """Not even the pictures that are there; and never an original in its place."""
    original = await services.files.put(b"original", Purpose.ORIGINAL)
    holed = [masked[0], replace(masked[1], masked=None, original=original)]
    with pytest.raises(MissingFileError):
        await send_album(services, PLACE, holed)
    assert telegram.calls == []
