"""Renderings: a masked picture and its findings are kept together, or not at all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from anonymize import Finding, Kind, Masked
from handlers.context import Services
from moderation.case import CaseState, Picture, PictureState
from moderation.review import SHOWN_AGAIN
from storage import cases, pictures
from storage.database import Transaction
from storage.files import Purpose
from storage.pictures import FindingRow


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendering whose files are kept already, under names that no row knows yet."""

    masked: Masked
    masked_key: str
    preview_key: str


async def put(services: Services, masked: Masked) -> Rendered:
    """Keeps the files; before the transaction that decides, so that it holds nobody up."""
    masked_key = await services.files.put(masked.data, Purpose.MASKED)
    return Rendered(masked, masked_key, await services.files.put(masked.preview, Purpose.PREVIEW))


async def keep(
    services: Services,
    was: Picture,
    rendered: Rendered,
    findings: Sequence[FindingRow],
    preview_id: int | None = None,
) -> bool:
    """Stores a rendering and its findings together; the files it replaces are purged.

    preview_id: the message that shows it already. While it was painted the draft may have been
    thrown away, its original purged, or the picture corrected once more: then nothing is stored,
    and nothing that is gone comes back.
    """
    masked = rendered.masked
    async with services.database.transaction() as tx:
        current = await _still_wanted(tx, was, findings)
        if current is not None:
            now = replace(
                current,
                state=PictureState.MASKED,
                masked=rendered.masked_key,
                preview=rendered.preview_key,
                digest=hashlib.sha256(masked.data).hexdigest(),
                width=masked.width,
                height=masked.height,
                problem=None,
                flags=_flags(masked, findings),
                preview_id=preview_id,
            )
            await pictures.save(tx, current, now)
            await pictures.set_findings(tx, was.id, findings)
        unwanted = (rendered.masked_key, rendered.preview_key)
        gone = (was.masked, was.preview) if current else unwanted
        await services.discard(*gone)
    return current is not None


def _flags(masked: Masked, findings: Sequence[FindingRow]) -> frozenset[str]:
    flags = {flag.value for flag in masked.flags}
    if any(row.changed_by and not row.hidden for row in findings):
        flags.add(SHOWN_AGAIN)
    return frozenset(flags)


async def _still_wanted(
    tx: Transaction, was: Picture, findings: Sequence[FindingRow]
) -> Picture | None:
    """The row as it is now, if it still is the picture of a draft that `was` was painted from."""
    case = await cases.load(tx, was.case_id)
    current = await pictures.load(tx, was.id)
    if case is None or case.state is not CaseState.DRAFT or current is None:
        return None
    if (current.state, current.masked) != (was.state, was.masked):
        return None
    if current.state is PictureState.CHANGED:
        decided = await pictures.findings(tx, was.id)
        return current if decided == list(findings) else None
    return current


def row_of(number: int, finding: Finding) -> FindingRow:
    return FindingRow(
        number=number,
        kind=finding.kind.value,
        polygon=finding.polygon,
        score=finding.score,
        source=finding.source,
        hidden=finding.hidden,
    )


def to_finding(row: FindingRow) -> Finding:
    """What the author hid is hidden for certain, however little a detector was sure of it."""
    score = 1.0 if row.hidden and row.changed_by else row.score
    return Finding(Kind(row.kind), row.polygon, score, row.source, row.hidden)
