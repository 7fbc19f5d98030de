"""Who may do what: one table of actions, by identity, place, duty, standing, role and notice.

`handlers/routing.py` asks it before any conversation begins, and nothing else decides about
standing or duty. What only a row can tell (whose case it is, whether it still waits) is checked
where the row is read.
"""

from dataclasses import dataclass
from enum import StrEnum

from moderation.errors import (
    Elsewhere,
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
from moderation.member import Member, Role, Standing
from moderation.post import Place


class Where(StrEnum):
    """The kind of chat: PRIVATE is a person's own; DISCUSSION, where the thread of a post is;
    OTHER, whatever the bot is not bound to.
    """

    PRIVATE = "private"
    MODERATION = "moderation"
    DISCUSSION = "discussion"
    CHANNEL = "channel"
    OTHER = "other"


class Identity(StrEnum):
    """NAMELESS: in the name of a group or channel, behind which may be anybody; TELEGRAM: a fact
    that Telegram tells, which nobody can make up.
    """

    PERSON = "person"
    NAMELESS = "nameless"
    BOT = "bot"
    TELEGRAM = "telegram"


class Duty(StrEnum):
    """MODERATOR: on the bot's own list, and speaking from inside their group or a discussion;
    OPERATOR: named in the configuration.
    """

    MODERATOR = "moderator"
    OPERATOR = "operator"


class Subject(StrEnum):
    """Whose row it may be about; compared where the row is read."""

    OWN = "own"
    OTHERS = "others"


class Action(StrEnum):
    """What people ask for, whatever button, command or message they ask for it with."""

    LOOK = "look"
    CHOOSE_LANGUAGE = "choose_language"
    ACCEPT_NOTICE = "accept_notice"
    APPLY = "apply"
    RENEW = "renew"
    APPLY_AGAIN = "apply_again"
    SEE_CHANNELS = "see_channels"
    INVITE = "invite"
    JOIN = "join"

    ADD_PICTURE = "add_picture"
    CORRECT = "correct"
    DESCRIBE = "describe"
    SUBMIT = "submit"
    REVISE = "revise"
    SEE_OWN = "see_own"
    DISCARD = "discard"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"

    ANSWER = "answer"
    SPEAK = "speak"
    SCREEN = "screen"

    REPORT = "report"
    REPORT_HERE = "report_here"
    EXPORT = "export"
    ERASE = "erase"

    APPEAL = "appeal"

    ADMIT = "admit"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    ANSWER_APPEAL = "answer_appeal"
    REVIEW = "review"
    EXPLAIN = "explain"
    SEE_QUEUE = "see_queue"
    SET_DOORS = "set_doors"
    SEE_MEMBERS = "see_members"
    TAKE_DOWN = "take_down"
    SETTLE_REPORT = "settle_report"
    DISCIPLINE = "discipline"
    SEE_FIGURES = "see_figures"
    POST_AGAIN = "post_again"

    BIND = "bind"
    ASK_TO_BIND = "ask_to_bind"
    CONFIRM_BINDING = "confirm_binding"
    SETTLE_LAPSES = "settle_lapses"

    NOTE_MEMBER = "note_member"
    NOTE_RIGHTS = "note_rights"
    NOTE_COPY = "note_copy"
    NOTE_MIGRATION = "note_migration"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. informed: they accepted the present first-use notice."""

    identity: Identity = Identity.PERSON
    standing: Standing = Standing.VISITOR
    role: Role | None = None
    informed: bool = False
    moderates: bool = False
    operates: bool = False


@dataclass(frozen=True, slots=True)
class Permit:
    """One row of the table: all of it has to hold.

    standings: of a person; students: whether they may; informed: only after the notice; subject:
    whose row it has to be about, if it is about one.
    """

    where: frozenset[Where]
    standings: frozenset[Standing] = frozenset(Standing)
    duty: Duty | None = None
    students: bool = True
    informed: bool = False
    subject: Subject | None = None
    identity: Identity = Identity.PERSON


_ALONE = frozenset({Where.PRIVATE})
_TEAM = frozenset({Where.MODERATION})
_PLACES = frozenset({Where.MODERATION, Where.DISCUSSION, Where.CHANNEL})
_GROUPS = frozenset({Where.MODERATION, Where.DISCUSSION, Where.OTHER})

_VERIFIED = frozenset({Standing.VERIFIED})
_REMEMBERED = frozenset(Standing) - {Standing.ERASED}
# Who may have cases; what is theirs they may see and take back, whatever became of them since.
_KNOWN = _REMEMBERED - {Standing.VISITOR}
# Moderators need not be members; but from whom a standing was taken, no power is left either.
_TRUSTED = frozenset(Standing) - {Standing.SUSPENDED, Standing.LAPSED, Standing.ERASED}

# Members prove anew what holds for a time only, and whoever lapsed meanwhile goes on with it.
_JOINING = Permit(
    _ALONE,
    frozenset({Standing.VISITOR, Standing.APPLICANT, Standing.VERIFIED, Standing.LAPSED}),
    informed=True,
    subject=Subject.OWN,
)
_AUTHOR = Permit(_ALONE, _VERIFIED, students=False, informed=True, subject=Subject.OWN)
_OWNER = Permit(_ALONE, _KNOWN, subject=Subject.OWN)
_MODERATOR = Permit(_TEAM, _TRUSTED, Duty.MODERATOR)
_JUDGE = Permit(_TEAM, _TRUSTED, Duty.MODERATOR, subject=Subject.OTHERS)

PERMITS: dict[Action, Permit] = {
    Action.LOOK: Permit(_ALONE),
    Action.CHOOSE_LANGUAGE: Permit(_ALONE, _REMEMBERED),
    Action.ACCEPT_NOTICE: Permit(_ALONE, _REMEMBERED),
    Action.APPLY: _JOINING,
    Action.RENEW: Permit(_ALONE, frozenset({Standing.VERIFIED, Standing.LAPSED}), informed=True),
    Action.APPLY_AGAIN: Permit(
        _ALONE, frozenset({Standing.REFUSED, Standing.LAPSED}), informed=True
    ),
    Action.SEE_CHANNELS: Permit(_ALONE, _VERIFIED),
    Action.INVITE: Permit(_ALONE, _VERIFIED, students=False),
    Action.JOIN: Permit(frozenset({Where.CHANNEL, Where.DISCUSSION}), _VERIFIED),
    Action.ADD_PICTURE: _AUTHOR,
    Action.CORRECT: _AUTHOR,
    Action.DESCRIBE: _AUTHOR,
    Action.SUBMIT: _AUTHOR,
    Action.REVISE: _AUTHOR,
    Action.SEE_OWN: _OWNER,
    Action.DISCARD: _OWNER,
    Action.CONFIRM: _OWNER,
    Action.WITHDRAW: _OWNER,
    Action.ANSWER: Permit(frozenset({Where.DISCUSSION}), _REMEMBERED),
    Action.SPEAK: _AUTHOR,
    # Whoever wrote it, and be it an administrator without a name.
    Action.SCREEN: Permit(frozenset({Where.DISCUSSION}), identity=Identity.TELEGRAM),
    # A patient needs no account, and what is left of an erased one is theirs to ask for.
    Action.REPORT: Permit(_ALONE),
    Action.REPORT_HERE: Permit(frozenset({Where.DISCUSSION}), _REMEMBERED),
    Action.EXPORT: Permit(_ALONE),
    Action.ERASE: Permit(_ALONE, _REMEMBERED),
    Action.APPEAL: Permit(_ALONE, frozenset({Standing.SUSPENDED}), subject=Subject.OWN),
    Action.ADMIT: _JUDGE,
    Action.SUSPEND: _JUDGE,
    Action.REINSTATE: _JUDGE,
    Action.ANSWER_APPEAL: _JUDGE,
    Action.REVIEW: _JUDGE,
    Action.EXPLAIN: _JUDGE,
    Action.SEE_QUEUE: _MODERATOR,
    Action.SET_DOORS: _MODERATOR,
    Action.SEE_MEMBERS: _MODERATOR,
    Action.TAKE_DOWN: _MODERATOR,
    Action.SETTLE_REPORT: _MODERATOR,
    Action.DISCIPLINE: Permit(
        frozenset({Where.DISCUSSION}), _TRUSTED, Duty.MODERATOR, subject=Subject.OTHERS
    ),
    Action.SEE_FIGURES: _MODERATOR,
    Action.POST_AGAIN: _MODERATOR,
    Action.BIND: Permit(_GROUPS, duty=Duty.OPERATOR),
    Action.ASK_TO_BIND: Permit(
        frozenset({Where.CHANNEL, Where.OTHER}), identity=Identity.NAMELESS
    ),
    Action.CONFIRM_BINDING: Permit(_ALONE, duty=Duty.OPERATOR),
    Action.SETTLE_LAPSES: Permit(_ALONE, duty=Duty.OPERATOR),
    Action.NOTE_MEMBER: Permit(_PLACES, identity=Identity.TELEGRAM),
    Action.NOTE_RIGHTS: Permit(_PLACES, identity=Identity.TELEGRAM),
    Action.NOTE_COPY: Permit(_GROUPS, identity=Identity.TELEGRAM),
    Action.NOTE_MIGRATION: Permit(_GROUPS, identity=Identity.TELEGRAM),
}


def check(actor: Actor, where: Where, action: Action) -> None:
    """Raises the reason why this actor may not do this here; passes otherwise."""
    permit = PERMITS[action]
    if actor.identity is not permit.identity:
        raise Nameless
    if permit.duty is Duty.MODERATOR and not (where in permit.where and actor.moderates):
        raise NotModerator
    if where not in permit.where:
        raise Elsewhere
    if permit.duty is Duty.OPERATOR and not actor.operates:
        raise NotOperator
    if actor.standing not in permit.standings:
        raise _barred(actor.standing)
    if actor.role is Role.STUDENT and not permit.students:
        raise ReadersOnly
    if permit.informed and not actor.informed:
        raise NoticeFirst


def may(actor: Actor, where: Where, action: Action) -> bool:
    try:
        check(actor, where, action)
    except RuleError:
        return False
    return True


def answers_for_cases(member: Member) -> bool:
    """Whether cases of this member may be approved and appear: they might still send them."""
    permit = PERMITS[Action.SUBMIT]
    is_reader = member.role is Role.STUDENT and not permit.students
    return member.standing in permit.standings and not is_reader


def may_enter(member: Member, place: Place) -> bool:
    """Whether a channel and its discussion are open for somebody."""
    if member.standing not in PERMITS[Action.JOIN].standings:
        return False
    return place.students or member.role is not Role.STUDENT


def keeps_power(standing: Standing) -> bool:
    """Whether a moderator with this standing of their own still decides."""
    return standing in PERMITS[Action.REVIEW].standings


def _barred(standing: Standing) -> RuleError:
    match standing:
        case Standing.SUSPENDED:
            return Suspended()
        case Standing.ERASED:
            return Erased()
        case Standing.VERIFIED:
            # Only what belongs to joining is closed to them, and that is over.
            return OutOfDate()
        case _:
            return NotVerified()
