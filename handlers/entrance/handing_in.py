"""Handing in: the photos of an application come one by one, and go to the moderators together."""

from dataclasses import replace

from anonymize import PictureError
from handlers.context import Services
from handlers.entrance import application_card
from handlers.entrance.conflicts import tell_both
from handlers.entrance.evidence import challenged, question, received, take_away
from handlers.refusals import picture_problem, problem_of
from handlers.routing import Press, Said
from handlers.telling import present, take_buttons, tell
from moderation.application import (
    DOCUMENTS_MAX,
    Application,
    ApplicationAction,
    ApplicationState,
    next_application_state,
)
from moderation.errors import OutOfDate
from moderation.member import Member, Standing, StandingAction, next_standing
from storage import applications, audit, documents, members
from storage.files import Purpose


async def awaits_evidence(services: Services, member: Member) -> bool:
    """Whether a photo of theirs is a proof."""
    application = await applications.latest(services.database.reader, member.id)
    return application is not None and application.takes_evidence


async def take_evidence(services: Services, said: Said, data: bytes) -> None:
    """A photo of the card or of another proof: re-encoded without metadata, kept until the
    decision.
    """
    _ = said.speech.say
    try:
        clean = await services.hider.clean(data)
    except PictureError as error:
        await tell(services, said.chat_id, picture_problem(_, problem_of(error)))
        return
    key = await services.files.put(clean, Purpose.EVIDENCE)
    kept = await _keep(services, said, key)
    if kept is None:
        await services.discard(key)
        text = _("{number} photos are enough: hand them in, or start again.")
        await tell(services, said.chat_id, text.format(number=DOCUMENTS_MAX))
        return
    application, number = kept
    await tell(services, said.chat_id, *received(said.speech, application, number))


async def _keep(services: Services, said: Said, key: str) -> tuple[Application, int] | None:
    """The application with the photo, and its how many-th it is; None when it has no room."""
    now = services.clock()
    async with services.database.transaction() as tx:
        application = await applications.latest(tx, said.member.id)
        if application is None or not application.takes_evidence:
            return None
        if application.evidence is not None:
            number = await documents.add(tx, application.id, key, now)
            return None if number is None else (application, number)
        # What a lost key or a restored backup left of earlier photos makes room.
        await documents.take(tx, application.id)
        first = replace(application, evidence=key, evidence_at=now)
        await applications.swap(tx, application, first)
        return first, 1


async def new_code(services: Services, press: Press) -> None:
    """Photos that were sent so far go; the next ones hold another code."""
    was = await _filling(services, press)
    bare = replace(was, evidence=None, evidence_at=None, challenge=None, challenge_at=None)
    async with services.database.transaction() as tx:
        await take_away(services, was)
        if not await applications.swap(tx, was, bare):
            raise OutOfDate
    drawn = await challenged(services, bare)
    await take_buttons(services, press.chat_id, press.message_id)
    await tell(services, press.chat_id, *question(press.speech, drawn))


async def hand_in(services: Services, press: Press) -> None:
    """What is there goes to the moderators."""
    was = await _filling(services, press)
    if was.evidence is None:
        raise OutOfDate
    submitted = replace(
        was,
        state=next_application_state(was.state, ApplicationAction.SUBMIT),
        submitted_at=services.clock(),
        reason=None,
    )
    async with services.database.transaction() as tx:
        if not await applications.swap(tx, was, submitted):
            raise OutOfDate
        now, action = services.clock(), ApplicationAction.SUBMIT
        subject, person = f"application {was.id}", press.member.id
        await audit.record(tx, now, person, action, subject, was.revision)
        if press.member.standing is Standing.VISITOR:
            standing = next_standing(press.member.standing, StandingAction.APPLY)
            await members.save(tx, replace(press.member, standing=standing))
    _ = press.speech.say
    text = _(
        "Thank you. The moderators will look at your application; your photos are deleted with "
        "their decision. You will hear from me here."
    )
    await present(services, press.chat_id, press.message_id, text)
    await tell_both(services, submitted)
    application_card.wake(services, submitted.id)


async def _filling(services: Services, press: Press) -> Application:
    """The application that a button belongs to, while photos are asked for."""
    application = await applications.load(services.database.reader, press.tap.subject)
    if application is None or application.member_id != press.member.id:
        raise OutOfDate
    if application.state is not ApplicationState.FILLING or not application.takes_evidence:
        raise OutOfDate
    if application.revision != press.tap.revision:
        raise OutOfDate
    return application
