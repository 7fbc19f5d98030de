"""sendPoll and stopPoll."""

from typing import Literal

from sandbox.entities import utf16_length
from sandbox.methods.inputs import (
    ChatId,
    InlineKeyboardMarkup,
    InputPollOption,
    JsonObject,
    MessageEntity,
)
from sandbox.methods.keyboards import inline_keyboard
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.sending import Send, begin, finish
from sandbox.methods.targets import find_message, reachable_chat
from sandbox.methods.texts import formatted
from sandbox.model import Chat, ChatType, Poll, PollOption
from sandbox.refusal import bad_request
from sandbox.render_message import render_poll
from sandbox.voting import close_poll

MAX_QUESTION = 300
MAX_OPTIONS = 12
MAX_OPTION = 100
MAX_EXPLANATION = 200
MAX_EXPLANATION_BREAKS = 2
OPEN_SECONDS = range(5, 2_628_001)


class SendPoll(Send):
    question: str
    question_parse_mode: str | None = None
    question_entities: list[MessageEntity] | None = None
    options: list[InputPollOption]
    is_anonymous: bool | None = None
    type: Literal["regular", "quiz"] | None = None
    allows_multiple_answers: bool | None = None
    allows_revoting: bool | None = None
    correct_option_ids: list[int] | None = None
    explanation: str | None = None
    explanation_parse_mode: str | None = None
    explanation_entities: list[MessageEntity] | None = None
    open_period: int | None = None
    close_date: int | None = None
    is_closed: bool | None = None


class StopPoll(Params):
    chat_id: ChatId
    message_id: int
    reply_markup: InlineKeyboardMarkup | None = None


@method(SendPoll)
def send_poll(call: Call, params: SendPoll) -> JsonObject:
    chat, draft = begin(call, params, "poll")
    poll = _checked(call, chat, params)
    call.messenger.world.polls[poll.id] = poll
    draft.poll_id = poll.id
    return finish(call, chat, draft)


def _checked(call: Call, chat: Chat, params: SendPoll) -> Poll:
    question = _within(params.question, MAX_QUESTION, "poll question")
    options = [_within(x.text, MAX_OPTION, "poll options") for x in params.options]
    if not 1 <= len(options) <= MAX_OPTIONS:
        raise bad_request(f"poll can't have {'more than 12' if options else 'no'} options")
    if len(set(options)) < len(options):
        raise bad_request("POLL_OPTION_DUPLICATE")
    if chat.type is ChatType.CHANNEL and params.is_anonymous is False:
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    number = call.messenger.count("poll")
    poll = Poll(
        id=str(5_300_000_000_000 + number),
        question=question,
        options=[PollOption(f"{number}.{i}", text) for i, text in enumerate(options)],
        kind=params.type or "regular",
        is_anonymous=params.is_anonymous is not False,
        allows_multiple=bool(params.allows_multiple_answers),
        allows_revoting=(
            params.type != "quiz" if params.allows_revoting is None else params.allows_revoting
        ),
        owner_id=call.bot_id,
        is_closed=bool(params.is_closed),
    )
    _set_quiz(poll, params)
    _set_end(call, poll, params)
    return poll


def _within(text: str, longest: int, what: str) -> str:
    clean, _ = formatted(text, None, None)
    if not clean:
        raise bad_request(f"{what} must be non-empty")
    if utf16_length(clean) > longest:
        raise bad_request(f"{what} length must not exceed {longest}")
    return clean


def _set_quiz(poll: Poll, params: SendPoll) -> None:
    correct = params.correct_option_ids or []
    if poll.kind != "quiz":
        if correct or params.explanation:
            raise bad_request("only quizzes have correct options and explanations")
        return
    if not correct or any(not 0 <= x < len(poll.options) for x in correct):
        raise bad_request("wrong correct option ID specified")
    poll.correct = correct
    text, entities = formatted(
        params.explanation or "", params.explanation_parse_mode, params.explanation_entities
    )
    if utf16_length(text) > MAX_EXPLANATION or text.count("\n") > MAX_EXPLANATION_BREAKS:
        raise bad_request("message caption is too long")
    poll.explanation, poll.explanation_entities = text, entities


def _set_end(call: Call, poll: Poll, params: SendPoll) -> None:
    now = call.messenger.clock.unix()
    if params.open_period and params.close_date:
        raise bad_request("can't specify both open_period and close_date")
    if params.open_period:
        if params.open_period not in OPEN_SECONDS:
            raise bad_request("POLL_OPEN_PERIOD_INVALID")
        poll.open_period, poll.close_date = params.open_period, now + params.open_period
    elif params.close_date:
        if params.close_date - now not in OPEN_SECONDS:
            raise bad_request("POLL_CLOSE_DATE_INVALID")
        poll.close_date = params.close_date


@method(StopPoll)
def stop_poll(call: Call, params: StopPoll) -> JsonObject:
    chat = reachable_chat(call, params.chat_id)
    message = find_message(chat, params.message_id, "message with poll to stop not found")
    if not message.poll_id:
        raise bad_request("message is not a poll")
    poll = call.messenger.world.polls[message.poll_id]
    if poll.owner_id != call.bot_id:
        raise bad_request("poll can't be stopped")
    if poll.is_closed:
        raise bad_request("poll has already been closed")
    message.markup = inline_keyboard(params.reply_markup, chat)
    close_poll(call.messenger, poll)
    return render_poll(poll, with_answer=True)
