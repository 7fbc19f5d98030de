"""Requests and reports: somebody, with or without an account, says that a case should not be seen.

filling ──send──▶ open ──grant──▶ granted
                   └────keep────▶ kept
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moderation.case import Case, CaseState
from moderation.errors import ForbiddenMove, OwnCase


class RequestState(StrEnum):
    FILLING = "filling"
    OPEN = "open"
    GRANTED = "granted"
    KEPT = "kept"


class RequestAction(StrEnum):
    SEND = "send"
    GRANT = "grant"
    KEEP = "keep"


REQUEST_MOVES: dict[tuple[RequestState, RequestAction], RequestState] = {
    (RequestState.FILLING, RequestAction.SEND): RequestState.OPEN,
    (RequestState.OPEN, RequestAction.GRANT): RequestState.GRANTED,
    (RequestState.OPEN, RequestAction.KEEP): RequestState.KEPT,
}


def next_request_state(state: RequestState, action: RequestAction) -> RequestState:
    """Where `action` leads from `state`; raises ForbiddenMove where it leads nowhere."""
    try:
        return REQUEST_MOVES[state, action]
    except KeyError:
        raise ForbiddenMove(state, action) from None


class KeepReason(StrEnum):
    """Canned reasons to leave a case where it is; anything else is free text."""

    NOBODY = "nobody"
    AGREED = "agreed"
    OTHER_CASE = "other_case"
    NO_GROUNDS = "no_grounds"


class ReportKind(StrEnum):
    """What a member sees wrong in a post, in the order in which it is offered."""

    RECOGNISED = "recognised"
    WRITING = "writing"
    GRAPHIC = "graphic"
    SPECIALTY = "specialty"
    OTHER = "other"


# Each minute of these may harm a patient, so they hide first and are judged afterwards.
PRIVACY_KINDS = frozenset({ReportKind.RECOGNISED, ReportKind.WRITING})
# Reports that were not upheld count against their member for so long.
KEPT_COUNTS_FOR = timedelta(days=30)
# However many accounts somebody makes: no more than this is hidden on strangers' word at a time.
HIDDEN_BY_STRANGERS_MAX = 3


@dataclass(frozen=True, slots=True)
class HidingPolicy:
    """Whose word hides a post at once.

    strangers: whether a request without an account does; kept_max: a member so many of whose
    reports were not upheld lately only files further ones.
    """

    strangers: bool = False
    kept_max: int = 3

    def hides(self, request: "Request", kept_lately: int, hidden_by_strangers: int) -> bool:
        """kept_lately: how many of the member's reports were not upheld within KEPT_COUNTS_FOR;
        hidden_by_strangers: how many cases are hidden on such a word now.
        """
        if request.member:
            return request.kind in PRIVACY_KINDS and kept_lately < self.kept_max
        return self.strangers and hidden_by_strangers < HIDDEN_BY_STRANGERS_MAX


# Numbers follow one another, so anybody can name any case: one account must not flood moderators.
OPEN_MAX = 3
DAILY_MAX = 5
WORDS_MAX_CHARACTERS = 600
CONTACT_MAX_CHARACTERS = 150
# Decided within a day (the rule), and answered by other means within a month (the law).
DECIDED_WITHIN = timedelta(hours=24)
ANSWERED_WITHIN = timedelta(days=30)
# What nobody finished writing is forgotten.
FILLED_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Request:
    """One person's request about one case.

    requester_id: who hears the outcome, None once their account is erased; member: whether they
    were a verified member; words: what they wrote, without what surely identifies; contact: how
    else they can be reached, "" for not at all, None before it was asked; both are None again when
    their time is over; card_chat_id: the group that was told, None for none yet; decided_by: None
    while open, and when the case ended by itself; kind: of a member's report; hides: as long as it
    is open, the case stays hidden; about_chat_id, about_message_id: the answer in a thread that it
    points at.
    """

    id: int
    case_id: int
    created_at: datetime
    requester_id: int | None
    member: bool = False
    state: RequestState = RequestState.FILLING
    words: str | None = None
    contact: str | None = None
    sent_at: datetime | None = None
    card_chat_id: int | None = None
    card_message_id: int | None = None
    reminded_at: datetime | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    kind: ReportKind | None = None
    hides: bool = False
    about_chat_id: int | None = None
    about_message_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state is RequestState.OPEN


class Hurdle(StrEnum):
    """Why a request is not taken; the person is told what to do instead."""

    UNKNOWN = "unknown"
    GONE = "gone"
    OWN = "own"
    TWICE = "twice"
    TOO_MANY = "too_many"


# An approved case may stand in its channel already: Telegram's answer can be lost.
VISIBLE = frozenset({CaseState.PUBLISHED, CaseState.HIDDEN, CaseState.APPROVED})
GONE = frozenset({CaseState.WITHDRAWN, CaseState.TAKEN_DOWN})


def hurdle(case: Case | None, asker_id: int, mine: list[Request], today: int) -> Hurdle | None:
    """What stands in the way of a new request, if anything does.

    mine: the person's open requests; today: how many they made in the last day. What was never
    published answers as what does not exist: nobody learns from this what is being reviewed.
    """
    if case is None or case.state not in VISIBLE | GONE:
        return Hurdle.UNKNOWN
    if case.state in GONE:
        return Hurdle.GONE
    if case.author_id == asker_id:
        return Hurdle.OWN
    if any(request.case_id == case.id for request in mine):
        return Hurdle.TWICE
    if len(mine) >= OPEN_MAX or today >= DAILY_MAX:
        return Hurdle.TOO_MANY
    return None


def check_keep(case: Case, moderator_id: int) -> None:
    """Raises OwnCase: nobody decides that their own case stays."""
    if case.author_id == moderator_id:
        raise OwnCase
