"""answerCallbackQuery and answerInlineQuery: once each, and in time."""

from sandbox.callbacks import is_open
from sandbox.methods.inputs import InlineQueryResultArticle, InlineQueryResultsButton
from sandbox.methods.registry import Call, Params, method
from sandbox.refusal import QUERY_TOO_OLD, bad_request

MAX_ANSWER = 200
MAX_RESULTS = 50
INLINE_LIFE_SECONDS = 10


class AnswerCallbackQuery(Params):
    callback_query_id: str
    text: str | None = None
    show_alert: bool | None = None
    url: str | None = None
    cache_time: int | None = None


class AnswerInlineQuery(Params):
    inline_query_id: str
    results: list[InlineQueryResultArticle]
    cache_time: int | None = None
    is_personal: bool | None = None
    next_offset: str | None = None
    button: InlineQueryResultsButton | None = None


@method(AnswerCallbackQuery)
def answer_callback_query(call: Call, params: AnswerCallbackQuery) -> bool:
    callback = call.messenger.world.callbacks.get(params.callback_query_id)
    if callback is None or callback.bot_id != call.bot_id or not is_open(call.messenger, callback):
        raise bad_request(QUERY_TOO_OLD)
    text = params.text or ""
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.url and not params.url.startswith(("https://t.me/", "tg://")):
        raise bad_request("URL_INVALID")
    callback.answered = True
    callback.text, callback.alert = text, bool(params.show_alert)
    callback.url = params.url or ""
    call.messenger.changed(call.messenger.world.chats[callback.chat])
    return True


@method(AnswerInlineQuery)
def answer_inline_query(call: Call, params: AnswerInlineQuery) -> bool:
    query = call.messenger.world.inline_queries.get(params.inline_query_id)
    now = call.messenger.clock.unix()
    if query is None or query.answered or now - query.date > INLINE_LIFE_SECONDS:
        raise bad_request(QUERY_TOO_OLD)
    if len(params.results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    identifiers = [result.id for result in params.results]
    if len(set(identifiers)) < len(identifiers):
        raise bad_request("RESULT_ID_DUPLICATE")
    if any(not 1 <= len(identifier.encode()) <= 64 for identifier in identifiers):
        raise bad_request("RESULT_ID_INVALID")
    query.answered = True
    query.results = [result.plain() for result in params.results]
    call.messenger.wake()
    return True
