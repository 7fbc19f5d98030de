"""Buttons: the one codec of callback data, and the keyboards built from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

DATA_MAX_BYTES = 64
# Telegram's ids and our rows' fit into 52 bits; a forged one that SQLite cannot hold ends here.
ID_MAX = 2**52


class Act(StrEnum):
    """What a tap asks for; short, because callback data holds 64 bytes."""

    LANGUAGE = "lang"
    NOTICE = "notice"
    ROLE = "role"
    NO_NUMBER = "nonum"
    KEEP_NUMBER = "keepnum"
    REGISTERS = "regs"
    REGISTER = "reg"
    OWN_SPECIALTY = "ownspec"
    START_AGAIN = "again"
    RENEW = "renew"
    NEW_CODE = "code"
    HAND_IN = "handin"

    ADMIT = "admit"
    ADMIT_TAKE = "adtake"
    ADMIT_MOVE = "admove"
    ADMIT_ASK = "adask"
    ADMIT_REFUSE = "adref"
    ADMIT_BACK = "adback"
    ADMIT_REASON = "adwhy"
    CHANNELS = "doors"

    STUDENTS = "doorset"
    SUSPEND = "susp"
    SUSPEND_SPAN = "suspan"
    SUSPEND_SURE = "susp!"
    REINSTATE = "rein"
    REINSTATE_SURE = "rein!"
    APPEAL = "appeal"
    APPEAL_GRANT = "apyes"
    APPEAL_KEEP = "apno"

    TOGGLE = "tog"
    STRIPS = "strips"
    STRIP = "strip"
    WHOLE = "whole"
    REMOVE = "rm"
    RETRY = "retry"
    PICTURE_BACK = "picback"
    NEXT = "next"
    BACK = "back"
    CANCEL = "cancel"
    CANCEL_SURE = "cancel!"
    SPECIALTY = "spec"
    KEEP = "keep"
    AGE = "age"
    SEX = "sex"
    NO_CONTEXT = "noctx"
    SIGNATURE = "sign"
    WORD = "word"
    ATTEST = "attest"
    SEND = "send"

    MY_CASES = "mine"
    MY_CASE = "case"
    REVISE = "revise"
    STILL = "still"
    WITHDRAW = "wd"
    WITHDRAW_SURE = "wd!"

    APPROVE = "ok"
    CHANGES = "chg"
    REJECT = "no"
    REASON = "why"
    REVIEW_BACK = "revback"
    POST_AGAIN = "repost"

    REPORT_KIND = "rpkind"
    REPORT_SKIP = "rpskip"
    REPORT_CANCEL = "rpcancel"
    REQUEST_GRANT = "rqdown"
    REQUEST_KEEP = "rqkeep"
    REQUEST_REASON = "rqwhy"
    REQUEST_BACK = "rqback"
    REQUEST_HIDE = "rqhide"
    REQUEST_LOOK = "rqlook"

    FORGET = "forget"
    FORGET_SURE = "forget!"

    BIND = "bind"
    LAPSE = "lapse"
    LAPSE_NONE = "nolapse"


@dataclass(frozen=True, slots=True)
class Tap:
    """One press: what, about which row, in which revision, and one word more."""

    act: Act
    subject: int = 0
    revision: int = 0
    arg: str = ""

    def pack(self) -> str:
        """The callback data; raises ValueError above Telegram's 64 bytes."""
        data = f"{self.act}:{self.subject}:{self.revision}:{self.arg}"
        if len(data.encode()) > DATA_MAX_BYTES:
            message = f"callback data of {self.act} is longer than {DATA_MAX_BYTES} bytes"
            raise ValueError(message)
        return data


def parse(data: str) -> Tap | None:
    """The tap behind callback data, or None for anything that `pack` did not make."""
    try:
        act, subject, revision, arg = data.split(":", 3)
        tap = Tap(Act(act), int(subject), int(revision), arg)
        # int() also reads "+1", "1_0" and the digits of other scripts, which `pack` never writes.
        ours = tap.pack() == data and max(abs(tap.subject), abs(tap.revision)) <= ID_MAX
    except ValueError:
        return None
    return tap if ours else None


def button(label: str, tap: Tap) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=tap.pack())


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(row) for row in rows if row])


def in_rows(
    buttons: Iterable[InlineKeyboardButton], width: int
) -> list[list[InlineKeyboardButton]]:
    """The buttons cut into rows of at most `width`."""
    items = list(buttons)
    return [items[start : start + width] for start in range(0, len(items), width)]
