"""What the rules refuse, with typed facts; handlers turn each into one sentence.

RuleError
├── ForbiddenMove      the lifecycle has no such step from here
├── NotYours           only the author may do this
├── OwnCase            nobody decides about their own case or application
├── NotVerified        only verified members may do this
├── ReadersOnly        students read, answer and learn
├── Suspended          who is suspended may only see and take back what is theirs
├── Erased             nothing is known of who asked to be forgotten
├── NotBackYet         an account that was suspended when it was erased stays outside for a while
├── NoticeFirst        the first-use notice has to be accepted before
├── NotModerator       only members of the moderators' group may do this
├── NotOperator        only who is named in the configuration may do this
├── Nameless           a group, a channel or a bot: nobody knows who acts
├── Elsewhere          this belongs into another chat
├── AuthorBarred       the author may not send cases at present, so none of theirs is approved
├── OutOfDate          the button belongs to an earlier revision
├── AlreadyDecided     somebody was first
├── TakenByColleague   another moderator looks at it at this moment
├── NumberHeld         another account was accepted with the same professional number
└── AlreadyReviewed    the same moderator approved this revision before

Those with facts are not frozen and compare by identity: the interpreter writes the traceback into
an exception on its way, and a frozen one answers that with an error of its own.
"""

from dataclasses import dataclass


class RuleError(Exception):
    """Base of everything that the rules refuse."""


@dataclass(eq=False)
class ForbiddenMove(RuleError):
    state: str
    action: str


class NotYours(RuleError):
    pass


class OwnCase(RuleError):
    pass


class NotVerified(RuleError):
    pass


class ReadersOnly(RuleError):
    pass


class Suspended(RuleError):
    pass


class Erased(RuleError):
    pass


@dataclass(eq=False)
class NotBackYet(RuleError):
    """day: from which they may come back, as YYYY-MM-DD."""

    day: str


class NoticeFirst(RuleError):
    pass


class NotModerator(RuleError):
    pass


class NotOperator(RuleError):
    pass


class Nameless(RuleError):
    pass


class Elsewhere(RuleError):
    pass


class AuthorBarred(RuleError):
    pass


class OutOfDate(RuleError):
    pass


@dataclass(eq=False)
class AlreadyDecided(RuleError):
    """Somebody was first.

    state: where the case stands now; by: id of the moderator who put it there, if it was one.
    """

    state: str
    by: int | None = None


@dataclass(eq=False)
class TakenByColleague(RuleError):
    """by: id of the moderator who looks at it."""

    by: int


class NumberHeld(RuleError):
    pass


class AlreadyReviewed(RuleError):
    pass
