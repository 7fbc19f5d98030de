"""The card by which moderators see a case: words, risks, quorum and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest

from anonymize import blank
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.delivery import is_unchanged
from handlers.submission.findings import doubt_lines, hidden_words, left_lines
from handlers.summary import author_line, body
from handlers.texts import (
    Speech,
    Translate,
    quoted,
    reason_name,
    risk_name,
    shortened,
    specialty_name,
)
from moderation.case import Case, CaseState, Picture, case_number
from moderation.member import Member
from moderation.post import Place
from moderation.review import CHANGE_REASONS, REJECT_REASONS, Review, Risk, Verdict
from storage.pictures import FindingRow

OWN_WORDS = "words"
# A card has to fit a message, however long its moderators' names are.
NAME_MAX_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a card shows about a case.

    findings: by id of their picture; reviewers: names, in the order of `reviews`; is_held: whether
    the approved case waits for its channel.
    """

    case: Case
    author: Member | None
    pictures: list[Picture]
    findings: dict[int, list[FindingRow]]
    reviews: list[Review]
    reviewers: list[str]
    risks: frozenset[Risk]
    needed: int
    is_held: bool = False


async def send_frames(services: Services, place: Place, number: int) -> tuple[int, ...]:
    """An album of blank pictures; returns the message ids in order.

    Should the ids never come back, nothing of a patient stands in messages that nobody could find
    to delete.
    """
    return await _send(services, place, [blank()] * number)


async def fill_frames(
    services: Services, chat_id: int, frames: Sequence[int], pictures: Sequence[Picture]
) -> None:
    """Puts the masked pictures into their frames; twice is harmless. Raises MissingFileError."""
    for message_id, picture in zip(frames, pictures, strict=True):
        data = await services.files.get(picture.masked or "")
        try:
            await services.bot.edit_message_media(InputMediaPhoto(data), chat_id, message_id)
        except BadRequest as error:
            if not is_unchanged(error):
                raise


async def send_album(
    services: Services,
    place: Place,
    pictures: Sequence[Picture],
    caption: str | None = None,
    markup: InlineKeyboardMarkup | None = None,
    below: int | None = None,
) -> tuple[int, ...]:
    """The masked pictures as one album, or one photo; returns the message ids in order.

    markup: under a single photo, for an album takes none; below: the message that they answer;
    without it they are refused, not put elsewhere.
    """
    data = [await services.files.get(picture.masked or "") for picture in pictures]
    return await _send(services, place, data, caption, markup, below)


async def _send(
    services: Services,
    place: Place,
    data: Sequence[bytes],
    caption: str | None = None,
    markup: InlineKeyboardMarkup | None = None,
    below: int | None = None,
) -> tuple[int, ...]:
    protect = services.rules.protect_content
    if len(data) == 1:
        message = await services.bot.send_photo(
            place.chat_id,
            data[0],
            caption=caption,
            parse_mode=ParseMode.HTML,
            message_thread_id=place.thread_id,
            reply_to_message_id=below,
            protect_content=protect,
            reply_markup=markup,
        )
        return (message.message_id,)
    media = [
        InputMediaPhoto(item, caption=caption if first else None, parse_mode=ParseMode.HTML)
        for first, item in zip([True] + [False] * len(data), data, strict=False)
    ]
    messages = await services.bot.send_media_group(
        place.chat_id,
        media,
        message_thread_id=place.thread_id,
        reply_to_message_id=below,
        protect_content=protect,
    )
    return tuple(message.message_id for message in messages)


def card_text(speech: Speech, standing: Standing) -> str:
    _ = speech.say
    case, author = standing.case, standing.author
    head = _("<b>Case {number}</b> · {specialty} · version {revision}").format(
        number=case.number,
        specialty=specialty_name(_, case.specialty),
        revision=case.revision,
    )
    if case.answers_id is not None:
        head = _("<b>Answer {number}</b> to case {answered} · {specialty} · version {revision}")
        head = head.format(
            number=case.number,
            answered=case_number(case.answers_id),
            specialty=specialty_name(_, case.specialty),
            revision=case.revision,
        )
    who = _("Author: {name}").format(name=quoted(author.name or "?") if author else "?")
    if author is not None and author.is_erased:
        who = _("Author: account erased")
    shown = author_line(speech, case, author) if author else ""
    lines = [head, body(speech, case), f"{who}\n{shown}", _masking(speech, standing)]
    if standing.risks:
        risks = "\n".join(f"• {risk_name(_, risk)}" for risk in sorted(standing.risks))
        lines.append(_("⚠️ Risks:") + "\n" + risks)
    lines.append(_state_line(_, standing))
    return "\n\n".join(lines)


def _masking(speech: Speech, standing: Standing) -> str:
    """What was hidden, what the author chose to leave visible, and where to look twice."""
    _ = speech.say
    found = [row for rows in standing.findings.values() for row in rows]
    lines = [_("Masking: {found}").format(found=hidden_words(speech, found))]
    lines += ["⚠️ " + line for line in doubt_lines(speech, standing.pictures)]
    shown = sum(1 for row in found if not row.hidden and row.changed_by)
    if shown:
        again = speech.count(
            "{number} finding shown again by the author",
            "{number} findings shown again by the author",
            shown,
        )
        lines.append("⚠️ " + again)
    left = left_lines(speech, standing.pictures, standing.findings)
    return "\n".join([*lines, *("❔ " + line for line in left)])


def _state_line(_: Translate, standing: Standing) -> str:
    case = standing.case
    approved = _names(standing, approving=True)
    names = ", ".join(approved)
    match case.state:
        case CaseState.SUBMITTED:
            text = _("Approvals: {count} of {needed}").format(
                count=len(approved), needed=standing.needed
            )
            return f"{text} ({names})" if names else text
        case CaseState.APPROVED if standing.is_held:
            return _("✅ Approved by {names}; waits for its channel").format(names=names)
        case CaseState.APPROVED:
            return _("✅ Approved by {names}").format(names=names)
        case CaseState.PUBLISHED:
            return _("✅ Approved by {names}, published").format(names=names)
        case CaseState.HIDDEN:
            return _("🙈 Approved by {names}; hidden until you decide about a report").format(
                names=names
            )
        case CaseState.WITHDRAWN:
            return _("🚫 Withdrawn by the author")
        case CaseState.TAKEN_DOWN:
            return _("🚫 Taken down")
        case _:
            return _returned_line(_, standing)


def _names(standing: Standing, *, approving: bool) -> list[str]:
    return [
        quoted(shortened(name, NAME_MAX_CHARACTERS))
        for name, review in zip(standing.reviewers, standing.reviews, strict=True)
        if (review.verdict is Verdict.APPROVE) is approving
    ]


def _returned_line(_: Translate, standing: Standing) -> str:
    case = standing.case
    returned = _names(standing, approving=False)
    text = (
        _("⛔ Rejected by {names}: {reason}")
        if case.state is CaseState.REJECTED
        else _("↩️ Changes asked by {names}: {reason}")
    )
    return text.format(names=", ".join(returned), reason=reason_name(_, case.reason))


def card_buttons(speech: Speech, case: Case) -> InlineKeyboardMarkup:
    _ = speech.say
    return keyboard(
        [button(_("✅ Approve"), Tap(Act.APPROVE, case.id, case.revision))],
        [
            button(_("↩️ Ask for changes"), Tap(Act.CHANGES, case.id, case.revision)),
            button(_("⛔ Reject"), Tap(Act.REJECT, case.id, case.revision)),
        ],
    )


def reason_buttons(speech: Speech, case: Case, verdict: Verdict) -> InlineKeyboardMarkup:
    """One canned reason a row, then own words, then back."""
    _ = speech.say
    # Everybody in the group sees these buttons: the mark says what a reason will do.
    letter, mark, reasons = (
        ("c", "↩️", CHANGE_REASONS)
        if verdict is Verdict.ASK_CHANGES
        else ("r", "⛔", REJECT_REASONS)
    )

    def tap(reason: str) -> Tap:
        return Tap(Act.REASON, case.id, case.revision, f"{letter}.{reason}")

    rows = [[button(f"{mark} {reason_name(_, reason)}", tap(reason))] for reason in reasons]
    return keyboard(
        *rows,
        [button(_("✍️ In my own words"), tap(OWN_WORDS))],
        [button(_("« Back"), Tap(Act.REVIEW_BACK, case.id, case.revision))],
    )
