"""Confirming: after a restore a case goes on only once its author says that it still may."""

from datetime import datetime

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.reviewing import review, showing
from handlers.routing import Press
from handlers.submission.mycases import own_revision
from handlers.telling import present
from handlers.texts import Translate, state_name
from moderation.case import CaseState, case_number
from moderation.errors import OutOfDate
from moderation.trail import Entry
from storage import audit, unconfirmed


def question(_: Translate, case_id: int, state: CaseState, at: datetime) -> str:
    """What the author is asked; at: of the backup."""
    text = _(
        "♻️ I was restored from a backup of {at} UTC, and know nothing of what happened since. "
        "Your case {number} is as it was then: {state}. Is it still to go on? Until you say so I "
        "show it to nobody; if you withdrew it since, please withdraw it once more."
    )
    name = state_name(_, state)
    return text.format(at=f"{at:%Y-%m-%d %H:%M}", number=case_number(case_id), state=name)


def choices(_: Translate, case_id: int, revision: int) -> InlineKeyboardMarkup:
    return keyboard(
        [
            button(_("Still yes"), Tap(Act.STILL, case_id, revision)),
            button(_("Withdraw"), Tap(Act.WITHDRAW, case_id, revision)),
        ]
    )


async def confirm(services: Services, press: Press) -> None:
    """The author's word: what waits is shown to moderators, or posted."""
    case = await own_revision(services, press)
    async with services.database.transaction() as tx:
        if not await unconfirmed.settle(tx, case.id):
            raise OutOfDate
        now, subject = services.clock(), f"case {case.id}"
        await audit.record(tx, now, press.member.id, Entry.CONFIRM, subject, case.revision)
    text = press.speech.say("Thank you: case {number} goes on.").format(number=case.number)
    await present(services, press.chat_id, press.message_id, text)
    if case.state is CaseState.SUBMITTED:
        showing.wake(services, case.id)
    elif case.state is CaseState.APPROVED:
        services.errand("post", case.id, lambda: review.publish(services, case.id))
