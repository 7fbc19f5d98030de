"""Entities that Telegram finds by itself, and text with entities back to HTML."""

import html
import re

from sandbox.entities import MAX_ENTITIES, utf16_length, utf16_slice
from sandbox.model import JsonObject

# Of the endings that Telegram knows, enough to tell whether a text names an address.
_ENDINGS = "com|org|net|info|edu|gov|io|me|app|dev|health|eu|fr|be|ch|ca|de|uk|ru"

_PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?!\w)")),
    ("url", re.compile(r"(?<!\w)(?:https?://[^\s<>\"']+|t\.me/[^\s<>\"']+)")),
    (
        "url",
        re.compile(
            rf"(?<![\w.@-])(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w-])(?:/[^\s<>\"']*)?", re.IGNORECASE
        ),
    ),
    ("email", re.compile(r"(?<!\w)[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?!\w)")),
    ("phone_number", re.compile(r"(?<!\w)\+\d[\d ()-]{6,}\d(?!\w)")),
)
_OPAQUE = {"code", "pre", "text_link"} | {kind for kind, _pattern in _PATTERNS}
_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
}


def add_automatic(text: str, entities: list[JsonObject]) -> list[JsonObject]:
    """The entities plus commands, links, mentions and hashtags found in the plain parts."""
    found = list(entities)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            entity = {"type": kind, "offset": offset, "length": utf16_length(match[0])}
            if not any(_overlaps(entity, other) for other in found if other["type"] in _OPAQUE):
                found.append(entity)
    found.sort(key=lambda x: (x["offset"], -x["length"]))
    return found[:MAX_ENTITIES]


def _overlaps(one: JsonObject, other: JsonObject) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def to_html(text: str, entities: list[JsonObject]) -> str:
    """Safe HTML: everything escaped, known entities as tags, links only to http(s), mailto, tg."""
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda x: (x["offset"], -x["length"])):
        before, after = _tags(text, entity)
        opens.setdefault(entity["offset"], []).append(before)
        closes.setdefault(entity["offset"] + entity["length"], []).insert(0, after)
    out: list[str] = []
    position = 0
    for char in text:
        out += closes.pop(position, []) + opens.pop(position, [])
        out.append(html.escape(char))
        position += 2 if ord(char) > 0xFFFF else 1
    out += closes.pop(position, [])
    return "".join(out)


def _tags(text: str, entity: JsonObject) -> tuple[str, str]:
    covered = utf16_slice(text, entity["offset"], entity["length"])
    match entity["type"]:
        case "text_link" | "url" | "email":
            url = entity.get("url") or (f"mailto:{covered}" if "@" in covered else covered)
            if not re.match(r"(https?|tg|mailto):", url):
                url = f"https://{url}"
            return f'<a href="{html.escape(url)}">', "</a>"
        case "hashtag" | "cashtag" | "mention" | "bot_command" | "phone_number":
            return f'<span class="{entity["type"]}">', "</span>"
        case kind:
            return _TAGS.get(kind, ("", ""))
