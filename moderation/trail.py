"""What the audit trail tells besides the actions of cases, applications, requests and members."""

from enum import StrEnum


class Entry(StrEnum):
    """Who is meant: the person who pressed, asked or knocked; nobody, where the bot itself acts or
    an operator at the command line.
    """

    # Of a case: a moderator looked and did not find the post, or had a hidden one's pictures shown
    # to their group; after a restore its author said that it is still to go on; an approval lost
    # its power.
    POST_AGAIN = "post_again"
    LOOK = "look"
    CONFIRM = "confirm"
    APPROVAL_LAPSED = "approval_lapsed"
    # Of a case, application or request: files or words went for good, by decision or by time.
    PURGE = "purge"
    # Of a member: they asked for a copy of their data.
    EXPORT = "export"
    # Of a member: they appealed against a suspension, and how that was answered; their membership
    # went to another account of theirs.
    APPEAL = "appeal"
    APPEAL_GRANTED = "appeal_granted"
    APPEAL_KEPT = "appeal_kept"
    HAND_OVER = "hand_over"
    # Of a place: whether students may enter it.
    STUDENTS_OPEN = "students_open"
    STUDENTS_CLOSED = "students_closed"
    # Of a place: it was given its duty; somebody asked at its door.
    BIND = "bind"
    LET_IN = "let_in"
    TURN_AWAY = "turn_away"
    # Of a moderator: somebody came onto the bot's own list, or left it.
    MODERATOR_IN = "moderator_in"
    MODERATOR_OUT = "moderator_out"
    # At the command line: of a backup, a master key by its id, an update by its number.
    RESTORE = "restore"
    ROTATE_KEYS = "rotate_keys"
    ABANDON_KEYS = "abandon_keys"
    RETRY = "retry"
