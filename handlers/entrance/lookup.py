"""Lookup: moderators name somebody by number, by name or by Telegram id."""

import unicodedata

from handlers.context import Services
from moderation.member import SOMEBODY, Member
from storage import members

# More than that is no answer: the moderator has to say more.
FOUND_MAX = 8


async def find_members(services: Services, words: str) -> list[Member]:
    """Everybody who fits, at most one more than FOUND_MAX; nobody erased."""
    asked = " ".join(words.split())
    if not asked:
        return []
    digits = asked.replace(" ", "")
    reader = services.database.reader
    if digits.isascii() and digits.isdigit():
        found = await members.by_number(reader, digits)
    else:
        wanted = folded(asked).split()
        known = await members.names(reader)
        ids = [who for who, name in known if all(word in folded(name) for word in wanted)]
        found = await members.several(reader, list(dict.fromkeys(ids))[: FOUND_MAX + 1])
    return [member for member in found if member.id != SOMEBODY and not member.is_erased]


def folded(text: str) -> str:
    """Without case and accents."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
