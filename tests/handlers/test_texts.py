"""Languages: whose they are, and a name in each for every word of the rules."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from handlers.texts import (
    LANGUAGES,
    Speech,
    Texts,
    admission_reason,
    age_name,
    attestation_label,
    attestation_line,
    language_of,
    quoted,
    reason_name,
    risk_name,
    role_name,
    sex_name,
    specialty_name,
    state_name,
)
from moderation.application import AskReason, RefuseReason
from moderation.case import AgeBand, Attestation, CaseState, Sex
from moderation.member import Role
from moderation.review import Reason, Risk
from moderation.specialty import SPECIALTIES

NAMES: list[tuple[Callable[..., str], Iterable[str]]] = [
    (role_name, Role),
    (specialty_name, SPECIALTIES),
    (age_name, AgeBand),
    (sex_name, Sex),
    (state_name, CaseState),
    (attestation_line, Attestation),
    (attestation_label, Attestation),
    (reason_name, Reason),
    (risk_name, Risk),
    (admission_reason, [*AskReason, *RefuseReason]),
]
CODES = {"fr": "fr", "fr-CA": "fr", "FR": "fr", "en": "en", "de": "en", "": "en", None: "en"}


@pytest.mark.parametrize(("name", "words"), NAMES)
def test_every_word_has_its_own_name(
    speech: Speech, name: Callable[..., str], words: Iterable[str]
) -> None:
    """None is missing, none is shared, none is a word of the code."""
    names = [name(speech.say, word) for word in words]
    assert len(set(names)) == len(names)
    assert not set(names) & {"?", ""}
    assert not any(mark in one for one in names for mark in "{_")


@pytest.mark.parametrize("name", [role_name, specialty_name, age_name, sex_name])
def test_what_is_not_known_yet_is_a_question_mark(
    speech: Speech, name: Callable[..., str]
) -> None:
    """A draft shows its gaps."""
    assert name(speech.say, None) == "?"


@pytest.mark.parametrize("name", [reason_name, admission_reason])
def test_a_free_reason_is_made_safe(speech: Speech, name: Callable[..., str]) -> None:
    """It stays as its author wrote it, without a tag of its own."""
    assert name(speech.say, "See <b>left<b> & right") == "See &lt;b&gt;left&lt;b&gt; &amp; right"
    assert name(speech.say, None) == ""


@pytest.mark.parametrize(("code", "language"), CODES.items())
def test_the_nearest_language_is_chosen(code: Any, language: str) -> None:
    """French for every kind of French, English for all others."""
    assert language_of(code) == language


def test_an_unknown_language_is_english(texts: Texts) -> None:
    """A row of an older version is no reason to fail."""
    assert texts.of("tlh").code == "en"
    assert [texts.of(code).code for code in LANGUAGES] == list(LANGUAGES)


def test_numbers_agree(texts: Texts) -> None:
    """One and many; French counts none as one."""
    words = ("{number} face hidden", "{number} faces hidden")
    assert texts.of("en").count(*words, 0) == "0 faces hidden"
    assert texts.of("fr").count(*words, 0) == texts.of("fr").count(*words, 1).replace("1", "0")
    assert texts.of("fr").count(*words, 2) != texts.of("en").count(*words, 2)


def test_a_missing_catalogue_is_an_error(tmp_path: Path) -> None:
    """The start says so; nobody is spoken to in half a language."""
    with pytest.raises(FileNotFoundError):
        Texts(tmp_path)


def test_quotes_need_no_escape() -> None:
    """Words stand between tags, never inside an attribute."""
    assert quoted('l\'âge & "x" <i>') == 'l\'âge &amp; "x" &lt;i&gt;'
