"""What stands in the database and on the disk, compared with what people did."""

import hashlib
import json
from collections import Counter
from typing import Any

from bot.app import Running
from handlers.buttons import Act, parse
from moderation.case import AT_WORK, DECIDED, ENDED, CaseState
from sandbox.accounts import Callback
from storage.files import MissingFileError
from storage.rows import fetch
from tests.kills.hospital import Hospital
from tests.kills.report import Report

Rows = list[dict[str, Any]]

# What the audit trail may tell of a case, in order; approvals change nothing but for the last one.
MOVES = {
    ("draft", "submit"): "submitted",
    ("draft", "discard"): "discarded",
    ("submitted", "approve"): "submitted",
    ("submitted", "ask_changes"): "changes_asked",
    ("submitted", "reject"): "rejected",
    ("submitted", "publish"): "published",
    ("submitted", "withdraw"): "withdrawn",
    ("submitted", "take_down"): "taken_down",
    ("changes_asked", "revise"): "draft",
    ("changes_asked", "withdraw"): "withdrawn",
    ("rejected", "revise"): "draft",
    ("rejected", "withdraw"): "withdrawn",
    ("published", "withdraw"): "withdrawn",
    ("published", "take_down"): "taken_down",
    ("published", "hide"): "hidden",
    ("hidden", "look"): "hidden",
    ("hidden", "show_again"): "published",
    ("hidden", "withdraw"): "withdrawn",
    ("hidden", "take_down"): "taken_down",
}
# What the trail tells besides, whatever the state.
BESIDES = {"purge", "post_again"}
# Is pressed, and is no decision: only a draft is shown anew by the same button.
UNSURE = {"revise"}


async def inspect_rows(place: Hospital, running: Running, report: Report) -> None:
    reader = running.services.database.reader
    cases = await fetch(reader, "SELECT * FROM medical_case ORDER BY id")
    pictures = await fetch(
        reader,
        "SELECT picture.*, author_id, medical_case.state AS case_state FROM picture"
        " JOIN medical_case ON medical_case.id = case_id ORDER BY picture.id",
    )
    audit = await fetch(reader, "SELECT * FROM audit ORDER BY id")
    reviews = await fetch(reader, "SELECT * FROM review ORDER BY at")
    replies = await fetch(reader, "SELECT * FROM reply")
    await _nothing_waits(reader, report)
    await _reports_are_on_record(place, reader, report)
    _cases_are_there_once(place, cases, report)
    _photos_are_there_once(place, pictures, report)
    _decided_as_pressed(place, audit, reviews, report)
    _states_follow(cases, audit, report)
    _replies_count_once(place, replies, report)
    await _files_are_right(running, pictures, report)
    _count(place, cases, pictures, audit, replies, report)


def _differences(these: Counter[Any], those: Counter[Any]) -> list[str]:
    return [f"{what} x{times}" for what, times in ((these - those) + (those - these)).items()]


async def _nothing_waits(reader: Any, report: Report) -> None:
    queries = {
        "no update waits or is set aside": "SELECT * FROM inbox WHERE state <> 'done'",
        "nothing is left to say": "SELECT kind, chat_id FROM outbox",
        "nothing is left to delete": "SELECT * FROM erasure",
        "no post is in doubt": "SELECT * FROM post_attempt",
        "no application waits": "SELECT id FROM application WHERE state = 'submitted'",
        "no case is open": "SELECT id, state, step FROM medical_case"
        " WHERE state IN ('draft', 'submitted', 'approved')",
        "every ended post is down": "SELECT post.case_id FROM post JOIN medical_case"
        " ON medical_case.id = case_id WHERE (taken_down_at IS NULL)"
        " <> (state IN ('published', 'hidden'))",
        "no report waits": "SELECT id FROM privacy_request WHERE state = 'open'",
        "no case stays hidden": "SELECT id FROM medical_case WHERE state = 'hidden'",
        "nothing is left to hide or to show": "SELECT case_id FROM hiding WHERE due IS NOT NULL",
        "nobody is left to mute": "SELECT id FROM sanction WHERE due = 1",
    }
    for rule, sql in queries.items():
        report.expect(rule, await fetch(reader, sql))


async def _reports_are_on_record(place: Hospital, reader: Any, report: Report) -> None:
    """Whoever was thanked for a report finds it decided."""
    sent = await fetch(
        reader, "SELECT requester_id, case_id FROM privacy_request WHERE state <> 'filling'"
    )
    known = {(row["requester_id"], f"MP-{row['case_id']:05d}") for row in sent}
    report.expect("a report is on record", sorted(place.books.reports - known))
    report.counts["reports"] = len(sent)


def _cases_are_there_once(place: Hospital, cases: Rows, report: Report) -> None:
    """Every case whose sending was confirmed; drafts that were thrown away are nobody's loss."""
    for person_id, markers in place.books.submitted.items():
        for marker in (m for m in markers if not m.startswith("revised")):
            own = [
                case["id"]
                for case in cases
                if case["author_id"] == person_id and f"{marker}?" in (case["question"] or "")
            ]
            report.expect("a case is there once", "" if len(own) == 1 else f"{marker}: {own}")


def _photos_are_there_once(place: Hospital, pictures: Rows, report: Report) -> None:
    kept = Counter((row["author_id"], row["position"]) for row in pictures if row["frame"] < 2)
    sent = Counter((who, photo) for who, ids in place.books.photos.items() for photo in ids)
    report.expect("a photo is kept once", _differences(sent, kept))


Decision = tuple[str, int, int, int]


def _decided_as_pressed(place: Hospital, audit: Rows, reviews: Rows, report: Report) -> None:
    """Each tap that was answered without a refusal is one line of the audit trail, and back."""
    pressed = Counter(
        decision
        for callback in place.messenger.world.callbacks.values()
        if (decision := _decision(callback)) is not None
    )
    for review in reviews:
        if any(marker in (review["reason"] or "") for marker in place.books.words):
            who = review["reviewer_id"]
            pressed[review["verdict"], review["case_id"], review["revision"], who] += 1
    told = Counter(
        (row["action"], int(row["subject"].split()[1]), row["revision"], row["actor_id"])
        for row in audit
        if row["subject"].startswith("case ")
        and row["action"] not in {"publish", "take_down", "hide", "look", "show_again"} | UNSURE
        and row["actor_id"] is not None
    )
    report.expect("a decision that was pressed is on record once", dict(pressed - told))
    report.expect("what is on record was pressed", dict(told - pressed))
    published = Counter(row["subject"] for row in audit if row["action"] == "publish")
    report.expect("published once", [case for case, times in published.items() if times > 1])
    _revised_as_pressed(place, audit, report)


def _revised_as_pressed(place: Hospital, audit: Rows, report: Report) -> None:
    """Each revision is taken up once, by somebody who pressed that."""
    told = Counter(
        (int(row["subject"].split()[1]), row["revision"], row["actor_id"])
        for row in audit
        if row["action"] == "revise"
    )
    taps = ((parse(each.data), each) for each in place.messenger.world.callbacks.values())
    pressed = {
        (tap.subject, tap.revision, callback.user_id)
        for tap, callback in taps
        if tap is not None and tap.act is Act.REVISE and not callback.alert
    }
    wrong = [what for what, times in told.items() if times > 1 or what not in pressed]
    report.expect("revised once, by who pressed it", wrong)


def _decision(callback: Callback) -> Decision | None:
    """What an accepted tap decided; None for all others."""
    tap = parse(callback.data)
    if tap is None or not callback.answered or callback.alert:
        return None
    action = {
        Act.APPROVE: "approve",
        Act.WITHDRAW_SURE: "withdraw",
        Act.CANCEL_SURE: "discard",
        Act.POST_AGAIN: "post_again",
        Act.SEND: "" if callback.text else "submit",
        Act.REASON: {"c": "ask_changes", "r": "reject"}.get(tap.arg.partition(".")[0], ""),
    }.get(tap.act)
    if not action or tap.arg.endswith(".words"):
        return None
    return action, tap.subject, tap.revision, callback.user_id


def _states_follow(cases: Rows, audit: Rows, report: Report) -> None:
    """The trail of each case is one that the rules allow, and ends in the state that it has."""
    for case in cases:
        state, trail = "draft", [row for row in audit if row["subject"] == f"case {case['id']}"]
        for row in trail:
            if row["action"] in BESIDES:
                continue
            following = MOVES.get((state, row["action"]))
            if following is None:
                report.expect("a trail is one that the rules allow", f"{case['id']}: {row}")
                break
            state = following
        else:
            same = state == case["state"]
            report.expect(
                "a state is what was decided", "" if same else f"{case['id']}: {case['state']}"
            )


def _replies_count_once(place: Hospital, replies: Rows, report: Report) -> None:
    counted = Counter((row["chat_id"], row["message_id"]) for row in replies)
    written = Counter(place.books.replies)
    report.expect("a reply counts once", _differences(written, counted))


async def _files_are_right(running: Running, pictures: Rows, report: Report) -> None:
    decided = {state.value for state in DECIDED}
    at_work = {state.value for state in AT_WORK}
    ended = {state.value for state in ENDED}
    for row in pictures:
        name = f"picture {row['id']} ({row['state']}, case {row['case_id']})"
        # What a case that ended left undone is not done any more.
        waits = row["state"] in at_work and row["case_state"] not in ended
        report.expect("no picture waits", name if waits else "")
        has_original = row["original"] and row["case_state"] in decided
        report.expect("originals of decided cases are gone", name if has_original else "")
        for key in filter(None, (row["original"], row["masked"], row["preview"])):
            report.expect(
                "every file that a row names is there", await _problem(running, row, key)
            )
        is_public = row["case_state"] == CaseState.PUBLISHED and row["state"] == "masked"
        report.expect(
            "what is published keeps its masked picture",
            name if is_public and not row["masked"] else "",
        )


async def _problem(running: Running, row: dict[str, Any], key: str) -> str:
    try:
        data = await running.services.files.get(key)
    except MissingFileError:
        return f"picture {row['id']}"
    is_masked = key == row["masked"]
    wrong = is_masked and hashlib.sha256(data).hexdigest() != row["digest"]
    return f"picture {row['id']} has other bytes" if wrong else ""


async def inspect_the_day_after(place: Hospital, running: Running, report: Report) -> None:
    """A day later no original is left, and no file that no row names."""
    reader = running.services.database.reader
    rows = await fetch(reader, "SELECT id, original, masked, preview FROM picture")
    report.expect("originals are gone after a day", [r["id"] for r in rows if r["original"]])
    known = {key for row in rows for key in (row["original"], row["masked"], row["preview"])}
    evidence = await fetch(
        reader,
        "SELECT evidence FROM application WHERE evidence IS NOT NULL"
        " UNION SELECT key FROM document WHERE key IS NOT NULL",
    )
    known |= {row["evidence"] for row in evidence}
    keys = await fetch(reader, "SELECT name FROM file_key")
    kept = {path.name for path in place.life().files.iterdir()} | {row["name"] for row in keys}
    report.expect("no file and no key is left that no row names", sorted(kept - known))


def _count(
    place: Hospital, cases: Rows, pictures: Rows, audit: Rows, replies: Rows, report: Report
) -> None:
    states = Counter(case["state"] for case in cases)
    actions = Counter(row["action"] for row in audit)
    report.counts |= {
        "cases begun": len(cases),
        **{f"cases {state}": number for state, number in sorted(states.items())},
        **{f"decisions: {action}": number for action, number in sorted(actions.items())},
        "pictures": len(pictures),
        "pictures out of files that hold several": sum(row["frame"] > 0 for row in pictures),
        "pictures of refused kind": sum(row["state"] == "refused" for row in pictures),
        "replies": len(replies),
        "taps": len(place.messenger.world.callbacks),
        "taps that correct a picture": _corrections(place),
        "updates": place.messenger.only_bot().next_update_id - 1,
    }


def _corrections(place: Hospital) -> int:
    acts = {Act.TOGGLE, Act.STRIP, Act.WHOLE, Act.RETRY, Act.REMOVE}
    taps = (parse(callback.data) for callback in place.messenger.world.callbacks.values())
    return sum(tap is not None and tap.act in acts for tap in taps)


def album_of(text: str) -> list[int]:
    return [int(item) for item in json.loads(text)]
