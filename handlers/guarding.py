"""Guarding: people's words stay words, whatever Telegram would make links, tags or commands of.

Telegram looks through every text for addresses, @mentions, #tags, $tags, /commands and telephone
numbers, and no HTML escaping keeps it from that. An invisible word joiner behind the sign that it
looks for does: it belongs into none of these, takes no room, and lets nothing wrap differently.
"""

import re

WORD_JOINER = "\u2060"

# What nobody sees and what turns the direction of writing; joiners inside letters and emoji stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
# Emoji of keys ("#" with a variation selector behind it) need their sign unbroken.
_SIGN = re.compile(r"[@$](?!\s)|#(?![\s\ufe0f])|\+(?=\d)|:(?=//)|(?<=[^\W\d_]):(?=\S)")
_SLASH = re.compile(r"/(?!\s)")
_DOT = re.compile(r"(?<=\S)\.(?=\S)")
_DOTTED_DIGITS = re.compile(r"\d[\d.]*")
# As long as a telephone number, a card's or an account's.
_LONG_NUMBER = re.compile(r"\d(?:[ \t\u00a0\u202f().\-/]*\d){6,}")
# Digits that may stand together in one of those.
DIGITS_TOGETHER = 3


def guarded(text: str) -> str:
    """The text as it is shown: nothing unseen in it, and nothing that Telegram would link."""
    text = seen(text)
    places = sorted(_breaks(text))
    pieces = [
        text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)
    ]
    return WORD_JOINER.join(pieces)


def seen(text: str) -> str:
    """The text without what nobody sees."""
    return _UNSEEN.sub("", text)


def _breaks(text: str) -> set[int]:
    """Where the joiners go; more text behind never takes one away."""
    signs = {found.end() for found in _SIGN.finditer(text)}
    commands = {
        found.end() for found in _SLASH.finditer(text) if not _is_in_word(text, found.start())
    }
    dots = {found.end() for found in _DOT.finditer(text)} - _decimal_points(text)
    numbers = _inside_long_numbers(text)
    # Behind a joiner the slash of "232323/1" stands in no word any more.
    commands |= {at + 1 for at in numbers if text[at : at + 1] == "/"}
    return signs | commands | dots | numbers


def _is_in_word(text: str, slash: int) -> bool:
    """ "T1/T2" and "mg/kg" hold no command, and are left as they are."""
    before = text[slash - 1] if slash else " "
    return before.isalpha() or before.isdecimal()


def _decimal_points(text: str) -> set[int]:
    """Behind the point of "7.2", but of no address of numbers such as "10.0.0.1"."""
    points = set()
    for found in _DOTTED_DIGITS.finditer(text):
        number = found[0].rstrip(".")
        if number.count(".") == 1:
            points.add(found.start() + number.index(".") + 1)
    return points


def _inside_long_numbers(text: str) -> set[int]:
    """Behind every third digit of a number that could be dialled."""
    places = set()
    for found in _LONG_NUMBER.finditer(text):
        digits = [at for at in range(found.start(), found.end()) if text[at].isdecimal()]
        places |= {at + 1 for at in digits[DIGITS_TOGETHER - 1 :: DIGITS_TOGETHER]}
    return places
