"""Review: what moderators decide, what follows from it, and how their cards say so."""

import logging
from dataclasses import replace

from telegram import User

from handlers import retention
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.erasing import erase
from handlers.people import moderator_name
from handlers.permits import still_moderates
from handlers.publishing import publication
from handlers.reviewing.review_card import (
    Standing,
    card_buttons,
    card_text,
    reason_buttons,
)
from handlers.routing import Press
from handlers.telling import present, set_buttons, take_buttons, tell
from handlers.texts import reason_name
from moderation.case import Case, CaseState, next_case_state
from moderation.errors import AlreadyDecided, AuthorBarred, OutOfDate
from moderation.permissions import answers_for_cases
from moderation.review import Review, Risk, Verdict, approvals, check_review, outcome, risks_of
from moderation.trail import Entry
from storage import audit, cases, members, pictures, posts
from storage.posts import ReviewCard

log = logging.getLogger(__name__)

VERDICTS = {
    Act.APPROVE: Verdict.APPROVE,
    Act.CHANGES: Verdict.ASK_CHANGES,
    Act.REJECT: Verdict.REJECT,
}


async def approve(services: Services, press: Press) -> str | None:
    case = await open_case(services, press)
    return await decide(services, case, press.user, Verdict.APPROVE, None)


async def offer_reasons(services: Services, press: Press) -> None:
    """Ask for changes and Reject first open their reasons, in place of the card's buttons."""
    case = await open_case(services, press)
    speech = services.texts.of(services.rules.language)
    markup = reason_buttons(speech, case, VERDICTS[press.tap.act])
    await set_buttons(services, press.chat_id, press.message_id, markup)


async def back_to_card(services: Services, press: Press) -> None:
    case = await open_case(services, press)
    speech = services.texts.of(services.rules.language)
    await set_buttons(services, press.chat_id, press.message_id, card_buttons(speech, case))


async def decide(
    services: Services, case: Case, user: User, verdict: Verdict, reason: str | None
) -> str | None:
    """Records a verdict; when it completes the quorum or returns the case, everybody is told."""
    now = services.clock()
    review = Review(
        case.id, case.revision, user.id, verdict, case.fingerprint or "", now, reason=reason
    )
    async with services.database.transaction() as tx:
        latest = await cases.load(tx, case.id)
        earlier = await _with_power(services, await cases.reviews(tx, case.id))
        if verdict is Verdict.APPROVE:
            await _check_author(services, case)
        check_review(latest or case, case.revision, user.id, earlier, verdict)
        await cases.add_review(tx, review)
        action = outcome(
            verdict, approvals(case, [*earlier, review]), await _needed(services, case)
        )
        decided = case
        if action is not None:
            state = next_case_state(case.state, action)
            decided = replace(case, state=state, reason=reason, decided_by=user.id, updated_at=now)
            if not await cases.swap(tx, case, decided):
                raise AlreadyDecided(case.state, case.decided_by)
        subject = f"case {case.id}"
        await audit.record(tx, now, user.id, verdict, subject, case.revision)
    await update_cards(services, decided)
    if decided.state is not CaseState.SUBMITTED:
        await _carry_out(services, decided)
    return None


async def _with_power(services: Services, reviews: list[Review]) -> list[Review]:
    """The verdicts of those who might still give them: power that is gone counts for nothing."""
    return [each for each in reviews if await still_moderates(services, each.reviewer_id)]


async def _check_author(services: Services, case: Case) -> None:
    """Raises AuthorBarred while the author could not send a case, as when they are suspended."""
    author = await members.load(services.database.reader, case.author_id)
    if author is None or not answers_for_cases(author):
        raise AuthorBarred


async def take_back(services: Services, reviewer_id: int) -> None:
    """A moderator's power has ended: what they approved waits for others again."""
    async with services.database.transaction() as tx:
        waiting = await cases.take_back_approvals(tx, reviewer_id)
        for case in waiting:
            now, subject = services.clock(), f"case {case.id}"
            await audit.record(tx, now, None, Entry.APPROVAL_LAPSED, subject, case.revision)
    for case in waiting:
        await update_cards(services, case)


async def _carry_out(services: Services, case: Case) -> None:
    """What follows a verdict: purge, publish, tell the author."""
    if case.state is CaseState.APPROVED:
        await retention.purge(services, case)
        services.errand("post", case.id, lambda: publish(services, case.id))
        return
    if case.state is CaseState.REJECTED:
        await retention.purge(services, case)
    author = await members.load(services.database.reader, case.author_id)
    if author is None:
        return
    _ = services.texts.of(author.language).say
    texts = {
        CaseState.CHANGES_ASKED: _("↩️ The moderators ask for changes to case {number}:\n{reason}"),
        CaseState.REJECTED: _("⛔ The moderators did not accept case {number}:\n{reason}"),
    }
    text = texts[case.state].format(number=case.number, reason=reason_name(_, case.reason))
    taps = [
        button(_("Revise"), Tap(Act.REVISE, case.id, case.revision)),
        button(_("Withdraw"), Tap(Act.WITHDRAW, case.id, case.revision)),
    ]
    await tell(services, author.id, text, keyboard(taps))


async def publish(services: Services, case_id: int, *, alarm: bool = True) -> None:
    """Posts an approved case, and has its cards say so."""
    reader = services.database.reader

    async def on_posted() -> None:
        # Inside the transaction of the post the reader is another one.
        case = await cases.load(services.database.reader, case_id)
        if case is not None and case.state is CaseState.PUBLISHED:
            await update_cards(services, case)

    was_held = await posts.is_held(reader, case_id)
    await publication.publish(services, case_id, alarm=alarm, on_posted=on_posted)
    case = await cases.load(reader, case_id)
    if case is not None and await posts.is_held(reader, case_id) != was_held:
        await update_cards(services, case)


async def update_cards(services: Services, case: Case) -> None:
    """Every card says how things stand; only the present revision's keeps its buttons."""
    standing = await standing_of(services, case)
    for card in await posts.cards(services.database.reader, case.id):
        await _update(services, standing, card)


async def _update(services: Services, standing: Standing, card: ReviewCard) -> None:
    case, speech = standing.case, services.texts.of(services.rules.language)
    if not card.message_id:
        return
    if card.revision != case.revision:
        await take_buttons(services, card.chat_id, card.message_id)
        return
    buttons = card_buttons(speech, case) if case.state is CaseState.SUBMITTED else None
    await present(services, card.chat_id, card.message_id, card_text(speech, standing), buttons)


async def close_cards(services: Services, case: Case) -> None:
    """The case has ended: its cards say so, and its pictures leave the moderators' group."""
    standing = await standing_of(services, case)
    for card in await posts.cards(services.database.reader, case.id):
        async with services.database.transaction() as tx:
            await posts.add_card(tx, replace(card, message_ids=()))
        await _update(services, standing, card)
        album = [shown for shown in card.message_ids if shown != card.message_id]
        await erase(services, card.chat_id, album)


async def standing_of(services: Services, case: Case) -> Standing:
    """All that a card shows about a case."""
    reader = services.database.reader
    everything = await pictures.of_case(reader, case.id)
    found = {p.id: await pictures.findings(reader, p.id) for p in everything}
    reviews = [r for r in await cases.reviews(reader, case.id) if r.revision == case.revision]
    if case.state is CaseState.SUBMITTED:
        reviews = await _with_power(services, reviews)
    return Standing(
        case=case,
        author=await members.load(reader, case.author_id),
        pictures=[p for p in everything if p.masked],
        findings=found,
        reviews=reviews,
        reviewers=[await moderator_name(services, review.reviewer_id) for review in reviews],
        risks=await _risks(services, case),
        needed=await _needed(services, case),
        is_held=await posts.is_held(reader, case.id),
    )


async def _risks(services: Services, case: Case) -> frozenset[Risk]:
    reader = services.database.reader
    flags = {flag for p in await pictures.of_case(reader, case.id) for flag in p.flags}
    before = await cases.published_before(reader, case.author_id)
    return risks_of(case, flags, before, services.rules.quorum)


async def _needed(services: Services, case: Case) -> int:
    return services.rules.quorum.needed(await _risks(services, case))


async def open_case(services: Services, press: Press) -> Case:
    """The case on the card, if this person may decide it now; raises the reason if not."""
    case = await cases.load(services.database.reader, press.tap.subject)
    if case is None:
        raise OutOfDate
    verdict = VERDICTS.get(press.tap.act, Verdict.ASK_CHANGES)
    every = await cases.reviews(services.database.reader, case.id)
    earlier = await _with_power(services, every)
    check_review(case, press.tap.revision, press.user.id, earlier, verdict)
    return case
