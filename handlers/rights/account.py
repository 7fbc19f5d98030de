"""An account is erased: all of it in one transaction, and what Telegram has to do is on record."""

from dataclasses import replace

from handlers.context import Services
from handlers.entrance.doors import settle_knocks
from handlers.entrance.evidence import take_away
from handlers.entrance.farewells import remove_later, unsign_later
from handlers.erasing import erase
from handlers.people import unlist_moderators
from handlers.protection import request_showing
from handlers.publishing import taking_down
from handlers.publishing.ending import end_case
from handlers.reviewing import review
from handlers.screens import close_screens
from handlers.summary import fingerprint
from handlers.telling import present
from handlers.thread.hushing import hush_author
from moderation.application import (
    APPLICATION_ENDS,
    Application,
    ApplicationAction,
    next_application_state,
)
from moderation.case import ENDED, Case, CaseAction, CaseState, case_number
from moderation.member import (
    Member,
    StandingAction,
    barred_until,
    check_return,
    next_standing,
)
from storage import (
    applications,
    audit,
    cases,
    forgetting,
    members,
    pictures,
    places,
    posts,
)
from storage import requests as request_rows


async def erase_account(services: Services, member: Member, *, leave: bool) -> None:
    """Everything about a person goes, or names them no longer.

    leave: what is published stays where it is, unsigned; else it is taken down as well.
    """
    now = services.clock()
    async with services.database.transaction() as tx:
        everything = await cases.everything_of(tx, member.id)
        left = [case for case in everything if leave and case.state is CaseState.PUBLISHED]
        gone = [case for case in everything if case not in left]
        asked = await request_rows.forget_person(tx, member.id)
        await _close_applications(services, member.id)
        for case in gone:
            await _end(services, case, member.id)
        for case in left:
            await _unsign(services, case)
        await hush_author(services, member.id)
        await forgetting.empty_cases(tx, [case.id for case in gone])
        await forgetting.unlink(tx, member.id)
        for case in gone:
            await _strip_cards(services, case.id)
        for case in left:
            await _strip_old_cards(services, case.id)
        for request in await request_rows.numbers(tx, asked):
            await request_showing.update_card(services, request)
        await unlist_moderators(services, member.id)
        await settle_knocks(services, _erased(services, member))
        await _leave_chats(services, member.id)
        await forgetting.empty_mail(tx, member.id)
        await members.save(tx, _erased(services, member))
        await audit.record(tx, now, member.id, StandingAction.ERASE, f"member {member.id}")


async def _close_applications(services: Services, member_id: int) -> None:
    """Photo and file of each card go, and the card no longer says who it was."""
    async with services.database.transaction() as tx:
        for application in await applications.of_member(tx, member_id):
            await take_away(services, application)
            if application.card_chat_id is not None and application.card_message_id is not None:
                card = (application.card_chat_id, application.card_message_id)
                await _strip_application(services, application.id, *card)
            if application.state not in APPLICATION_ENDS:
                await _withdraw(services, application)
        for application_id, chat_id, message_id in await forgetting.take_past_cards(tx, member_id):
            await _strip_application(services, application_id, chat_id, message_id)
        await forgetting.empty_applications(tx, member_id)


async def _withdraw(services: Services, application: Application) -> None:
    """A card on its way to the moderators finds that the application has moved on, and goes."""
    action = ApplicationAction.WITHDRAW
    state = next_application_state(application.state, action)
    async with services.database.transaction() as tx:
        await applications.swap(tx, application, replace(application, state=state))
        subject, now = f"application {application.id}", services.clock()
        person = application.member_id
        await audit.record(tx, now, person, action, subject, application.revision)


async def _strip_application(
    services: Services, application_id: int, chat_id: int, message_id: int
) -> None:
    _ = services.texts.of(services.rules.language).say
    text = _("Application no. {id}: its applicant's account is erased.")
    await present(services, chat_id, message_id, text.format(id=application_id))


async def _end(services: Services, case: Case, author_id: int) -> None:
    """A case that is not over ends as if its author had thrown it away or withdrawn it."""
    if case.state in ENDED:
        return
    if case.state is CaseState.DRAFT:
        await end_case(services, case, CaseAction.DISCARD, author_id)
        await close_screens(services, case)
        return
    await end_case(services, case, CaseAction.WITHDRAW, author_id)
    taking_down.take_down(services, case.id)


async def _unsign(services: Services, case: Case) -> None:
    """A published case becomes one that nobody signed; its fingerprint says so as well."""
    async with services.database.transaction() as tx:
        shown, nobody = await pictures.of_case(tx, case.id), await forgetting.somebody(tx)
        unsigned = replace(case, author_id=nobody.id, signed=False)
        mark = fingerprint(unsigned, shown, nobody)
        await cases.swap(tx, case, replace(unsigned, fingerprint=mark))
    if case.signed:
        await unsign_later(services, case.id)


async def _strip_cards(services: Services, case_id: int) -> None:
    """What moderators saw of a case that is gone: no picture, no words, no name."""
    _ = services.texts.of(services.rules.language).say
    text = _("Case {number} · version {revision}: removed; its author's account is erased.")
    for card in await posts.cards(services.database.reader, case_id):
        album = [shown for shown in card.message_ids if shown != card.message_id]
        async with services.database.transaction() as tx:
            await posts.add_card(tx, replace(card, message_ids=()))
        await erase(services, card.chat_id, album)
        said = text.format(number=case_number(case_id), revision=card.revision)
        await present(services, card.chat_id, card.message_id, said)


async def _strip_old_cards(services: Services, case_id: int) -> None:
    """A case that stays keeps the card of its version; earlier ones name its author, too."""
    case = await cases.load(services.database.reader, case_id)
    if case is None:
        return
    await review.update_cards(services, case)
    _ = services.texts.of(services.rules.language).say
    text = _("Case {number} · version {revision}: replaced by a later one.")
    for card in await posts.cards(services.database.reader, case_id):
        if card.revision != case.revision:
            said = text.format(number=case.number, revision=card.revision)
            await present(services, card.chat_id, card.message_id, said)


async def _leave_chats(services: Services, user_id: int) -> None:
    bound = await places.everywhere(services.database.reader)
    chats = [chat for place in bound for chat in (place.chat_id, place.discussion_id)]
    for chat_id in dict.fromkeys(chats):
        if chat_id is not None:
            await remove_later(services, chat_id, user_id)


def _erased(services: Services, member: Member) -> Member:
    """A bare number: it says that this account was here, and in which language to say so."""
    return Member(
        id=member.id,
        language=member.language,
        joined_at=member.joined_at,
        standing=next_standing(member.standing, StandingAction.ERASE),
        erased_at=services.clock(),
        barred_until=barred_until(member, services.clock()),
    )


async def come_back(services: Services, member: Member) -> Member:
    """An erased person who comes back begins as anybody does.

    Raises NotBackYet while the suspension lasts that they erased their account under.
    """
    now, action = services.clock(), StandingAction.RETURN
    check_return(member, now)
    standing = next_standing(member.standing, action)
    anew = Member(id=member.id, language=member.language, joined_at=now, standing=standing)
    async with services.database.transaction() as tx:
        await members.save(tx, anew)
        await audit.record(tx, now, member.id, action, f"member {member.id}")
    return anew
