"""What the rules refuse, with typed facts; handlers turn each into one sentence.

RuleError
├── ForbiddenMove      the lifecycle has no such step from here
├── NotYours           only the author may do this
├── OwnCase            nobody decides about their own case or application
├── NotVerified        only verified members may do this
├── NotModerator       only members of the moderators' group may do this
├── OutOfDate          the button belongs to an earlier revision
├── AlreadyDecided     somebody was first
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


class NotModerator(RuleError):
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


class AlreadyReviewed(RuleError):
    pass
