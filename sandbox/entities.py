"""HTML to text and entities, offsets in UTF-16 units, with Telegram's refusals."""

import html
import re
from dataclasses import dataclass

from sandbox.model import JsonObject
from sandbox.refusal import Refusal, bad_request

MAX_ENTITIES = 100

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = re.compile(r"&(lt|gt|amp|quot|#x[0-9a-fA-F]+|#[0-9]+);?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']*)\s*(=?)\s*("[^"]*"|'[^']*'|[^\s>]*)""")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of `text` an entity covers; offset and length in UTF-16 units."""
    raw = text.encode("utf-16-le")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", errors="ignore")


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[JsonObject] = []

    def refuse(self, reason: str, at: int | None = None) -> Refusal:
        if at is not None:
            reason += f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {reason}")

    def run(self) -> tuple[str, list[JsonObject]]:
        while self.position < len(self.source):
            char = self.source[self.position]
            if char == "<":
                self.tag()
            elif char == "&" and (match := _NAMED.match(self.source, self.position)):
                self.add(html.unescape(match[0].rstrip(";") + ";"))
                self.position = match.end()
            else:
                self.add(char)
                self.position += 1
        if self.open:
            tag = self.open[-1].tag
            raise self.refuse(f"Can't find end tag corresponding to start tag {tag}")
        return "".join(self.text), self.entities

    def add(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)

    def tag(self) -> None:
        if self.source.startswith("</", self.position):
            self.end_tag()
        else:
            self.start_tag()

    def start_tag(self) -> None:
        begin = self.position
        match = re.compile(r"<([^\s>]*)").match(self.source, begin)
        name = match[1].lower() if match else ""
        end = begin + 1 + len(name)
        if end >= len(self.source):
            raise self.refuse("Unclosed start tag", begin)
        if name not in _TYPES:
            raise self.refuse(f'Unsupported start tag "{name}"', begin)
        argument = self.attributes(name, end, begin)
        if name == "span" and argument != "tg-spoiler":
            raise self.refuse('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(name, argument, self.length))

    def attributes(self, name: str, position: int, begin: int) -> str:
        """Read up to the closing bracket; give back the one attribute the tag has a use for."""
        argument = ""
        while True:
            while position < len(self.source) and self.source[position].isspace():
                position += 1
            if position >= len(self.source):
                raise self.refuse("Unclosed start tag", begin)
            if self.source[position] == ">":
                self.position = position + 1
                return argument
            match = _ATTRIBUTE.match(self.source, position)
            if match is None or not match[1]:
                raise self.refuse(f'Empty attribute name in the tag "{name}"', begin)
            if name == "blockquote" and match[1] == "expandable" and not match[2]:
                argument, position = "expandable", position + len("expandable")
                continue
            if not match[2]:
                what = f'Expected equal sign in declaration of an attribute of the tag "{name}"'
                raise self.refuse(what, begin)
            argument = _useful(name, match[1].lower(), match[3]) or argument
            position = match.end()

    def end_tag(self) -> None:
        begin = self.position
        close = self.source.find(">", begin)
        if close < 0:
            raise self.refuse("Unclosed end tag", begin)
        name = self.source[begin + 2 : close].strip().lower()
        if not self.open:
            raise self.refuse("Unexpected end tag", begin)
        opened = self.open.pop()
        if name and name != opened.tag:
            reason = f'expected "</{opened.tag}>", found "</{name}>"'
            raise self.refuse(f"Unmatched end tag at byte offset {self.bytes_to(begin)}, {reason}")
        self.position = close + 1
        self.close(opened)

    def bytes_to(self, position: int) -> int:
        return len(self.source[:position].encode())

    def close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if length <= 0:
            return
        entity: JsonObject = {
            "type": _TYPES[opened.tag],
            "offset": opened.offset,
            "length": length,
        }
        match opened.tag:
            case "a":
                url = opened.argument or utf16_slice("".join(self.text), opened.offset, length)
                if not _link(entity, url):
                    return
            case "pre" if opened.argument:
                entity["language"] = opened.argument
            case "code" if opened.argument and self.open and self.open[-1].tag == "pre":
                self.open[-1].argument = opened.argument
                return
            case "code" if self.open and self.open[-1].tag == "pre":
                return
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.argument
        self.entities.append(entity)


def _useful(tag: str, attribute: str, value: str) -> str:
    text = html.unescape(value.strip("\"'"))
    if (tag, attribute) in {("a", "href"), ("tg-emoji", "emoji-id"), ("span", "class")}:
        return text
    if (tag, attribute) == ("code", "class") and text.startswith("language-"):
        return text.removeprefix("language-")
    return ""


def _link(entity: JsonObject, url: str) -> bool:
    """Complete a link; an address Telegram would not open leaves plain text."""
    if person := re.fullmatch(r"tg://user\?id=(\d+)", url):
        entity.update(type="text_mention", user={"id": int(person[1])})
        return True
    if not re.match(r"(https?://|tg://|mailto:|tel:)?[^\s/]+\.?[^\s]*$", url) or "." not in url:
        return False
    entity["url"] = url if "://" in url or url.startswith(("mailto:", "tel:")) else f"http://{url}"
    return True


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """Text and entities of Telegram's HTML; raises Refusal with the offset in bytes."""
    text, entities = _Parser(source).run()
    entities.sort(key=lambda x: (x["offset"], -x["length"]))
    return text, entities


def trim(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Cut white space from both ends as Telegram does, and move or drop the entities."""
    stripped = text.lstrip()
    cut = utf16_length(text) - utf16_length(stripped)
    stripped = stripped.rstrip()
    total = utf16_length(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, total)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, kept[:MAX_ENTITIES]
