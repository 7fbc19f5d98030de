"""Votes of people in polls, and the end of a poll."""

from typing import TYPE_CHECKING

from sandbox.delivery import emit
from sandbox.model import Message, Poll
from sandbox.render import render_user
from sandbox.render_message import render_poll

if TYPE_CHECKING:
    from sandbox.messenger import Messenger


class CannotVoteError(Exception):
    """The poll is closed, the choice impossible, or the vote final."""


def vote(messenger: "Messenger", user_id: int, poll: Poll, choice: list[int]) -> None:
    """Choose options by index; an empty choice takes a vote back."""
    if is_over(messenger, poll):
        raise CannotVoteError("this poll is closed")
    if any(not 0 <= index < len(poll.options) for index in choice):
        raise CannotVoteError("there is no such option")
    if len(choice) > 1 and not poll.allows_multiple:
        raise CannotVoteError("only one option can be chosen")
    if any(user_id in option.voters for option in poll.options) and not poll.allows_revoting:
        raise CannotVoteError("this vote is final")
    for index, option in enumerate(poll.options):
        if user_id in option.voters:
            option.voters.remove(user_id)
        if index in choice:
            option.voters.append(user_id)
    _tell(messenger, poll)
    if not poll.is_anonymous:
        _tell_answer(messenger, user_id, poll, choice)


def is_over(messenger: "Messenger", poll: Poll) -> bool:
    """Whether the poll is closed; closes one whose time has come."""
    if not poll.is_closed and poll.close_date and poll.close_date <= messenger.clock.unix():
        close_poll(messenger, poll)
    return poll.is_closed


def close_poll(messenger: "Messenger", poll: Poll) -> None:
    poll.is_closed = True
    _tell(messenger, poll)


def _tell(messenger: "Messenger", poll: Poll) -> None:
    owner = messenger.world.bots.get(poll.owner_id)
    if owner:
        emit(messenger, owner, "poll", render_poll(poll, with_answer=True))
    for message in _messages(messenger, poll):
        messenger.touch(message)


def _tell_answer(messenger: "Messenger", user_id: int, poll: Poll, choice: list[int]) -> None:
    owner = messenger.world.bots.get(poll.owner_id)
    if owner is None:
        return
    body = {
        "poll_id": poll.id,
        "user": render_user(messenger.world, user_id, acting=True),
        "option_ids": choice,
        "option_persistent_ids": [poll.options[index].id for index in choice],
    }
    emit(messenger, owner, "poll_answer", body)


def _messages(messenger: "Messenger", poll: Poll) -> list[Message]:
    return [
        message
        for chat in messenger.world.chats.values()
        for message in chat.messages.values()
        if message.poll_id == poll.id
    ]
