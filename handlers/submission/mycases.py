"""My cases: the list, one case with its state, and taking a returned one up again."""

from dataclasses import replace

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.routing import Press, Said
from handlers.screens import close_screens
from handlers.submission import masking
from handlers.submission.questions import show_step
from handlers.summary import body
from handlers.telling import message_link, take_buttons, tell
from handlers.texts import Speech, reason_name, specialty_name, state_name
from moderation.case import (
    Case,
    CaseAction,
    CaseState,
    Step,
    next_case_state,
)
from moderation.errors import NotYours, OutOfDate
from storage import audit, cases, pictures, posts, unconfirmed

REVISABLE = {CaseState.CHANGES_ASKED, CaseState.REJECTED}
WITHDRAWABLE = REVISABLE | {
    CaseState.SUBMITTED,
    CaseState.APPROVED,
    CaseState.PUBLISHED,
    CaseState.HIDDEN,
}


async def list_mine(services: Services, said: Said) -> None:
    """/cases: the newest twenty with their state."""
    await _list(services, said.member.id, said.speech)


async def list_tap(services: Services, press: Press) -> None:
    await _list(services, press.member.id, press.speech)


async def _list(services: Services, author_id: int, speech: Speech) -> None:
    _ = speech.say
    mine = await cases.of_author(services.database.reader, author_id)
    if not mine:
        await tell(services, author_id, _("You have no case yet. Send me a picture to begin one."))
        return
    rows = [
        [
            button(
                f"{case.number} · {state_name(_, case.state)}",
                Tap(Act.MY_CASE, case.id, case.revision),
            )
        ]
        for case in mine
    ]
    await tell(services, author_id, _("Your cases, newest first:"), keyboard(*rows))


async def show_mine(services: Services, press: Press) -> None:
    """One case: its state, its words, and what can be done now."""
    case = await own_case(services, press)
    speech = press.speech
    _ = speech.say
    lines = [
        f"<b>{case.number}</b> · {specialty_name(_, case.specialty)} · {state_name(_, case.state)}"
    ]
    if case.question:
        lines.append(body(speech, case))
    if case.reason and case.state in REVISABLE:
        lines.append(_("The moderators: {reason}").format(reason=reason_name(_, case.reason)))
    post = await posts.load(services.database.reader, case.id)
    if post is not None and case.state is CaseState.PUBLISHED:
        link = message_link(post.chat_id, post.message_ids[0])
        lines.append(f'<a href="{link}">' + _("Open it in the channel") + "</a>")
        lines.append(speech.count("{number} answer", "{number} answers", post.replies))
    taps = []
    if case.state in REVISABLE:
        taps.append(button(_("Revise"), Tap(Act.REVISE, case.id, case.revision)))
    if await unconfirmed.waits(services.database.reader, case.id):
        lines.append(_("I was restored from a backup: is this case still to go on?"))
        taps.append(button(_("Still yes"), Tap(Act.STILL, case.id, case.revision)))
    if case.state in WITHDRAWABLE:
        taps.append(button(_("Withdraw"), Tap(Act.WITHDRAW, case.id, case.revision)))
    if case.state is CaseState.DRAFT:
        taps.append(button(_("Go on"), Tap(Act.REVISE, case.id, case.revision)))
        taps.append(button(_("Cancel"), Tap(Act.CANCEL, case.id, case.revision)))
    await tell(services, press.chat_id, "\n\n".join(lines), keyboard(taps) if taps else None)


async def revise(services: Services, press: Press) -> str | None:
    """Takes a returned case up again as a draft of the next revision; a draft is shown anew."""
    case = await own_revision(services, press)
    if case.state is not CaseState.DRAFT:
        other = await _take_up(services, case)
        if other is not None:
            text = press.speech.say("First send or cancel your open draft {number}.")
            return text.format(number=other.number)
    await take_buttons(services, press.chat_id, press.message_id)
    if case.state is CaseState.DRAFT and case.step is not Step.PICTURES:
        await show_step(services, case.id, below=True)
        return None
    await close_screens(services, case)
    if not await pictures.of_case(services.database.reader, case.id):
        await show_step(services, case.id, below=True)
    masking.wake(services, case.id)
    return None


async def _take_up(services: Services, case: Case) -> Case | None:
    """Makes it a draft, unless its author has another one, which is returned."""
    now = services.clock()
    draft = replace(
        case,
        state=next_case_state(case.state, CaseAction.REVISE),
        revision=case.revision + 1,
        step=Step.PICTURES,
        attested=frozenset(),
        fingerprint=None,
        updated_at=now,
    )
    async with services.database.transaction() as tx:
        other = await cases.draft_of(tx, case.author_id)
        if other is not None:
            return other
        if not await cases.swap(tx, case, draft):
            raise OutOfDate
        await unconfirmed.settle(tx, case.id)
        subject = f"case {case.id}"
        await audit.record(tx, now, case.author_id, CaseAction.REVISE, subject, case.revision)
    return None


async def own_case(services: Services, press: Press) -> Case:
    case = await cases.load(services.database.reader, press.tap.subject)
    if case is None:
        raise OutOfDate
    if case.author_id != press.member.id:
        raise NotYours
    return case


async def own_revision(services: Services, press: Press) -> Case:
    """The same for what changes a case: a button of an earlier revision decides nothing."""
    case = await own_case(services, press)
    if case.revision != press.tap.revision:
        raise OutOfDate
    return case
