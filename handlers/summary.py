"""A case in words: the same lines for the author's summary, the moderators' card and the post."""

import hashlib
import json

from handlers.guarding import guarded
from handlers.texts import Speech, age_name, quoted, sex_name, specialty_name
from moderation.case import AgeBand, Case, Picture, Sex, case_number
from moderation.member import Member


def body(speech: Speech, case: Case) -> str:
    """Question, patient and context, in HTML."""
    _ = speech.say
    lines = [f"<b>{quoted(case.question or '')}</b>"]
    patient = [
        name
        for name, known in (
            (age_name(_, case.age), case.age is not AgeBand.UNSAID),
            (sex_name(_, case.sex).lower(), case.sex is not Sex.UNSAID),
        )
        if known
    ]
    if patient:
        lines.append(_("Patient: {patient}").format(patient=", ".join(patient)))
    if case.context:
        lines.append(quoted(case.context))
    return "\n".join(lines)


def author_line(speech: Speech, case: Case, author: Member) -> str:
    """Who asks or answers: by name, or as a verified colleague."""
    _ = speech.say
    if case.is_answer:
        if case.signed:
            return _("Answered by {name}").format(name=quoted(author.name or "?"))
        return _("Answered by a verified colleague")
    if case.signed:
        return _("Asked by {name}").format(name=quoted(author.name or "?"))
    return _("Asked by a verified colleague")


def summary(speech: Speech, case: Case, author: Member) -> str:
    """What the author reads before sending."""
    _ = speech.say
    head = _("<b>Case {number}</b> for {specialty}").format(
        number=case.number, specialty=specialty_name(_, case.specialty)
    )
    if case.answers_id is not None:
        head = _("<b>Answer {number}</b> in the thread of case {answered}").format(
            number=case.number, answered=case_number(case.answers_id)
        )
    return "\n\n".join([head, body(speech, case), author_line(speech, case, author)])


def post_caption(speech: Speech, case: Case, author: Member, link: str = "") -> str:
    """What stands under the pictures in the channel; fits 1024 characters by the case's limits.

    link: what an album has instead of buttons.
    """
    tag = "#" + case.number.replace("-", "")
    tags = tag if case.is_answer else f"#{case.specialty} {tag}"
    last = f"{tags} · {link}" if link else tags
    return "\n\n".join([body(speech, case), f"{author_line(speech, case, author)}\n{last}"])


def fingerprint(case: Case, pictures: list[Picture], author: Member) -> str:
    """SHA-256 over the exact bytes and text that will be shown: what an approval is bound to."""
    content: list[object] = [
        [picture.digest for picture in pictures],
        case.specialty,
        guarded(case.question or ""),
        case.age,
        case.sex,
        guarded(case.context or ""),
        case.signed,
        guarded(author.name or "") if case.signed else None,
    ]
    if case.is_answer:
        content.append(case.answers_id)
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()
