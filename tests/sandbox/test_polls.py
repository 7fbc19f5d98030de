"""Polls: limits, votes, the end."""

from typing import Any

import pytest

from sandbox.messenger import Messenger
from sandbox.model import Poll
from sandbox.voting import CannotVoteError, vote
from tests.sandbox.fakes import BotClient, Stage

OPTIONS = [{"text": "eczema"}, {"text": "psoriasis"}]
THIRTEEN = [{"text": str(i)} for i in range(13)]


async def ask(bot: BotClient, stage: Stage, **values: object) -> dict[str, Any]:
    basics = {"chat_id": stage.group.id, "question": "Which?", "options": OPTIONS}
    return dict(await bot.call("sendPoll", **{**basics, **values}))


def the_poll(messenger: Messenger, sent: dict[str, Any]) -> Poll:
    return messenger.world.polls[sent["poll"]["id"]]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"question": ""}, "poll question must be non-empty"),
        ({"question": "a" * 301}, "poll question length must not exceed 300"),
        ({"options": []}, "poll can't have no options"),
        (
            {"options": THIRTEEN},
            "poll can't have more than 12 options",
        ),
        ({"options": [{"text": "a" * 101}]}, "poll options length must not exceed 100"),
        ({"options": OPTIONS[:1] * 2}, "POLL_OPTION_DUPLICATE"),
        ({"type": "quiz"}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong correct option ID specified"),
        ({"open_period": 4}, "POLL_OPEN_PERIOD_INVALID"),
        ({"open_period": 2628001}, "POLL_OPEN_PERIOD_INVALID"),
        ({"close_date": 1}, "POLL_CLOSE_DATE_INVALID"),
        (
            {"type": "quiz", "correct_option_ids": [0], "explanation": "a\nb\nc\nd"},
            "message caption is too long",
        ),
    ],
)
async def test_limits(
    bot: BotClient, stage: Stage, values: dict[str, object], reason: str
) -> None:
    """Each has its words."""
    basics = {"chat_id": stage.group.id, "question": "Which?", "options": OPTIONS}
    text = await bot.refused("sendPoll", **{**basics, **values})
    assert text == f"Bad Request: {reason}"


async def test_channels_have_anonymous_polls_only(bot: BotClient, stage: Stage) -> None:
    """Names of voters are not shown there."""
    values = {"chat_id": stage.channel.id, "question": "Which?", "options": OPTIONS}
    text = await bot.refused("sendPoll", **values, is_anonymous=False)
    assert text == "Bad Request: non-anonymous polls can't be sent to channel chats"


async def test_votes_reach_the_bot(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """The sum always, the voter only in a poll that is not anonymous."""
    sent = await ask(bot, stage, is_anonymous=False)
    vote(messenger, stage.moderator.id, the_poll(messenger, sent), [1])
    totals, answer = await bot.updates()
    assert [x["voter_count"] for x in totals["poll"]["options"]] == [0, 1]
    assert answer["poll_answer"]["option_ids"] == [1]
    assert answer["poll_answer"]["user"]["id"] == stage.moderator.id


async def test_a_quiz_vote_is_final(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """And only one option counts."""
    sent = await ask(bot, stage, type="quiz", correct_option_ids=[0])
    poll = the_poll(messenger, sent)
    with pytest.raises(CannotVoteError, match="only one"):
        vote(messenger, stage.moderator.id, poll, [0, 1])
    vote(messenger, stage.moderator.id, poll, [0])
    with pytest.raises(CannotVoteError, match="final"):
        vote(messenger, stage.moderator.id, poll, [1])


async def test_a_poll_ends_by_itself(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """When its time has come nobody votes any more."""
    sent = await ask(bot, stage, open_period=60)
    messenger.clock.advance(60)
    with pytest.raises(CannotVoteError, match="closed"):
        vote(messenger, stage.moderator.id, the_poll(messenger, sent), [0])


async def test_stopping(bot: BotClient, stage: Stage) -> None:
    """Once; and only polls."""
    sent = await ask(bot, stage)
    where = {"chat_id": stage.group.id, "message_id": sent["message_id"]}
    assert (await bot.call("stopPoll", **where))["is_closed"] is True
    text = await bot.refused("stopPoll", **where)
    assert text == "Bad Request: poll has already been closed"
    message = await bot.call("sendMessage", chat_id=stage.group.id, text="x")
    where["message_id"] = message["message_id"]
    assert await bot.refused("stopPoll", **where) == "Bad Request: message is not a poll"
