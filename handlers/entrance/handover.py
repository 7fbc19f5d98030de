"""Handing over: a person with a new account takes the membership of the old one along."""

from dataclasses import replace

from handlers.context import Services
from handlers.entrance import admission, standings
from handlers.entrance.doors import send_channels
from handlers.entrance.dossier import holders_of
from handlers.publishing.ending import end_case
from handlers.routing import Press
from handlers.screens import close_screens
from handlers.telling import tell
from moderation.application import Application
from moderation.case import CaseAction
from moderation.errors import NumberHeld, OutOfDate
from moderation.member import Member, Standing, StandingAction
from moderation.trail import Entry
from storage import audit, cases, handover, members, registrations


async def confirm(services: Services, press: Press) -> str:
    """The moderator has compared the proofs: both accounts are the same person's."""
    application = await admission.open_application(services, press)
    holders = await holders_of(services, application)
    chosen = [each for each in holders if str(each.id) == press.tap.arg]
    if not chosen:
        raise OutOfDate
    old = chosen[0]
    # A suspension is not shaken off by a new account, and a number has one owner.
    if old.standing is Standing.SUSPENDED or len(holders) > 1:
        raise NumberHeld
    new = await _hand_over(services, press, application, old)
    await _tell_both(services, old, new)
    return press.speech.say("Done.")


async def _hand_over(
    services: Services, press: Press, application: Application, old: Member
) -> Member:
    now = services.clock()
    async with services.database.transaction() as tx:
        draft = await cases.draft_of(tx, old.id)
        if draft is not None:
            # Its screens stand in the chat of the old account.
            await end_case(services, draft, CaseAction.DISCARD, None)
            await close_screens(services, draft)
        # What was approved under a name appears under that name.
        new = await admission.admit(services, press, application, name=old.name)
        await handover.hand_over(tx, old.id, new.id)
        await registrations.forget(tx, old.id)
        if old.is_verified:
            await standings.change(services, old, StandingAction.LAPSE, press.user.id)
        latest = await members.load(tx, old.id) or old
        await members.save(tx, replace(latest, role=None, name=None, specialty=None))
        subject = f"member {old.id}"
        await audit.record(tx, now, press.user.id, Entry.HAND_OVER, subject, application.revision)
    return new


async def _tell_both(services: Services, old: Member, new: Member) -> None:
    speech = services.texts.of(new.language)
    text = speech.say(
        "🎉 You are in: the moderators handed the membership of your earlier account over to this "
        "one, with its cases. Its draft, if there was one, is gone."
    )
    await tell(services, new.id, text)
    await send_channels(services, new, speech)
    text = services.texts.of(old.language).say(
        "Your membership now belongs to another account of yours, as the moderators confirmed. "
        "This account leaves the channels. If that was not you, write to the moderators at once: "
        "apply again with /start."
    )
    await tell(services, old.id, text)
