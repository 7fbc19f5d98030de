"""The table of contents: every handler, and the action that it stands for, in one place.

Order matters, the first that fits wins. Who may do what stands in `moderation/permissions.py`.
"""

from typing import Any

from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatJoinRequestHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
)
from telegram.ext.filters import COMMAND, TEXT, ChatType, Regex, StatusUpdate, UpdateType
from telegram.ext.filters import IS_AUTOMATIC_FORWARD as COPY

from handlers import welcome, words
from handlers.buttons import Act
from handlers.context import Context
from handlers.entrance import (
    admission,
    appeals,
    channel_rules,
    doorkeeping,
    doors,
    handing_in,
    handover,
    inviting,
    joining,
    members_list,
    recheck,
    schooling,
    suspending,
)
from handlers.places import binding, migration, watching
from handlers.protection import member_reports, reporting, takedowns
from handlers.publishing import ending
from handlers.reviewing import figures, review, verdicts
from handlers.rights import forget, mydata, privacy
from handlers.routing import (
    FactGate,
    JoinGate,
    MessageGate,
    OnMessage,
    OnPress,
    PostGate,
    TapGate,
    UnknownTap,
    Ways,
)
from handlers.submission import confirming, corrections, intake, mycases, questions, sending
from handlers.thread import answering, discipline, discussion, house_rules, screening, speaking
from moderation.discipline import Measure
from moderation.permissions import Action

PRIVATE = ChatType.PRIVATE & UpdateType.MESSAGE
GROUP = ChatType.GROUPS & UpdateType.MESSAGE
WRITTEN = ChatType.GROUPS & (UpdateType.MESSAGE | UpdateType.EDITED_MESSAGE)

TAPS: dict[Act, tuple[Action, OnPress]] = {
    Act.LANGUAGE: (Action.CHOOSE_LANGUAGE, welcome.choose_language),
    Act.NOTICE: (Action.ACCEPT_NOTICE, welcome.accept_notice),
    Act.CHANNELS: (Action.SEE_CHANNELS, welcome.channels_tap),
    Act.ROLE: (Action.APPLY, joining.choose_role),
    Act.NO_NUMBER: (Action.APPLY, joining.no_number),
    Act.KEEP_NUMBER: (Action.APPLY, joining.keep_number),
    Act.REGISTERS: (Action.APPLY, joining.offer_registers),
    Act.REGISTER: (Action.APPLY, joining.choose_register),
    Act.OWN_SPECIALTY: (Action.APPLY, joining.choose_specialty),
    Act.RENEW: (Action.RENEW, schooling.renew),
    Act.NEW_CODE: (Action.APPLY, handing_in.new_code),
    Act.HAND_IN: (Action.APPLY, handing_in.hand_in),
    Act.START_AGAIN: (Action.APPLY_AGAIN, joining.start_again),
    Act.ADMIT: (Action.ADMIT, admission.accept),
    Act.ADMIT_MOVE: (Action.ADMIT, handover.confirm),
    Act.ADMIT_TAKE: (Action.ADMIT, admission.take),
    Act.ADMIT_ASK: (Action.ADMIT, admission.offer_reasons),
    Act.ADMIT_REFUSE: (Action.ADMIT, admission.offer_reasons),
    Act.ADMIT_BACK: (Action.ADMIT, admission.back_to_card),
    Act.ADMIT_REASON: (Action.ADMIT, admission.choose_reason),
    Act.STUDENTS: (Action.SET_DOORS, channel_rules.change),
    Act.SUSPEND: (Action.SUSPEND, suspending.show_card),
    Act.SUSPEND_SPAN: (Action.SUSPEND, suspending.choose_span),
    Act.SUSPEND_SURE: (Action.SUSPEND, suspending.choose_reason),
    Act.REINSTATE: (Action.REINSTATE, suspending.show_card),
    Act.REINSTATE_SURE: (Action.REINSTATE, suspending.reinstate_sure),
    Act.APPEAL: (Action.APPEAL, appeals.begin),
    Act.APPEAL_GRANT: (Action.ANSWER_APPEAL, appeals.grant),
    Act.APPEAL_KEEP: (Action.ANSWER_APPEAL, appeals.keep),
    Act.TOGGLE: (Action.CORRECT, corrections.toggle),
    Act.STRIPS: (Action.CORRECT, corrections.show_strips),
    Act.STRIP: (Action.CORRECT, corrections.hide_strip),
    Act.WHOLE: (Action.CORRECT, corrections.hide_whole),
    Act.REMOVE: (Action.CORRECT, corrections.remove),
    Act.RETRY: (Action.CORRECT, corrections.retry),
    Act.PICTURE_BACK: (Action.CORRECT, corrections.back),
    Act.NEXT: (Action.DESCRIBE, questions.go_next),
    Act.KEEP: (Action.DESCRIBE, questions.go_next),
    Act.BACK: (Action.DESCRIBE, questions.go_back),
    Act.SPECIALTY: (Action.DESCRIBE, questions.choose),
    Act.AGE: (Action.DESCRIBE, questions.choose),
    Act.SEX: (Action.DESCRIBE, questions.choose),
    Act.NO_CONTEXT: (Action.DESCRIBE, questions.choose),
    Act.SIGNATURE: (Action.DESCRIBE, questions.choose),
    Act.WORD: (Action.DESCRIBE, questions.settle_word),
    Act.ATTEST: (Action.DESCRIBE, questions.attest),
    Act.SEND: (Action.SUBMIT, sending.send),
    Act.CANCEL: (Action.DISCARD, ending.ask_cancel),
    Act.CANCEL_SURE: (Action.DISCARD, ending.cancel),
    Act.MY_CASES: (Action.SEE_OWN, mycases.list_tap),
    Act.MY_CASE: (Action.SEE_OWN, mycases.show_mine),
    Act.REVISE: (Action.REVISE, mycases.revise),
    Act.STILL: (Action.CONFIRM, confirming.confirm),
    Act.WITHDRAW: (Action.WITHDRAW, ending.ask_withdraw),
    Act.WITHDRAW_SURE: (Action.WITHDRAW, ending.withdraw),
    Act.APPROVE: (Action.REVIEW, review.approve),
    Act.CHANGES: (Action.REVIEW, review.offer_reasons),
    Act.REJECT: (Action.REVIEW, review.offer_reasons),
    Act.REVIEW_BACK: (Action.REVIEW, review.back_to_card),
    Act.REASON: (Action.REVIEW, verdicts.choose_reason),
    Act.POST_AGAIN: (Action.POST_AGAIN, verdicts.post_again),
    Act.REPORT_KIND: (Action.REPORT, member_reports.choose_kind),
    Act.REPORT_SKIP: (Action.REPORT, reporting.skip_contact),
    Act.REPORT_CANCEL: (Action.REPORT, reporting.cancel),
    Act.REQUEST_GRANT: (Action.SETTLE_REPORT, takedowns.grant),
    Act.REQUEST_KEEP: (Action.SETTLE_REPORT, takedowns.offer_reasons),
    Act.REQUEST_REASON: (Action.SETTLE_REPORT, takedowns.choose_reason),
    Act.REQUEST_BACK: (Action.SETTLE_REPORT, takedowns.back_to_card),
    Act.REQUEST_HIDE: (Action.SETTLE_REPORT, takedowns.hide),
    Act.REQUEST_LOOK: (Action.SETTLE_REPORT, takedowns.look),
    Act.FORGET: (Action.ERASE, forget.choose),
    Act.FORGET_SURE: (Action.ERASE, forget.confirm),
    Act.BIND: (Action.CONFIRM_BINDING, binding.confirm),
    Act.LAPSE: (Action.SETTLE_LAPSES, recheck.decide),
    Act.LAPSE_NONE: (Action.SETTLE_LAPSES, recheck.decide),
}

PRIVATE_COMMANDS: dict[str, tuple[Action, OnMessage]] = {
    "start": (Action.LOOK, welcome.start),
    "help": (Action.LOOK, welcome.help_text),
    "cases": (Action.SEE_OWN, mycases.list_mine),
    "channels": (Action.SEE_CHANNELS, welcome.channels),
    "invite": (Action.INVITE, inviting.show_link),
    "language": (Action.CHOOSE_LANGUAGE, welcome.offer_language),
    "whoami": (Action.LOOK, welcome.whoami),
    "privacy": (Action.LOOK, privacy.show),
    "rules": (Action.LOOK, house_rules.show),
    "mydata": (Action.EXPORT, mydata.ask),
    "forget": (Action.ERASE, forget.explain),
    "report": (Action.REPORT, reporting.report),
}

MODERATORS_COMMANDS: dict[str, tuple[Action, OnMessage]] = {
    "queue": (Action.SEE_QUEUE, verdicts.show_queue),
    "stats": (Action.SEE_FIGURES, figures.show),
    "takedown": (Action.TAKE_DOWN, ending.take_down),
    "members": (Action.SEE_MEMBERS, members_list.show),
    "doors": (Action.SET_DOORS, channel_rules.show),
    "suspend": (Action.SUSPEND, suspending.suspend),
    "reinstate": (Action.REINSTATE, suspending.reinstate),
}

# What a picture, a text, or words in a group are depends on who sends them: the first way that is
# open to them is theirs.
PICTURES: Ways = (
    (Action.ADD_PICTURE, intake.take_picture),
    (Action.APPLY, intake.take_evidence),
)
WORDS: Ways = (
    (Action.DESCRIBE, words.of_author),
    (Action.APPEAL, words.of_suspended),
    (Action.APPLY, words.of_applicant),
)
DISCIPLINE = (Action.DISCIPLINE, discipline.act)
REPORT_HERE = (Action.REPORT_HERE, reporting.report_here)
GROUP_WORDS: Ways = ((Action.EXPLAIN, verdicts.take_words), (Action.ANSWER, discussion.hear))


# PTB asks its groups of handlers in the order of their numbers; ours are 0.
FIRST = -1


def screens() -> list[BaseHandler[Any, Context, Any]]:
    """Before all others, and whatever they are about; one may stop an update here."""
    return [
        MessageHandler(
            WRITTEN & ~COPY & ~StatusUpdate.ALL, FactGate(Action.SCREEN, screening.screen)
        )
    ]


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """All of them, in order; whatever is called is a gate that names its actions."""
    return [
        # Channels and groups tell what happens in them.
        ChatJoinRequestHandler(JoinGate(Action.JOIN, doors.knock)),
        ChatMemberHandler(
            FactGate(Action.NOTE_MEMBER, doorkeeping.note_change), ChatMemberHandler.CHAT_MEMBER
        ),
        ChatMemberHandler(
            FactGate(Action.NOTE_RIGHTS, watching.note_change), ChatMemberHandler.MY_CHAT_MEMBER
        ),
        MessageHandler(StatusUpdate.MIGRATE, FactGate(Action.NOTE_MIGRATION, migration.follow)),
        MessageHandler(GROUP & COPY, FactGate(Action.NOTE_COPY, discussion.note_copy)),
        # Places are bound from inside.
        CommandHandler("bind", MessageGate(((Action.BIND, binding.bind),), quiet=True), GROUP),
        MessageHandler(
            UpdateType.CHANNEL_POST & TEXT, PostGate(Action.ASK_TO_BIND, binding.ask_in_channel)
        ),
        # A link that leads to an answer is more than a greeting.
        MessageHandler(
            PRIVATE & COMMAND & Regex(answering.LINK),
            MessageGate(((Action.ADD_PICTURE, answering.begin),)),
        ),
        # Commands, in private and of the moderators.
        *(CommandHandler(n, MessageGate((way,)), PRIVATE) for n, way in PRIVATE_COMMANDS.items()),
        *(CommandHandler(n, MessageGate((way,)), GROUP) for n, way in MODERATORS_COMMANDS.items()),
        CommandHandler("report", MessageGate((REPORT_HERE,), quiet=True), GROUP),
        CommandHandler([*Measure], MessageGate((DISCIPLINE,), quiet=True), GROUP),
        # Private content.
        MessageHandler(PRIVATE & intake.PICTURES, MessageGate(PICTURES, intake.turn_away)),
        MessageHandler(
            PRIVATE & intake.OTHER_MEDIA, MessageGate(((Action.LOOK, intake.refuse_media),))
        ),
        MessageHandler(
            PRIVATE & TEXT & ~COMMAND & speaking.TO_NOTICE,
            MessageGate(((Action.SPEAK, speaking.speak),)),
        ),
        MessageHandler(PRIVATE & TEXT & ~COMMAND, MessageGate(WORDS, words.turn_away)),
        MessageHandler(PRIVATE & COMMAND, MessageGate(((Action.LOOK, welcome.help_text),))),
        # Moderators' words that were asked for, and threads.
        MessageHandler(GROUP & ~StatusUpdate.ALL & ~COMMAND, MessageGate(GROUP_WORDS, quiet=True)),
        # Buttons.
        *(
            CallbackQueryHandler(TapGate(act, *way), pattern=f"^{act}:")
            for act, way in TAPS.items()
        ),
        CallbackQueryHandler(UnknownTap()),
    ]
