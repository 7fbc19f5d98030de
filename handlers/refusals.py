"""Every refusal in one sentence that says what to do next."""

from anonymize import PictureError, Refusal
from handlers.texts import Translate, state_name
from moderation.case import CaseState
from moderation.errors import (
    AlreadyDecided,
    AlreadyReviewed,
    ForbiddenMove,
    NotModerator,
    NotVerified,
    NotYours,
    OutOfDate,
    OwnCase,
    RuleError,
)

# A problem of our own: each image may be small enough, and all of a file too much.
TOO_LARGE_TOGETHER = "too_large_together"


def sentence(_: Translate, refusal: RuleError) -> str:
    """What a person reads when the rules refuse; every subclass of RuleError has a case."""
    match refusal:
        case OwnCase():
            return _("This is your own: another moderator decides it.")
        case OutOfDate():
            return _("This button belongs to an earlier version and no longer does anything.")
        case AlreadyReviewed():
            return _("You have already approved this version; one more moderator must approve it.")
        case AlreadyDecided(state=state):
            return _("Somebody was first: this is now “{state}”.").format(
                state=_any_state(_, state)
            )
        case NotYours():
            return _("Only the author can do this.")
        case NotModerator():
            return _("Only members of the moderators' group can do this.")
        case NotVerified():
            return _("Only verified members can do this. Send /start to join.")
        case ForbiddenMove():
            return _("This cannot be done any more; send /cases to see where things stand.")
        case _:
            return _("This cannot be done. Send /start to go on.")


def picture_problem(_: Translate, problem: str | None) -> str:
    """Why a picture was refused, and what to do."""
    sentences: dict[str, str] = {
        Refusal.UNREADABLE: _(
            "This file is damaged or not complete. Send it again, or export it as JPEG or PNG."
        ),
        Refusal.UNSUPPORTED: _(
            "This kind of file cannot be taken. Export it as JPEG, PNG, HEIC, TIFF or DICOM."
        ),
        Refusal.SEVERAL: _("This file holds several images. Send a single photo."),
        Refusal.TOO_LARGE: _("This picture is too large. Send one of at most 50 megapixels."),
        TOO_LARGE_TOGETHER: _(
            "The images in this file are too large together. Send those that matter one by one."
        ),
        Refusal.TOO_SMALL: _("This picture is too small to be of use. Send a larger one."),
        Refusal.TOO_NARROW: _(
            "This picture is too long and narrow for Telegram. Cut it into two pictures."
        ),
        Refusal.TOO_SLOW: _(
            "Masking took too long and was stopped. Detect again, or send a smaller picture."
        ),
        Refusal.OUT_OF_MEMORY: _("Masking needed too much memory. Send a smaller picture."),
        Refusal.FAILED: _(
            "Masking failed, so this picture is not shown to anyone. Detect again, or remove it."
        ),
        "gone": _("The original is no longer kept. Send the picture again to change its masks."),
    }
    return sentences.get(problem or "", sentences[Refusal.FAILED])


def problem_of(error: PictureError) -> str:
    return str(error.refusal.value)


def _any_state(_: Translate, state: str) -> str:
    names = {
        "accepted": _("accepted"),
        "refused": _("refused"),
        "filling": _("asked again"),
        "granted": _("taken down"),
        "kept": _("kept where it is"),
    }
    return names.get(state) or state_name(_, CaseState(state))
