"""Credentials: the registry is asked about an application, and what it said stands on the card."""

from dataclasses import dataclass, replace

from handlers.context import Services
from handlers.entrance.registers import REGISTER_NAMES
from handlers.texts import Speech, Translate, copied, quoted, specialty_name
from moderation.application import Application, ApplicationState
from moderation.matching import Judgement, Likeness, Why, judge
from moderation.member import Role, Standing
from moderation.recheck import Registration
from moderation.registry import Answer, Professional, Source
from moderation.specialty import agrees, channels_of
from storage import registrations, registry_answers
from storage.registrations import Claimant

# As many as can be compared at a glance.
NAMESAKES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Credential:
    """What is known beside the claim. answer: None when the registry was not asked about this
    revision; others: who else came with the same number.
    """

    answer: Answer | None
    others: list[Claimant]


async def ask_registry(services: Services, application: Application) -> None:
    """Records what the registry says of a submitted application; asks once for each revision.

    May wait for the network, so it comes before anything is written.
    """
    if await registry_answers.load(services.database.reader, application) is not None:
        return
    answer = await answer_of(services, application)
    if answer is not None:
        async with services.database.transaction() as tx:
            await registry_answers.keep(tx, application, answer)


async def answer_of(services: Services, application: Application) -> Answer | None:
    """What the registry says now; None where there is nothing to ask: students are in none."""
    registry, register = services.registry, application.register
    name, number = application.name or "", application.number
    if application.role is Role.STUDENT:
        return None
    if number:
        answer = await registry.by_number(register, number)
        found = judge(name, application.role, answer.professional)
        if answer.source is Source.NONE or found.likeness is Likeness.MATCH:
            return answer
    else:
        known = {edition.register: edition for edition in await registry.editions()}
        if register not in known:
            return None
        answer = Answer(Source.FILE, known[register].imported_at)
    namesakes = [one for one in await registry.by_name(register, name) if one.number != number]
    return replace(answer, namesakes=tuple(namesakes))


async def credential_of(services: Services, application: Application) -> Credential:
    reader = services.database.reader
    answer = await registry_answers.load(reader, application)
    number = application.number or ""
    others = await registrations.others_with(
        reader, application.register, number, application.member_id
    )
    return Credential(answer, others)


def settled(credential: Credential) -> Credential:
    """What stays on a card that is decided: the verdict and the row it is about, no others."""
    answer = replace(credential.answer, namesakes=()) if credential.answer else None
    return Credential(answer, [])


async def enter(services: Services, application: Application) -> None:
    """Keeps the number with the member whom it was accepted for, and how it was listed then."""
    async with services.database.transaction() as tx:
        answer = await registry_answers.load(tx, application)
        await registrations.forget(tx, application.member_id)
        if not application.number:
            return
        seen = answer.professional if answer else None
        found = judge(application.name or "", application.role, seen)
        # A row that is somebody else's says nothing when it goes.
        if found.likeness is Likeness.MISMATCH:
            seen = None
        register, number = application.register, application.number
        since = services.clock()
        kept = Registration(application.member_id, register, number, since, seen)
        await registrations.keep(tx, kept)


def credential_lines(
    speech: Speech, application: Application, credential: Credential
) -> list[str]:
    """The registry beside the claim: verdict with its reason, row, namesakes, conflicts."""
    _ = speech.say
    lines = []
    if credential.answer is not None:
        lines += _registry_lines(_, application, credential.answer)
    lines += [_conflict(_, other) for other in credential.others]
    return lines


def _registry_lines(_: Translate, application: Application, answer: Answer) -> list[str]:
    name = REGISTER_NAMES[application.register]
    if answer.source is Source.NONE:
        return [_("Registry {register}: not at hand, look the number up").format(register=name)]
    date = f"{answer.as_of:%Y-%m-%d}" if answer.as_of else "?"
    head = (
        _("Registry {register}, asked on {date}")
        if answer.source is Source.ONLINE
        else _("Registry {register}, import of {date}")
    ).format(register=name, date=date)
    lines = []
    if application.number:
        found = judge(application.name or "", application.role, answer.professional)
        lines.append(f"{head}: {verdict_text(_, found)}")
    else:
        lines.append(head)
    if answer.professional is not None:
        lines.append(_("Listed: {person}").format(person=person_text(answer.professional)))
        lines += _specialty_doubt(_, application.specialty, answer.professional)
    if answer.namesakes:
        lines.append(_("Under this name:"))
        shown = answer.namesakes[:NAMESAKES_SHOWN]
        lines += [f"• {person_text(one)} · {copied(one.number)}" for one in shown]
        if len(answer.namesakes) > NAMESAKES_SHOWN:
            lines.append(_("• … and others"))
    return lines


def person_text(professional: Professional) -> str:
    """Name and what the registry calls them, or their codes where it has no words."""
    told = ", ".join(professional.labels or sorted(professional.codes))
    return quoted(f"{professional.name} ({told})" if told else professional.name)


def _specialty_doubt(_: Translate, specialty: str | None, professional: Professional) -> list[str]:
    if agrees(specialty, professional.codes) is not False:
        return []
    channels = sorted(channels_of(professional.codes))
    named = ", ".join(specialty_name(_, channel) for channel in channels)
    return [_("⚠️ Specialty there: {specialties}").format(specialties=named)]


def _conflict(_: Translate, other: Claimant) -> str:
    """Somebody else has the number, or claimed it."""
    text = _("⚠️ Same number: {name}, {standing} (application no. {id})")
    return text.format(
        name=quoted(other.name or "?"), standing=_standing(_, other), id=other.application_id
    )


def _standing(_: Translate, other: Claimant) -> str:
    if other.standing is Standing.APPLICANT and other.state is ApplicationState.FILLING:
        return _("has not sent it yet")
    names = {
        Standing.VISITOR: _("has not sent it yet"),
        Standing.APPLICANT: _("waiting as well"),
        Standing.VERIFIED: _("a verified member"),
        Standing.REFUSED: _("was refused"),
        Standing.SUSPENDED: _("suspended"),
        Standing.LAPSED: _("membership lapsed"),
        Standing.ERASED: _("account erased"),
    }
    return names[other.standing]


def verdict_text(_: Translate, judgement: Judgement) -> str:
    """The verdict, with a mark that is seen from afar, and its reason."""
    verdicts = {
        Likeness.MATCH: _("✅ match"),
        Likeness.PARTIAL: _("🟡 partial match"),
        Likeness.MISMATCH: _("❌ mismatch"),
        Likeness.ABSENT: _("▫️ absent"),
    }
    return f"{verdicts[judgement.likeness]}, {why_text(_, judgement.why)}"


def why_text(_: Translate, why: Why) -> str:
    reasons = {
        Why.SAME: _("the name is the same"),
        Why.ORDER: _("the name is the same, in another order"),
        Why.USED_NAME: _("the other name they gave is listed"),
        Why.TYPO: _("one letter differs"),
        Why.INITIAL: _("the first name is an initial"),
        Why.SHORT: _("the first name is shortened"),
        Why.PART: _("a part of the name is missing on one side"),
        Why.STUDENT: _("listed as a student"),
        Why.GIVEN: _("another first name"),
        Why.SURNAME: _("another surname"),
        Why.NAME: _("another person's number"),
        Why.PROFESSION: _("listed in another profession"),
        Why.NOT_LISTED: _("nobody has this number there"),
    }
    return reasons[why]
