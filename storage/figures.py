"""What figures are counted from: times of decisions, answers and verdicts, and what waits."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiosqlite import Connection

from moderation.figures import LOOKED_AT, WEEKS, Figures, Queue, by_week, disagreement
from moderation.review import Reason
from storage.rows import encode, fetch, fetch_one, sure_instant

# From each sending of a version to the first thing that settled it.
_REVIEWED = """
    SELECT sent.at AS begun, min(settled.at) AS ended FROM audit AS sent
    JOIN audit AS settled ON settled.subject = sent.subject AND settled.revision = sent.revision
        AND settled.action IN ('publish', 'ask_changes', 'reject') AND settled.id > sent.id
    WHERE sent.action = 'submit' AND sent.subject LIKE 'case %' AND sent.at > ?
    GROUP BY sent.id
"""
# An author's own words are no answer.
_ANSWERED = """
    SELECT post.published_at AS begun, min(reply.at) AS ended FROM post
    JOIN medical_case ON medical_case.id = post.case_id
    LEFT JOIN reply ON reply.case_id = post.case_id AND reply.author_id <> medical_case.author_id
    WHERE post.published_at > ? AND medical_case.state = 'published' GROUP BY post.case_id
"""
_WAITING = {
    "cases": "SELECT updated_at AS since FROM medical_case WHERE state = 'submitted'",
    "applications": "SELECT submitted_at AS since FROM application WHERE state = 'submitted'",
    "reports": "SELECT sent_at AS since FROM privacy_request WHERE state = 'open'",
}


async def gather(connection: Connection, now: datetime, zone: ZoneInfo) -> Figures:
    """How things stand now; days and weeks are those of the zone."""
    since = now - LOOKED_AT
    today = now.astimezone(zone).date()
    first = now - timedelta(weeks=WEEKS)
    reviewed = await fetch(connection, _REVIEWED, encode(since))
    answered = await fetch(connection, _ANSWERED, encode(since))
    sql = "SELECT case_id, revision, verdict, reason FROM review WHERE at > ?"
    verdicts = await fetch(connection, sql, encode(since))
    twice, differing = disagreement(
        (row["case_id"], row["revision"], row["verdict"]) for row in verdicts
    )
    return Figures(
        weeks=by_week(
            [at.astimezone(zone) for at in await _times(connection, "submit", first)],
            [at.astimezone(zone) for at in await _times(connection, "publish", first)],
            today,
        ),
        to_review=_spans(reviewed),
        to_answer=_spans(answered),
        unanswered=sum(row["ended"] is None for row in answered),
        hidden=await _count(
            connection, "SELECT count(*) AS n FROM medical_case WHERE state = 'hidden'"
        ),
        reasons=_reasons([row["reason"] for row in verdicts if row["verdict"] != "approve"]),
        judged_twice=twice,
        disagreed=differing,
        **{what: await _queue(connection, sql) for what, sql in _WAITING.items()},
    )


async def of_day(connection: Connection, begin: datetime, end: datetime) -> dict[str, int]:
    """How often each thing was done with a case, and how many reports came, in a span of time."""
    sql = (
        "SELECT CASE WHEN subject LIKE 'case %' THEN action ELSE 'report' END AS what,"
        " count(DISTINCT subject) AS n FROM audit WHERE at >= ? AND at < ?"
        " AND (subject LIKE 'case %' OR (subject LIKE 'request %' AND action = 'send'))"
        " GROUP BY what"
    )
    rows = await fetch(connection, sql, encode(begin), encode(end))
    return {row["what"]: int(row["n"]) for row in rows}


async def first_of_day(tx: Connection, day: date, now: datetime) -> bool:
    """Whether this day's summary is still to be said; then it counts as said."""
    sql = "INSERT OR IGNORE INTO daily_summary (day, at) VALUES (?, ?)"
    async with tx.execute(sql, (day.isoformat(), encode(now))) as cursor:
        fresh = cursor.rowcount > 0
    await tx.execute("DELETE FROM daily_summary WHERE day < ?", (_before(day),))
    return fresh


async def is_summed_up(connection: Connection, day: date) -> bool:
    sql = "SELECT 1 FROM daily_summary WHERE day = ?"
    return await fetch_one(connection, sql, day.isoformat()) is not None


def _before(day: date) -> str:
    return (day - timedelta(days=40)).isoformat()


async def _times(connection: Connection, action: str, since: datetime) -> list[datetime]:
    # The week that is running began up to six days before `since` looks back to.
    limit = encode(since - timedelta(days=7))
    sql = "SELECT at FROM audit WHERE action = ? AND subject LIKE 'case %' AND at > ?"
    return [sure_instant(row["at"]) for row in await fetch(connection, sql, action, limit)]


async def _queue(connection: Connection, sql: str) -> Queue:
    rows = await fetch(connection, sql)
    return Queue.of(sure_instant(row["since"]) for row in rows if row["since"])


async def _count(connection: Connection, sql: str) -> int:
    row = await fetch_one(connection, sql)
    return int(row["n"]) if row else 0


def _spans(rows: list[dict[str, str | None]]) -> list[timedelta]:
    return [
        sure_instant(row["ended"]) - sure_instant(row["begun"])
        for row in rows
        if row["ended"] and row["begun"]
    ]


def _reasons(given: list[str | None]) -> list[tuple[str, int]]:
    """Canned ones by name, all own words together as "", the most frequent first."""
    known = set(Reason)
    counts: dict[str, int] = {}
    for reason in given:
        name = reason if reason in known else ""
        counts[name or ""] = counts.get(name or "", 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
