"""sendMessage and its limits: text, keyboards, replies, who can be written to."""

import pytest

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Refused, Stage, picture


def keyboard(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        ("  \n ", "message text is empty"),
        ("a" * 4097, "message is too long"),
        ("🩺" * 2049, "message is too long"),
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag b"),
    ],
)
async def test_impossible_text_is_refused(
    bot: BotClient, stage: Stage, text: str, reason: str
) -> None:
    """Limits count UTF-16 units after the markup is read."""
    values = {"chat_id": stage.doctor.id, "text": text, "parse_mode": "HTML"}
    assert await bot.refused("sendMessage", **values) == f"Bad Request: {reason}"


async def test_markup_does_not_count(bot: BotClient, stage: Stage) -> None:
    """4096 characters within tags are exactly enough."""
    text = f"<b>{'a' * 4096}</b>"
    sent = await bot.call("sendMessage", chat_id=stage.doctor.id, text=text, parse_mode="HTML")
    assert (len(sent["text"]), sent["entities"][0]["length"]) == (4096, 4096)


async def test_a_caption_has_1024_units(bot: BotClient, stage: Stage) -> None:
    """One more is refused."""
    files = {"photo": ("x.png", picture())}
    values = {"chat_id": stage.doctor.id, "caption": "a" * 1025, "files": files}
    reason = "Bad Request: message caption is too long"
    assert await bot.refused("sendPhoto", **values) == reason


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({}, "text buttons are unallowed in the inline keyboard"),
        (
            {"callback_data": "x", "style": "red"},
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (
            {"callback_data": "x", "url": "https://a.org"},
            "can't parse inline keyboard button: exactly one optional field is expected",
        ),
        ({"url": "nonsense"}, "inline keyboard button URL 'nonsense' is invalid: Wrong HTTP URL"),
        (
            {"web_app": {"url": "http://a.org"}},
            (
                "inline keyboard button Web App URL 'http://a.org' is invalid: "
                "Only HTTPS links are allowed"
            ),
        ),
    ],
)
async def test_a_wrong_button_is_refused(
    bot: BotClient, stage: Stage, button: dict[str, object], reason: str
) -> None:
    """Callback data is counted in bytes; a button does exactly one thing."""
    values = {"chat_id": stage.doctor.id, "text": "x", "reply_markup": keyboard(**button)}
    assert await bot.refused("sendMessage", **values) == f"Bad Request: {reason}"


async def test_callback_data_may_have_64_bytes(bot: BotClient, stage: Stage) -> None:
    """32 two-byte letters fit exactly."""
    markup = keyboard(callback_data="é" * 32)
    sent = await bot.call("sendMessage", chat_id=stage.doctor.id, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


async def test_a_mini_app_button_belongs_into_private_chats(bot: BotClient, stage: Stage) -> None:
    """In a group it is refused."""
    markup = keyboard(web_app={"url": "https://a.org"})
    text = await bot.refused("sendMessage", chat_id=stage.group.id, text="x", reply_markup=markup)
    assert text == "Bad Request: BUTTON_TYPE_INVALID"


async def test_a_reply_needs_its_message(bot: BotClient, stage: Stage) -> None:
    """A missing one is refused, or left out when that is allowed."""
    values = {"chat_id": stage.doctor.id, "text": "x"}
    text = await bot.refused("sendMessage", **values, reply_parameters={"message_id": 999})
    assert text == "Bad Request: message to be replied not found"
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    sent = await bot.call("sendMessage", **values, reply_parameters=lenient)
    assert "reply_to_message" not in sent


async def test_a_quote_must_occur_in_the_message(bot: BotClient, stage: Stage) -> None:
    """Its position counts UTF-16 units."""
    original = stage.doctor.send_text("🩺 a rash on the hand")
    reply = {"message_id": original.id, "quote": "rash"}
    values = {"chat_id": stage.doctor.id, "text": "x"}
    sent = await bot.call("sendMessage", **values, reply_parameters=reply)
    assert sent["quote"] == {"text": "rash", "position": 5, "is_manual": True}
    reply["quote"] = "wound"
    text = await bot.refused("sendMessage", **values, reply_parameters=reply)
    assert text == "Bad Request: QUOTE_TEXT_INVALID"


async def test_nobody_is_written_to_uninvited(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Unknown: 400. Met in a group only: 403. Blocked: 403."""
    values = {"text": "x"}
    text = await bot.refused("sendMessage", chat_id=42, **values)
    assert text == "Bad Request: chat not found"
    text = await bot.refused("sendMessage", chat_id=stage.moderator.id, **values)
    assert text == "Forbidden: bot can't initiate conversation with a user"
    stage.doctor.block_bot()
    text = await bot.refused("sendMessage", chat_id=stage.doctor.id, **values)
    assert text == "Forbidden: bot was blocked by the user"


async def test_a_bot_is_not_written_to(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """Bots do not talk to bots."""
    other = messenger.add_bot("Other", username="other_bot", token="777:OTHER")
    text = await bot.refused("sendMessage", chat_id=other.user_id, text="x")
    assert text == "Forbidden: bot can't send messages to bots"


async def test_a_room_that_threw_the_bot_out(bot: BotClient, stage: Stage) -> None:
    """Banned and gone are told apart, in the words of the kind of chat."""
    stage.channel.remove_bot()
    text = await bot.refused("sendMessage", chat_id=stage.channel.id, text="x")
    assert text == "Forbidden: bot was kicked from the channel chat"
    await bot.call("leaveChat", chat_id=stage.group.id)
    text = await bot.refused("sendMessage", chat_id=stage.group.id, text="x")
    assert text == "Forbidden: bot is not a member of the supergroup chat"


async def test_a_room_the_bot_never_saw_is_not_found(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Knowing the number of a chat is no way in."""
    hidden = messenger.add_group("Hidden", owner=stage.doctor)
    text = await bot.refused("sendMessage", chat_id=hidden.id, text="x")
    assert text == "Bad Request: chat not found"


async def test_lost_rights(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """Without the right to post, a channel refuses."""
    messenger.admit_bot(stage.channel, rights={"can_invite_users"})
    text = await bot.refused("sendMessage", chat_id=stage.channel.id, text="x")
    assert text == "Bad Request: need administrator rights in the channel chat"


async def test_withheld_permissions(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """A bot that is a plain member is bound by the group's permissions."""
    messenger.admit_bot(stage.group, admin=False)
    stage.group.allow({"can_send_messages"})
    await bot.call("sendMessage", chat_id=stage.group.id, text="x")
    text = await bot.refused(
        "sendPhoto", chat_id=stage.group.id, files={"photo": ("x.png", picture())}
    )
    assert text == "Bad Request: not enough rights to send photos to the chat"


async def test_a_group_that_moved(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """The old id refers to the new one; both sides get their service message."""
    old = messenger.add_group("Small", owner=stage.moderator, basic=True)
    messenger.admit_bot(old)
    await bot.updates()
    new = old.migrate()
    with pytest.raises(Refused) as caught:
        await bot.call("sendMessage", chat_id=old.id, text="x")
    assert caught.value.parameters == {"migrate_to_chat_id": new.id}
    messages = [x["message"] for x in await bot.updates()]
    assert [x.get("migrate_to_chat_id") for x in messages] == [new.id, None]
    assert messages[1]["migrate_from_chat_id"] == old.id


async def test_protection_and_spoiler_are_visible(bot: BotClient, stage: Stage) -> None:
    """The person sees both, and a protected message cannot be copied."""
    files = {"photo": ("x.png", picture())}
    values = {"chat_id": stage.doctor.id, "protect_content": True, "has_spoiler": True}
    sent = await bot.call("sendPhoto", **values, files=files)
    assert sent["has_protected_content"]
    assert stage.doctor.last().spoiler
    assert stage.doctor.last().protected
    text = await bot.refused(
        "copyMessage",
        chat_id=stage.group.id,
        from_chat_id=stage.doctor.id,
        message_id=sent["message_id"],
    )
    assert text == "Bad Request: message can't be copied"


async def test_a_copy_has_no_origin_and_a_forward_has(bot: BotClient, stage: Stage) -> None:
    """A forward tells who wrote it."""
    original = stage.doctor.send_text("hello")
    values = {
        "chat_id": stage.group.id,
        "from_chat_id": stage.doctor.id,
        "message_id": original.id,
    }
    forwarded = await bot.call("forwardMessage", **values)
    assert forwarded["forward_origin"]["sender_user"]["id"] == stage.doctor.id
    await bot.call("copyMessage", **values)
    assert stage.moderator.last(stage.group).record.origin is None


async def test_several_are_forwarded_in_order(bot: BotClient, stage: Stage) -> None:
    """Missing ones are skipped; an album stays together under a new number."""
    album = stage.doctor.send_album([picture(), picture()])
    values = {"chat_id": stage.group.id, "from_chat_id": stage.doctor.id}
    ids = [album[0].id, album[1].id, 999]
    sent = await bot.call("forwardMessages", **values, message_ids=ids)
    parts = [x for x in stage.group.messages() if x.id in {y["message_id"] for y in sent}]
    assert len({x.album for x in parts}) == 1
    assert parts[0].album != album[0].album


async def test_chat_actions_are_checked(bot: BotClient, stage: Stage) -> None:
    """A known action is taken, an invented one refused."""
    assert await bot.call("sendChatAction", chat_id=stage.doctor.id, action="typing")
    text = await bot.refused("sendChatAction", chat_id=stage.doctor.id, action="dancing")
    assert text == "Bad Request: wrong parameter action in request"


async def test_one_reaction_per_message(bot: BotClient, stage: Stage) -> None:
    """A second one, and an emoji that is no reaction, are refused."""
    message = stage.doctor.send_text("hello")
    values = {"chat_id": stage.doctor.id, "message_id": message.id}
    heart = {"type": "emoji", "emoji": "❤"}
    assert await bot.call("setMessageReaction", **values, reaction=[heart])
    text = await bot.refused("setMessageReaction", **values, reaction=[heart, heart])
    assert text == "Bad Request: REACTIONS_TOO_MANY"
    brain = {"type": "emoji", "emoji": "🧠"}
    text = await bot.refused("setMessageReaction", **values, reaction=[brain])
    assert text == "Bad Request: REACTION_INVALID"


async def test_copies_can_lose_their_captions(bot: BotClient, stage: Stage) -> None:
    """All of them, or none."""
    photo = stage.doctor.send_photo(picture(), "look")
    values = {"chat_id": stage.group.id, "from_chat_id": stage.doctor.id}
    for remove, caption in ((False, "look"), (True, "")):
        await bot.call("copyMessages", **values, message_ids=[photo.id], remove_caption=remove)
        assert stage.group.messages()[-1].caption == caption
    text = await bot.refused("copyMessages", **values, message_ids=[999])
    assert text == "Bad Request: there are no messages to copy"


async def test_a_protected_chat_protects_every_message(bot: BotClient, stage: Stage) -> None:
    """Whatever the sender says."""
    stage.channel.chat.protected = True
    sent = await bot.call("sendMessage", chat_id=stage.channel.id, text="case")
    assert sent["has_protected_content"]
