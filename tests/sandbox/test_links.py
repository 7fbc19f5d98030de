"""Addresses on t.me, and what else people do: react, vote, ask inline."""

import pytest

from sandbox.links import DeadLinkError
from sandbox.messenger import Messenger
from sandbox.seen import Seen
from tests.sandbox.fakes import BotClient, Stage


async def test_a_deep_link_starts_the_bot(bot: BotClient, stage: Stage) -> None:
    """With its payload; another bot's does not."""
    await bot.updates()
    stage.doctor.open("https://t.me/medpics_bot?start=case-1")
    assert (await bot.updates())[0]["message"]["text"] == "/start case-1"
    with pytest.raises(DeadLinkError):
        stage.doctor.open("https://t.me/other_bot?start=case-1")


def test_an_invite_is_followed(stage: Stage) -> None:
    """As by `join`."""
    stage.doctor.open(stage.channel.invite_link())
    assert stage.doctor.is_in(stage.channel)


def test_a_link_to_a_message_needs_access(stage: Stage) -> None:
    """Members see it, others do not, and nobody once it is gone."""
    post = stage.moderator.send_text("case", chat=stage.channel)
    url = f"https://t.me/c/{str(stage.channel.id).removeprefix('-100')}/{post.id}"
    assert stage.moderator.open(url) == post
    with pytest.raises(DeadLinkError, match="not open"):
        stage.doctor.open(url)
    stage.moderator.delete(post)
    with pytest.raises(DeadLinkError, match="gone"):
        stage.moderator.open(url)


def test_a_public_channel_is_named(messenger: Messenger, stage: Stage) -> None:
    """Anybody may look."""
    public = messenger.add_channel("Open", owner=stage.moderator, username="openderm")
    post = stage.moderator.send_text("case", chat=public)
    found = stage.doctor.open(f"https://t.me/openderm/{post.id}")
    assert isinstance(found, Seen)
    assert found.text == "case"
    with pytest.raises(DeadLinkError, match=r"t\.me"):
        stage.doctor.open("https://example.org/")


async def test_reactions_are_told_on_request(bot: BotClient, stage: Stage) -> None:
    """By name only, before and after."""
    message = stage.moderator.send_text("case", chat=stage.group)
    stage.moderator.react(message, "👍")
    await bot.updates(allowed_updates=["message_reaction"])
    stage.moderator.react(message)
    (update,) = await bot.updates()
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert update["message_reaction"]["new_reaction"] == []


async def test_people_vote(bot: BotClient, stage: Stage) -> None:
    """By the index of the option."""
    options = [{"text": "a"}, {"text": "b"}]
    values = {"chat_id": stage.group.id, "question": "Which?", "options": options}
    await bot.call("sendPoll", **values)
    stage.moderator.vote(stage.moderator.last(stage.group), 1)
    totals = (await bot.updates())[-1]["poll"]
    assert [x["voter_count"] for x in totals["options"]] == [0, 1]
