"""Protecting in French: everything that reporters, authors, readers and moderators read."""

from dataclasses import replace

import pytest

from sandbox.people import Person
from tests.journeys.clinic import Clinic
from tests.journeys.test_languages import Reader
from tests.journeys.test_rights_french import published


async def report(clinic: Clinic, person: Person, what: str) -> None:
    since = person.start("report_MP00001").stamp
    await person.expect("Quel est le problème", since=since)
    await person.press(what)
    await clinic.settle()


@pytest.mark.parametrize("language", ["fr"])
async def test_no_english_is_left(clinic: Clinic, language: str) -> None:
    """Reported, hidden, looked at, shown again; hidden by a moderator, and removed."""
    await published(clinic)
    reader = Reader(clinic)
    clinic.discussion.add(clinic.colleague)
    clinic.colleague.send_text("/report", clinic.discussion)
    await report(clinic, clinic.colleague, "peut être reconnu")
    for label in ("Nous montrer", "Rendre le cas visible", "Personne ne peut"):
        await clinic.moderator.press(label, chat=clinic.moderators)
        await clinic.settle()
    await clinic.doctor.expect("de nouveau visible")
    await report(clinic, clinic.colleague, "Autre chose")
    clinic.colleague.send_text("Le titre est trompeur")
    await clinic.settle()
    for label in ("Masquer en attendant", "Dépublier maintenant"):
        await clinic.moderator.press(label, chat=clinic.moderators)
        await clinic.settle()
    assert len(reader.read) > 25
    assert not reader.left_in_english()


@pytest.mark.parametrize("language", ["fr"])
async def test_threads_and_figures(clinic: Clinic, language: str) -> None:
    """Measures, rules, figures and the daily summary."""
    await published(clinic)
    reader = Reader(clinic)
    clinic.discussion.add(clinic.colleague, clinic.moderator)
    [root] = [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]
    answer = clinic.colleague.send_text("Achetez ma crème", clinic.discussion, root)
    for words in ("/warn publicité", "/mute 12h publicité", "/remove publicité"):
        clinic.moderator.send_text(words, clinic.discussion, answer)
        await clinic.settle()
    clinic.stranger.send_text("/rules")
    clinic.moderator.send_text("/stats", clinic.moderators)
    await clinic.settle()
    rules = clinic.bot.services.rules
    clinic.bot.services.rules = replace(rules, summary_hour=0)
    clinic.messenger.clock.advance(24 * 3600)
    await clinic.sweep()
    await clinic.moderator.expect("Hier", clinic.moderators)
    assert answer.deleted
    assert len(reader.read) >= 10
    assert not reader.left_in_english()
