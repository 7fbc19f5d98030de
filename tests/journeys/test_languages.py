"""Languages: a French story from end to end, in which no English sentence remains."""

import re
from string import Formatter

import pytest

from handlers.texts import Texts
from sandbox.model import Message
from sandbox.seen import Seen
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import BLUE, GREEN, MAGENTA, YELLOW, picture
from tests.translations import forms, read_catalogue

LINES = ("Mon patient", "Informé", "Plus rien d’identifiant", "Pas de tatouage", "Ni moi")
TAG = re.compile(r"</?[a-z][^>]*>")


def english() -> list[re.Pattern[str]]:
    """Every sentence of the code that reads differently in French, as people would see it."""
    return [
        _pattern(one)
        for message in read_catalogue("fr")
        for one in forms(message.id)
        if one and one not in forms(message.string) and _has_words(one)
    ]


def _has_words(sentence: str) -> bool:
    """Not only signs between what is filled in: those would fit every language."""
    literal = "".join(text for text, *_ in Formatter().parse(TAG.sub("", sentence)))
    return any(sign.isalpha() for sign in literal)


def _pattern(sentence: str) -> re.Pattern[str]:
    """The sentence without its tags, with anything in place of what is filled in."""
    parts = Formatter().parse(TAG.sub("", sentence))
    return re.compile(
        "".join(re.escape(text) + (".+?" if name else "") for text, name, *_ in parts)
    )


def shown(message: Message) -> list[str]:
    """All that can be read of one message: its text, and the labels of its buttons."""
    rows = message.markup["inline_keyboard"] if message.markup else []
    return [message.text, *(body["text"] for row in rows for body in row)]


class Reader:
    """Reads everything that the bot writes, each state of each message, as it comes."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._bot = clinic.messenger.only_bot().user_id
        self._since = clinic.messenger.count("stamp")
        self.read: set[str] = set()
        clinic.messenger.listeners.append(self._look)

    def _look(self, _chat: int) -> None:
        for chat in self._clinic.messenger.world.chats.values():
            for message in chat.messages.values():
                ours = message.sender_id == self._bot or chat.type == "channel"
                if ours and message.stamp > self._since:
                    self.read.update(shown(message))

    def left_in_english(self) -> list[str]:
        patterns = english()
        return sorted(
            text
            for text in self.read
            for pattern in patterns
            if pattern.fullmatch(text) or _is_a_line(pattern, text)
        )


def _is_a_line(pattern: re.Pattern[str], text: str) -> bool:
    return any(pattern.fullmatch(line.strip("•☑️⬜ ")) for line in text.splitlines())


async def correct(clinic: Clinic) -> None:
    """One picture is refused and removed, the other corrected."""
    doctor = clinic.doctor
    doctor.send_album([picture(MAGENTA, GREEN, BLUE), picture(YELLOW)])
    await doctor.expect("n’a pas pu être masquée", timeout=20)
    refused = next(m for m in doctor.sees() if m.kind == "text" and m.find_button("Retirer cette"))
    await doctor.press("Retirer cette image", refused)
    await doctor.press("Montrer #1")
    await doctor.press("Masquer plus")
    await doctor.press("Haut")
    await clinic.settle()
    await doctor.press("Tout est bon")


async def complete(clinic: Clinic) -> None:
    """The questions, the attestation, and off it goes."""
    doctor = clinic.doctor
    await doctor.press("Dermatologie")
    doctor.send_text("Mme Durand a-t-elle une Kawasaki, vue le 03/02/2026 ?")
    await doctor.expect("L’âge du patient")
    for label in ("40–49\u00a0ans", "Féminin", "Rien à ajouter", "Anonyme", "Garder", *LINES):
        await doctor.press(label)
    await doctor.press("Envoyer aux modérateurs")
    await clinic.moderator.expect("MP-00001", clinic.moderators)


async def changes(clinic: Clinic) -> None:
    """The moderators ask for changes; the doctor looks again and sends it once more."""
    await clinic.moderator.press("À modifier", chat=clinic.moderators)
    await clinic.moderator.press("La question n’est pas claire", chat=clinic.moderators)
    doctor = clinic.doctor
    await doctor.press("Corriger")
    await doctor.expect("Regardez de près", timeout=20)
    await doctor.press("Tout est bon")
    for label in ("Garder", "Garder", "Garder", "Garder", "Rien à ajouter", "Garder"):
        await doctor.press(label)
    for label in (*LINES, "Envoyer aux modérateurs"):
        await doctor.press(label)


async def publish_and_withdraw(clinic: Clinic) -> None:
    await clinic.moderator.press("Approuver", chat=clinic.moderators)
    await clinic.doctor.expect("est publié")
    await clinic.settle()
    clinic.discussion.add(clinic.colleague)
    root = next(m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo")
    clinic.colleague.send_text("Un mélanome", clinic.discussion, root)
    await clinic.doctor.expect("a répondu")
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Vos cas")
    for label in ("MP-00001", "Retirer", "Oui, le retirer"):
        await clinic.doctor.press(label)
    clinic.moderator.send_text("/queue", clinic.moderators)
    await clinic.settle()


@pytest.mark.parametrize("language", ["fr"])
async def test_no_english_is_left(clinic: Clinic, language: str) -> None:
    """Everything that the bot wrote to the doctor, the moderators and the channel is French."""
    reader = Reader(clinic)
    for chapter in (correct, complete, changes, publish_and_withdraw):
        await chapter(clinic)
    for command in ("/start", "/help", "/channels", "/language", "/bind"):
        clinic.doctor.send_text(command)
    clinic.doctor.send_sticker()
    clinic.doctor.send_video()
    clinic.doctor.send_document(b"%PDF-1.4", name="lettre.pdf", mime="application/pdf")
    await clinic.doctor.expect("JPEG 2000 ou DICOM")
    await clinic.settle()
    assert len(reader.read) > 60
    assert not reader.left_in_english()


@pytest.mark.parametrize("language", ["fr"])
async def test_refusals_are_french_too(clinic: Clinic, language: str) -> None:
    """Toasts and alerts speak the language of the person who pressed."""
    await correct(clinic)
    await complete(clinic)
    await clinic.settle()
    card = card_of(clinic)
    forged = [
        await clinic.colleague.forge(clinic.colleague.last(), data)
        for data in ("case:1:1:", "ok:1:1:", "nonsense", "bind:1:1:surgery", "spec:99:1:surgery")
    ]
    old = await clinic.moderator.forge(card, "ok:1:7:")
    texts = {answer.text for answer in (*forged, old)}
    assert len(texts) >= 4
    assert not [text for text in texts for known in english() if known.fullmatch(text)]


def card_of(clinic: Clinic) -> Seen:
    return next(m for m in clinic.moderator.sees(clinic.moderators) if m.find_button("Approuver"))


def test_the_reader_knows_english() -> None:
    """What the test looks for would be found, had it been sent."""
    sentence = "Which specialty should answer?"
    assert any(pattern.fullmatch(sentence) for pattern in english())
    assert Texts().of("fr").say(sentence) != sentence
