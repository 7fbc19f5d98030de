"""A case in words: made safe, short enough for a caption, and bound to what was approved."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.entrance.joining import NAME_MAX_CHARACTERS
from handlers.guarding import WORD_JOINER
from handlers.summary import author_line, body, fingerprint, post_caption, summary
from handlers.texts import Speech, Texts, shortened, units
from moderation.case import (
    CONTEXT_MAX_CHARACTERS,
    QUESTION_MAX_CHARACTERS,
    AgeBand,
    Case,
    CaseState,
    Picture,
    Sex,
    Step,
)
from moderation.specialty import SPECIALTIES
from tests.moderation.examples import NOW, make_case, make_member

CAPTION_MAX_UNITS = 1024
HOSTILE = '<b>Mr Martin</b> & \'x\' "y" </a><a href="tg://user?id=1">'
ALPHABETS = ["a", "é", "&", "<", "😀", "👩🏽‍⚕️", "ﷺ", "e\u0301"]
# What is guarded grows by a joiner at every sign.
ALPHABETS += ["@", "/", "a.b ", "#x", "$U ", "+1", "1 2", "\u2060"]
TAG = re.compile(r"</?b>")
AUTHOR = make_member(name="Claude Exemple")
PICTURES = [
    Picture(id=1, case_id=7, position=1, received_at=NOW, digest="a" * 64),
    Picture(id=2, case_id=7, position=2, received_at=NOW, digest="b" * 64),
]
CASE = make_case(signed=True, context="For a week.")
SHOWN = {
    "specialty": "radiology",
    "question": "What is this?",
    "age": AgeBand.Y50,
    "sex": Sex.MALE,
    "context": "",
    "signed": False,
}
NOT_SHOWN = {
    "id": 8,
    "revision": 2,
    "state": CaseState.DRAFT,
    "step": Step.AGE,
    "reason": "x",
    "decided_by": 5,
    "screen_id": 9,
    "fingerprint": None,
}
SHOWN_OF_PICTURE = {"digest": "c" * 64}
NOT_SHOWN_OF_PICTURE = {"preview_id": 3, "original": None, "preview": "p", "flags": frozenset("x")}


def longest(letter: str) -> tuple[Case, str]:
    """The longest case and name that the product accepts, written with one letter."""
    words = shortened(letter * 400, QUESTION_MAX_CHARACTERS)
    context = shortened(letter * 400, CONTEXT_MAX_CHARACTERS)
    name = shortened(letter * 400, NAME_MAX_CHARACTERS)
    case = make_case(id=10**9, question=words, context=context, signed=True, age=AgeBand.M12)
    return case, name


@pytest.mark.parametrize("letter", ALPHABETS)
def test_the_longest_post_fits_a_caption(speech: Speech, letter: str) -> None:
    """Measured as Telegram does: in UTF-16 units, after the entities were read."""
    case, name = longest(letter)
    for sex in Sex:
        for code in SPECIALTIES:
            shown = replace(case, sex=sex, specialty=code)
            link = f'<a href="https://t.me/x">{speech.say("🚩 Report")}</a>'
            whole = post_caption(speech, shown, make_member(name=name), link)
            caption = unescape(TAG.sub("", whole))
            assert units(caption) <= CAPTION_MAX_UNITS


@given(st.text(max_size=60), st.integers(0, 40))
def test_shortening_keeps_the_longest_beginning(text: str, limit: int) -> None:
    """One more character would not fit."""
    kept = shortened(text, limit)
    assert text.startswith(kept)
    assert units(kept) <= limit
    assert kept == text or units(text[: len(kept) + 1]) > limit


@pytest.mark.parametrize(("text", "length"), [("", 0), ("aé", 2), ("😀", 2), ("👩🏽‍⚕️", 7)])
def test_length_is_counted_as_telegram_counts(text: str, length: int) -> None:
    """Accents are one unit, what lies beyond the first plane two."""
    assert units(text) == length


@pytest.mark.parametrize("show", [summary, post_caption])
def test_hostile_words_stay_words(english: Speech, show: Any) -> None:
    """Question, context and name: no tag but ours, and a reader sees what was typed."""
    case = make_case(question=HOSTILE, context=HOSTILE, signed=True)
    text = show(english, case, make_member(name=HOSTILE))
    assert set(re.findall("<[^>]*>", text)) == {"<b>", "</b>"}
    assert unescape(text).replace(WORD_JOINER, "").count(HOSTILE) == 3


def test_braces_are_not_read_as_fields(english: Speech) -> None:
    """What a person types is never a format string."""
    case = make_case(question="{number} {0} %s", signed=True)
    text = summary(english, case, make_member(name="{patient}"))
    assert "{number} {0} %s" in text
    assert "{patient}" in text


def test_what_was_not_stated_is_left_out(english: Speech) -> None:
    """No line about the patient, and none for an empty context."""
    case = make_case(question="What is it?", age=AgeBand.UNSAID, sex=Sex.UNSAID, context="")
    assert body(english, case) == "<b>What is it?</b>"


def test_the_patient_is_an_age_band_and_a_sex(english: Speech) -> None:
    """Either of them may be missing."""
    case = make_case(age=AgeBand.Y40, sex=Sex.FEMALE)
    assert "Patient: 40–49 years, female" in body(english, case)
    assert "Patient: female" in body(english, replace(case, age=AgeBand.UNSAID))


def test_an_anonymous_case_hides_its_author(speech: Speech) -> None:
    """The name stands nowhere, in no screen that peers see."""
    case = make_case(signed=False)
    assert "Exemple" not in post_caption(speech, case, AUTHOR)
    assert "Exemple" in author_line(speech, replace(case, signed=True), AUTHOR)


def test_a_post_has_tags_to_search_by(english: Speech) -> None:
    """Specialty and number, the number without the dash that would end a tag."""
    assert post_caption(english, make_case(id=12), AUTHOR).endswith("\n#dermatology #MP00012")


@pytest.mark.parametrize(("field", "value"), SHOWN.items())
def test_whatever_is_shown_is_bound(field: str, value: Any) -> None:
    """A change of it makes another fingerprint."""
    changed = replace(CASE, **{field: value})
    assert fingerprint(changed, PICTURES, AUTHOR) != fingerprint(CASE, PICTURES, AUTHOR)


@pytest.mark.parametrize(("field", "value"), NOT_SHOWN.items())
def test_what_is_not_shown_is_not_bound(field: str, value: Any) -> None:
    """Messages move and states change while the approval holds."""
    changed = replace(CASE, **{field: value})
    assert fingerprint(changed, PICTURES, AUTHOR) == fingerprint(CASE, PICTURES, AUTHOR)


@pytest.mark.parametrize("place", [0, 1])
def test_the_bytes_of_each_picture_are_bound(place: int) -> None:
    """The first as well as the last."""
    changed = list(PICTURES)
    changed[place] = replace(changed[place], **SHOWN_OF_PICTURE)
    assert fingerprint(CASE, changed, AUTHOR) != fingerprint(CASE, PICTURES, AUTHOR)


@pytest.mark.parametrize("shown", [PICTURES[::-1], PICTURES[:1], [*PICTURES, PICTURES[0]], []])
def test_order_and_number_of_pictures_are_bound(shown: list[Picture]) -> None:
    """ "The left one" means another picture once they are swapped."""
    assert fingerprint(CASE, shown, AUTHOR) != fingerprint(CASE, PICTURES, AUTHOR)


@pytest.mark.parametrize(("field", "value"), NOT_SHOWN_OF_PICTURE.items())
def test_the_rest_of_a_picture_is_not_bound(field: str, value: Any) -> None:
    """Originals are purged and previews leave the chat."""
    changed = [replace(PICTURES[0], **{field: value}), PICTURES[1]]
    assert fingerprint(CASE, changed, AUTHOR) == fingerprint(CASE, PICTURES, AUTHOR)


def test_a_signed_case_is_bound_to_the_name(texts: Texts) -> None:
    """It stands in the post; in an anonymous one it does not."""
    renamed = make_member(name="Autre Nom")
    anonymous = replace(CASE, signed=False)
    assert fingerprint(CASE, PICTURES, renamed) != fingerprint(CASE, PICTURES, AUTHOR)
    assert fingerprint(anonymous, PICTURES, renamed) == fingerprint(anonymous, PICTURES, AUTHOR)


def test_words_cannot_move_between_fields() -> None:
    """The same letters, cut elsewhere, are another case."""
    one = replace(CASE, question="ab", context="c")
    other = replace(CASE, question="a", context="bc")
    assert fingerprint(one, PICTURES, AUTHOR) != fingerprint(other, PICTURES, AUTHOR)
