"""Who else is in the ward: colleagues, and what moderators have to decide about them."""

from dataclasses import replace

from handlers.context import Services
from moderation.application import ApplicationState
from moderation.member import NOTICE_VERSION, Member, Role, Standing
from moderation.request import Request, RequestState
from moderation.suspension import Suspension
from storage import applications, members, requests, suspensions
from tests.journeys.applying import number_like
from tests.moderation.examples import NOW

COLLEAGUE, OUTSIDE = 400, 600
# Who applies anew with the number of an account that was accepted before.
RIVAL, FORMER = 700, 800


def doctor(number: int) -> Member:
    known = Member(number, "en", NOW, Role.DOCTOR, Standing.VERIFIED, f"Dr {number}")
    return replace(known, specialty="dermatology", notice_version=NOTICE_VERSION)


async def request(services: Services, person: int, case_id: int, state: RequestState) -> int:
    """Somebody asks that a case be taken down; only how to reach them is still to be said."""
    async with services.database.transaction() as tx:
        begun = await requests.begin(tx, Request(0, case_id, NOW, person))
        sent = NOW if state is RequestState.OPEN else None
        await requests.swap(tx, begun, replace(begun, words="Me", state=state, sent_at=sent))
    return begun.id


async def standings(services: Services, person: int, *, appealed: bool = False) -> dict[str, int]:
    """A suspension of somebody, which is only felt by who is suspended."""
    async with services.database.transaction() as tx:
        if appealed:
            outside = replace(doctor(person), standing=Standing.SUSPENDED)
            await members.save(tx, outside)
        said = {"appeal": "Please", "appealed_at": NOW} if appealed else {}
        begun = Suspension(0, person, NOW, None, "privacy", COLLEAGUE)
        suspension = await suspensions.begin(tx, replace(begun, **said))  # type: ignore[arg-type]
    return {"member": person, "suspended": person, "suspension": suspension.id}


async def conflict(services: Services, card: tuple[int, int]) -> int:
    """An application with a number that another member has; card: where moderators see it."""
    applied = {}
    async with services.database.transaction() as tx:
        await members.save(tx, doctor(FORMER))
        applicant = replace(doctor(RIVAL), standing=Standing.APPLICANT)
        await members.save(tx, applicant)
        for person, state in (
            (FORMER, ApplicationState.ACCEPTED),
            (RIVAL, ApplicationState.SUBMITTED),
        ):
            begun = await applications.begin(tx, person, NOW)
            filled = replace(begun, role=Role.DOCTOR, name="Ada", number=number_like(1))
            filled = replace(filled, specialty="radiology", state=state, evidence="2" * 32)
            chat_id, message_id = card
            filled = replace(filled, card_chat_id=chat_id, card_message_id=message_id)
            await applications.swap(tx, begun, filled)
            applied[person] = begun.id
    return applied[RIVAL]
