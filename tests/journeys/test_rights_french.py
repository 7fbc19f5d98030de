"""The rights of persons in French: data, requests and erasure, with no English sentence left."""

import json

import pytest

from sandbox.people import Person
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture
from tests.journeys.rights import DAY, archive
from tests.journeys.test_languages import Reader, english

WHY = "Je suis la patiente, Mme Durand, et je n’ai pas donné mon accord"


async def published(clinic: Clinic) -> None:
    """A signed case, pressed through by its French buttons."""
    doctor = clinic.doctor
    doctor.send_photo(picture(MAGENTA), caption="Qu’est-ce que c’est ?")
    await doctor.expect("Regardez de près", timeout=20)
    for label in ("Tout est bon", "Dermatologie", "Garder", "40–49\u00a0ans", "Féminin"):
        await doctor.press(label)
    await doctor.press("Rien à ajouter")
    await doctor.press(f"Dr {doctor.name}")
    for label in (
        "Mon patient",
        "Informé",
        "Plus rien d’identifiant",
        "Pas de tatouage",
        "Ni moi",
    ):
        await doctor.press(label)
    await doctor.press("Envoyer aux modérateurs")
    await clinic.moderator.expect("MP-00001", clinic.moderators)
    await clinic.moderator.press("Approuver", chat=clinic.moderators)
    await doctor.expect("est publié")
    await clinic.settle()


async def erased(clinic: Clinic) -> None:
    clinic.doctor.send_text("/forget")
    await clinic.doctor.expect("Effacer votre compte")
    await clinic.doctor.press("laisser mes cas sans nom")
    await clinic.doctor.press("Oui, l’effacer")
    await clinic.doctor.expect("Votre compte est effacé")
    await clinic.settle()
    for words in ("/forget", "Bonjour", "/start"):
        clinic.doctor.send_text(words)
    await clinic.settle()


@pytest.mark.parametrize("language", ["fr"])
async def test_no_english_is_left(clinic: Clinic, language: str) -> None:
    """What members, patients and moderators read, and what the archive says of itself."""
    await published(clinic)
    reader = Reader(clinic)
    for command in ("/privacy", "/help", "/mydata", "/mydata"):
        clinic.doctor.send_text(command)
    sent = await clinic.doctor.expect("medpics.json")
    clinic.doctor.send_text("/mydata")
    await clinic.settle()
    await requested_and_decided(clinic)
    await erased(clinic)
    assert len(reader.read) > 25
    assert not reader.left_in_english()
    data = json.loads(archive(sent).read("medpics.json"))
    explained = [data["about"]["what"], data["about"]["times"], data["about"]["not_in_it"]]
    for section in data["sections"].values():
        explained += [section["what"], *section["fields"].values()]
    explained += [row["done_by"] for row in data["sections"]["audit"]["rows"]]
    patterns = english()
    assert not [text for text in explained for known in patterns if known.fullmatch(text)]


async def requested_and_decided(clinic: Clinic) -> None:
    """What is refused, what is kept with a reason, what is taken down after all."""
    for words in ("/report", "/report 77"):
        clinic.stranger.send_text(words)
    clinic.doctor.send_text("/report 1")
    for person in (clinic.stranger, clinic.student):
        await request(clinic, person)
    clinic.messenger.clock.advance(DAY)
    await clinic.sweep()
    clinic.moderator.send_text("/queue", clinic.moderators)
    await clinic.settle()
    cards = [
        m for m in clinic.moderator.sees(clinic.moderators) if m.find_button("Laisser le cas")
    ]
    assert len(cards) == 2
    await clinic.moderator.press("Laisser le cas", cards[0], chat=clinic.moderators)
    await clinic.moderator.press("Personne ne peut", cards[0], chat=clinic.moderators)
    await clinic.moderator.press("Laisser le cas", cards[1], chat=clinic.moderators)
    await clinic.moderator.press("Autre motif", cards[1], chat=clinic.moderators)
    await clinic.settle()


async def request(clinic: Clinic, person: Person) -> None:
    """By the link; and once more, which is refused."""
    since = person.start("takedown_MP00001").stamp
    await person.expect("sans compte", since=since)
    person.send_text(WHY)
    asked = await person.expect("Je vous répondrai ici", since=since)
    await person.press("Répondez-moi seulement ici", asked)
    await person.expect("transmise aux modérateurs", since=since)
    person.start("takedown_MP00001")
    await clinic.settle()
