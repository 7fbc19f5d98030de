"""Words that identify: labels in their place, no word twice, nothing longer than it may be."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize import Identifier, Passage
from handlers.texts import Speech, Texts, units
from handlers.wording import doubts, hidden, label, mark, rewritten
from tests.journeys.hiders import passages

LIMIT = 400


def marked(*words: str, sure: bool) -> Callable[[str], tuple[Passage, ...]]:
    """A reader of texts that sees these words wherever they stand."""

    def find(text: str) -> tuple[Passage, ...]:
        return tuple(
            Passage(start, start + len(word), Identifier.NAME, sure)
            for word in words
            for start in range(len(text))
            if text.startswith(word, start)
        )

    return find


def test_sure_words_are_replaced(english: Speech) -> None:
    """By what they were; each kind is told once."""
    text = "Mme Durand and Mr Petit on 03/02/2026 with Kawasaki"
    kept = rewritten(passages, english.say, text, LIMIT)
    assert kept.text == "[name] and [name] on [date] with Kawasaki"
    assert kept.labels == ("[name]", "[date]")


def test_what_a_replacement_uncovers_is_replaced_too(english: Speech) -> None:
    """The reader looks again until it sees nothing sure."""

    def find(text: str) -> tuple[Passage, ...]:
        return marked("b" if "q" not in text else "xq", sure=True)(text)

    assert rewritten(find, english.say, "xq b", LIMIT).text == "[name] [name]"


def test_labels_are_no_identifiers(speech: Speech) -> None:
    """Whatever a reader makes of the word inside them; so the looking ends."""
    inside = label(speech.say, Identifier.NAME)[1:-1]
    find = marked(inside, sure=True)
    text = f"[{inside}] {inside}"
    assert rewritten(find, speech.say, text, LIMIT).text == f"[{inside}] [{inside}]"
    assert doubts(find, speech.say, f"[{inside}]", ()) == []


@pytest.mark.parametrize("kind", Identifier)
def test_every_kind_has_its_label(texts: Texts, kind: Identifier) -> None:
    """In each language, and shorter than a sentence."""
    labels = [label(texts.of(code).say, kind) for code in ("en", "fr")]
    assert all(each.startswith("[") and each.endswith("]") for each in labels)
    assert all(3 <= len(each) <= 30 for each in labels)


def test_doubts_come_once_and_in_order(english: Speech) -> None:
    """What was kept is not asked about."""
    text = "with Crohn and Kawasaki or Crohn or Alba"
    asked = doubts(passages, english.say, text, {"Alba"})
    assert [word for word, _kind in asked] == ["Crohn", "Kawasaki"]


def test_what_is_sure_is_asked_where_it_was_kept_before(english: Speech) -> None:
    """A text of an earlier version of the bot: nothing that identifies passes in silence."""
    assert [word for word, _kind in doubts(passages, english.say, "Mme Durand", ())] == [
        "Mme Durand"
    ]


def test_a_word_is_hidden_wherever_it_stands(english: Speech) -> None:
    """By itself, not inside another; but inside when it stands nowhere else."""
    kind = Identifier.NAME
    assert (
        hidden(english.say, "Ann, Anna and Ann", "Ann", kind, LIMIT) == "[name], Anna and [name]"
    )
    assert hidden(english.say, "Anna", "Ann", kind, LIMIT) == "[name]a"


@given(words=st.lists(st.sampled_from(["Al", "Bo", "Ça", "x"]), min_size=1, max_size=130))
def test_no_text_outgrows_its_limit(words: list[str]) -> None:
    """Labels are longer than short names; then a single sign stands for each."""
    say = Texts().of("fr").say
    text = " ".join(words)[:LIMIT]
    found = marked("Al", "Bo", sure=True)
    assert units(rewritten(found, say, text, LIMIT).text) <= LIMIT
    assert units(hidden(say, text, "Ça", Identifier.NAME, LIMIT)) <= LIMIT


def test_a_mark_is_tied_to_its_words() -> None:
    """Another field, another word, another cut between two: another mark, and it fits a button."""
    made = {
        mark("question", ["ab", "c"]),
        mark("question", ["a", "bc"]),
        mark("context", ["ab", "c"]),
        mark("question", ["abc"]),
    }
    assert len(made) == 4
    assert {len(each) for each in made} == {12}
