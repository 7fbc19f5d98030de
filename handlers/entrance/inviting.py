"""Inviting: a member's own link; who comes by it still proves who they are, as anybody does."""

import secrets

from handlers.context import Services
from handlers.routing import Said
from handlers.telling import tell
from handlers.texts import copied
from moderation.member import Member, Standing
from storage import invitations, members

# What follows /start in such a link.
PREFIX = "from_"
WORD_BYTES = 12
# Nobody is invited who is a member, or was one.
INVITED = frozenset({Standing.VISITOR, Standing.APPLICANT})


async def show_link(services: Services, said: Said) -> None:
    """/invite: the same link every time, until the account is erased."""
    word = await invitations.word_of(services.database.reader, said.member.id)
    if word is None:
        word = secrets.token_urlsafe(WORD_BYTES)
        async with services.database.transaction() as tx:
            await invitations.invite(tx, said.member.id, word, services.clock())
    link = f"https://t.me/{services.bot.username}?start={PREFIX}{word}"
    text = said.speech.say(
        "Your personal link, for colleagues whom you know: {link}\nModerators see that you "
        "invited them. It says who vouches and proves nothing: they show their card like "
        "everybody."
    )
    await tell(services, said.chat_id, text.format(link=copied(link)))


async def note(services: Services, member: Member, word: str) -> None:
    """Somebody came by a link; one that leads nowhere is none."""
    by_id = await invitations.inviter(services.database.reader, word)
    if by_id is None or by_id == member.id or member.standing not in INVITED:
        return
    async with services.database.transaction() as tx:
        await invitations.vouch(tx, member.id, by_id, services.clock())


async def voucher_of(services: Services, member_id: int) -> Member | None:
    """Who vouches for somebody, while their own standing says that they may."""
    by_id = await invitations.voucher(services.database.reader, member_id)
    voucher = await members.load(services.database.reader, by_id) if by_id else None
    return voucher if voucher is not None and voucher.is_verified else None
