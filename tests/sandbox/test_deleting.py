"""Deletions and the rule of 48 hours."""

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Stage

TWO_DAYS = 48 * 3600
TOO_OLD = "Bad Request: message can't be deleted for everyone"


async def test_what_is_not_there_is_not_found(bot: BotClient, stage: Stage) -> None:
    """Deleting twice is refused the second time."""
    message = stage.doctor.send_text("hello")
    values = {"chat_id": stage.doctor.id, "message_id": message.id}
    assert await bot.call("deleteMessage", **values)
    assert message.deleted
    text = await bot.refused("deleteMessage", **values)
    assert text == "Bad Request: message to delete not found"


async def test_in_private_two_days_are_the_limit(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """One second before it works, then no more."""
    early, late = stage.doctor.send_text("a"), stage.doctor.send_text("b")
    messenger.clock.advance(TWO_DAYS - 1)
    assert await bot.call("deleteMessage", chat_id=stage.doctor.id, message_id=early.id)
    messenger.clock.advance(1)
    text = await bot.refused("deleteMessage", chat_id=stage.doctor.id, message_id=late.id)
    assert text == TOO_OLD


async def test_an_admin_with_the_right_deletes_any_age(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Also what others wrote."""
    message = stage.moderator.send_text("hello", chat=stage.group)
    messenger.clock.advance(10 * TWO_DAYS)
    assert await bot.call("deleteMessage", chat_id=stage.group.id, message_id=message.id)


async def test_without_the_right_only_own_and_young(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """A bot that lost the right keeps two days for its own posts."""
    messenger.admit_bot(stage.channel, rights={"can_post_messages"})
    theirs = stage.moderator.send_text("theirs", chat=stage.channel)
    own = await bot.call("sendMessage", chat_id=stage.channel.id, text="own")
    where = {"chat_id": stage.channel.id, "message_id": own["message_id"]}
    text = await bot.refused("deleteMessage", chat_id=stage.channel.id, message_id=theirs.id)
    assert text == "Bad Request: message can't be deleted"
    messenger.clock.advance(TWO_DAYS)
    assert await bot.refused("deleteMessage", **where) == TOO_OLD


async def test_a_batch_skips_what_is_gone(bot: BotClient, stage: Stage) -> None:
    """Unknown numbers do no harm."""
    messages = [stage.doctor.send_text(str(i)) for i in range(3)]
    ids = [x.id for x in messages]
    assert await bot.call("deleteMessages", chat_id=stage.doctor.id, message_ids=[*ids, 999])
    assert all(x.deleted for x in messages)


async def test_a_batch_has_one_to_a_hundred(bot: BotClient, stage: Stage) -> None:
    """Both ends are refused."""
    values = {"chat_id": stage.doctor.id}
    text = await bot.refused("deleteMessages", **values, message_ids=[])
    assert text == "Bad Request: message identifiers are not specified"
    text = await bot.refused("deleteMessages", **values, message_ids=list(range(1, 102)))
    assert text == "Bad Request: too many message identifiers specified"


async def test_one_that_is_too_old_refuses_the_batch(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Nothing is deleted then."""
    old = stage.doctor.send_text("old")
    messenger.clock.advance(TWO_DAYS)
    young = stage.doctor.send_text("young")
    ids = [old.id, young.id]
    text = await bot.refused("deleteMessages", chat_id=stage.doctor.id, message_ids=ids)
    assert (text, young.deleted) == (TOO_OLD, False)


async def test_bots_never_hear_of_deletions(bot: BotClient, stage: Stage) -> None:
    """Whoever deletes what."""
    message = stage.doctor.send_text("hello")
    await bot.updates()
    stage.doctor.delete(message)
    assert await bot.updates() == []


async def test_the_discussion_copy_stays(bot: BotClient, stage: Stage) -> None:
    """Taking a post down leaves its forward: it must be deleted as well."""
    sent = await bot.call("sendMessage", chat_id=stage.channel.id, text="case")
    copy = stage.discussion.messages()[-1]
    values = {"chat_id": stage.channel.id, "message_id": sent["message_id"]}
    await bot.call("deleteMessage", **values)
    assert (copy.text, copy.deleted) == ("case", False)


async def test_the_note_of_a_migration_stays(bot: BotClient, stage: Stage) -> None:
    """It is what leads to the new group, and back."""
    old = stage.messenger.add_group("Small", owner=stage.moderator, basic=True)
    stage.messenger.admit_bot(old)
    new = old.migrate()
    note = new.messages()[-1]
    text = await bot.refused("deleteMessage", chat_id=new.id, message_id=note.id)
    assert text == "Bad Request: message can't be deleted"
