"""Guarded words: nothing that Telegram links is left in them, and medicine stays readable."""

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anonymize import Identifier
from handlers.guarding import WORD_JOINER, guarded
from handlers.reviewing.review_card import Standing, card_text
from handlers.submission.doubts import Doubt, Field, word_screen
from handlers.summary import post_caption, summary
from handlers.texts import Speech, Texts, copied, quoted, shortened, units
from handlers.welcome import welcome_back
from moderation.case import Step
from sandbox.autolinks import add_automatic
from sandbox.entities import parse_html, utf16_length, utf16_slice
from tests.moderation.examples import make_case, make_member, make_review

# Pieces that make links where they meet, between letters of several kinds.
SIGNS = ["@", "#", "$", "/", ".", ":", "+", "//", "https://", "t.me", "www", "com", "fr", "_", "-"]
SIGNS += ["a", "Bob", "é", "名", "²", " ", "\n", "1", "23", "4567", "(", "<b>", "&", "&lt;", "😀"]
SIGNS += ["\u200b", "\u2060", "\u202e", "\ufe0f", "\x00", "\ud800", "'", '"']
WORDS = st.lists(st.sampled_from(SIGNS), max_size=14).map("".join) | st.text(max_size=40)
MEDICINE = [
    "pH 7.2",
    "T1/T2",
    "3x/day",
    "C4-C5",
    "20 mg/kg",
    "TA 120/80, T 37.8 °C, SpO2 98 %",
    "K+ 5.2 mmol/L; Hb 8.1 g/dL",
    "2.5 x 3 cm, 14:30, J+",
    "and/or, h/24",
    "Fracture Salter-Harris II. Avis ?",
    "L’œdème… « depuis 3 j »",
]
LINKED = {
    "https://evil.example.com/x": "url",
    "evil.com": "url",
    "t.me/evil": "url",
    "doctor@evil.com": "email",
    "@evil_bot": "mention",
    "#dermatology": "hashtag",
    "/takedown": "bot_command",
    "$USD": "cashtag",
    "+33 6 12 34 56 78": "phone_number",
}
TEXTS = Texts()
ENGLISH = TEXTS.of("en")


def entities(html: str) -> list[str]:
    """The kinds of what a person sees linked or formatted, as the messenger finds it."""
    text, ours = parse_html(html)
    return [entity["type"] for entity in add_automatic(text, ours)]


def leaks(text: str) -> list[str]:
    """What a stricter reader than the messenger might take for a link in plain text."""
    patterns = [
        r"[@$][^\s\u2060]",
        r"#[^\s\u2060\ufe0f]",
        r"(?<![^\W_])/\w",
        r"(?<=\S)\.[^\W\d_]",
        r"\d\.\d+\.\d",
        r"[^\W\d_]:[^\s\u2060]\S*\.",
        r"://",
        r"\+\d",
        r"\d(?:[ ().\-/]*\d){6,}",
        r"[\u202a-\u202e\u2066-\u2069]",
    ]
    guarded_slash = text.replace(f"/{WORD_JOINER}", " ")
    return [found[0] for pattern in patterns for found in re.finditer(pattern, guarded_slash)]


@pytest.mark.parametrize(("words", "kind"), LINKED.items())
def test_what_telegram_links_is_left_in_peace(words: str, kind: str) -> None:
    """Plain HTML escaping would leave each of them to be linked; guarded, it is only read."""
    assert kind in entities(words)
    assert entities(quoted(words)) == []
    assert unescape(quoted(words)).replace(WORD_JOINER, "") == words


@given(WORDS)
@example("+33 6 12 34 56 78")
def test_a_number_can_be_copied_as_it_was_typed(words: str) -> None:
    """In monospace nothing is linked, so no joiner stands between its digits."""
    text, ours = parse_html(copied(words))
    assert {entity["type"] for entity in add_automatic(text, ours)} <= {"code"}
    assert WORD_JOINER not in text


@pytest.mark.parametrize("words", MEDICINE)
def test_medicine_is_left_as_it_is(words: str) -> None:
    """Values, doses, levels and times hold nothing to guard, and are found by searching."""
    assert guarded(words) == words


@given(WORDS)
@example("a@b.c")
@example("<b>#x</b>")
@example("10.0.0.1")
@example("232323/1")
@example("a:.")
def test_no_entity_comes_of_any_words(words: str) -> None:
    """No formatting, link, mention, tag or command, whatever is typed."""
    assert entities(quoted(words)) == []
    assert leaks(guarded(words)) == []


@given(WORDS)
def test_nothing_but_the_unseen_is_lost(words: str) -> None:
    """Guarding twice is guarding once, and what is read is what was typed."""
    once = guarded(words)
    assert guarded(once) == once
    visible = [sign for sign in once if sign != WORD_JOINER]
    assert [sign for sign in words if sign in visible] == visible


@given(WORDS, WORDS, st.integers(0, 30))
def test_a_limit_holds_for_what_is_shown(words: str, more: str, limit: int) -> None:
    """Longer words are never shorter, so that the longest beginning is well defined."""
    assert units(words) <= units(words + more)
    kept = shortened(words, limit)
    assert utf16_length(guarded(kept)) <= limit


def shown(kind: str, words: str) -> tuple[str, list[str]]:
    """A screen with these words in every place of a person's; and the entities that are ours."""
    case = make_case(question=f"Q{words}", context=f"C{words}", signed=True, step=Step.WORDS)
    author = make_member(name=f"N{words}")
    match kind:
        case "post":
            return post_caption(ENGLISH, case, author), ["bold", "hashtag", "hashtag"]
        case "summary":
            return summary(ENGLISH, case, author), ["bold", "bold"]
        case "welcome":
            return welcome_back(ENGLISH, author), []
        case _:
            review = make_review(case)
            standing = Standing(case, author, [], {}, [review], [words], frozenset(), 2)
            return card_text(ENGLISH, standing), ["bold", "bold"]


@pytest.mark.parametrize("kind", ["post", "summary", "welcome", "card"])
@given(WORDS)
def test_screens_hold_our_entities_alone(kind: str, words: str) -> None:
    """Question, context, author's and moderators' names add nothing to what we format and tag."""
    html, ours = shown(kind, words)
    assert entities(html) == ours


@given(
    st.sampled_from(["@", "#", "/", "$", "a.", "http://", "+"]), st.sampled_from(["Bob", "com"])
)
def test_a_doubtful_word_is_cut_out_of_guarded_text(sign: str, word: str) -> None:
    """The sign before a word that stands in bold still makes no link with it."""
    case = make_case(question=f"{sign}{word}", step=Step.WORDS)
    html, _rows = word_screen(ENGLISH, case, [Doubt(Field.QUESTION, word, Identifier.NAME)])
    text, _ours = parse_html(html)
    assert set(entities(html)) == {"bold"}
    bold = [e for e in parse_html(html)[1] if e["type"] == "bold"]
    assert utf16_slice(text, bold[-1]["offset"], bold[-1]["length"]) == word


def test_a_do_nothing_guard_would_be_seen(english: Speech) -> None:
    """The same screen, with escaped words alone, is full of links."""
    html, ours = shown("post", "")
    unguarded: Any = html.replace("Q", "Q @evil_bot #tag evil.com")
    assert sorted(entities(unguarded)) != sorted(ours)
