"""setMessageReaction: a bot has one reaction per message."""

from sandbox.methods.inputs import ChatId, ReactionType
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import find_message, reachable_chat
from sandbox.refusal import bad_request

EMOJI = frozenset(
    "👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇"
    "😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
) | {"❤", "❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷", "🤷\u200d♀"}


class SetMessageReaction(Params):
    chat_id: ChatId
    message_id: int
    reaction: list[ReactionType] | None = None
    is_big: bool | None = None


@method(SetMessageReaction)
def set_message_reaction(call: Call, params: SetMessageReaction) -> bool:
    chat = reachable_chat(call, params.chat_id)
    message = find_message(chat, params.message_id, "message to react not found")
    reactions = params.reaction or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(x.type != "emoji" or (x.emoji or "").rstrip("\ufe0f") not in EMOJI for x in reactions):
        raise bad_request("REACTION_INVALID")
    message.reactions[call.bot_id] = [reaction.emoji or "" for reaction in reactions]
    call.messenger.touch(message)
    return True
