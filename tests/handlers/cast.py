"""The kinds of people who may try something, and what each act looks like when they do."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from typing import Any

from handlers.buttons import Act, Tap
from handlers.submission.doubts import Field
from handlers.wording import mark
from moderation.case import Attestation, Step
from moderation.member import NOTICE_VERSION, Member, Role, Standing
from moderation.request import RequestState
from tests.handlers.neighbours import FORMER
from tests.handlers.raw import ANONYMOUS, CHANNEL_BOT, Chat, User, group, private, user
from tests.handlers.scenes import MODERATORS
from tests.handlers.ward import ME, OPERATOR, QUESTION, UNBOUND, Rows
from tests.moderation.examples import NOW, RPPS


class Who(StrEnum):
    VISITOR = auto()
    UNINFORMED = auto()
    APPLICANT = auto()
    DOCTOR = auto()
    PROFESSIONAL = auto()
    STUDENT = auto()
    UNINFORMED_DOCTOR = auto()
    REFUSED = auto()
    LAPSED = auto()
    SUSPENDED = auto()
    ERASED = auto()
    MODERATOR = auto()
    SUSPENDED_MODERATOR = auto()
    FORMER_MODERATOR = auto()
    OPERATOR = auto()
    ANONYMOUS_ADMIN = auto()
    CHANNEL_IDENTITY = auto()
    BOT = auto()


NOBODY = {Who.ANONYMOUS_ADMIN, Who.CHANNEL_IDENTITY, Who.BOT}
LISTED = {Who.MODERATOR, Who.SUSPENDED_MODERATOR}

_STANDINGS = {
    Who.APPLICANT: Standing.APPLICANT,
    Who.DOCTOR: Standing.VERIFIED,
    Who.PROFESSIONAL: Standing.VERIFIED,
    Who.STUDENT: Standing.VERIFIED,
    Who.UNINFORMED_DOCTOR: Standing.VERIFIED,
    Who.REFUSED: Standing.REFUSED,
    Who.LAPSED: Standing.LAPSED,
    Who.SUSPENDED: Standing.SUSPENDED,
    Who.SUSPENDED_MODERATOR: Standing.SUSPENDED,
    Who.ERASED: Standing.ERASED,
}
_ROLES = {Who.STUDENT: Role.STUDENT, Who.PROFESSIONAL: Role.OTHER}


def sender(who: Who) -> User:
    """The account, as Telegram names it."""
    match who:
        case Who.ANONYMOUS_ADMIN:
            return ANONYMOUS
        case Who.CHANNEL_IDENTITY:
            return CHANNEL_BOT
        case Who.BOT:
            return user(ME, is_bot=True)
        case Who.OPERATOR:
            return user(OPERATOR)
    return user(ME)


def in_name_of(who: Who, chat: Chat) -> dict[str, Any]:
    """What a message in a group holds beside its sender."""
    if who is Who.ANONYMOUS_ADMIN:
        return {"sender_chat": chat}
    if who is Who.CHANNEL_IDENTITY:
        return {"sender_chat": {"id": UNBOUND, "type": "channel", "title": "Rays"}}
    return {}


def member(who: Who) -> Member:
    standing = _STANDINGS.get(who, Standing.VISITOR)
    role = _ROLES.get(who, Role.DOCTOR if standing is Standing.VERIFIED else None)
    known = Member(sender(who)["id"], "en", NOW, role, standing, "Dr Me", "dermatology")
    return known if "uninformed" in who else replace(known, notice_version=NOTICE_VERSION)


@dataclass(frozen=True, slots=True)
class Deed:
    """How an act is done: which button on whose row, and what has to hold before.

    row: of `Rows.mine` or `theirs`, or "picture"; fields: what the row is changed to before.
    """

    row: str = ""
    arg: str | Callable[[Rows], str] = ""
    theirs: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    revision: int = 1

    def subject(self, rows: Rows) -> int:
        if self.row == "picture":
            return rows.picture
        if self.row == "unbound":
            return UNBOUND
        return (rows.theirs if self.theirs else rows.mine)[self.row] if self.row else 0

    def tap(self, act: Act, rows: Rows) -> Tap:
        arg = self.arg if isinstance(self.arg, str) else self.arg(rows)
        return Tap(act, self.subject(rows), self.revision if self.row else 0, arg)


def _at(step: Step, arg: str = "", **fields: Any) -> Deed:
    return Deed("draft", arg, fields={"step": step} | fields)


WHOLE = {"role": Role.DOCTOR, "number": RPPS, "specialty": "surgery", "evidence": "1" * 32}
WRITTEN: dict[str, Any] = {"state": RequestState.FILLING}
ATTESTED = frozenset(Attestation) - {Attestation.WRITTEN}

DEEDS: dict[Act, Deed] = {
    Act.LANGUAGE: Deed(arg="fr"),
    Act.NOTICE: Deed(),
    Act.CHANNELS: Deed(),
    Act.ROLE: Deed("application", "doctor", fields={"role": None}),
    Act.NO_NUMBER: Deed("application", fields={"number": None}),
    Act.KEEP_NUMBER: Deed("application", fields={"number": "12"}),
    Act.REGISTERS: Deed("application", fields={"number": None}),
    Act.REGISTER: Deed("application", "big", fields={"role": Role.DOCTOR, "number": None}),
    Act.OWN_SPECIALTY: Deed("application", "surgery", fields={"specialty": None}),
    Act.RENEW: Deed(),
    Act.NEW_CODE: Deed("application", fields=WHOLE),
    Act.HAND_IN: Deed("application", fields=WHOLE),
    Act.START_AGAIN: Deed(),
    Act.ADMIT: Deed("application", theirs=True),
    Act.ADMIT_MOVE: Deed("conflict", str(FORMER), theirs=True),
    Act.ADMIT_TAKE: Deed("application", theirs=True),
    Act.ADMIT_ASK: Deed("application", theirs=True),
    Act.ADMIT_REFUSE: Deed("application", theirs=True),
    Act.ADMIT_BACK: Deed("application", theirs=True),
    Act.ADMIT_REASON: Deed("application", "ask.photo", theirs=True),
    Act.STUDENTS: Deed(arg="dermatology.closed", theirs=True),
    Act.SUSPEND: Deed("member", theirs=True),
    Act.SUSPEND_SPAN: Deed("member", "7", theirs=True),
    Act.SUSPEND_SURE: Deed("member", "7.privacy", theirs=True),
    Act.REINSTATE: Deed("suspended", theirs=True),
    Act.REINSTATE_SURE: Deed("suspended", theirs=True),
    Act.APPEAL: Deed("suspension", revision=0),
    Act.APPEAL_GRANT: Deed("suspension", theirs=True, revision=0),
    Act.APPEAL_KEEP: Deed("suspension", theirs=True, revision=0),
    Act.TOGGLE: Deed("picture", "1"),
    Act.STRIPS: Deed("picture"),
    Act.STRIP: Deed("picture", "top"),
    Act.WHOLE: Deed("picture"),
    Act.REMOVE: Deed("picture"),
    Act.RETRY: Deed("picture"),
    Act.PICTURE_BACK: Deed("picture"),
    Act.NEXT: _at(Step.PICTURES, Step.PICTURES),
    Act.KEEP: _at(Step.QUESTION, Step.QUESTION),
    Act.BACK: _at(Step.AGE),
    Act.SPECIALTY: _at(Step.SPECIALTY, "surgery"),
    Act.AGE: _at(Step.AGE, "50-59"),
    Act.SEX: _at(Step.SEX, "male"),
    Act.NO_CONTEXT: _at(Step.CONTEXT),
    Act.SIGNATURE: _at(Step.SIGNATURE, "anonymous"),
    Act.WORD: _at(Step.WORDS, f"keep.{mark(Field.QUESTION, ['Crohn'])}", question=QUESTION),
    Act.ATTEST: _at(Step.ATTESTATION, "carer", attested=frozenset[Attestation]()),
    Act.SEND: _at(Step.SUMMARY, question="What is it?", attested=ATTESTED),
    Act.CANCEL: _at(Step.AGE),
    Act.CANCEL_SURE: _at(Step.AGE),
    Act.MY_CASES: Deed(),
    Act.MY_CASE: Deed("published"),
    Act.REVISE: Deed("changes_asked"),
    Act.STILL: Deed("submitted"),
    Act.WITHDRAW: Deed("submitted"),
    Act.WITHDRAW_SURE: Deed("submitted"),
    Act.APPROVE: Deed("submitted", theirs=True),
    Act.CHANGES: Deed("submitted", theirs=True),
    Act.REJECT: Deed("submitted", theirs=True),
    Act.REVIEW_BACK: Deed("submitted", theirs=True),
    Act.REASON: Deed("submitted", "c.question_unclear", theirs=True),
    Act.POST_AGAIN: Deed("approved", lambda rows: rows.attempt, theirs=True),
    Act.REPORT_KIND: Deed("request", "graphic", revision=0, fields=WRITTEN | {"member": True}),
    Act.REPORT_SKIP: Deed("request", revision=0, fields=WRITTEN),
    Act.REPORT_CANCEL: Deed("request", revision=0, fields=WRITTEN),
    Act.REQUEST_GRANT: Deed("request", theirs=True, revision=0),
    Act.REQUEST_KEEP: Deed("request", theirs=True, revision=0),
    Act.REQUEST_REASON: Deed("request", "no_grounds", theirs=True, revision=0),
    Act.REQUEST_BACK: Deed("request", theirs=True, revision=0),
    Act.REQUEST_HIDE: Deed("request", theirs=True, revision=0),
    Act.REQUEST_LOOK: Deed("request", theirs=True, revision=0),
    Act.FORGET: Deed(arg="remove"),
    Act.FORGET_SURE: Deed(arg="remove"),
    Act.LAPSE: Deed(arg="rpps.edition"),
    Act.LAPSE_NONE: Deed(arg="rpps.edition"),
    Act.BIND: Deed("unbound", "radiology", revision=0),
}
NOTICE = Tap(Act.NOTICE, revision=NOTICE_VERSION)


def tap_of(act: Act, rows: Rows) -> Tap:
    if act in {Act.FORGET, Act.FORGET_SURE}:
        # It is good for an hour, and says since which minute.
        return Tap(act, revision=int(NOW.timestamp()) // 60, arg="remove")
    return NOTICE if act is Act.NOTICE else DEEDS[act].tap(act, rows)


def place_of(act: Act, who: Who) -> Chat:
    """Where the button stands: cards in the moderators' group, all else in a private chat."""
    return group(MODERATORS) if DEEDS[act].theirs else private(sender(who)["id"])
