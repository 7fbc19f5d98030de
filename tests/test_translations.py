"""Every sentence that people read exists in every language; each way to break that is noticed."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.translations import (
    LANGUAGES,
    problems,
    read_catalogue,
    sentences,
    unextractable,
    update,
)

CODE = """
def greet(_, speech, number):
    _("Hello <b>{name}</b>")
    speech.say("Your case is sent.")
    speech.count("{number} picture", "{number} pictures", number)
"""
HELLO = "Hello <b>{name}</b>"
COUNTED = ("{number} picture", "{number} pictures")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tiny house in which one handler says three sentences."""
    (tmp_path / "handlers").mkdir()
    (tmp_path / "bot").mkdir()
    (tmp_path / "handlers" / "greet.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def french(**changed: object) -> Catalog:
    """A complete catalogue of the tiny house, but for what is `changed`; None leaves it out."""
    catalogue = Catalog(locale="fr")
    texts = {
        "hello": (HELLO, "Bonjour <b>{name}</b>"),
        "sent": ("Your case is sent.", "Votre cas est envoyé."),
        "counted": (COUNTED, ("{number} image", "{number} images")),
    }
    for key, (message, text) in texts.items():
        if (string := changed.get(key, text)) is not None:
            catalogue.add(message, string, flags=changed.get("flags", ()))
    return catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    """Nothing missing, empty, fuzzy or obsolete; placeholders and tags as in the source."""
    assert problems(sentences(), read_catalogue(language)) == []


def test_there_are_sentences() -> None:
    """The rooms that speak do so through the marks that the check looks for."""
    assert len(sentences()) > 100


def test_no_marked_sentence_is_an_f_string() -> None:
    """What is put together before translation would never be found in a catalogue."""
    assert unextractable() == []


def test_a_complete_catalogue_has_no_problems(root: Path) -> None:
    """The check is content with what is right."""
    assert problems(sentences(root), french()) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"hello": None}, "is missing"),
        ({"sent": ""}, "is not translated"),
        ({"counted": ("{number} image", "")}, "is not translated"),
        ({"counted": ("{number} image",)}, "lacks a plural form"),
        ({"counted": ("{number} image", "{nombre} images")}, "has other {placeholders}"),
        ({"hello": "Bonjour <b>{nom}</b>"}, "has other {placeholders}"),
        ({"hello": "Bonjour {name}"}, "has other HTML tags"),
    ],
)
def test_a_planted_fault_is_named(root: Path, changed: dict[str, object], fault: str) -> None:
    """Each fault of a translation gives one line that says what it is."""
    (line,) = problems(sentences(root), french(**changed))

    assert line.endswith(fault)


def test_a_fuzzy_translation_is_named(root: Path) -> None:
    """A guess that nobody confirmed does not count as a translation."""
    assert len(problems(sentences(root), french(flags=("fuzzy",)))) == 3


def test_a_sentence_that_left_the_code_is_named(root: Path) -> None:
    """A translation without its sentence is taken out."""
    catalogue = french()
    catalogue.add("Goodbye", "Au revoir")

    assert problems(sentences(root), catalogue) == ["'Goodbye' is in no code any more"]


def test_a_marked_f_string_is_named(root: Path) -> None:
    """The line with the f-string is pointed at."""
    (root / "bot" / "app.py").write_text('_(f"Hello {name}")\n', encoding="utf-8")

    assert unextractable(root) == ["bot/app.py:1 marks an f-string"]


def test_updating_adds_and_drops_sentences(root: Path) -> None:
    """After an update the catalogue holds exactly the sentences of the code, old texts kept."""
    update("fr", root)
    (root / "handlers" / "greet.py").write_text('_("Your case is sent.")\n', encoding="utf-8")
    update("fr", root)

    assert [message.id for message in read_catalogue("fr", root) if message.id] == [
        "Your case is sent."
    ]
