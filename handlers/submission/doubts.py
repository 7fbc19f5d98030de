"""Doubtful words of a draft: each is shown in its sentence, and the author keeps or hides it."""

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from telegram import InlineKeyboardButton

from anonymize import Identifier
from handlers.buttons import Act, Tap, button
from handlers.context import Services
from handlers.erasing import erase
from handlers.guarding import WORD_JOINER, guarded
from handlers.routing import Press
from handlers.texts import Speech, Translate, quoted
from handlers.wording import doubts, hidden, mark
from moderation.case import CONTEXT_MAX_CHARACTERS, QUESTION_MAX_CHARACTERS, Case
from moderation.errors import OutOfDate
from storage import cases, members, words

# More are not asked about one by one, but listed, to be kept or hidden together.
ASKED_MAX = 8


class Field(StrEnum):
    """The texts of a case that its author writes."""

    QUESTION = "question"
    CONTEXT = "context"


class Choice(StrEnum):
    KEEP = "keep"
    HIDE = "hide"


LIMITS = {Field.QUESTION: QUESTION_MAX_CHARACTERS, Field.CONTEXT: CONTEXT_MAX_CHARACTERS}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One word of one text that nobody has decided about."""

    field: Field
    word: str
    kind: Identifier


async def pending(services: Services, case: Case) -> list[Doubt]:
    """What the author has still to decide, in the order of asking.

    It follows from the texts and the words that were kept, so a restart forgets nothing and a text
    that changes asks anew.
    """
    author = await members.load(services.database.reader, case.author_id)
    _ = services.texts.of(author.language if author else services.rules.language).say
    found = []
    for field in Field:
        kept = await words.kept(services.database.reader, case.id, field)
        for word, kind in doubts(services.identifiers, _, text_of(case, field), kept):
            found.append(Doubt(field, word, kind))
    return found


def text_of(case: Case, field: Field) -> str:
    return getattr(case, field) or ""


def word_screen(
    speech: Speech, case: Case, asked: list[Doubt]
) -> tuple[str, list[list[InlineKeyboardButton]]]:
    """The first word and its sentence; or all words of a text, when they are too many to ask."""
    _ = speech.say
    first = asked[0]
    together = [doubt for doubt in asked if doubt.field is first.field]
    several = mark(first.field, [doubt.word for doubt in together])

    def tap(choice: Choice, which: str) -> Tap:
        return Tap(Act.WORD, case.id, case.revision, f"{choice}.{which}")

    hide_all = button(_("Hide all"), tap(Choice.HIDE, several))
    if len(together) > ASKED_MAX:
        listed = ", ".join(_("“{word}”").format(word=quoted(d.word)) for d in together)
        text = _("Could any of these identify the patient? {words}").format(words=listed)
        rows = [[button(_("Keep all"), tap(Choice.KEEP, several)), hide_all]]
    else:
        one = mark(first.field, [first.word])
        text = _asked(_, first)
        keep = button(_("Keep"), tap(Choice.KEEP, one))
        rows = [[keep, button(_("Hide"), tap(Choice.HIDE, one))]]
        if len(together) > 1:
            rows.append([hide_all])
    shown = _emphasised(text_of(case, first.field), {doubt.word for doubt in together})
    where = _("In your question:") if first.field is Field.QUESTION else _("In your context:")
    return f"{text}\n\n{where} {shown}", rows


def _asked(_: Translate, doubt: Doubt) -> str:
    if doubt.kind is Identifier.NAME:
        text = _("“{word}”: a name or a sign?")
    else:
        text = _("“{word}”: could it identify the patient?")
    return text.format(word=quoted(doubt.word))


def _emphasised(text: str, marked: set[str]) -> str:
    """The text with the words that are asked about in bold, as HTML."""
    either = "|".join(_as_shown(word) for word in sorted(marked, key=len, reverse=True))
    # The whole text is guarded before it is cut: a sign and what it belongs to may fall apart.
    pieces = re.split(f"({either})", guarded(text))
    return "".join(
        f"<b>{escape(piece, quote=False)}</b>" if place % 2 else escape(piece, quote=False)
        for place, piece in enumerate(pieces)
    )


def _as_shown(word: str) -> str:
    """A pattern for a word, wherever a joiner may stand in it."""
    return f"{WORD_JOINER}?".join(re.escape(sign) for sign in word)


async def decide(services: Services, press: Press, case: Case) -> None:
    """A tap on Keep or Hide; raises OutOfDate when it is about words that are not asked about.

    The message in which a hidden word was typed leaves the chat, as one with a sure name does.
    """
    choice, _dot, which = press.tap.arg.partition(".")
    asked = await pending(services, case)
    chosen = _chosen(asked, which)
    if not chosen or choice not in set(Choice):
        raise OutOfDate
    field, now = chosen[0].field, services.clock()
    text = text_of(case, field)
    async with services.database.transaction() as tx:
        latest = await cases.load(tx, case.id)
        if latest is None or text_of(latest, field) != text:
            raise OutOfDate
        if choice == Choice.KEEP:
            await words.keep(tx, case.id, field, [doubt.word for doubt in chosen])
        else:
            for doubt in _with_longer(chosen, asked):
                text = hidden(press.speech.say, text, doubt.word, doubt.kind, LIMITS[field])
            if services.rules.delete_incoming:
                await erase(services, case.author_id, await words.messages_of(tx, case.id, field))
        changes = {field.value: text, "attested": frozenset()}
        if await cases.change_draft(tx, case, now, **changes) is None:
            raise OutOfDate


def _with_longer(chosen: list[Doubt], asked: list[Doubt]) -> list[Doubt]:
    """What is to be hidden, and what of the same text holds it, the longest first: the rest of a
    name must not stay behind because its first part went.
    """
    field, chosen_words = chosen[0].field, [doubt.word for doubt in chosen]
    holding = [
        doubt
        for doubt in asked
        if doubt.field == field and any(word in doubt.word for word in chosen_words)
    ]
    return sorted(holding, key=lambda doubt: -len(doubt.word))


def _chosen(asked: list[Doubt], which: str) -> list[Doubt]:
    """The one word, or all words of one text, that a button was made for."""
    fields: defaultdict[Field, list[Doubt]] = defaultdict(list)
    for doubt in asked:
        fields[doubt.field].append(doubt)
    groups = [[doubt] for doubt in asked] + list(fields.values())
    for group in groups:
        if mark(group[0].field, [doubt.word for doubt in group]) == which:
            return group
    return []
