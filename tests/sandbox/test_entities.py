"""HTML to entities: offsets in UTF-16, refusals with Telegram's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.autolinks import add_automatic, to_html
from sandbox.entities import parse_html, trim, utf16_length
from sandbox.refusal import Refusal

REFUSALS = {
    "<foo>x</foo>": 'Unsupported start tag "foo" at byte offset 0',
    "é<br/>": 'Unsupported start tag "br/" at byte offset 2',
    "<b>x": "Can't find end tag corresponding to start tag b",
    "x</b>": "Unexpected end tag at byte offset 1",
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "<b": "Unclosed start tag at byte offset 0",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<a href>x</a>": "Expected equal sign in declaration of an attribute of the tag "
    '"a" at byte offset 0',
}


@pytest.mark.parametrize(("source", "reason"), REFUSALS.items())
def test_broken_markup_is_refused(source: str, reason: str) -> None:
    """Each mistake has Telegram's sentence, with the offset in bytes."""
    with pytest.raises(Refusal) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


def test_offsets_count_utf16_units() -> None:
    """A character outside the basic plane counts twice."""
    text, entities = parse_html("🩺<b>é</b>")
    assert text == "🩺é"
    assert entities == [{"type": "bold", "offset": 2, "length": 1}]


def test_nested_tags_and_character_references() -> None:
    """Entities nest, outer first; references are decoded, unknown ones stay."""
    text, entities = parse_html("<b>a <i>&lt;b&gt;</i></b> &amp; &nbsp;")
    assert text == "a <b> & &nbsp;"
    assert [(x["type"], x["offset"], x["length"]) for x in entities] == [
        ("bold", 0, 5),
        ("italic", 2, 3),
    ]


def test_links_and_languages() -> None:
    """A link keeps its address, a code block its language."""
    _, entities = parse_html(
        '<a href="https://a.org/?x=1&amp;y=2">l</a><pre><code class="language-py">x</code></pre>'
    )
    assert entities[0]["url"] == "https://a.org/?x=1&y=2"
    assert entities[1] == {"type": "pre", "offset": 1, "length": 1, "language": "py"}


def test_a_link_nobody_can_open_becomes_plain_text() -> None:
    """Telegram drops the entity and keeps the words."""
    assert parse_html('<a href="nonsense">x</a>') == ("x", [])


def test_trimming_moves_the_entities() -> None:
    """White space at both ends goes, and entities follow the text."""
    text, entities = trim(*parse_html("  <b>x </b> "))
    assert (text, entities) == ("x", [{"type": "bold", "offset": 0, "length": 1}])


def test_commands_and_tags_are_found_in_plain_text_only() -> None:
    """What stands in code is no command."""
    text, entities = parse_html("/start #derm <code>/no</code>")
    kinds = [x["type"] for x in add_automatic(text, entities)]
    assert kinds == ["bot_command", "hashtag", "code"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("See example.org/a for it", "url"),
        ("x@example.org", "email"),
        ("Costs $USD 5", "cashtag"),
        ("Call +1 212 555 0123", "phone_number"),
    ],
)
def test_what_telegram_links_by_itself(text: str, kind: str) -> None:
    """Addresses without a scheme, money tags and telephone numbers, once each."""
    assert [x["type"] for x in add_automatic(text, [])] == [kind]


def test_a_path_is_no_command() -> None:
    """A slash inside a word starts no command."""
    assert add_automatic("and/or", []) == []


@given(st.text(alphabet="ab<>&\"'é🩺", max_size=30))
def test_plain_text_survives_escaping(text: str) -> None:
    """What is escaped for display reads back as the same text without entities."""
    assert parse_html(to_html(text, [])) == (text, [])


@given(st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</i>", "a", "🩺"]), max_size=12))
def test_entities_lie_within_the_text(parts: list[str]) -> None:
    """Whatever is accepted, every entity covers at least one unit of the text."""
    try:
        text, entities = parse_html("".join(parts))
    except Refusal:
        return
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)


def test_a_mention_by_number_is_a_text_mention() -> None:
    """The person is named by the message, not by an address."""
    text, entities = parse_html('<a href="tg://user?id=77">Ada</a>, please')
    assert text == "Ada, please"
    assert entities == [{"type": "text_mention", "offset": 0, "length": 3, "user": {"id": 77}}]
