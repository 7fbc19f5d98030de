"""The registry, from an import to a card, and from the next import to a way out and back in."""

from datetime import timedelta
from pathlib import Path

from bot.vault import registry_path
from moderation.member import Standing
from sandbox.people import Person
from storage import members
from tests.journeys.applying import RPPS, apply, hand_in
from tests.journeys.clinic import Clinic
from tests.journeys.test_doors import link
from tests.storage.registry.files import ALI, PAUL, row, table, take_in


def publish(clinic: Clinic, folder: Path, *lines: str) -> None:
    """An operator imports an edition that has these people, while the bot runs."""
    path = table(folder / "PS_LibreAcces_Personne_activite.txt", *lines)
    now = clinic.messenger.clock.now()
    take_in(registry_path(clinic.settings.storage), path, may_shrink=True, now=now)


ADA = row(RPPS, "APPLICANT", "ADA")


async def admitted(clinic: Clinic, person: Person) -> None:
    """Applies, is accepted, and goes into the channel."""
    card = await apply(clinic, person)
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await person.expect("You are in")
    person.join(await link(clinic))
    await clinic.settle()
    assert person.is_in(clinic.channel)


async def standing(clinic: Clinic, person: Person) -> Standing:
    found = await members.load(clinic.bot.services.database.reader, person.id)
    assert found is not None
    return found.standing


async def test_the_card_says_what_the_registry_has(clinic: Clinic, tmp_path: Path) -> None:
    """Also with the bot running all the while: an import needs no restart."""
    publish(clinic, tmp_path, ADA, row(PAUL, "DURAND", "PAUL"))
    card = await apply(clinic, clinic.stranger)
    assert "✅ match, the name is the same" in card.text
    assert "Listed: ADA APPLICANT (Médecin, Dermatologie et vénéréologie)" in card.text


async def test_others_of_the_name_leave_the_card_with_the_decision(
    clinic: Clinic, tmp_path: Path
) -> None:
    """They are shown as long as somebody has to choose, and no longer."""
    publish(clinic, tmp_path, row(RPPS, "DURAND", "PAUL"), row(PAUL, "APPLICANT", "ADA"))
    card = await apply(clinic, clinic.stranger)
    assert "❌ mismatch, another person's number" in card.text
    assert PAUL in card.text
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")
    closed = await clinic.moderator.expect("Accepted by", clinic.moderators)
    assert "❌ mismatch" in closed.text
    assert PAUL not in closed.text


async def test_who_vanishes_goes_out_and_comes_back_by_the_card(
    clinic: Clinic, tmp_path: Path
) -> None:
    """With a reason, one summary, and an answer that moderators decide about."""
    person = clinic.stranger
    publish(clinic, tmp_path, ADA, row(PAUL))
    await admitted(clinic, person)
    clinic.messenger.clock.advance(timedelta(days=30).total_seconds())
    publish(clinic, tmp_path, row(PAUL), row(ALI))
    await clinic.sweep()
    assert await standing(clinic, person) is Standing.VERIFIED
    # The only member with a number is more than one in twenty.
    await clinic.operator.press("let them lapse")
    letter = await person.expect(f"{RPPS} is no longer listed")
    assert await standing(clinic, person) is Standing.LAPSED
    summary = await clinic.moderator.expect("Lapsed: 1", clinic.moderators)
    assert "Ada Applicant" in summary.text
    await clinic.settle()
    assert not person.is_in(clinic.channel)
    await clinic.restart()
    await clinic.sweep()
    told = [seen for seen in clinic.moderator.sees(clinic.moderators) if "Lapsed:" in seen.text]
    assert len(told) == 1

    await person.press("Apply again", letter)
    await person.press("Doctor")
    person.send_text("Ada Applicant")
    await clinic.settle()
    typed = person.send_text(RPPS)
    await person.press("Dermatology", await person.expect("Your specialty", since=typed))
    await clinic.settle()
    card = await hand_in(clinic, person)
    assert "▫️ absent, nobody has this number there" in card.text
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await person.expect("You are in")
    await clinic.sweep()
    assert await standing(clinic, person) is Standing.VERIFIED
