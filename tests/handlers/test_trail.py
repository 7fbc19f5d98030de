"""The audit trail tells of every decision: all that can be decided is played, one by one."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers import retention
from handlers.buttons import Act, Tap
from handlers.entrance import schooling
from handlers.protection import requests
from handlers.publishing import publication
from handlers.reviewing import review
from moderation.application import ApplicationAction
from moderation.case import CaseAction, CaseState
from moderation.discipline import Measure
from moderation.member import StandingAction
from moderation.request import ANSWERED_WITHIN, RequestAction
from moderation.review import Review, Verdict
from moderation.school import school_year_end
from moderation.trail import Entry
from storage import audit, cases, places, posts
from storage.posts import ReviewCard
from storage.rows import fetch
from tests.handlers import raw
from tests.handlers.cast import DEEDS, Who, member, sender, tap_of
from tests.handlers.raw import Raw, channel, group, private, user
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS
from tests.handlers.ward import APPLICANT, COLLEAGUE, ME, OPERATOR, UNBOUND, Ward, ward
from tests.moderation.examples import NOW

# What a subject may be: numbers of ours and of Telegram, and duties; nothing that was written.
SUBJECT = re.compile(r"(case|application|request|member|moderator) \d+|(place|discussion) [a-z_]+")
# Played in tests/bot/test_keys.py, tests/bot/test_setaside.py and tests/storage/test_aftermath.py.
COMMANDS = {Entry.ROTATE_KEYS, Entry.ABANDON_KEYS, Entry.RETRY, Entry.RESTORE}


@dataclass(frozen=True, slots=True)
class Scene:
    """Who does what (an update, or something that the bot does by itself), and the row of it.

    subject: where `{mine[draft]}` and the like stand for the ids of the ward.
    """

    action: str
    play: Callable[[Ward], Awaitable[None]]
    subject: str
    actor: int | None = ME
    revision: int | None = None
    who: Who = Who.DOCTOR


def tap(action: str, act: Act, subject: str, revision: int | None = 1, **fields: Any) -> Scene:
    """A press of a button of everybody's; arg: with another word than theirs."""
    deed = replace(DEEDS[act], arg=fields.pop("arg", DEEDS[act].arg))
    who, actor = fields.get("who", Who.DOCTOR), fields.get("actor", ME)

    async def play(place: Ward) -> None:
        await place.prepare(deed.row, deed.fields)
        pressed = deed.tap(act, place.rows) if deed.row else tap_of(act, place.rows)
        chat = group(MODERATORS) if deed.theirs else private(actor)
        await place.do(raw.tap(user(actor), chat, pressed.pack()))

    return Scene(action, play, subject, actor, revision, who)


def told(
    action: str, update: Raw | str, subject: str, revision: int | None = None, **fields: Any
) -> Scene:
    """Any other update; a command as its words, said where its slash means something."""

    async def play(place: Ward) -> None:
        if isinstance(update, dict):
            await place.do(update)
            return
        text = update.format(mine=place.rows.mine, theirs=place.rows.theirs)
        chat = group(MODERATORS) if text.startswith("/takedown") else private(ME)
        await place.do(raw.message(user(ME), chat, text=text))

    return Scene(action, play, subject, revision=revision, **fields)


async def revise(place: Ward) -> None:
    # Somebody with an open draft is asked to send or cancel it first.
    await place.prepare("draft", {"state": CaseState.DISCARDED})
    pressed = DEEDS[Act.REVISE].tap(Act.REVISE, place.rows)
    await place.do(raw.tap(user(ME), private(ME), pressed.pack()))


async def publish(place: Ward) -> None:
    reader = place.services.database.reader
    case = await cases.load(reader, place.rows.mine["approved"])
    skin = await places.of_duty(reader, "dermatology")
    assert case is not None
    assert skin is not None
    assert await publication.record(place.services, case, skin, (1,))


async def lose_power(place: Ward) -> None:
    async with place.services.database.transaction() as tx:
        given = Review(place.rows.theirs["submitted"], 1, COLLEAGUE, Verdict.APPROVE, "", NOW)
        await cases.add_review(tx, given)
    await review.take_back(place.services, COLLEAGUE)


async def a_month_passes(place: Ward) -> None:
    services = place.services
    services.clock = lambda: NOW + ANSWERED_WITHIN + timedelta(days=1)
    await retention.sweep(services)
    await requests.sweep(services)


async def kept_and_a_month_passes(place: Ward) -> None:
    await place.prepare("request", {"decided_at": NOW})
    await a_month_passes(place)


async def press_on_request(place: Ward, *acts: Act) -> None:
    for act in acts:
        pressed = DEEDS[act].tap(act, place.rows)
        await place.do(raw.tap(user(ME), group(MODERATORS), pressed.pack()))


async def restore(place: Ward) -> None:
    await press_on_request(place, Act.REQUEST_HIDE, Act.REQUEST_REASON)


async def look(place: Ward) -> None:
    case_id = place.rows.theirs["published"]
    async with place.services.database.transaction() as tx:
        await posts.add_card(tx, ReviewCard(case_id, 1, MODERATORS, 90, (89, 90)))
    await press_on_request(place, Act.REQUEST_HIDE, Act.REQUEST_LOOK)


def against(action: Measure) -> Scene:
    """A moderator's command in a thread, as an answer to a colleague's message."""

    async def play(place: Ward) -> None:
        body = {"message_id": 8, "date": raw.WHEN, "chat": group(GROUP), "text": "Ads"}
        aim = body | {"from": user(APPLICANT)}
        words = f"/{action} Mrs Quagmire"
        await place.do(raw.message(user(ME), group(GROUP), text=words, reply_to_message=aim))

    return Scene(action, play, f"member {APPLICANT}")


def moved(number: int, status: str) -> Raw:
    return raw.member_update(user(number), group(MODERATORS), status)


async def school_ends(place: Ward) -> None:
    services = place.services
    await schooling.sweep(services)
    services.clock = lambda: school_year_end(NOW)
    await schooling.sweep(services)


async def appeal(place: Ward) -> None:
    pressed = DEEDS[Act.APPEAL].tap(Act.APPEAL, place.rows)
    await place.do(raw.tap(user(ME), private(ME), pressed.pack()))
    await place.do(raw.message(user(ME), private(ME), text="It was not me"))


async def open_to_students(place: Ward) -> None:
    for state in ("closed", "open"):
        pressed = Tap(Act.STUDENTS, arg=f"dermatology.{state}")
        await place.do(raw.tap(user(ME), group(MODERATORS), pressed.pack()))


SCENES = [
    tap(CaseAction.SUBMIT, Act.SEND, "case {mine[draft]}"),
    tap(CaseAction.DISCARD, Act.CANCEL_SURE, "case {mine[draft]}"),
    tap(CaseAction.APPROVE, Act.APPROVE, "case {theirs[submitted]}"),
    tap(CaseAction.ASK_CHANGES, Act.REASON, "case {theirs[submitted]}"),
    tap(CaseAction.REJECT, Act.REASON, "case {theirs[submitted]}", arg="r.not_medical"),
    Scene(CaseAction.REVISE, revise, "case {mine[changes_asked]}", revision=1),
    Scene(CaseAction.PUBLISH, publish, "case {mine[approved]}", None, 1),
    tap(CaseAction.WITHDRAW, Act.WITHDRAW_SURE, "case {mine[submitted]}"),
    told(CaseAction.TAKE_DOWN, "/takedown {theirs[published]}", "case {theirs[published]}", 1),
    tap(
        ApplicationAction.SUBMIT,
        Act.HAND_IN,
        "application {mine[application]}",
        who=Who.APPLICANT,
    ),
    tap(ApplicationAction.ACCEPT, Act.ADMIT, "application {theirs[application]}"),
    tap(ApplicationAction.ASK, Act.ADMIT_REASON, "application {theirs[application]}"),
    tap(
        ApplicationAction.REFUSE,
        Act.ADMIT_REASON,
        "application {theirs[application]}",
        arg="ref.no_proof",
    ),
    tap(ApplicationAction.WITHDRAW, Act.FORGET_SURE, "application {mine[application]}"),
    tap(StandingAction.APPLY, Act.START_AGAIN, "application 5", who=Who.REFUSED),
    tap(StandingAction.SUSPEND, Act.SUSPEND_SURE, "member {theirs[member]}", None),
    tap(StandingAction.REINSTATE, Act.REINSTATE_SURE, "member {theirs[suspended]}", None),
    Scene(StandingAction.LAPSE, school_ends, "member 100", None, who=Who.STUDENT),
    Scene(Entry.APPEAL, appeal, "member 100", who=Who.SUSPENDED),
    tap(Entry.APPEAL_GRANTED, Act.APPEAL_GRANT, "member {theirs[suspended]}", None),
    tap(Entry.APPEAL_KEPT, Act.APPEAL_KEEP, "member {theirs[suspended]}", None),
    tap(Entry.HAND_OVER, Act.ADMIT_MOVE, "member 800"),
    tap(Entry.STUDENTS_CLOSED, Act.STUDENTS, "place dermatology", None),
    Scene(Entry.STUDENTS_OPEN, open_to_students, "place dermatology"),
    tap(StandingAction.ERASE, Act.FORGET_SURE, "member 100", None),
    told(StandingAction.RETURN, "/start", "member 100", who=Who.ERASED),
    tap(RequestAction.SEND, Act.REPORT_SKIP, "request {mine[request]}", None),
    tap(RequestAction.GRANT, Act.REQUEST_GRANT, "request {theirs[request]}", None),
    tap(RequestAction.KEEP, Act.REQUEST_REASON, "request {theirs[request]}", None),
    tap(CaseAction.HIDE, Act.REQUEST_HIDE, "case {theirs[published]}"),
    Scene(CaseAction.SHOW_AGAIN, restore, "case {theirs[published]}", revision=1),
    Scene(Entry.LOOK, look, "case {theirs[published]}", revision=1),
    *(against(measure) for measure in Measure),
    tap(Entry.CONFIRM, Act.STILL, "case {mine[submitted]}"),
    tap(Entry.POST_AGAIN, Act.POST_AGAIN, "case {theirs[approved]}"),
    Scene(Entry.APPROVAL_LAPSED, lose_power, "case {theirs[submitted]}", None, 1),
    Scene(Entry.PURGE, a_month_passes, "case {theirs[submitted]}", None, 1),
    Scene(Entry.PURGE, a_month_passes, "application {theirs[application]}", None, 1),
    Scene(Entry.PURGE, kept_and_a_month_passes, "request {mine[request]}", None),
    told(Entry.EXPORT, "/mydata", "member 100"),
    tap(Entry.BIND, Act.BIND, "place radiology", None, actor=OPERATOR, who=Who.OPERATOR),
    told(Entry.LET_IN, raw.join_request(user(ME), channel(CHANNEL)), "place dermatology"),
    told(Entry.LET_IN, raw.join_request(user(ME), group(GROUP)), "discussion dermatology"),
    told(
        Entry.TURN_AWAY,
        raw.join_request(user(ME), channel(CHANNEL)),
        "place dermatology",
        who=Who.SUSPENDED,
    ),
    told(Entry.MODERATOR_IN, moved(777, "member"), "moderator 777", actor=777),
    told(Entry.MODERATOR_OUT, moved(COLLEAGUE, "left"), "moderator 400", actor=None),
]


def name(scene: Scene) -> str:
    return f"{scene.action} {scene.subject.split()[0]}"


async def rows(place: Ward) -> list[dict[str, Any]]:
    return await fetch(place.services.database.reader, "SELECT * FROM audit ORDER BY id")


def test_every_action_is_played() -> None:
    """What somebody can do to a case, an application, a request or a member, and all the rest."""
    every = {*CaseAction, *ApplicationAction, *RequestAction, *StandingAction, *Measure, *Entry}
    assert {scene.action for scene in SCENES} == every - COMMANDS


@pytest.mark.parametrize("scene", SCENES, ids=name)
async def test_it_is_on_the_trail(scene: Scene, tmp_path: Path) -> None:
    """Who, what, when and which revision, once; and nothing that anybody wrote."""
    listed, operators = [ME, COLLEAGUE], [ME, OPERATOR]
    async with ward(tmp_path, member(scene.who), listed=listed, operators=operators) as place:
        before = len(await rows(place))
        await scene.play(place)
        new = (await rows(place))[before:]
        subject = scene.subject.format(mine=place.rows.mine, theirs=place.rows.theirs)
        wanted = (scene.action, scene.actor, subject, scene.revision)
        found = [(r["action"], r["actor_id"], r["subject"], r["revision"]) for r in new]
        assert found.count(wanted) == 1, found
        assert all(SUBJECT.fullmatch(row["subject"]) for row in new), found
        assert {row["at"] for row in new} == {place.services.clock().isoformat()}
        assert (await audit.check(place.services.database.reader)).broken is None


async def test_what_is_refused_is_not_on_the_trail(tmp_path: Path) -> None:
    """The row goes with its effect: what was undone was never decided."""
    async with ward(tmp_path, member(Who.DOCTOR), listed=[]) as place:
        before = len(await rows(place))
        for act in (Act.APPROVE, Act.ADMIT, Act.REQUEST_GRANT, Act.POST_AGAIN):
            pressed = DEEDS[act].tap(act, place.rows)
            await place.do(raw.tap(sender(Who.DOCTOR), group(MODERATORS), pressed.pack()))
        await place.do(raw.join_request(user(ME), channel(UNBOUND)))
        assert len(await rows(place)) == before
