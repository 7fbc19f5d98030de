"""Sending: the complete, attested draft goes to the moderators."""

from dataclasses import replace

from handlers.context import Services
from handlers.reviewing import showing
from handlers.routing import Press
from handlers.screens import close_screens
from handlers.submission.doubts import pending
from handlers.submission.questions import draft_under
from handlers.summary import fingerprint
from handlers.telling import tell
from moderation.case import CaseAction, PictureState, Step, next_case_state
from moderation.errors import OutOfDate
from storage import audit, cases, pictures


async def send(services: Services, press: Press) -> str | None:
    """The complete, attested draft goes to the moderators."""
    case = await draft_under(services, press)
    everything = await pictures.of_case(services.database.reader, case.id)
    masked = bool(everything) and all(p.state is PictureState.MASKED for p in everything)
    settled = case.step is Step.SUMMARY and not await pending(services, case)
    if not masked or not case.is_complete or not settled:
        return press.speech.say("Something is still missing; go back and complete it.")
    state = next_case_state(case.state, CaseAction.SUBMIT)
    mark = fingerprint(case, everything, press.member)
    now = replace(case, state=state, fingerprint=mark, updated_at=services.clock(), reason=None)
    async with services.database.transaction() as tx:
        if not await cases.swap(tx, case, now):
            raise OutOfDate
        subject = f"case {case.id}"
        await audit.record(tx, services.clock(), case.author_id, "submit", subject, now.revision)
    await close_screens(services, case)
    _ = press.speech.say
    text = _(
        "📨 Case {number} is with the moderators. You will hear from me. /cases shows its state."
    )
    await tell(services, press.chat_id, text.format(number=case.number))
    showing.wake(services, case.id)
    return None
