"""Who may do what, written out by hand: a table that owes nothing to the product's own."""

from handlers.buttons import Act
from handlers.refusals import sentence
from handlers.texts import Texts
from moderation.errors import (
    Erased,
    Nameless,
    NoticeFirst,
    NotModerator,
    NotOperator,
    NotVerified,
    OutOfDate,
    ReadersOnly,
    RuleError,
    Suspended,
)
from tests.handlers.cast import NOBODY, Who

ENGLISH = Texts().of("en")

PEOPLE = set(Who) - NOBODY
# They have not asked to join yet, whatever else they are.
NEW = {Who.VISITOR, Who.MODERATOR, Who.FORMER_MODERATOR, Who.OPERATOR}
VERIFIED = {Who.DOCTOR, Who.PROFESSIONAL, Who.STUDENT, Who.UNINFORMED_DOCTOR}
AUTHORS = {Who.DOCTOR, Who.PROFESSIONAL}
OWNERS = PEOPLE - NEW - {Who.UNINFORMED, Who.ERASED}
APPLYING = NEW | {Who.APPLICANT}
REMEMBERED = PEOPLE - {Who.ERASED}

JOINING = {Act.ROLE, Act.NO_NUMBER, Act.KEEP_NUMBER, Act.OWN_SPECIALTY}
JOINING |= {Act.NEW_CODE, Act.HAND_IN}
JOINING |= {Act.REGISTERS, Act.REGISTER}
OPERATING = {Act.BIND, Act.LAPSE, Act.LAPSE_NONE}
CORRECTING = {Act.TOGGLE, Act.STRIPS, Act.STRIP, Act.WHOLE, Act.REMOVE, Act.RETRY}
CORRECTING |= {Act.PICTURE_BACK}
DESCRIBING = {Act.NEXT, Act.KEEP, Act.BACK, Act.SPECIALTY, Act.AGE, Act.SEX, Act.NO_CONTEXT}
DESCRIBING |= {Act.SIGNATURE, Act.WORD, Act.ATTEST}
OWNING = {Act.CANCEL, Act.CANCEL_SURE, Act.MY_CASES, Act.MY_CASE, Act.WITHDRAW, Act.WITHDRAW_SURE}
OWNING |= {Act.STILL}
PROVERS = APPLYING | VERIFIED - {Who.UNINFORMED_DOCTOR} | {Who.LAPSED}
ADMITTING = {
    Act.ADMIT_MOVE,
    Act.ADMIT_TAKE,
    Act.ADMIT,
    Act.ADMIT_ASK,
    Act.ADMIT_REFUSE,
    Act.ADMIT_BACK,
    Act.ADMIT_REASON,
}
REVIEWING = {Act.APPROVE, Act.CHANGES, Act.REJECT, Act.REVIEW_BACK, Act.REASON}
SETTLING = {Act.REQUEST_GRANT, Act.REQUEST_KEEP, Act.REQUEST_REASON, Act.REQUEST_BACK}
SUSPENDING = {Act.SUSPEND, Act.SUSPEND_SPAN, Act.SUSPEND_SURE}
SUSPENDING |= {Act.REINSTATE, Act.REINSTATE_SURE}
DOORS = {Act.STUDENTS}
ANSWERING = {Act.APPEAL_GRANT, Act.APPEAL_KEEP}
SETTLING |= {Act.REQUEST_HIDE, Act.REQUEST_LOOK}
MODERATING = DOORS | SUSPENDING | ANSWERING | ADMITTING | REVIEWING | SETTLING | {Act.POST_AGAIN}

BUTTONS: list[tuple[set[Act], set[Who]]] = [
    ({Act.LANGUAGE, Act.NOTICE}, REMEMBERED),
    ({Act.CHANNELS}, VERIFIED),
    (JOINING, PROVERS),
    ({Act.RENEW}, {Who.STUDENT}),
    ({Act.START_AGAIN}, {Who.REFUSED, Who.LAPSED}),
    ({Act.APPEAL}, {Who.SUSPENDED, Who.SUSPENDED_MODERATOR}),
    (CORRECTING | DESCRIBING | {Act.SEND, Act.REVISE}, AUTHORS),
    (OWNING, OWNERS),
    ({Act.REPORT_KIND, Act.REPORT_SKIP, Act.REPORT_CANCEL}, PEOPLE),
    ({Act.FORGET, Act.FORGET_SURE}, REMEMBERED),
    (MODERATING, {Who.MODERATOR}),
    (OPERATING, {Who.OPERATOR}),
]
COMMANDS = {
    "/start": PEOPLE,
    "/help": PEOPLE,
    "/whoami": PEOPLE,
    "/nonsense": PEOPLE,
    "/privacy": PEOPLE,
    "/rules": PEOPLE,
    "/mydata": PEOPLE,
    "/report MP-00001": PEOPLE,
    "/forget": REMEMBERED,
    "/language": REMEMBERED,
    "/cases": OWNERS,
    "/channels": VERIFIED,
    "/invite": AUTHORS | {Who.UNINFORMED_DOCTOR},
}
# These buttons only show something, or ask once more.
SHOWING = {Act.CHANNELS, Act.ADMIT_ASK, Act.ADMIT_REFUSE, Act.ADMIT_BACK, Act.PICTURE_BACK}
SHOWING |= {Act.CANCEL, Act.MY_CASES, Act.MY_CASE, Act.REVISE, Act.WITHDRAW}
SHOWING |= {Act.CHANGES, Act.REJECT, Act.REVIEW_BACK, Act.FORGET}
SHOWING |= {Act.RENEW, Act.SUSPEND, Act.SUSPEND_SPAN, Act.REINSTATE}
SHOWING |= {Act.REQUEST_KEEP, Act.REQUEST_BACK, Act.REQUEST_LOOK, Act.REGISTERS}
# These decide: pressed twice, they decide once.
DECIDING = {Act.ADMIT, Act.ADMIT_REASON, Act.START_AGAIN, Act.REMOVE, Act.SEND, Act.CANCEL_SURE}
DECIDING |= {Act.WITHDRAW_SURE, Act.APPROVE, Act.REASON, Act.POST_AGAIN, Act.FORGET_SURE}
DECIDING |= {Act.HAND_IN, Act.ADMIT_MOVE, Act.SUSPEND_SURE, Act.REINSTATE_SURE} | ANSWERING
DECIDING |= {Act.LAPSE, Act.LAPSE_NONE, Act.STILL}
DECIDING |= {Act.REQUEST_GRANT, Act.REQUEST_REASON, Act.REPORT_SKIP, Act.REPORT_CANCEL}
DECIDING |= {Act.REPORT_KIND, Act.REQUEST_HIDE}


def allowed(act: Act) -> set[Who]:
    [people] = [people for acts, people in BUTTONS if act in acts]
    return people


def told(refusal: RuleError) -> str:
    return sentence(ENGLISH.say, refusal)


def why_not(act: Act, who: Who) -> str:
    """What somebody reads who may not press a button, in the place where it stands."""
    if who in NOBODY:
        return told(Nameless())
    if act in MODERATING:
        return told(Suspended() if who is Who.SUSPENDED_MODERATOR else NotModerator())
    if act in OPERATING:
        return told(NotOperator())
    if act is Act.RENEW and who in AUTHORS | {Who.LAPSED}:
        return told(OutOfDate())
    if act in {Act.START_AGAIN, Act.APPEAL} and who in VERIFIED:
        return told(OutOfDate())
    if act in JOINING and who is Who.UNINFORMED:
        return told(NoticeFirst())
    if who is Who.STUDENT:
        return told(ReadersOnly())
    return told(NoticeFirst()) if who is Who.UNINFORMED_DOCTOR else lost(who)


def lost(who: Who) -> str:
    """What is left to say to whom a standing was never given, or from whom it was taken."""
    if who in {Who.SUSPENDED, Who.SUSPENDED_MODERATOR}:
        return told(Suspended())
    return told(Erased() if who is Who.ERASED else NotVerified())
