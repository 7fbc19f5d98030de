"""Everybody says everything: commands, words, pictures, and what is heard in groups."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handlers.refusals import sentence
from handlers.reviewing.verdicts import CHANGES_WORDS
from moderation.case import Step
from moderation.errors import Nameless, NotModerator, ReadersOnly, Suspended
from storage import places
from storage.places import Prompt
from tests.handlers import raw
from tests.handlers.cast import LISTED, NOBODY, Who, in_name_of, member, sender
from tests.handlers.entitled import (
    AUTHORS,
    COMMANDS,
    ENGLISH,
    PEOPLE,
    PROVERS,
    VERIFIED,
    lost,
    told,
)
from tests.handlers.raw import Raw, channel, group, private
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS
from tests.handlers.ward import (
    ELSEWHERE,
    ME,
    PROMPT,
    ROOT,
    UNBOUND,
    Ward,
    ward,
)

COMMANDS_OF_MODERATORS = ["/queue", "/takedown MP-00009", "/doors", "/members", "/stats"]
COMMANDS_OF_MODERATORS += ["/members 200", "/suspend 200", "/reinstate 600"]
GROUPS = (MODERATORS, GROUP, ELSEWHERE)


# What is tried is taken back, so all that one kind of people tries can be tried on one bot.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(params=Who, scope="module")
def who(request: pytest.FixtureRequest) -> Who:
    return request.param  # type: ignore[no-any-return]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(who: Who, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ward]:
    folder = tmp_path_factory.mktemp("ward")
    async with ward(folder, member(who), listed=[ME] if who in LISTED else []) as made:
        yield made


def alone(who: Who, text: str = "", **content: object) -> Raw:
    """Said in private, as far as such an account has a private chat."""
    account = sender(who)
    return raw.message(account, private(account["id"]), text=text, **content)


def among(who: Who, chat_id: int, text: str, **content: object) -> Raw:
    """Said in a group, with what an anonymous administrator's message holds."""
    chat = group(chat_id)
    return raw.message(sender(who), chat, text=text, **in_name_of(who, chat), **content)


def answering(message_id: int) -> dict[str, object]:
    """Telegram tells the whole message that is answered."""
    body = {"message_id": message_id, "date": raw.WHEN, "chat": group(GROUP), "from": raw.BOT}
    return {"reply_to_message": body | {"text": "?"}}


@pytest.mark.parametrize("command", COMMANDS)
async def test_commands_in_private(place: Ward, who: Who, command: str) -> None:
    """Who may is answered; who may not reads why; a bot is not answered at all."""
    outcome = await place.attempt(alone(who, command))
    if who in COMMANDS[command]:
        assert outcome.kinds == ["say"]
        return
    reason = told(Nameless()) if who in NOBODY else lost(who)
    if command == "/invite" and who is Who.STUDENT:
        reason = told(ReadersOnly())
    assert outcome.said == ([] if who is Who.BOT else [reason])
    assert not outcome.changed


@pytest.mark.parametrize("command", COMMANDS_OF_MODERATORS)
@pytest.mark.parametrize("chat_id", GROUPS)
async def test_moderators_commands(place: Ward, who: Who, command: str, chat_id: int) -> None:
    """They work for who is on the list, inside the moderators' group, and nowhere else."""
    outcome = await place.attempt(among(who, chat_id, command))
    if who is Who.MODERATOR and chat_id == MODERATORS:
        assert "say" in outcome.kinds
        assert bool(outcome.changed) is ("takedown" in command)
        assert "Nobody fits" not in outcome.said[0]
        return
    is_suspended = who is Who.SUSPENDED_MODERATOR and chat_id == MODERATORS
    reason = told(Suspended() if is_suspended else NotModerator())
    reason = told(Nameless()) if who in NOBODY else reason
    assert outcome.said == ([] if who is Who.BOT else [reason])
    assert not outcome.changed


@pytest.mark.parametrize("chat_id", GROUPS)
async def test_binding_a_group(place: Ward, who: Who, chat_id: int) -> None:
    """Operators alone are even answered; nobody else learns that there is such a command."""
    outcome = await place.attempt(among(who, chat_id, "/bind nonsense"))
    assert bool(outcome.letters) is (who is Who.OPERATOR)
    assert not outcome.changed
    if chat_id == ELSEWHERE:
        bound = await place.attempt(among(who, chat_id, "/bind radiology"))
        assert bound.changed == ({"place", "audit"} if who is Who.OPERATOR else set())


async def test_words_in_private(place: Ward, who: Who) -> None:
    """They answer what was asked of an applicant or an author; others see where they stand."""
    await place.prepare("application", {"name": None})
    await place.prepare("draft", {"step": Step.QUESTION})
    outcome = await place.attempt(alone(who, "What is it then?"))
    expected = {"application"} if who in PROVERS - AUTHORS else set()
    expected |= {"medical_case", "typed_text"} if who in AUTHORS else set()
    assert outcome.changed == expected
    assert len(outcome.letters) == (0 if who is Who.BOT else 1)


async def test_pictures_in_private(place: Ward, who: Who) -> None:
    """Evidence of an applicant, a picture of an author's case; from others nothing is kept."""
    account = sender(who)
    await place.prepare("application", {"name": "Ada"})
    outcome = await place.attempt(raw.photo(account, private(account["id"]), caption="Look"))
    if who in PROVERS | AUTHORS:
        kept = "picture" if who in AUTHORS else "application"
        assert kept in outcome.changed
        return
    assert outcome.calls == []
    assert outcome.changed == (set() if who in NOBODY else {"erasure"})
    if who in PEOPLE:
        [text] = outcome.said
        assert "have not kept" in text


async def test_other_content_in_private(place: Ward, who: Who) -> None:
    """A voice message is answered with what to send, and only leaves the chat."""
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 1}
    outcome = await place.attempt(alone(who, voice=voice))
    assert len(outcome.letters) == (0 if who is Who.BOT else 1)
    assert outcome.changed == (set() if who in NOBODY else {"erasure"})


async def test_a_moderators_own_words(place: Ward, who: Who) -> None:
    """Asked for by a row, given as an answer to it: they decide only while the power lasts."""
    prompt = Prompt(
        MODERATORS, sender(who)["id"], CHANGES_WORDS, place.rows.theirs["submitted"], 1, PROMPT
    )
    async with place.services.database.transaction() as tx:
        await places.ask(tx, prompt)
    outcome = await place.attempt(among(who, MODERATORS, "Too dark", **answering(PROMPT)))
    async with place.services.database.transaction() as tx:
        await places.answered(tx, MODERATORS, sender(who)["id"])
    decided = {"medical_case", "review", "prompt", "audit"}
    assert outcome.changed == (decided if who is Who.MODERATOR else set())
    assert bool(outcome.letters) is (who is Who.MODERATOR)


@pytest.mark.parametrize("chat_id", [CHANNEL, GROUP, MODERATORS, ELSEWHERE])
async def test_doors(place: Ward, who: Who, chat_id: int) -> None:
    """Channels and their discussions open for the verified; other doors are left to people."""
    outcome = await place.attempt(raw.join_request(sender(who), group(chat_id)))
    if chat_id not in {CHANNEL, GROUP}:
        assert outcome.kinds == []
        assert not outcome.changed
    else:
        waits = who is Who.APPLICANT
        outside = ["say"] if waits else ["decline", "say"]
        assert outcome.kinds == (["admit"] if who in VERIFIED else outside)
        assert outcome.changed == {"knock" if waits else "audit"}


@pytest.mark.parametrize("chat_id", GROUPS)
@pytest.mark.parametrize("status", ["member", "left"])
async def test_the_list_follows_the_moderators_group(
    place: Ward, who: Who, chat_id: int, status: str
) -> None:
    """Who comes in is on it, who leaves is not; bots never, and no other group counts. Into a
    discussion comes nobody but who belongs there.
    """
    outcome = await place.attempt(raw.member_update(sender(who), group(chat_id), status))
    if who not in NOBODY and chat_id == GROUP:
        stays = who in VERIFIED | {Who.MODERATOR, Who.OPERATOR}
        came = {"presence"} if stays else {"presence", "removal"}
        assert outcome.changed == (came if status == "member" else set())
    elif who in NOBODY or chat_id != MODERATORS:
        assert not outcome.changed
    elif (status == "left") is (who in LISTED):
        assert outcome.changed == {"moderator", "audit"}


@pytest.mark.parametrize("chat_id", [CHANNEL, UNBOUND])
async def test_a_channel_post_binds_nothing(place: Ward, chat_id: int) -> None:
    """It asks the operators who are administrators there, for nobody knows who wrote it; without
    any there is no answer.
    """
    outcome = await place.attempt(raw.post(channel(chat_id), "/bind radiology"))
    chatter = await place.attempt(raw.post(channel(chat_id), "Hello"))
    assert outcome.changed == ({"erasure"} if chat_id == UNBOUND else set())
    assert outcome.kinds == (["say"] if chat_id == UNBOUND else [])
    assert not chatter.letters


async def test_what_is_edited_is_not_heard(place: Ward, who: Who) -> None:
    """Neither words nor a caption, neither a command nor an answer, in private or in a group."""
    account, root = sender(who), answering(ROOT + place.rows.theirs["published"])
    said = [
        alone(who, "What is it then?"),
        alone(who, "/cases"),
        raw.photo(account, private(account["id"]), caption="Another question"),
        among(who, MODERATORS, "/takedown MP-00009"),
        among(who, ELSEWHERE, "/bind radiology"),
        among(who, GROUP, "A naevus", **root),
    ]
    for message in said:
        outcome = await place.attempt(raw.edited(message))
        assert not outcome.letters
        assert not outcome.changed
        assert not outcome.calls


async def test_refusals_are_sentences_of_their_own() -> None:
    """The table tells reasons apart by their words."""
    reasons = [Nameless(), NotModerator(), Suspended()]
    assert len({sentence(ENGLISH.say, reason) for reason in reasons}) == len(reasons)
