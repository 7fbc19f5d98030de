"""A ward full of rows: whoever acts has some of their own, so only their rights can stop them.

One attempt is one update, handled by the whole bot, looked at from inside its transaction, and
then taken back: so every attempt meets the same rows.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from telegram import Update

from bot.app import Running, build
from bot.inbox import HANDLED, Handled
from bot.settings import Settings
from handlers.context import Services
from handlers.summary import fingerprint
from moderation.application import Application, ApplicationState
from moderation.case import Case, CaseState, PictureState, Step
from moderation.member import NOTICE_VERSION, Member, Role, Standing
from moderation.post import MODERATION, Place, Post
from moderation.request import RequestState
from storage import applications, cases, members, moderators, pictures, places, posts, requests
from storage.database import Transaction
from storage.file_keys import Purpose
from storage.pictures import FindingRow
from storage.posts import ReviewCard
from storage.rows import fetch
from tests.handlers.fakes import TOKEN, Painter, RecordingRequest
from tests.handlers.neighbours import COLLEAGUE, OUTSIDE, conflict, doctor, request, standings
from tests.handlers.raw import BOT, Raw
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS, answered, no_time
from tests.handlers.shelf import ask_operators
from tests.journeys.hiders import passages
from tests.moderation.examples import NOW, RPPS
from tests.storage.examples import KEY_TEXT

ME, AUTHOR, APPLICANT = 100, 200, 300
OPERATOR = 500
# An unbound channel in which the operator is an administrator, and a group that is nobody's.
UNBOUND, ELSEWHERE = -1005, -1006
PREVIEW, PROMPT, ROOT = 77, 66, 55
QUESTION = "Is it Kawasaki or Crohn?"
CREATOR = {"status": "creator", "is_anonymous": False}
# Bookkeeping of the attempt itself.
ASIDE = frozenset({"inbox", "outbox", "audit_chain", "sqlite_sequence"})


@dataclass(slots=True)
class Rows:
    """Ids of what there is; `mine` belongs to whoever acts, `theirs` to others."""

    mine: dict[str, int] = field(default_factory=dict)
    theirs: dict[str, int] = field(default_factory=dict)
    picture: int = 0
    their_picture: int = 0
    attempt: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt did: letters to say, tables that changed, calls at once to Telegram."""

    letters: list[dict[str, Any]]
    changed: frozenset[str]
    calls: list[str]

    @property
    def said(self) -> list[str]:
        return [str(letter["content"].get("text") or "") for letter in self.letters]

    @property
    def kinds(self) -> list[str]:
        return [letter["kind"] for letter in self.letters]

    @property
    def is_refused(self) -> bool:
        """One alert, and nothing else."""
        alert = self.kinds == ["answer"] and self.letters[0]["content"]["alert"]
        return bool(alert) and not self.changed and not self.calls


@dataclass(slots=True)
class Ward:
    running: Running
    telegram: RecordingRequest
    rows: Rows

    @property
    def services(self) -> Services:
        return self.running.services

    async def do(self, raw: Raw) -> None:
        """It happens, and what follows from it."""
        async with self.services.database.unit():
            await self._handle(raw)
        await self.services.errands.finish()

    async def attempt(self, raw: Raw) -> Outcome:
        """What an update does; then all of it is taken back."""
        self.telegram.calls.clear()
        async with self.services.database.unit():
            before = await self._dump()
            await self._handle(raw)
            letters, after = await self._letters(), await self._dump()
            await self.services.database.undo()
        changed = frozenset(table for table in after if after[table] != before[table])
        return Outcome(letters, changed, [call.method for call in self.telegram.calls])

    async def _handle(self, raw: Raw) -> None:
        handled = Handled()
        token = HANDLED.set(handled)
        try:
            update = Update.de_json(raw, self.services.bot)
            await self.running.app.process_update(update)
        finally:
            HANDLED.reset(token)
        if handled.error is not None:
            raise handled.error

    async def _letters(self) -> list[dict[str, Any]]:
        rows = await fetch(self.services.database.reader, "SELECT * FROM outbox ORDER BY id")
        return [row | {"content": json.loads(row["content"])} for row in rows]

    async def _dump(self) -> dict[str, list[dict[str, Any]]]:
        reader = self.services.database.reader
        tables = await fetch(reader, "SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {row["name"] for row in tables} - ASIDE
        sql = "SELECT * FROM {name}"
        return {name: await fetch(reader, sql.format(name=name)) for name in names}

    def stranger_row(self, key: str) -> int:
        """A row of the same kind that belongs to somebody else."""
        return self.rows.their_picture if key == "picture" else self.rows.theirs[key]

    async def prepare(self, key: str, fields: dict[str, Any]) -> None:
        """Puts a case or the application of whoever acts into the state that an act needs."""
        if not fields:
            return
        async with self.services.database.transaction() as tx:
            if key == "application":
                was = await applications.load(tx, self.rows.mine[key])
                assert was is not None
                await applications.swap(tx, was, replace(was, **fields))
                return
            if key == "request":
                request = await requests.load(tx, self.rows.mine[key])
                assert request is not None
                await requests.swap(tx, request, replace(request, **fields))
                return
            case = await cases.load(tx, self.rows.mine[key])
            assert case is not None
            await cases.swap(tx, case, replace(case, **fields))


@asynccontextmanager
async def ward(
    folder: Path, me: Member, *, listed: Sequence[int] = (), operators: Sequence[int] = (OPERATOR,)
) -> AsyncIterator[Ward]:
    """The bot on a recording Telegram; me: who acts; listed: who moderates."""
    telegram = RecordingRequest()
    telegram.chats[UNBOUND] = {"id": UNBOUND, "type": "channel", "title": "Rays"}
    skin = {"id": CHANNEL, "type": "channel", "title": "Skin", "linked_chat_id": GROUP}
    telegram.chats[CHANNEL] = skin
    telegram.chats[ELSEWHERE] = {"id": ELSEWHERE, "type": "supergroup", "title": "Other"}
    for chat_id in (UNBOUND, ELSEWHERE):
        telegram.presence[chat_id, BOT["id"]] = CREATOR
        telegram.presence[chat_id, OPERATOR] = CREATOR
    telegram.downloads["photo"] = b"\xff\xd8 a photo \xff\xd9"
    settings = Settings(
        language="en",
        telegram={"token": TOKEN, "operators": set(operators)},
        storage={"folder": folder, "master_key": KEY_TEXT},
        review={"quorum": 2, "quorum_risky": 2},
        pictures={"album_wait_seconds": 0},
    )
    running = await build(
        settings, request=telegram, hider=Painter(), clock=lambda: NOW, pause=no_time
    )
    running.services.identifiers = passages
    try:
        await running.app.initialize()
        made = Ward(running, telegram, await _furnish(running.services, me, listed))
        telegram.results["getFile"] = {"file_id": "photo", "file_unique_id": "p"} | {
            "file_path": "photos/photo"
        }
        yield made
    finally:
        await running.app.shutdown()
        await running.close()


async def _furnish(services: Services, me: Member, listed: Sequence[int]) -> Rows:
    rows = Rows()
    async with services.database.unit():
        async with services.database.transaction() as tx:
            for member in (me, *map(doctor, (AUTHOR, COLLEAGUE)), _applicant()):
                await members.save(tx, member)
            for user_id in listed:
                await moderators.add(tx, user_id, f"Moderator {user_id}", NOW)
            await places.bind(tx, Place(MODERATION, MODERATORS, "Team", 1, NOW))
            skin = Place("dermatology", CHANNEL, "Skin", 1, NOW, discussion_id=GROUP)
            await places.bind(tx, replace(skin, invite_link="https://t.me/+door"))
        rows.mine = await _cases_of(services, me, rows)
        rows.mine |= await standings(services, me.id)
        rows.mine["application"] = await _application(services, me.id)
        author = doctor(AUTHOR)
        others = Rows()
        rows.theirs = await _cases_of(services, author, others)
        rows.their_picture = others.picture
        rows.theirs |= await standings(services, OUTSIDE, appealed=True)
        rows.theirs["member"] = AUTHOR
        rows.theirs["application"] = await _application(services, APPLICANT, submitted=True)
        rows.theirs["conflict"] = await conflict(services, (MODERATORS, PREVIEW))
        rows.mine["conflict"] = rows.mine["application"]
        asked = rows.theirs["published"]
        rows.mine["request"] = await request(services, me.id, asked, RequestState.KEPT)
        rows.theirs["request"] = await request(services, COLLEAGUE, asked, RequestState.OPEN)
        async with services.database.transaction() as tx:
            await ask_operators(tx)
            await posts.begin_attempt(tx, rows.theirs["approved"], NOW)
            rows.attempt = await posts.attempted(tx, rows.theirs["approved"]) or ""
    return rows


def _applicant() -> Member:
    return Member(APPLICANT, "en", NOW, standing=Standing.APPLICANT, notice_version=NOTICE_VERSION)


async def _application(services: Services, member_id: int, *, submitted: bool = False) -> int:
    async with services.database.transaction() as tx:
        begun = await applications.begin(tx, member_id, NOW)
        answers = {"role": Role.DOCTOR, "name": "Ada", "number": RPPS, "specialty": "radiology"}
        filled: Application = replace(begun, **answers)  # type: ignore[arg-type]
        if submitted:
            state = ApplicationState.SUBMITTED
            filled = replace(filled, state=state, evidence="0" * 32, submitted_at=NOW)
            filled = replace(filled, evidence_at=NOW)
            filled = replace(filled, card_chat_id=MODERATORS, card_message_id=PREVIEW)
        await applications.swap(tx, begun, filled)
    return begun.id


async def _cases_of(services: Services, owner: Member, rows: Rows) -> dict[str, int]:
    """One case in each state that a button may be about; the one draft comes last."""
    states = (
        CaseState.CHANGES_ASKED,
        CaseState.SUBMITTED,
        CaseState.APPROVED,
        CaseState.PUBLISHED,
        CaseState.DRAFT,
    )
    made = {}
    for state in states:
        async with services.database.transaction() as tx:
            begun = await cases.begin(tx, owner.id, NOW)
            rows.picture = await _masked(services, tx, begun)
            case = replace(answered(begun), state=state, step=Step.SUMMARY)
            shown = await pictures.of_case(tx, begun.id)
            case = replace(case, fingerprint=fingerprint(case, shown, owner))
            await cases.swap(tx, begun, case)
            await _shown(tx, case)
        made[state.value] = begun.id
    return made


async def _shown(tx: Transaction, case: Case) -> None:
    """What moderators and readers see of a case: its card, and its post."""
    card = ReviewCard(case.id, 1, MODERATORS, PREVIEW, (PREVIEW - 1, PREVIEW))
    if case.state is CaseState.SUBMITTED:
        await posts.add_card(tx, card)
        # As after a restore.
        await tx.execute("INSERT INTO unconfirmed VALUES (?)", (case.id,))
    if case.state is CaseState.PUBLISHED:
        await posts.add(tx, Post(case.id, CHANNEL, (case.id,), NOW, discussion_id=GROUP))
        await posts.add_copy(tx, (CHANNEL, case.id), (GROUP, ROOT + case.id))


async def _masked(services: Services, tx: Transaction, case: Case) -> int:
    key = await services.files.put(b"masked", Purpose.MASKED)
    original = await services.files.put(b"original", Purpose.ORIGINAL)
    waiting = await pictures.add(tx, case.id, 1, original, NOW)
    assert waiting is not None
    known = replace(waiting, state=PictureState.MASKED, masked=key, preview=key, digest="d" * 64)
    known = replace(known, width=400, height=300, preview_id=PREVIEW)
    await pictures.save(tx, waiting, known)
    found = FindingRow(1, "face", ((0, 0), (90, 0), (90, 90)), 0.9, "test", True, None)
    await pictures.set_findings(tx, waiting.id, [found])
    return known.id
