"""What people do on the page reaches the bot as Telegram would tell it; the rest is refused."""

import asyncio

import pytest

from sandbox.model import Poll, PollOption
from tests.sandbox.page_world import PageWorld, drawing, make_world


@pytest.fixture
def world() -> PageWorld:
    return make_world()


async def test_text_arrives_at_the_bot(world: PageWorld) -> None:
    """What is typed becomes one update of the person's private chat."""
    answer = await world.do(world.doctor, "text", chat=world.doctor.id, text="bonjour")
    [update] = world.bot.queue
    assert answer.status_code == 200
    assert update.body["text"] == "bonjour"
    assert update.body["from"]["id"] == world.doctor.id


async def test_start_carries_its_payload(world: PageWorld) -> None:
    """A deep link of the bot starts it with the payload, and leads to the chat with it."""
    answer = await world.do(world.doctor, "follow", url="https://t.me/medpics_bot?start=case_12")
    assert answer.json() == {"open": world.doctor.id}
    assert world.bot.queue[0].body["text"] == "/start case_12"


async def test_one_picture_arrives_as_a_photo(world: PageWorld) -> None:
    """As a photo it is re-encoded in several sizes, with its caption."""
    await world.send(world.doctor, drawing(), fields='{"kind": "photo", "caption": "a rash"}')
    [update] = world.bot.queue
    assert update.body["caption"] == "a rash"
    assert len(update.body["photo"]) > 1


async def test_one_picture_arrives_as_a_file_byte_for_byte(world: PageWorld) -> None:
    """As a file the bytes stay what they were."""
    data = drawing()
    await world.send(world.doctor, data, fields='{"kind": "file"}')
    assert world.bot.queue[0].body["document"]["file_name"] == "0.jpg"
    assert world.doctor.last().document == data


async def test_several_pictures_arrive_as_an_album(world: PageWorld) -> None:
    """Three pictures are three messages of one group, the caption on the first."""
    await world.send(
        world.doctor, drawing(), drawing("navy"), drawing("olive"), fields='{"caption": "three"}'
    )
    bodies = [update.body for update in world.bot.queue]
    assert len({body["media_group_id"] for body in bodies}) == 1
    assert [body.get("caption", "") for body in bodies] == ["three", "", ""]


async def test_what_is_no_picture_is_refused_as_a_photo(world: PageWorld) -> None:
    """Nothing is sent when one of the parts is refused, and the reason is said."""
    answer = await world.send(world.doctor, drawing(), b"text", fields='{"kind": "photo"}')
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert world.bot.queue == []


async def test_a_tap_is_answered(world: PageWorld) -> None:
    """The tap waits for the bot, and its answer comes back to be shown."""
    message = world.say("Sure?", None, "No", "Yes")
    fields = {"message": message.id, "row": 0, "column": 1, "text": "Yes"}
    tap = asyncio.create_task(world.do(world.doctor, "press", **fields))
    await world.messenger.wait(lambda: bool(world.bot.queue), 5)
    query = world.bot.queue[0].body
    alert = {"callback_query_id": query["id"], "text": "Thank you", "show_alert": True}
    assert (await world.call("answerCallbackQuery", **alert))["ok"]
    assert (await tap).json() == {"text": "Thank you", "alert": True, "url": ""}
    assert query["data"] == "yes"


@pytest.mark.parametrize(
    ("row", "column", "text"), [(0, 1, "No"), (0, 0, "Yes"), (1, 0, "No"), (-1, -1, "No")]
)
async def test_a_tap_beside_the_keyboard_is_refused(
    world: PageWorld, row: int, column: int, text: str
) -> None:
    """Place and label must be those of a button that stands there now."""
    message = world.say("Sure?", None, "No")
    fields = {"message": message.id, "row": row, "column": column, "text": text}
    answer = await world.do(world.doctor, "press", **fields)
    assert answer.status_code == 400
    assert world.bot.queue == []


async def test_a_tap_on_a_keyboard_that_went_away_is_refused(world: PageWorld) -> None:
    """A button that the bot has taken away since cannot be pressed."""
    message = world.say("Sure?", None, "Yes")
    message.record.markup = None
    answer = await world.do(world.doctor, "press", message=message.id, row=0, column=0, text="Yes")
    assert answer.status_code == 400
    assert world.bot.queue == []


async def test_somebody_elses_chat_is_closed(world: PageWorld) -> None:
    """A person cannot read, tap or write in the chat of another with the bot."""
    message = world.say("Sure?", None, "Yes")
    fields = {"chat": world.doctor.id, "message": message.id, "row": 0, "column": 0, "text": "Yes"}
    for action in ("press", "text"):
        answer = await world.do(world.moderator, action, **fields)
        assert answer.status_code == 404
    assert world.bot.queue == []


async def test_a_reply_stands_in_the_thread(world: PageWorld) -> None:
    """An answer to a post's copy in the group is part of its thread."""
    world.say("Case 1", world.channel)
    copy = world.discussion.messages()[-1]
    await world.do(world.moderator, "text", chat=world.discussion.id, text="Seen.", reply=copy.id)
    body = world.bot.queue[-1].body
    assert body["message_thread_id"] == copy.id
    assert body["reply_to_message"]["message_id"] == copy.id


async def test_an_invite_link_asks_and_then_requests(world: PageWorld) -> None:
    """Following the link only offers to ask; asking makes a join request."""
    link = world.channel.invite_link(asks_first=True)
    offer = await world.do(world.doctor, "follow", url=link)
    assert offer.json() == {"ask": link, "title": "Dermatology", "request": True}
    assert world.bot.queue == []
    await world.do(world.doctor, "join", link=link)
    assert world.bot.queue[-1].kind == "chat_join_request"


async def test_a_link_to_a_post_opens_it_for_members_only(world: PageWorld) -> None:
    """A private link of a post leads its members there, and refuses a stranger."""
    post = world.say("Case 1", world.channel)
    url = f"https://t.me/c/{str(world.channel.id).removeprefix('-100')}/{post.id}"
    inside = await world.do(world.moderator, "follow", url=url)
    outside = await world.do(world.doctor, "follow", url=url)
    assert inside.json() == {"open": world.channel.id, "message": post.id}
    assert outside.status_code == 400


async def test_a_link_to_elsewhere_is_only_named(world: PageWorld) -> None:
    """The page asks before it leaves this computer."""
    answer = await world.do(world.doctor, "follow", url="https://example.org/a")
    assert answer.json() == {"outside": "https://example.org/a"}


async def test_blocking_and_leaving_are_told(world: PageWorld) -> None:
    """The bot hears that a person blocked it, and that a member left."""
    world.doctor.start()
    await world.do(world.doctor, "block")
    assert world.bot.queue[-1].kind == "my_chat_member"
    world.discussion.add(world.doctor)
    await world.do(world.doctor, "leave", chat=world.discussion.id)
    assert not world.doctor.is_in(world.discussion)


async def test_who_may_not_post_is_told_so(world: PageWorld) -> None:
    """A reader of the channel cannot post, and reads why."""
    world.channel.add(world.doctor)
    answer = await world.do(world.doctor, "text", chat=world.channel.id, text="hello")
    assert answer.status_code == 400
    assert "administrators" in answer.json()["error"]


@pytest.mark.parametrize(
    "fields",
    [{"text": ""}, {"text": 5}, {"text": "x" * 5000}, {"text": "x", "reply": 99}, {"chat": "a"}],
)
async def test_nonsense_is_refused_with_a_sentence(
    world: PageWorld, fields: dict[str, object]
) -> None:
    """Wrong types, impossible text and answers to nothing change nothing."""
    answer = await world.do(world.doctor, "text", **fields)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert world.bot.queue == []


async def test_a_vote_is_counted_once(world: PageWorld) -> None:
    """A vote shows its share at once, and a final one cannot be given again."""
    poll = Poll(
        "p",
        "Which?",
        [PollOption("a", "One"), PollOption("b", "Two")],
        "regular",
        is_anonymous=True,
        allows_multiple=False,
        allows_revoting=False,
        owner_id=world.bot.user_id,
    )
    world.messenger.world.polls["p"] = poll
    message = world.say("", poll_id="p")
    first, second = [
        await world.do(world.doctor, "vote", message=message.id, option=index) for index in (1, 0)
    ]
    shown = (await world.chat(world.doctor))["messages"][0]["poll"]
    assert (first.status_code, second.status_code) == (200, 400)
    assert [option["votes"] for option in shown["options"]] == [0, 1]


async def test_an_unknown_act_is_not_found(world: PageWorld) -> None:
    """There is no other act than those of the table."""
    assert (await world.do(world.doctor, "become_admin")).status_code == 404
