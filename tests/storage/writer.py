"""A bot in a hurry, as a process of its own: `python -m tests.storage.writer FOLDER` until killed.

Cases come, are painted anew again and again, sent, published and withdrawn; every state has its
row in the audit trail, written in the same transaction.
"""

import asyncio
import hashlib
import random
import sys
from dataclasses import replace
from pathlib import Path

from moderation.case import Case, CaseState, PictureState
from moderation.post import Post
from storage import audit, cases, members, pictures, posts
from storage.file_keys import Purpose
from tests.moderation.examples import NOW, make_member
from tests.storage.houses import SECRET, House, open_house

AUTHORS = 12
NEXT = {
    CaseState.DRAFT: CaseState.SUBMITTED,
    CaseState.SUBMITTED: CaseState.APPROVED,
    CaseState.APPROVED: CaseState.PUBLISHED,
    CaseState.PUBLISHED: CaseState.WITHDRAWN,
}


async def work(folder: Path) -> None:
    async with open_house(folder) as house:
        async with house.database.transaction() as tx:
            for author in range(AUTHORS):
                await members.save(tx, make_member(id=author))
        await asyncio.gather(*(live(house, author) for author in range(AUTHORS)))


async def live(house: House, author: int) -> None:
    """One author, case after case."""
    dice = random.Random(author)
    while True:
        case_id = await begin(house, author)
        print(case_id, flush=True)  # noqa: T201 - says that it is at work
        for _ in range(dice.randrange(3, 12)):
            await paint(house, case_id)
        for _ in range(dice.randrange(1, 5)):
            await move_on(house, case_id)
        case = await cases.load(house.database.reader, case_id)
        if case is not None and case.state is CaseState.DRAFT:
            await move_on(house, case_id)


async def begin(house: House, author: int) -> int:
    original = await house.files.put(SECRET, Purpose.ORIGINAL)
    async with house.database.transaction() as tx:
        case = await cases.begin(tx, author, NOW)
        await pictures.add(tx, case.id, 1, original, NOW)
        await audit.record(tx, NOW, author, CaseState.DRAFT, f"case {case.id}", 1)
    return case.id


async def paint(house: House, case_id: int) -> None:
    """New files, the row, then the old files go: as the bot does it."""
    data = random.randbytes(20_000)
    masked = await house.files.put(data, Purpose.MASKED)
    preview = await house.files.put(data, Purpose.PREVIEW)
    [was] = await pictures.of_case(house.database.reader, case_id)
    now = replace(
        was, state=PictureState.MASKED, masked=masked, preview=preview,
        digest=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    async with house.database.transaction() as tx:
        await pictures.save(tx, was, now)
    for name in filter(None, (was.masked, was.preview)):
        await house.files.delete(name)


async def move_on(house: House, case_id: int) -> None:
    case = await cases.load(house.database.reader, case_id)
    if case is None or case.state not in NEXT:
        return
    now = replace(case, state=NEXT[case.state])
    async with house.database.transaction() as tx:
        await cases.swap(tx, case, now)
        if now.state is CaseState.PUBLISHED:
            await posts.add(tx, Post(case_id, -7, (case_id,), NOW))
        await audit.record(tx, NOW, case.author_id, now.state, f"case {case_id}", 1)
    await purge(house, now)


async def purge(house: House, case: Case) -> None:
    [was] = await pictures.of_case(house.database.reader, case.id)
    gone = replace(was, original=None)
    if case.state is CaseState.WITHDRAWN:
        gone = replace(gone, masked=None, preview=None)
    async with house.database.transaction() as tx:
        await pictures.save(tx, was, gone)
    for name in {was.original, was.masked, was.preview} - {gone.masked, gone.preview, None}:
        await house.files.delete(name)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1])))
