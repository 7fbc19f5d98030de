"""The page as a browser meets it: files, who may ask, what a chat shows, the stream of changes."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from sandbox.page import WEB, Panel, Step, changes
from sandbox.posting import remove, revise
from tests.sandbox.page_world import PageWorld, drawing, make_world


@pytest.fixture
def world() -> PageWorld:
    return make_world()


async def test_the_page_allows_no_script_but_its_own(world: PageWorld) -> None:
    """The page is served with a policy that runs neither inline nor foreign scripts."""
    answer = await world.get("/")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in answer.text


async def test_every_asset_that_the_page_names_is_served(world: PageWorld) -> None:
    """Scripts, styles and the modules they import are found, with their types."""
    names = set(re.findall(r'web/([\w.]+)"', (WEB / "index.html").read_text()))
    for path in WEB.glob("*.js"):
        names |= set(re.findall(r'from "\./([\w.]+)"', path.read_text()))
    assert {"app.js", "column.js", "style.css"} <= names
    for name in names:
        answer = await world.get(f"/web/{name}")
        assert (answer.status_code, answer.headers["content-type"].split("/")[0]) in {
            (200, "text"),
            (200, "image"),
        }


def test_nothing_of_the_page_comes_from_elsewhere() -> None:
    """No file of the page names another host, except the one that names SVG."""
    for path in WEB.iterdir():
        hosts = set(re.findall(r"https?://([\w.-]+)", path.read_text()))
        assert hosts <= {"www.w3.org"}, path.name


@pytest.mark.parametrize("name", ["..%2Fpage.py", "none.js", "%2Fetc%2Fpasswd"])
async def test_only_files_of_the_page_are_served(world: PageWorld, name: str) -> None:
    """A path that leads out of the folder, or nowhere, is not found."""
    assert (await world.get(f"/web/{name}")).status_code == 404


async def test_another_host_name_is_refused(world: PageWorld) -> None:
    """A name of the outside that is made to point here reads nothing."""
    async with world.browser(host="http://evil.test") as browser:
        answers = [await browser.get(path) for path in ("/", "/page/world", "/page/events")]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.parametrize("origin", ["http://evil.test", "http://127.0.0.1:9999", "null", ""])
async def test_an_act_from_another_origin_is_refused(world: PageWorld, origin: str) -> None:
    """Another page, even of another port of this computer, cannot write as a person."""
    async with world.browser(origin=origin) as browser:
        path = f"/page/people/{world.doctor.id}/do/text"
        answer = await browser.post(path, json={"text": "forged"})
    assert answer.status_code == 403
    assert world.bot.queue == []


async def test_the_world_lists_columns_and_the_story(world: PageWorld) -> None:
    """Columns open with the bot unless told otherwise; a step is ticked when it is done."""
    world.panels += [Panel(world.doctor), Panel(world.moderator, world.channel.id, "Channel")]
    world.story.append(Step("Start", "Press Start.", lambda: bool(world.doctor.sees())))
    before = (await world.get("/page/world")).json()
    world.doctor.start()
    after = (await world.get("/page/world")).json()
    assert [panel["chat"] for panel in before["panels"]] == [world.doctor.id, world.channel.id]
    assert (before["story"][0]["done"], after["story"][0]["done"]) == (False, True)


async def test_text_of_people_arrives_escaped(world: PageWorld) -> None:
    """Markup that a person types is text on the page; the bot's formatting is kept."""
    world.doctor.send_text('<img src=x onerror="alert(1)">')
    world.say("<b>Good</b> &amp; safe")
    typed, answered = (await world.chat(world.doctor))["messages"]
    assert typed["html"] == "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"
    assert answered["html"] == "<b>Good</b> &amp; safe"
    assert (typed["own"], answered["own"]) == (True, False)


async def test_a_message_shows_its_state(world: PageWorld) -> None:
    """Edited, protected and hidden pictures say so."""
    world.doctor.send_photo(drawing(), spoiler=True)
    message = world.say("one", protected=True)
    revise(world.messenger, message.record)
    picture, text = (await world.chat(world.doctor))["messages"]
    assert picture["photo"]["spoiler"] is True
    assert (text["edited"], text["protected"]) == (True, True)


async def test_a_deleted_message_tells_nothing_but_its_place(world: PageWorld) -> None:
    """Neither the text nor the picture of a deleted message reaches the page."""
    message = world.doctor.send_photo(drawing(), "secret")
    remove(world.messenger, message.record)
    [shown] = (await world.chat(world.doctor))["messages"]
    assert shown["deleted"] is True
    assert not {"html", "photo", "reply"} & set(shown)


async def test_a_picture_is_served_as_it_is_stored(world: PageWorld) -> None:
    """The large picture is the stored JPEG, and the answer says that it is one."""
    message = world.doctor.send_photo(drawing(width=1600, height=1200))
    [shown] = (await world.chat(world.doctor))["messages"]
    answer = await world.get("/" + shown["photo"]["url"])
    assert answer.content == message.picture
    assert answer.headers["content-type"] == "image/jpeg"
    assert (shown["photo"]["width"], shown["photo"]["height"]) == (1280, 960)


async def test_a_file_that_is_no_picture_is_only_downloaded(world: PageWorld) -> None:
    """A page sent as a file never opens on the messenger's own address."""
    world.doctor.send_document(b"<script>alert(1)</script>", name="x.html", mime="text/html")
    [shown] = (await world.chat(world.doctor))["messages"]
    answer = await world.get("/" + shown["document"]["url"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"
    assert shown["document"]["image"] is False


async def test_comments_of_a_post_are_counted_below_it(world: PageWorld) -> None:
    """A channel post leads to its thread in the discussion group and counts what stands there."""
    world.say("Case 1", world.channel)
    copy = world.discussion.messages()[-1]
    world.moderator.send_text("Seen.", world.discussion, reply_to=copy)
    page = await world.chat(world.moderator, world.channel.id)
    comments = page["messages"][-1]["comments"]
    assert comments == {"count": 1, "chat": world.discussion.id, "thread": copy.id}


async def test_an_album_has_its_comments_below_the_first_part(world: PageWorld) -> None:
    """Each part has its own copy in the group, but only the first one opens a thread."""
    for _ in range(2):
        world.say("part", world.channel, album="10")
    page = await world.chat(world.moderator, world.channel.id)
    assert ["comments" in message for message in page["messages"]] == [True, False]


async def test_a_stranger_reads_nothing_of_a_chat(world: PageWorld) -> None:
    """Who is not in the channel sees its name and no message, and cannot write."""
    world.say("Case 1", world.channel)
    page = await world.chat(world.doctor, world.channel.id)
    assert (page["messages"], page["member"], page["can_write"]) == ([], False, False)
    chats = (await world.get(f"/page/people/{world.doctor.id}/chats")).json()
    assert [chat["id"] for chat in chats] == [world.doctor.id]


async def test_a_chat_whose_link_the_bot_gave_can_be_asked_for(world: PageWorld) -> None:
    """The list offers what the person may ask to join, and says when a request waits."""
    link = world.channel.invite_link(asks_first=True)
    world.say(f'<a href="{link}">Dermatology</a>')
    world.doctor.join(link)
    chats = (await world.get(f"/page/people/{world.doctor.id}/chats")).json()
    assert chats[1]["link"] == link
    assert (chats[1]["request"], chats[1]["pending"]) == (True, True)


async def test_a_person_who_is_nobody_is_not_found(world: PageWorld) -> None:
    """An unknown person and an unknown chat answer 404, and a bot is not a person."""
    assert (await world.get("/page/people/1/chats")).status_code == 404
    assert (await world.get(f"/page/people/{world.doctor.id}/chats/-5")).status_code == 404
    assert (await world.get(f"/page/people/{world.bot.user_id}/chats")).status_code == 400


@pytest.mark.parametrize(
    ("scope", "offered"),
    [("default::", True), ("all_private_chats::", True), ("all_group_chats::", False)],
)
async def test_the_menu_offers_the_commands_of_the_chat(
    world: PageWorld, scope: str, offered: bool
) -> None:
    """Commands of the person's language and of this kind of chat are offered, others are not."""
    world.bot.commands[f"{scope}:fr"] = [{"command": "cas", "description": "Mes cas"}]
    menu = (await world.chat(world.doctor))["commands"]
    assert [command["command"] for command in menu] == ["cas"] * offered


async def test_the_narrowest_menu_wins(world: PageWorld) -> None:
    """Administrators of a group see their own menu before the one for all groups."""
    world.bot.commands["all_group_chats:::"] = [{"command": "help", "description": "Help"}]
    admins = f"chat_administrators:{world.discussion.id}::"
    world.bot.commands[admins] = [{"command": "queue", "description": "Queue"}]
    menu = (await world.chat(world.moderator, world.discussion.id))["commands"]
    assert [command["command"] for command in menu] == ["queue"]


async def next_event(stream: AsyncIterator[str]) -> str:
    async with asyncio.timeout(5):
        return await anext(stream)


async def test_the_stream_tells_which_chat_changed(world: PageWorld) -> None:
    """After the opening line, a message makes one event with the chat's id."""
    async with aclosing(changes(world.messenger)) as stream:
        assert await next_event(stream) == "retry: 1000\n\n"
        world.doctor.send_text("hello")
        expected = f'event: change\ndata: {{"chat": {world.doctor.id}}}\n\n'
        assert await next_event(stream) == expected


async def test_a_quiet_stream_beats_and_a_closed_one_is_forgotten(world: PageWorld) -> None:
    """Comments keep the connection alive; nothing listens any more once it is closed."""
    async with aclosing(changes(world.messenger, heartbeat=0.01)) as stream:
        await next_event(stream)
        assert await next_event(stream) == ": still here\n\n"
        assert len(world.messenger.listeners) == 1
    assert world.messenger.listeners == []


async def test_the_stream_ends_when_the_server_stops(world: PageWorld) -> None:
    """An open page does not keep the server from stopping."""
    stopping: list[bool] = []
    stream = changes(world.messenger, heartbeat=0.01, closing=lambda: bool(stopping))
    async with aclosing(stream):
        await next_event(stream)
        stopping.append(True)
        with pytest.raises(StopAsyncIteration):
            await next_event(stream)


async def test_the_stream_is_served_as_events(world: PageWorld) -> None:
    """The route answers with the type that browsers listen to, and starts at once."""
    sent: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    headers = [(b"host", b"localhost:8080")]
    scope = {"type": "http", "method": "GET", "path": "/page/events", "headers": headers}
    scope |= {"query_string": b"", "scheme": "http", "server": ("localhost", 8080)}
    task = asyncio.create_task(world.app(scope, asyncio.Queue().get, sent.put))
    start, body = await sent.get(), await sent.get()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (b"content-type", b"text/event-stream; charset=utf-8") in start["headers"]
    assert body["body"] == b"retry: 1000\n\n"
