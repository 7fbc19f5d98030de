"""A storage folder as a bot leaves it: cases in every state, with files, cards and letters."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from moderation.application import ApplicationState
from moderation.case import Attestation, Case, CaseState, PictureState, Step
from moderation.post import Post
from moderation.request import Request, RequestState
from moderation.review import Review, Verdict
from storage import (
    applications,
    audit,
    cases,
    erasures,
    hidings,
    inbox,
    members,
    moderators,
    outbox,
    pictures,
    places,
    posts,
    requests,
)
from storage.aftermath import Aftermath
from storage.backup import DATABASE, FILES
from storage.database import Database, Transaction
from storage.files import Files, Purpose
from storage.hidings import Due
from storage.inbox import Incoming
from storage.outbox import Kind, Letter, Slot
from storage.places import Prompt
from storage.posts import ReviewCard
from storage.restore import restore
from tests.moderation.examples import NOW, REVIEWER, make_member
from tests.storage.examples import MASTER

GROUP, CHANNEL, CARD, REQUEST_CARD = -1001, -1002, 500, 450
SECRET = b"the face of the original"
CAPTION = "Mrs Quagmire of ward 7"
AUTHORS = {state: 100 + number for number, state in enumerate(CaseState)}
APPLICANT = 300


@dataclass(frozen=True, slots=True)
class House:
    """A folder, its open database and its files; cases: their ids by state."""

    folder: Path
    database: Database
    files: Files
    cases: dict[CaseState, int]

    def on_disk(self) -> set[str]:
        return {path.name for path in (self.folder / FILES).iterdir()}


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """As a start of the bot opens it; empty when it is new."""
    database = await Database.open(folder / DATABASE)
    try:
        yield House(folder, database, Files(folder / FILES, database, MASTER, lambda: NOW), {})
    finally:
        await database.close()


@asynccontextmanager
async def furnished(folder: Path) -> AsyncIterator[House]:
    """One case in each state, by an author each; one applicant; a letter and an update waiting."""
    async with open_house(folder) as house:
        for state, author in AUTHORS.items():
            house.cases[state] = await add_case(house, author, state)
        await _add_applicant(house)
        async with house.database.transaction() as tx:
            await _add_request(tx, house.cases[CaseState.PUBLISHED])
            await _add_the_rest(tx)
        yield house


async def add_case(house: House, author: int, state: CaseState) -> int:
    """With two pictures: one masked, with an original; of a draft the other was just received."""
    data = {
        Purpose.ORIGINAL: SECRET,
        Purpose.MASKED: b"masked %d" % author,
        Purpose.PREVIEW: b"preview",
    }
    keys = [await house.files.put(content, purpose) for purpose, content in data.items()]
    raw = await house.files.put(SECRET, Purpose.ORIGINAL)
    async with house.database.transaction() as tx:
        await members.save(tx, make_member(id=author))
        begun = await cases.begin(tx, author, NOW)
        lines = frozenset({Attestation.CARER, Attestation.INFORMED})
        now = replace(
            begun, state=state, step=Step.SUMMARY, attested=lines, fingerprint="f", revision=2,
            status_id=7, screen_id=8,
        )  # fmt: skip
        await cases.attest(tx, now, NOW)
        await cases.swap(tx, begun, now)
        shown = await pictures.add(tx, begun.id, 1, keys[0], NOW)
        masked = replace(
            shown, state=PictureState.MASKED, masked=keys[1], preview=keys[2], preview_id=9,
            digest=hashlib.sha256(b"masked %d" % author).hexdigest(),
        )  # fmt: skip
        await pictures.save(tx, shown, masked)
        if state is CaseState.DRAFT:
            await pictures.add(tx, begun.id, 2, raw, NOW)
        await _add_decisions(tx, begun.id, state)
        await audit.record(tx, NOW, author, "submit", f"case {begun.id}", 2)
    return begun.id


async def _add_decisions(tx: Transaction, case_id: int, state: CaseState) -> None:
    if state is CaseState.DRAFT:
        return
    approval = Review(case_id, 2, REVIEWER, Verdict.APPROVE, "f", NOW, reason=None)
    await cases.add_review(tx, approval)
    card = CARD + 10 * case_id
    await posts.add_card(tx, ReviewCard(case_id, 2, GROUP, card, (card - 1, card)))
    if state is CaseState.PUBLISHED:
        await posts.add(tx, Post(case_id, CHANNEL, (900,), NOW))
    if state is CaseState.HIDDEN:
        await posts.add(tx, Post(case_id, CHANNEL, (901,), NOW))
        await hidings.begin(tx, case_id, NOW)
        await hidings.done(tx, case_id, Due.HIDE)


async def _add_applicant(house: House) -> None:
    key = await house.files.put(SECRET, Purpose.EVIDENCE)
    async with house.database.transaction() as tx:
        await members.save(tx, make_member(id=APPLICANT, language="en"))
        begun = await applications.begin(tx, APPLICANT, NOW)
        sent = replace(
            begun, state=ApplicationState.SUBMITTED, evidence=key, card_chat_id=GROUP,
            card_message_id=401, evidence_message_id=400, submitted_at=NOW,
        )  # fmt: skip
        await applications.swap(tx, begun, sent)


async def _add_request(tx: Transaction, case_id: int) -> None:
    """Somebody asks that a published case be taken down; its card stands before the moderators."""
    begun = await requests.begin(
        tx, Request(0, case_id, NOW, requester_id=APPLICANT, member=False)
    )
    sent = replace(begun, state=RequestState.OPEN, sent_at=NOW, card_chat_id=GROUP)
    await requests.swap(tx, begun, sent)
    await outbox.remember(tx, Slot.REQUEST_CARD, begun.id, GROUP, REQUEST_CARD)


async def _add_the_rest(tx: Transaction) -> None:
    await moderators.add(tx, REVIEWER, "Max", NOW)
    await places.ask(tx, Prompt(GROUP, REVIEWER, "case_reject", subject_id=1, revision=2))
    await erasures.add(tx, GROUP, [77], NOW)
    await inbox.store(tx, [Incoming(n, 5, f'{{"text": "{CAPTION}"}}') for n in (1, 2, 3)], NOW)
    await inbox.done(tx, 1)
    await inbox.set_aside(tx, 2)
    for kind, chat_id in ((Kind.SAY, 100), (Kind.SAY, GROUP), (Kind.SHOW, 100)):
        await outbox.add(tx, Letter(kind, chat_id, chat_id, content={"text": "?"}), NOW)


LATER = NOW + timedelta(hours=5)
REASON = "A picture was lost."


async def nothing_more(_database: Database, _aftermath: Aftermath) -> None:
    pass


async def bring_back(source: Path, folder: Path) -> Aftermath:
    """Restores a backup, some hours later."""
    _contents, aftermath = await restore(source, folder, LATER, REASON, nothing_more)
    return aftermath


async def load(house: House, state: CaseState) -> Case:
    """The case that had this state when the house was furnished."""
    case = await cases.load(house.database.reader, house.cases[state])
    assert case is not None
    return case
