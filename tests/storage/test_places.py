"""Places and what is wrong with them, and prompts."""

from dataclasses import replace

from hypothesis import given

from moderation.post import MODERATION, Place
from storage import places
from storage.database import Database
from storage.places import Prompt
from tests.moderation.examples import AUTHOR, NOW, REVIEWER
from tests.storage.examples import any_of, round_trip, undone

OLD, OTHER, TALK = -500, -700, -800
SURGERY = Place("surgery", OLD, "Surgery", REVIEWER, NOW)
PROMPT = Prompt(OLD, REVIEWER, "reject", subject_id=7, revision=1)


@round_trip
@given(place=any_of(Place))
async def test_a_place_comes_back_as_kept(database: Database, place: Place) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        await places.bind(tx, place)
        assert await places.of_duty(tx, place.duty) == place
        assert await places.in_chat(tx, place.chat_id) == [place]


@round_trip
@given(prompt=any_of(Prompt))
async def test_a_prompt_comes_back_as_kept(database: Database, prompt: Prompt) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        await places.ask(tx, prompt)
        assert await places.prompt_of(tx, prompt.chat_id, prompt.user_id) == prompt


async def test_our_chats_are_known(database: Database) -> None:
    """Places and their discussion groups; a group that moderates is that, whatever else it is."""
    async with database.transaction() as tx:
        await places.bind(tx, replace(SURGERY, discussion_id=TALK))
        await places.bind(tx, replace(SURGERY, duty=MODERATION, chat_id=OTHER))
    assert await places.chats(database.reader) == {OLD: False, TALK: False, OTHER: True}


async def test_a_duty_has_one_place(database: Database) -> None:
    """Binding again moves the duty; unbinding ends it."""
    moved = replace(SURGERY, chat_id=OTHER)
    async with database.transaction() as tx:
        await places.bind(tx, SURGERY)
        await places.bind(tx, moved)
    assert await places.everywhere(database.reader) == [moved]

    async with database.transaction() as tx:
        await places.unbind(tx, "surgery")
    assert await places.of_duty(database.reader, "surgery") is None


async def test_a_chat_may_have_several_duties(database: Database) -> None:
    """The topics of a forum; the moderators' place is listed first."""
    duties = ["dermatology", MODERATION, "surgery"]
    async with database.transaction() as tx:
        for number, duty in enumerate(duties):
            await places.bind(tx, replace(SURGERY, duty=duty, thread_id=number))

    listed = [place.duty for place in await places.everywhere(database.reader)]
    assert listed == [MODERATION, "dermatology", "surgery"]
    assert len(await places.in_chat(database.reader, OLD)) == 3


async def test_the_last_question_is_the_one_answered(database: Database) -> None:
    """One person in one chat is asked one thing at a time."""
    latest = replace(PROMPT, purpose="ask_changes", subject_id=8)
    async with database.transaction() as tx:
        await places.ask(tx, PROMPT)
        await places.ask(tx, latest)

    assert await places.prompt_of(database.reader, OLD, REVIEWER) == latest
    assert await places.prompt_of(database.reader, OLD, AUTHOR) is None


async def test_an_answered_question_is_over(database: Database) -> None:
    """The next text of this person answers nothing; somebody else's still does."""
    theirs = replace(PROMPT, user_id=AUTHOR)
    async with database.transaction() as tx:
        await places.ask(tx, PROMPT)
        await places.ask(tx, theirs)
        await places.answered(tx, OLD, REVIEWER)

    assert await places.prompt_of(database.reader, OLD, REVIEWER) is None
    assert await places.prompt_of(database.reader, OLD, AUTHOR) == theirs


async def test_what_is_found_is_noted_once(database: Database) -> None:
    """Of two who look at the same time one tells; a duty that has moved meanwhile is left."""
    flaws = frozenset({"gone"})
    async with database.transaction() as tx:
        await places.bind(tx, SURGERY)
        assert await places.note(tx, SURGERY, flaws, NOW)
        assert not await places.note(tx, SURGERY, flaws, NOW)
        noted = await places.of_duty(tx, "surgery")
        assert noted == replace(SURGERY, flaws=flaws, looked_at=NOW)
        await places.bind(tx, replace(SURGERY, chat_id=OTHER))
        assert not await places.note(tx, noted, frozenset(), NOW)
    assert await places.of_duty(database.reader, "surgery") == replace(SURGERY, chat_id=OTHER)


async def test_a_change_has_the_place_looked_at(database: Database) -> None:
    """In its own chat or in its discussion group; elsewhere nothing is to be done."""
    seen = replace(SURGERY, discussion_id=TALK, looked_at=NOW)
    for chat_id, is_ours in ((OLD, True), (TALK, True), (OTHER, False)):
        async with undone(database) as tx:
            await places.bind(tx, seen)
            assert await places.look_again(tx, chat_id) is is_ours
            found = await places.of_duty(tx, "surgery")
            assert found is not None
            assert (found.looked_at is None) is is_ours
    async with database.transaction() as tx:
        await places.bind(tx, seen)
        await places.look_everywhere(tx)
    assert await places.of_duty(database.reader, "surgery") == replace(seen, looked_at=None)
