"""Threads: what each kind of person may do by words, commands and pictures in a discussion."""

import pytest

from handlers.telling import message_link
from moderation.case import case_number
from storage import posts
from tests.handlers import raw
from tests.handlers.cast import NOBODY, Who, in_name_of, sender
from tests.handlers.entitled import (
    AUTHORS,
    PEOPLE,
    REMEMBERED,
    VERIFIED,
)
from tests.handlers.raw import group, private
from tests.handlers.scenes import GROUP
from tests.handlers.test_permissions_words import GROUPS, alone, among, answering, place, who
from tests.handlers.ward import APPLICANT, COLLEAGUE, ME, ROOT, Ward
from tests.moderation.examples import NOW

__all__ = ["place", "who"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("command", ["/warn", "/mute 1d", "/remove"])
@pytest.mark.parametrize("chat_id", GROUPS)
async def test_discipline(place: Ward, who: Who, command: str, chat_id: int) -> None:
    """It works for who is on the list, in a discussion; nobody else is even answered."""
    answered = {"message_id": 8, "date": raw.WHEN, "chat": group(chat_id), "text": "Ads"}
    aim = {"reply_to_message": answered | {"from": raw.user(COLLEAGUE)}}
    outcome = await place.attempt(among(who, chat_id, command, **aim))
    if who is Who.MODERATOR and chat_id == GROUP:
        assert outcome.changed == {"sanction", "erasure", "audit"}
        assert outcome.kinds == ["say", "say"]
        return
    assert not outcome.letters
    assert not outcome.changed


@pytest.mark.parametrize("chat_id", GROUPS)
async def test_reports_from_a_thread(place: Ward, who: Who, chat_id: int) -> None:
    """People are heard in a discussion, and members asked in private what is wrong."""
    root = answering(ROOT + place.rows.theirs["published"])
    outcome = await place.attempt(among(who, chat_id, "/report", **root))
    if who not in REMEMBERED or chat_id != GROUP:
        assert not outcome.letters
        assert not outcome.changed
        return
    begun = {"privacy_request"} if who in VERIFIED else set()
    assert outcome.changed == {"erasure"} | begun
    assert [letter["chat_id"] for letter in outcome.letters] == [ME if begun else GROUP]


@pytest.mark.parametrize("chat_id", GROUPS)
async def test_answers_in_a_thread(place: Ward, who: Who, chat_id: int) -> None:
    """People's are counted and told of; those of bots and nameless accounts are not."""
    root = answering(ROOT + place.rows.theirs["published"])
    outcome = await place.attempt(among(who, chat_id, "A naevus", **root))
    counts = who in REMEMBERED and chat_id == GROUP
    assert outcome.changed == ({"reply"} if counts else set())
    assert outcome.kinds == (["say"] if counts else [])


async def test_the_link_that_leads_to_an_answer(place: Ward, who: Who) -> None:
    """For who may send pictures, and have no other draft; everybody else reads why not."""
    number = case_number(place.rows.theirs["published"]).replace("-", "")
    outcome = await place.attempt(alone(who, f"/start answer_{number}"))
    assert not outcome.changed
    if who not in NOBODY:
        [text] = outcome.said
        assert text.startswith("First send or cancel") is (who in AUTHORS)


@pytest.mark.parametrize("whose", ["mine", "theirs"])
async def test_words_that_the_bot_says_for_an_author(place: Ward, who: Who, whose: str) -> None:
    """In answer to its notice: for who may send cases, and in the thread of their own case."""
    case_id = getattr(place.rows, whose)["published"]
    answer = 2000 + case_id
    async with place.services.database.transaction() as tx:
        await posts.add_reply(tx, case_id, (GROUP, answer), APPLICANT, NOW)
    account = sender(who)
    link = {"type": "text_link", "offset": 0, "length": 1, "url": message_link(GROUP, answer)}
    notice = {"message_id": 5, "date": raw.WHEN, "chat": private(account["id"]), "from": raw.BOT}
    notice |= {"text": "💬 answered", "entities": [link]}
    outcome = await place.attempt(alone(who, "For weeks", reply_to_message=notice))
    speaks = who in AUTHORS and whose == "mine"
    assert outcome.changed == ({"spoken", "audit"} if speaks else set())
    assert {letter["chat_id"] for letter in outcome.letters} == (
        ({account["id"], GROUP} if speaks else {account["id"]}) if who != Who.BOT else set()
    )


@pytest.mark.parametrize("chat_id", GROUPS)
@pytest.mark.parametrize("is_edited", [False, True])
async def test_a_picture_in_a_group(
    place: Ward, who: Who, chat_id: int, *, is_edited: bool
) -> None:
    """Where cases are discussed it goes, whoever sent it; people alone are told, in private."""
    chat = group(chat_id)
    sent = raw.photo(sender(who), chat, **in_name_of(who, chat))
    outcome = await place.attempt(raw.edited(sent) if is_edited else sent)
    watched = chat_id == GROUP
    assert outcome.changed == ({"erasure"} if watched else set())
    assert [letter["chat_id"] for letter in outcome.letters] == (
        [sender(who)["id"]] if watched and who in PEOPLE else []
    )


@pytest.mark.parametrize("chat_id", GROUPS)
async def test_a_name_in_a_group(place: Ward, who: Who, chat_id: int) -> None:
    """Where cases are discussed nobody's words name a patient, whatever they answer."""
    root = answering(ROOT + place.rows.theirs["published"])
    outcome = await place.attempt(among(who, chat_id, "Like Mme Durand", **root))
    watched = chat_id == GROUP
    assert outcome.changed == ({"erasure"} if watched else set())
    assert len(outcome.letters) == (1 if watched and who in PEOPLE else 0)
    assert not any("Durand" in text for text in outcome.said)
