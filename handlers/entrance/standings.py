"""Standings in practice: who loses theirs leaves every channel, who regains it is invited again.

The standing, the audit, the removals and the letter are one transaction.
"""

from dataclasses import replace

from handlers.context import Services
from handlers.entrance.doors import send_channels
from handlers.entrance.farewells import remove_later
from moderation.member import Member, StandingAction, next_standing
from moderation.post import MODERATION
from storage import audit, farewells, members, outbox, places, suspensions


async def change(
    services: Services, member: Member, action: StandingAction, by: int | None
) -> Member:
    """Raises ForbiddenMove when somebody changed it before; by: None for the bot itself."""
    now = services.clock()
    async with services.database.transaction() as tx:
        latest = await members.load(tx, member.id) or member
        changed = replace(latest, standing=next_standing(latest.standing, action))
        await members.save(tx, changed)
        await audit.record(tx, now, by, action, f"member {member.id}")
        if latest.is_verified and not changed.is_verified:
            await leave_channels(services, member.id)
        if changed.is_verified and not latest.is_verified:
            await suspensions.end(tx, member.id, now)
            # What was still to be carried out of the loss is not any more.
            await farewells.stay(tx, member.id)
    return changed


async def leave_channels(services: Services, member_id: int) -> None:
    """Out of every channel and discussion; the moderators' group is not theirs by standing."""
    async with services.database.transaction() as tx:
        # A door that is about to open stays closed.
        await outbox.forget_admissions(tx, member_id)
        for place in await places.everywhere(tx):
            for chat_id in (place.chat_id, place.discussion_id):
                if place.duty != MODERATION and chat_id is not None:
                    await remove_later(services, chat_id, member_id)


async def invite_back(services: Services, member: Member) -> None:
    """The links of the channels again, for somebody who is a member again."""
    await send_channels(services, member, services.texts.of(member.language))
