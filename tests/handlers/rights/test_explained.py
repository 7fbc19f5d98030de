"""Every section and every field of an archive is explained, in both languages."""

import pytest

from handlers.rights import explained
from handlers.rights.archive import AS_JSON
from handlers.texts import Speech, Texts
from storage.sections import SECTIONS

# What `archive` makes of the columns' own names.
RENAMED = {"case_id": "case", "picture_id": "picture", "message_ids": "link"}
MADE = {"case", "picture", "link", "files", "done_by", "subject", "answers", "text"}


def fields() -> set[str]:
    """The name of every column that is handed out, as the archive has it."""
    names = {RENAMED.get(name, name) for section in SECTIONS for name in section.columns}
    names |= {expression.rpartition(" AS ")[2] for each in SECTIONS for expression in each.also}
    return names | MADE


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_every_section_is_explained(speech: Speech, section: object) -> None:
    """By a sentence."""
    assert explained.section(speech.say, section.name).endswith(".")  # type: ignore[attr-defined]


def test_every_field_is_explained(speech: Speech) -> None:
    """By a sentence, so that nobody has to guess what a name of ours means."""
    assert all(explained.field(speech.say, name).endswith(".") for name in fields())


def test_the_explanations_are_translated(texts: Texts) -> None:
    """None of them is the same in French."""
    english, french = texts.of("en").say, texts.of("fr").say
    same = [n for n in fields() if explained.field(english, n) == explained.field(french, n)]
    assert same == []


def test_what_is_kept_as_json_is_handed_out_as_such() -> None:
    """These names are columns of ours."""
    assert {name for section in SECTIONS for name in section.columns} >= AS_JSON
