"""Text and captions of a request: parse mode, entities, limits."""

from collections.abc import Sequence

from sandbox.autolinks import add_automatic
from sandbox.entities import parse_html, trim, utf16_length
from sandbox.methods.inputs import JsonObject, MessageEntity
from sandbox.refusal import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024


def formatted(
    text: str, parse_mode: str | None, entities: Sequence[MessageEntity] | None
) -> tuple[str, list[JsonObject]]:
    """Trimmed text with all its entities, also those that Telegram finds by itself."""
    if not parse_mode or parse_mode.lower() == "none":
        parsed = text, [entity.plain() for entity in entities or ()]
        _check_entities(text, parsed[1])
    elif parse_mode.lower() == "html":
        parsed = parse_html(text)
    elif parse_mode.lower() in {"markdown", "markdownv2"}:
        raise bad_request(f"the sandbox does not know parse_mode {parse_mode}; use HTML")
    else:
        raise bad_request("unsupported parse_mode")
    clean, kept = trim(*parsed)
    return clean, add_automatic(clean, kept)


def _check_entities(text: str, entities: list[JsonObject]) -> None:
    total = utf16_length(text)
    for entity in entities:
        start, length = entity["offset"], entity["length"]
        if start < 0 or length <= 0 or start + length > total:
            raise bad_request("entity beginning or end is outside of the text")


def message_text(
    text: str, parse_mode: str | None, entities: Sequence[MessageEntity] | None
) -> tuple[str, list[JsonObject]]:
    clean, found = formatted(text, parse_mode, entities)
    if not clean:
        raise bad_request("message text is empty")
    if utf16_length(clean) > MAX_TEXT:
        raise bad_request("message is too long")
    return clean, found


def caption_text(
    text: str | None, parse_mode: str | None, entities: Sequence[MessageEntity] | None
) -> tuple[str, list[JsonObject]]:
    clean, found = formatted(text or "", parse_mode, entities)
    if utf16_length(clean) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return clean, found
