"""Reasons and the queue: canned or free words for a verdict, and /queue."""

from handlers.context import Services
from handlers.entrance import admission, appeals, suspending
from handlers.own_words import ask_own_words
from handlers.protection import requests, takedowns
from handlers.relaying import relayed, tell_replaced
from handlers.reviewing import review
from handlers.reviewing.review_card import OWN_WORDS
from handlers.routing import Press, Said
from handlers.telling import card_link, take_buttons, tell
from handlers.texts import specialty_name
from moderation.case import CaseState, case_number
from moderation.errors import OutOfDate
from moderation.review import Reason, Verdict
from moderation.trail import Entry
from storage import applications, audit, cases, members, places, posts, queue
from storage.places import Prompt

# Purposes of the free texts that moderators are asked for here.
CHANGES_WORDS = "case_changes"
REJECT_WORDS = "case_reject"


async def choose_reason(services: Services, press: Press) -> str | None:
    """A canned reason decides at once; "in my own words" asks for them."""
    case = await review.open_case(services, press)
    letter, _dot, reason = press.tap.arg.partition(".")
    if letter not in {"c", "r"} or reason not in {*Reason, OWN_WORDS}:
        raise OutOfDate
    verdict = Verdict.ASK_CHANGES if letter == "c" else Verdict.REJECT
    if reason != OWN_WORDS:
        return await review.decide(services, case, press.user, verdict, reason)
    _ = services.texts.of(services.rules.language).say
    question = _("{name}, write to the author of {number} by replying to this message:")
    purpose = CHANGES_WORDS if verdict is Verdict.ASK_CHANGES else REJECT_WORDS
    await ask_own_words(services, press, question, purpose, number=case.number)
    return None


async def take_words(services: Services, said: Said) -> None:
    """A moderator's free text in their group, when one was asked for and this answers it."""
    prompt = await places.prompt_of(services.database.reader, said.chat_id, said.user.id)
    answered = said.message.reply_to_message
    if prompt is None or answered is None or answered.message_id != prompt.message_id:
        return
    if not said.words:
        return
    async with services.database.transaction() as tx:
        await places.answered(tx, said.chat_id, said.user.id)
    if prompt.purpose in {CHANGES_WORDS, REJECT_WORDS}:
        labels = await _decide_in_words(services, prompt, said)
    elif prompt.purpose.startswith(suspending.SUSPEND_WORDS):
        labels = await suspending.take_words(services, prompt, said)
    elif prompt.purpose == appeals.KEEP_WORDS:
        labels = await appeals.take_answer(services, prompt, said)
    elif prompt.purpose == takedowns.KEEP_WORDS:
        labels = await takedowns.take_words(services, prompt, said)
    else:
        labels = await admission.take_words(services, prompt, said.user, said.words)
    if labels:
        speech = services.texts.of(services.rules.language)
        reply_to = said.message.message_id
        await tell_replaced(services, said.chat_id, speech, labels, reply_to=reply_to)


async def _decide_in_words(services: Services, prompt: Prompt, said: Said) -> list[str]:
    """Returns what was replaced in the words that the author reads."""
    case = await cases.load(services.database.reader, prompt.subject_id)
    if case is None or case.revision != prompt.revision:
        raise OutOfDate
    author = await members.load(services.database.reader, case.author_id)
    language = author.language if author else services.rules.language
    words, labels = relayed(services, language, said.words)
    verdict = Verdict.ASK_CHANGES if prompt.purpose == CHANGES_WORDS else Verdict.REJECT
    await review.decide(services, case, said.user, verdict, words)
    return labels


async def show_queue(services: Services, said: Said) -> None:
    """/queue: what waits, oldest first, each with a link to its card."""
    speech = services.texts.of(services.rules.language)
    _ = speech.say
    now = services.clock()
    lines = [
        _line(_("{hours} h · {what}").format(hours=hours, what=what), link)
        for hours, what, link in await requests.queue_lines(services)
    ]
    for hours, what in await appeals.queue_lines(services):
        lines.append(_line(_("{hours} h · {what}").format(hours=hours, what=what), None))
    for application in await applications.waiting(services.database.reader):
        name = _("Application no. {id}").format(id=application.id)
        link = card_link(application.card_chat_id, application.card_message_id)
        hours = int((now - (application.submitted_at or now)).total_seconds() // 3600)
        lines.append(_line(_("{hours} h · {what}").format(hours=hours, what=name), link))
    for case in await queue.waiting(services.database.reader):
        link = card_link(case.chat_id, case.message_id)
        hours = int((now - case.since).total_seconds() // 3600)
        name = f"{case_number(case.case_id)} · {specialty_name(_, case.specialty)}"
        lines.append(_line(_("{hours} h · {what}").format(hours=hours, what=name), link))
    text = "\n".join(lines) or _("Nothing is waiting.")
    await tell(services, said.chat_id, text, thread_id=said.message.message_thread_id)


def _line(text: str, link: str | None) -> str:
    return f'• <a href="{link}">{text}</a>' if link else f"• {text}"


async def post_again(services: Services, press: Press) -> str | None:
    """A moderator looked: the post is not in the channel, so it may be sent again."""
    case = await cases.load(services.database.reader, press.tap.subject)
    if case is None or case.state is not CaseState.APPROVED:
        raise OutOfDate
    async with services.database.transaction() as tx:
        if press.tap.arg != await posts.attempted(tx, case.id):
            raise OutOfDate
        await posts.end_attempt(tx, case.id)
        now, subject = services.clock(), f"case {case.id}"
        await audit.record(tx, now, press.user.id, Entry.POST_AGAIN, subject, case.revision)
    await take_buttons(services, press.chat_id, press.message_id)
    services.errand("post", case.id, lambda: review.publish(services, case.id))
    return press.speech.say("Sent again.")
