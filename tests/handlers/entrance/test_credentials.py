"""The registry beside the claim: asked once, told with its reason, kept with the decision."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.context import Services
from handlers.entrance.credentials import (
    ask_registry,
    credential_lines,
    credential_of,
    enter,
    settled,
    verdict_text,
    why_text,
)
from handlers.texts import Speech
from moderation.application import Application, ApplicationState
from moderation.matching import Judgement, Likeness, Why
from moderation.member import Role, Standing
from moderation.numbers import Register
from moderation.registry import NoRegistry, Professional, Source
from storage import applications, members, registrations, registry_answers
from tests.handlers.shelf import ANNE, Shelf
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, RPPS, make_application, make_member

OTHER = replace(ANNE, number="10000000009", given="MARIE", labels=())


@pytest.fixture
async def shelf(services: Services) -> Shelf:
    services.registry = Shelf(ANNE, OTHER)
    return services.registry


async def submitted(services: Services, member_id: int = AUTHOR, **fields: Any) -> Application:
    """An application that waits, of Anne Dupont unless told otherwise."""
    claim = {"name": "Anne Dupont", "state": ApplicationState.SUBMITTED} | fields
    async with services.database.transaction() as tx:
        await members.meet(tx, member_id, "en", NOW)
        begun = await applications.begin(tx, member_id, NOW)
        made = make_application(**{"id": begun.id, "member_id": member_id} | claim)
        await applications.swap(tx, begun, made)
    return made


async def lines(services: Services, speech: Speech, **fields: Any) -> list[str]:
    """What the card says of an application with these claims."""
    application = await submitted(services, **fields)
    await ask_registry(services, application)
    return credential_lines(speech, application, await credential_of(services, application))


async def test_a_match_is_told_with_its_row(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """Verdict, reason, date, and what the registry calls them; nothing else to look at."""
    assert await lines(services, english) == [
        "Registry RPPS, import of 2026-02-20: ✅ match, the name is the same",
        "Listed: ANNE DUPONT (Médecin, Dermatologie et vénéréologie)",
    ]


async def test_a_mismatch_is_told_with_its_reason(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """And with whom the registry has under the claimed name."""
    told = await lines(services, english, name="Marie Dupont")
    assert told[0].endswith("❌ mismatch, another first name")
    assert told[2:] == [
        "Under this name:",
        "• MARIE DUPONT (10C, SM15) · <code>10000000009</code>",
    ]


async def test_an_absent_number_names_whom_it_may_mean(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """A slip in the number is found by the name."""
    told = await lines(services, english, number="10000000017")
    assert told[0].endswith("▫️ absent, nobody has this number there")
    assert "Listed" not in "".join(told)
    assert RPPS in told[2]


async def test_without_a_number_the_name_is_looked_up(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """No verdict, for nothing was claimed."""
    told = await lines(services, english, number="")
    assert told[0] == "Registry RPPS, import of 2026-02-20"
    assert told[1] == "Under this name:"
    assert shelf.asked == []


async def test_only_a_few_namesakes_are_shown(services: Services, english: Speech) -> None:
    """A card is read at a glance."""
    services.registry = Shelf(*[replace(ANNE, number=f"1000000000{n}") for n in range(5)])
    told = await lines(services, english)
    assert len([line for line in told if "<code>" in line]) == 3
    assert told[-1] == "• … and others"


async def test_a_decided_card_names_no_others(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """Verdict and row stay; whoever else has the name or the number goes."""
    await submitted(services, COLLEAGUE)
    application = await submitted(services, name="Marie Dupont")
    await ask_registry(services, application)
    credential = await credential_of(services, application)
    told = credential_lines(english, application, credential)
    kept = credential_lines(english, application, settled(credential))
    assert kept == told[:2]
    assert len(told) == 5


@pytest.mark.parametrize("register", [Register.GMC, Register.RPPS])
async def test_a_registry_that_is_not_there_is_told(
    services: Services, english: Speech, register: Register
) -> None:
    """Which is another thing than being absent from it."""
    services.registry = Shelf(ANNE, source=Source.NONE)
    [told] = await lines(services, english, register=register)
    assert told == f"Registry {register.upper()}: not at hand, look the number up"


async def test_students_and_the_numberless_without_a_registry_have_no_lines(
    services: Services, english: Speech
) -> None:
    """There is nothing to ask."""
    services.registry = Shelf(ANNE)
    assert await lines(services, english, role=Role.STUDENT, number=None) == []
    services.registry = NoRegistry()
    assert await lines(services, english, member_id=COLLEAGUE, number="") == []


async def test_another_specialty_is_pointed_out(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """The claimed channel is not where the registry's specialty leads; the verdict stays."""
    told = await lines(services, english, specialty="radiology")
    assert "✅ match" in told[0]
    assert told[-1] == "⚠️ Specialty there: Dermatology"


async def test_the_same_number_of_others_is_pointed_out(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """Of members and of applicants, with how they stand, and with nothing that Telegram links."""
    for number, standing in ((31, Standing.VERIFIED), (32, Standing.APPLICANT)):
        await submitted(services, number, name="A <b> @x")
        async with services.database.transaction() as tx:
            await members.save(tx, make_member(id=number, standing=standing))
    told = await lines(services, english)
    assert [line.split(", ", 1)[1] for line in told[-2:]] == [
        "a verified member (application no. 1)",
        "waiting as well (application no. 2)",
    ]
    assert all("A &lt;b&gt;" in line and "@x" not in line for line in told[-2:])


async def test_one_revision_is_asked_about_once(services: Services, shelf: Shelf) -> None:
    """A sweep that shows the card anew asks nobody again; a new number is a new question."""
    application = await submitted(services)
    await ask_registry(services, application)
    await ask_registry(services, application)
    assert shelf.asked == [RPPS]
    await ask_registry(services, replace(application, revision=2, number="10000000009"))
    assert shelf.asked == [RPPS, "10000000009"]


@pytest.mark.parametrize(
    ("name", "listed", "seen"),
    [
        ("Anne Dupont", ANNE, ANNE),
        ("Anne Dupond", ANNE, ANNE),
        ("Paul Durand", ANNE, None),
        ("Anne Dupont", None, None),
    ],
)
async def test_the_number_is_kept_with_the_decision(
    services: Services, name: str, listed: Professional | None, seen: Professional | None
) -> None:
    """With the row that was theirs; of a row that is somebody else's nothing follows later."""
    services.registry = Shelf(*filter(None, [listed]))
    application = await submitted(services, name=name)
    await ask_registry(services, application)
    await enter(services, application)
    kept = await registrations.load(services.database.reader, AUTHOR)
    assert kept is not None
    assert (kept.register, kept.number, kept.since) == (Register.RPPS, RPPS, NOW)
    assert kept.seen == (replace(seen, labels=()) if seen else None)


async def test_who_comes_without_a_number_has_none(services: Services, shelf: Shelf) -> None:
    """An earlier one is no longer theirs."""
    await enter(services, await submitted(services))
    await enter(services, await submitted(services, number=""))
    assert await registrations.load(services.database.reader, AUTHOR) is None


def test_every_verdict_and_reason_has_words(speech: Speech) -> None:
    """Short enough for a line, in both languages, and no two alike."""
    reasons = [why_text(speech.say, why) for why in Why]
    assert len(set(reasons)) == len(Why)
    verdicts = [verdict_text(speech.say, Judgement(one, Why.SAME)) for one in Likeness]
    assert len(set(verdicts)) == len(Likeness)
    assert max(map(len, (*reasons, *verdicts))) < 70


async def test_answers_of_decided_applications_are_not_told(
    services: Services, shelf: Shelf, english: Speech
) -> None:
    """Once they are forgotten the card is as it was without a registry."""
    application = await submitted(services)
    await ask_registry(services, application)
    accepted = replace(application, state=ApplicationState.ACCEPTED)
    async with services.database.transaction() as tx:
        await applications.swap(tx, application, accepted)
        await registry_answers.forget_decided(tx)
    credential = await credential_of(services, accepted)
    assert credential_lines(english, accepted, credential) == []
