"""Conflicts: another account was accepted with the number; both hear of it, moderators decide."""

from datetime import timedelta

from handlers.context import Services
from handlers.entrance.dossier import holders_of
from handlers.telling import tell
from handlers.texts import copied
from moderation.application import Application
from storage import members, told

# Asked again and handed in anew, an application is not told of a second time at once.
TOLD_EVERY = timedelta(days=1)


async def tell_both(services: Services, application: Application) -> None:
    """Belongs into the transaction that hands the application in."""
    holders = await holders_of(services, application)
    number = copied(application.number or "")
    for holder in holders:
        text = services.texts.of(holder.language).say(
            "⚠️ Another account applies with your professional number {number}. If it is yours "
            "too, wait: moderators may hand your membership over to it. If it is not, you need do "
            "nothing: they compare the proofs, and the number alone gives nobody anything."
        )
        await _tell(services, holder.id, application, text.format(number=number))
    if holders:
        applicant = await members.load(services.database.reader, application.member_id)
        language = applicant.language if applicant else services.rules.language
        text = services.texts.of(language).say(
            "⚠️ The number {number} already belongs to an account. If that is an earlier one of "
            "yours, moderators can hand its membership over to this one. Its owner hears of it."
        )
        await _tell(services, application.member_id, application, text.format(number=number))


async def _tell(services: Services, user_id: int, application: Application, text: str) -> None:
    async with services.database.transaction() as tx:
        what = f"conflict {application.id}"
        if await told.first_in(tx, user_id, what, services.clock(), TOLD_EVERY):
            await tell(services, user_id, text)
