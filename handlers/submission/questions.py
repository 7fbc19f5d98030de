"""The questions about a case: specialty, words, age, sex, context, signature, attestation."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, in_rows, keyboard
from handlers.context import Services
from handlers.routing import Press
from handlers.screens import show_screen
from handlers.submission import preview
from handlers.submission.doubts import Doubt, decide, pending, word_screen
from handlers.summary import summary
from handlers.texts import (
    Speech,
    age_name,
    attestation_label,
    attestation_line,
    quoted,
    sex_name,
    specialty_name,
)
from moderation.case import (
    PASSED_BY,
    AgeBand,
    Attestation,
    Case,
    CaseState,
    PictureState,
    Sex,
    Step,
    toggle,
)
from moderation.errors import NotYours, OutOfDate
from moderation.member import Member
from moderation.specialty import SPECIALTIES, own_first
from storage import cases, members, pictures


async def show_step(services: Services, case_id: int, *, below: bool = False) -> None:
    """Shows the screen on which the draft stands."""
    case = await cases.load(services.database.reader, case_id)
    author = await members.load(services.database.reader, case.author_id) if case else None
    if case is None or author is None or case.state is not CaseState.DRAFT:
        return
    if case.step is Step.PICTURES:
        await preview.show_control(services, case_id, below=below)
        return
    asked = await pending(services, case) if case.step is Step.WORDS else []
    if case.step is Step.WORDS and not asked:
        # Decided meanwhile, or no longer in doubt: there is nothing to show here.
        await move(services, case, Step.ATTESTATION, below=below)
        return
    speech = services.texts.of(author.language)
    text, markup = _screen(speech, case, author, asked)
    await show_screen(services, case, text, markup, below=below)


async def go_next(services: Services, press: Press) -> str | None:
    """ "Looks right" and "Keep": on to the next screen, once every picture is masked and shown."""
    case = await draft_under(services, press)
    if case.step != press.tap.arg:
        raise OutOfDate
    everything = await pictures.of_case(services.database.reader, case.id)
    seen = [p for p in everything if p.state is PictureState.MASKED and p.preview_id]
    if not seen or seen != everything:
        return press.speech.say("Some pictures are not masked yet.")
    await move(services, case, case.step.after())
    return None


async def go_back(services: Services, press: Press) -> None:
    case = await draft_under(services, press)
    await move(services, case, case.step.before())


async def choose(services: Services, press: Press) -> None:
    """An answer given by button, for the step that its kind belongs to."""
    case = await draft_under(services, press)
    arg = press.tap.arg
    answer: dict[str, Any]
    match press.tap.act:
        case Act.SPECIALTY:
            step, answer = Step.SPECIALTY, {"specialty": _one_of(SPECIALTIES, arg)}
        case Act.AGE:
            step, answer = Step.AGE, {"age": AgeBand(_one_of(AgeBand, arg))}
        case Act.SEX:
            step, answer = Step.SEX, {"sex": Sex(_one_of(Sex, arg))}
        case Act.SIGNATURE:
            choice = _one_of(("signed", "anonymous"), arg)
            step, answer = Step.SIGNATURE, {"signed": choice == "signed"}
        case _:
            step, answer = Step.CONTEXT, {"context": ""}
    if case.step is not step:
        raise OutOfDate
    await move(services, case, step.after(), **answer)


def _one_of(known: Iterable[str], word: str) -> str:
    """The word, if a button of ours can have carried it; a forged one is out of date."""
    if word not in set(known):
        raise OutOfDate
    return word


async def attest(services: Services, press: Press) -> None:
    """One line, one tap; the summary follows when all are given."""
    case = await draft_under(services, press)
    line = Attestation(_one_of(Attestation, press.tap.arg))
    attested = toggle(case.attested, line)
    async with services.database.transaction() as tx:
        changed = await cases.change_draft(tx, case, services.clock(), attested=attested)
        if changed is not None:
            await cases.attest(tx, changed, services.clock())
    if changed is not None and changed.is_attested:
        await move(services, changed, Step.SUMMARY)
    else:
        await show_step(services, case.id)


async def draft_under(services: Services, press: Press) -> Case:
    """The draft that a button belongs to, if it still is this person's to change."""
    case = await cases.load(services.database.reader, press.tap.subject)
    if case is None:
        raise OutOfDate
    if case.author_id != press.member.id:
        raise NotYours
    if case.state is not CaseState.DRAFT or case.revision != press.tap.revision:
        raise OutOfDate
    return case


async def move(
    services: Services,
    case: Case,
    step: Step,
    *,
    below: bool = False,
    **answer: Any,
) -> None:
    """On to a screen, with an answer perhaps; what was attested held for the earlier answers."""
    if answer:
        answer["attested"] = frozenset()
    step = await _passable(services, replace(case, **answer), _asked(case, step))
    async with services.database.transaction() as tx:
        changed = await cases.change_draft(tx, case, services.clock(), step=step, **answer)
        if changed is None:
            raise OutOfDate
    await show_step(services, case.id, below=below)


def _asked(case: Case, step: Step) -> Step:
    """The next screen in this direction that there is for such a case."""
    steps = list(Step)
    forward = steps.index(step) >= steps.index(case.step)
    while case.is_answer and step in PASSED_BY:
        step = step.after() if forward else step.before()
    return step


async def _passable(services: Services, case: Case, step: Step) -> Step:
    """The screen of doubtful words is passed by when there are none, and never when there are."""
    if step not in {Step.WORDS, Step.ATTESTATION, Step.SUMMARY}:
        return step
    if await pending(services, case):
        return Step.WORDS
    if step is not Step.WORDS:
        return step
    return step.before() if case.step is Step.ATTESTATION else step.after()


async def settle_word(services: Services, press: Press) -> None:
    """A doubtful word is kept or hidden; the next one follows, or the attestation."""
    case = await draft_under(services, press)
    if case.step is not Step.WORDS:
        raise OutOfDate
    await decide(services, press, case)
    latest = await cases.load(services.database.reader, case.id)
    await move(services, latest or case, Step.WORDS)


def _screen(
    speech: Speech, case: Case, author: Member, asked: list[Doubt]
) -> tuple[str, InlineKeyboardMarkup]:
    """Text and buttons of the step: always Back and Cancel, and Keep where there is an answer."""
    _ = speech.say
    if case.step is Step.WORDS:
        text, rows = word_screen(speech, case, asked)
    else:
        text, rows = _step_screen(speech, case, author)
    if case.step not in {Step.SUMMARY, Step.ATTESTATION}:
        text, kept = _with_answer(speech, case, text)
        if kept:
            keep = Tap(Act.KEEP, case.id, case.revision, case.step)
            rows.append([button(_("Keep it »"), keep)])
    back = button(_("« Back"), Tap(Act.BACK, case.id, case.revision))
    cancel = button(_("Cancel"), Tap(Act.CANCEL, case.id, case.revision))
    return text, keyboard(*rows, [back, cancel])


def _with_answer(speech: Speech, case: Case, text: str) -> tuple[str, bool]:
    """The question with the present answer under it, when there is one."""
    _ = speech.say
    answers = {
        Step.SPECIALTY: case.specialty and specialty_name(_, case.specialty),
        Step.QUESTION: case.question and quoted(case.question),
        Step.AGE: case.age and age_name(_, case.age),
        Step.SEX: case.sex and sex_name(_, case.sex),
        Step.CONTEXT: case.context and quoted(case.context),
        Step.SIGNATURE: case.signed is not None
        and (_("under your name") if case.signed else _("anonymous")),
    }
    answer = answers.get(case.step)
    return (f"{text}\n\n<b>{answer}</b>", True) if answer else (text, False)


def _step_screen(
    speech: Speech, case: Case, author: Member
) -> tuple[str, list[list[InlineKeyboardButton]]]:
    _ = speech.say

    def tap(act: Act, arg: str = "") -> Tap:
        return Tap(act, case.id, case.revision, arg)

    match case.step:
        case Step.SPECIALTY:
            taps = [
                button(specialty_name(_, code), tap(Act.SPECIALTY, code))
                for code in own_first(author.specialty)
            ]
            return _("Which specialty should answer?"), in_rows(taps, 2)
        case Step.QUESTION:
            return _words_wanted(speech, case), []
        case Step.AGE:
            taps = [button(age_name(_, band), tap(Act.AGE, band)) for band in AgeBand]
            return _("The patient's age?"), in_rows(taps, 3)
        case Step.SEX:
            taps = [button(sex_name(_, sex), tap(Act.SEX, sex)) for sex in Sex]
            return _("The patient's sex?"), in_rows(taps, 3)
        case Step.CONTEXT:
            skip = button(_("Nothing to add"), tap(Act.NO_CONTEXT))
            return _("History, treatment, what you think: type it, or skip."), [[skip]]
        case Step.SIGNATURE:
            return _signature(speech, case, author)
        case Step.ATTESTATION:
            return _attestation(speech, case)
        case _:
            send = button(_("📨 Send to the moderators"), tap(Act.SEND))
            return summary(speech, case, author), [[send]]


def _words_wanted(speech: Speech, case: Case) -> str:
    _ = speech.say
    if case.is_answer:
        return _("Type what you say with your picture, without names, dates or places.")
    if case.question:
        return _("Keep your question, or type another, without names, dates or places:")
    return _("Type your question to colleagues, without names, dates or places.")


def _signature(
    speech: Speech, case: Case, author: Member
) -> tuple[str, list[list[InlineKeyboardButton]]]:
    _ = speech.say
    signed = Tap(Act.SIGNATURE, case.id, case.revision, "signed")
    anonymous = Tap(Act.SIGNATURE, case.id, case.revision, "anonymous")
    text = _("Under your name, or anonymous to your peers? Moderators always know who asks.")
    return text, [[button(author.name or "?", signed)], [button(_("Anonymous"), anonymous)]]


def _attestation(speech: Speech, case: Case) -> tuple[str, list[list[InlineKeyboardButton]]]:
    """The lines in full, a tap for each; nothing is ticked beforehand."""
    _ = speech.say
    marks = {line: "☑️" if line in case.attested else "⬜" for line in Attestation}
    lines = [f"{marks[line]} {attestation_line(_, line)}" for line in Attestation]
    taps = [
        button(
            f"{marks[line]} {attestation_label(_, line)}",
            Tap(Act.ATTEST, case.id, case.revision, line),
        )
        for line in Attestation
    ]
    text = _("<b>Please attest each line with a tap</b> (of the two kinds of consent, one):")
    return "\n\n".join([text, *lines]), in_rows(taps, 1)
