"""Real services on a recording Telegram; an author's case as far along as a test wants it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from telegram.ext import ExtBot

from handlers.context import Rules, Services
from handlers.errands import Errands
from handlers.summary import fingerprint
from handlers.texts import Speech, Texts
from moderation.case import Case, CaseState, Picture, PictureState, Step
from moderation.member import Member, Role, Standing
from moderation.post import MODERATION, Place
from storage import cases, members, pictures, places
from storage.database import Database
from storage.files import Files, Purpose
from tests.handlers.fakes import TOKEN, Painter, RecordingRequest
from tests.handlers.registered import EVERYBODY, FIRST, LAST, OPERATOR, accept
from tests.handlers.scenes import (
    CHANNEL,
    ELSEWHERE,
    GROUP,
    MODERATORS,
    ORIGINAL,
    answered,
    masked_picture,
    no_time,
)
from tests.handlers.shelf import Shelf
from tests.moderation.examples import AUTHOR, NOW, make_member
from tests.storage.conftest import database, files

__all__ = ["database", "files"]


@pytest.fixture
def telegram() -> RecordingRequest:
    return RecordingRequest()


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts()


@pytest.fixture(params=["en", "fr"])
def speech(texts: Texts, request: pytest.FixtureRequest) -> Speech:
    """Each language in turn."""
    return texts.of(request.param)


@pytest.fixture
def english(texts: Texts) -> Speech:
    return texts.of("en")


@pytest.fixture
async def services(
    telegram: RecordingRequest, database: Database, files: Files, texts: Texts
) -> AsyncIterator[Services]:
    bot = ExtBot(TOKEN, request=telegram)
    await bot.initialize()
    telegram.calls.clear()
    rules = Rules(language="en", album_wait_seconds=0)
    errands = Errands(no_time)
    made = Services(bot, database, files, Painter(), texts, lambda: NOW, rules, errands=errands)
    yield made
    await errands.stop()


@pytest.fixture
async def author(database: Database) -> Member:
    known = make_member(
        language="en", name="Claude Exemple", role=Role.DOCTOR, standing=Standing.VERIFIED
    )
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "en", NOW)
        await members.save(tx, known)
    return known


@pytest.fixture
async def bound(database: Database, telegram: RecordingRequest) -> None:
    """The moderators' group and the channels of dermatology and radiology."""
    skin = {"id": CHANNEL, "type": "channel", "title": "Skin <& more>", "linked_chat_id": GROUP}
    telegram.chats |= {CHANNEL: skin}
    telegram.chats |= {ELSEWHERE: {"id": ELSEWHERE, "type": "channel", "title": "Rays"}}
    async with database.transaction() as tx:
        await places.bind(tx, Place(MODERATION, MODERATORS, "Moderators", 1, NOW))
        await places.bind(
            tx, Place("dermatology", CHANNEL, "Skin <& more>", 1, NOW, discussion_id=GROUP)
        )
        await places.bind(tx, Place("radiology", ELSEWHERE, "Rays", 1, NOW))


@pytest.fixture
async def draft(services: Services, author: Member) -> Case:
    """A draft with two pictures, just received."""
    keys = [await services.files.put(ORIGINAL, Purpose.ORIGINAL) for _ in range(2)]
    async with services.database.transaction() as tx:
        case = await cases.begin(tx, author.id, NOW)
        for position, key in enumerate(keys, 1):
            await pictures.add(tx, case.id, position, key, NOW)
    return case


@pytest.fixture
async def masked(services: Services, draft: Case) -> list[Picture]:
    """Both pictures of the draft masked, and shown to the author."""
    was = await pictures.of_case(services.database.reader, draft.id)
    now = [await masked_picture(services, picture) for picture in was]
    async with services.database.transaction() as tx:
        for before, after in zip(was, now, strict=True):
            await pictures.save(tx, before, after)
    assert all(picture.state is PictureState.MASKED for picture in now)
    return now


@pytest.fixture
async def approved(
    services: Services, bound: None, draft: Case, masked: list[Picture], author: Member
) -> Case:
    """The case, answered and approved, its originals purged."""
    answers = answered(draft)
    mark = fingerprint(answers, masked, author)
    case = replace(answers, state=CaseState.APPROVED, step=Step.SUMMARY, fingerprint=mark)
    async with services.database.transaction() as tx:
        await cases.swap(tx, draft, case)
    return case


@pytest.fixture
async def shelf(services: Services, bound: None) -> Shelf:
    """Forty verified members, all of them listed."""
    services.registry = Shelf(*EVERYBODY)
    services.rules = replace(services.rules, operators=frozenset({OPERATOR}))
    for number in range(FIRST, LAST + 1):
        await accept(services, number)
    # What is said stays in the outbox, where tests read it.
    await services.errands.stop()
    return services.registry
