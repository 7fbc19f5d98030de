"""What was found in a picture, in words: hidden, left visible, only suggested, in doubt."""

from collections.abc import Iterable, Mapping, Sequence

from anonymize import SUGGESTIONS, Flag
from handlers.texts import Speech, Translate
from moderation.case import Picture
from storage.pictures import FindingRow

# More would not fit a phone; what remains is masked as found, or hidden as a whole.
BUTTONS_MAX = 24
# So many numbers of one kind are named to the moderators; a card has to fit a message.
NUMBERS_MAX = 12

# The reasons that come from the detectors, in the order in which they are told.
REASONS = (Flag.FACE_LEFT, Flag.WORDS_LEFT, Flag.SECOND_OPINION, Flag.LOW_CONFIDENCE)
SUGGESTED_KINDS = ("face", "text", "tattoo")


def caption(
    speech: Speech, place: int, found: Sequence[FindingRow], flags: Iterable[str] = ()
) -> str:
    """ "Picture 1: 1 face and 3 writings hidden", what stays visible, and what is in doubt."""
    _ = speech.say
    lines = [_("Picture {place}: {found}").format(place=place, found=hidden_words(speech, found))]
    offered = set(with_button(found))
    shown = [row for row in found if not row.hidden and row in offered]
    left = [f"#{row.number}" for row in shown if not is_suggestion(row)]
    if left:
        lines.append(_("Left visible: {numbers}").format(numbers=", ".join(left)))
    hints = [
        f"{suggested_name(_, kind)} {', '.join(numbers)}"
        for kind in SUGGESTED_KINDS
        if (numbers := [f"#{row.number}" for row in shown if is_suggestion(row, kind)])
    ]
    if hints:
        text = _("Perhaps also: {hints}. Tap “Hide” to hide it.")
        lines.append(text.format(hints=", ".join(hints)))
    reasons = [reason_name(_, reason) for reason in REASONS if reason in set(flags)]
    if reasons:
        lines.append("⚠️ " + _("In doubt: {reasons}.").format(reasons="; ".join(reasons)))
    return "\n".join(lines)


def hidden_words(speech: Speech, found: Iterable[FindingRow]) -> str:
    hidden = [row for row in found if row.hidden]
    parts = [_kind_count(speech, kind, hidden) for kind in ("face", "text", "tattoo", "manual")]
    return ", ".join(part for part in parts if part) or speech.say("nothing found to hide")


def with_button(found: Sequence[FindingRow]) -> list[FindingRow]:
    """The findings that a preview has room to turn; what is visible comes before what is hidden,
    for it takes a tap to hide it.
    """
    first = sorted(found, key=lambda row: (row.hidden, row.number))[:BUTTONS_MAX]
    return sorted(first, key=lambda row: row.number)


def is_suggestion(row: FindingRow, kind: str | None = None) -> bool:
    return row.source in SUGGESTIONS and kind in {None, row.kind}


def doubt_lines(speech: Speech, pictures: Sequence[Picture]) -> list[str]:
    """Each reason once, with the pictures that it is about; for moderators."""
    _ = speech.say
    lines = []
    for reason in REASONS:
        places = [str(n) for n, picture in enumerate(pictures, 1) if reason in picture.flags]
        if not places:
            continue
        text = "{reason}"
        if len(pictures) > 1:
            text = (
                _("pictures {places}: {reason}")
                if len(places) > 1
                else _("picture {places}: {reason}")
            )
        name = reason_name(_, reason)
        lines.append(text.format(places=", ".join(places), reason=name))
    return lines


def left_lines(
    speech: Speech, pictures: Sequence[Picture], found: Mapping[int, Sequence[FindingRow]]
) -> list[str]:
    """What was only suggested and the author left visible, by kind; for moderators."""
    _ = speech.say
    lines = []
    for kind in SUGGESTED_KINDS:
        numbers = [
            _("#{number} (picture {place})").format(number=row.number, place=place)
            if len(pictures) > 1
            else f"#{row.number}"
            for place, picture in enumerate(pictures, 1)
            for row in found.get(picture.id, ())
            if is_suggestion(row, kind) and not row.hidden
        ]
        if numbers:
            more = ["…"] if len(numbers) > NUMBERS_MAX else []
            said = ", ".join(numbers[:NUMBERS_MAX] + more)
            lines.append(_left_name(_, kind).format(numbers=said))
    return lines


def reason_name(_: Translate, reason: Flag) -> str:
    """Why a person should look twice."""
    names = {
        Flag.FACE_LEFT: _("a face may still be visible"),
        Flag.WORDS_LEFT: _("writing may still be visible"),
        Flag.SECOND_OPINION: _(
            "a second look found something that the first had missed, and it is hidden now"
        ),
        Flag.LOW_CONFIDENCE: _("some of what is hidden was recognised with little certainty"),
    }
    return names[reason]


def suggested_name(_: Translate, kind: str) -> str:
    names = {"face": _("a face"), "text": _("writing"), "tattoo": _("a tattoo")}
    return names[kind]


def _left_name(_: Translate, kind: str) -> str:
    names = {
        "face": _("possible face left visible: {numbers}"),
        "text": _("possible writing left visible: {numbers}"),
        "tattoo": _("possible tattoo left visible: {numbers}"),
    }
    return names[kind]


def _kind_count(speech: Speech, kind: str, hidden: Sequence[FindingRow]) -> str:
    number = sum(row.kind == kind for row in hidden)
    if not number:
        return ""
    match kind:
        case "face":
            return speech.count("{number} face hidden", "{number} faces hidden", number)
        case "text":
            return speech.count("{number} text hidden", "{number} texts hidden", number)
        case "tattoo":
            return speech.count("{number} tattoo hidden", "{number} tattoos hidden", number)
        case _:
            return speech.count(
                "{number} area hidden by hand", "{number} areas hidden by hand", number
            )
