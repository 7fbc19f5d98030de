"""Every refusal in one sentence that says what to do next."""

from anonymize import PictureError, Refusal
from handlers.texts import Translate, state_name
from moderation.case import CaseState
from moderation.errors import (
    AlreadyDecided,
    AlreadyReviewed,
    AuthorBarred,
    Elsewhere,
    Erased,
    ForbiddenMove,
    Nameless,
    NotBackYet,
    NoticeFirst,
    NotModerator,
    NotOperator,
    NotVerified,
    NotYours,
    NumberHeld,
    OutOfDate,
    OwnCase,
    ReadersOnly,
    RuleError,
    Suspended,
    TakenByColleague,
)

# A problem of our own: each image may be small enough, and all of a file too much.
TOO_LARGE_TOGETHER = "too_large_together"


def sentence(_: Translate, refusal: RuleError) -> str:
    """What a person reads when the rules refuse; every subclass of RuleError has a sentence."""
    if isinstance(refusal, AlreadyDecided):
        text = _("Somebody was first: this is now “{state}”.")
        return text.format(state=_any_state(_, refusal.state))
    if isinstance(refusal, NotBackYet):
        text = _(
            "This account was suspended when you erased it; it can come back from {day} on. "
            "Is that wrong? Write to the operator: /privacy says how."
        )
        return text.format(day=refusal.day)
    unforeseen = _("This cannot be done. Send /start to go on.")
    return (_about_persons(_) | _about_rows(_)).get(type(refusal), unforeseen)


def _about_persons(_: Translate) -> dict[type[RuleError], str]:
    """Refusals that lie in who asks, or where."""
    return {
        NotVerified: _("Only verified members can do this. Send /start to join."),
        NotModerator: _("Only members of the moderators' group can do this."),
        NotOperator: _("Only operators of this bot can do this."),
        ReadersOnly: _(
            "Students learn and answer in the threads; cases come from those who treat the "
            "patient."
        ),
        Suspended: _("Your access is suspended. /start shows why, and how to appeal."),
        Erased: _("Your data were erased at your request; there is nothing I can do here now."),
        NoticeFirst: _("Please read the notice first and accept it: /start"),
        Nameless: _("I cannot see who you are. Write in your own name, not in that of a chat."),
        Elsewhere: _("This works in your private chat with me only. Send /start there."),
    }


def _about_rows(_: Translate) -> dict[type[RuleError], str]:
    """Refusals that lie in what is asked for."""
    return {
        OwnCase: _("This is your own: another moderator decides it."),
        NotYours: _("Only the author can do this."),
        OutOfDate: _("This button belongs to an earlier version and no longer does anything."),
        AlreadyReviewed: _(
            "You have already approved this version; one more moderator must approve it."
        ),
        AuthorBarred: _(
            "Its author may not send cases at present, so it cannot be approved. You can still "
            "ask for changes or reject it."
        ),
        TakenByColleague: _(
            "A colleague is looking at this one; it is free again in a few minutes."
        ),
        NumberHeld: _(
            "The number belongs to another account. Hand the membership over, ask for another "
            "number, or refuse."
        ),
        ForbiddenMove: _("This cannot be done any more; send /cases to see where things stand."),
    }


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
