"""The table of contents: every handler in one place. Order matters, the first that fits wins."""

from collections.abc import Callable
from typing import Any

from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatJoinRequestHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
)
from telegram.ext.filters import COMMAND, TEXT, ChatType, StatusUpdate, UpdateType
from telegram.ext.filters import IS_AUTOMATIC_FORWARD as COPY

from handlers import (
    admission,
    binding,
    corrections,
    discussion,
    doors,
    ending,
    intake,
    joining,
    migration,
    mycases,
    questions,
    review,
    roster,
    sending,
    verdicts,
    watching,
    welcome,
    words,
)
from handlers.buttons import Act
from handlers.context import Context
from handlers.routing import OnPress, on_command, on_message, on_tap, unknown_tap

PRIVATE = ChatType.PRIVATE & UpdateType.MESSAGE
GROUP = ChatType.GROUPS & UpdateType.MESSAGE

TAPS: dict[Act, OnPress] = {
    Act.LANGUAGE: welcome.choose_language,
    Act.NOTICE: welcome.accept_notice,
    Act.CHANNELS: welcome.channels_tap,
    Act.ROLE: joining.choose_role,
    Act.NO_NUMBER: joining.no_number,
    Act.KEEP_NUMBER: joining.keep_number,
    Act.OWN_SPECIALTY: joining.choose_specialty,
    Act.START_AGAIN: joining.start_again,
    Act.ADMIT: admission.accept,
    Act.ADMIT_ASK: admission.offer_reasons,
    Act.ADMIT_REFUSE: admission.offer_reasons,
    Act.ADMIT_BACK: admission.back_to_card,
    Act.ADMIT_REASON: admission.choose_reason,
    Act.TOGGLE: corrections.toggle,
    Act.STRIPS: corrections.show_strips,
    Act.STRIP: corrections.hide_strip,
    Act.WHOLE: corrections.hide_whole,
    Act.REMOVE: corrections.remove,
    Act.RETRY: corrections.retry,
    Act.PICTURE_BACK: corrections.back,
    Act.NEXT: questions.go_next,
    Act.KEEP: questions.go_next,
    Act.BACK: questions.go_back,
    Act.SPECIALTY: questions.choose,
    Act.AGE: questions.choose,
    Act.SEX: questions.choose,
    Act.NO_CONTEXT: questions.choose,
    Act.SIGNATURE: questions.choose,
    Act.WORD: questions.settle_word,
    Act.ATTEST: questions.attest,
    Act.SEND: sending.send,
    Act.CANCEL: ending.ask_cancel,
    Act.CANCEL_SURE: ending.cancel,
    Act.MY_CASES: mycases.list_tap,
    Act.MY_CASE: mycases.show_mine,
    Act.REVISE: mycases.revise,
    Act.WITHDRAW: ending.ask_withdraw,
    Act.WITHDRAW_SURE: ending.withdraw,
    Act.APPROVE: review.approve,
    Act.CHANGES: review.offer_reasons,
    Act.REJECT: review.offer_reasons,
    Act.REVIEW_BACK: review.back_to_card,
    Act.REASON: verdicts.choose_reason,
    Act.POST_AGAIN: verdicts.post_again,
    Act.BIND: binding.confirm,
}


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """All of them, in order."""
    return [
        # Channels and groups tell what happens in them.
        ChatJoinRequestHandler(doors.knock),
        ChatMemberHandler(roster.note_change, ChatMemberHandler.CHAT_MEMBER),
        ChatMemberHandler(watching.note_change, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(StatusUpdate.MIGRATE, migration.follow),
        CommandHandler("bind", binding.bind, filters=UpdateType.MESSAGE & ChatType.GROUPS),
        MessageHandler(UpdateType.CHANNEL_POST & TEXT, binding.bind_in_channel),
        # Private commands.
        *(on_command(name, respond, PRIVATE) for name, respond in PRIVATE_COMMANDS.items()),
        # The moderators' commands.
        on_command("queue", verdicts.show_queue, GROUP),
        on_command("takedown", ending.take_down, GROUP),
        # Private content.
        on_message(PRIVATE & intake.PICTURES, intake.take_picture),
        on_message(PRIVATE & intake.OTHER_MEDIA, intake.refuse_media),
        on_message(PRIVATE & TEXT & ~COMMAND, words.take_words),
        on_message(PRIVATE & COMMAND, welcome.help_text),
        # Threads and moderators' words.
        MessageHandler(GROUP & COPY, discussion.note_copy),
        MessageHandler(GROUP & ~StatusUpdate.ALL & ~COMMAND, discussion.hear),
        # Buttons.
        *(on_tap(act, respond) for act, respond in TAPS.items()),
        CallbackQueryHandler(unknown_tap),
    ]


PRIVATE_COMMANDS: dict[str, Callable[..., Any]] = {
    "start": welcome.start,
    "help": welcome.help_text,
    "cases": mycases.list_mine,
    "channels": welcome.channels,
    "language": welcome.offer_language,
    "whoami": welcome.whoami,
}
